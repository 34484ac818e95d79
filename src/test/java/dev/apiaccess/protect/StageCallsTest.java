// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Glob;
import dev.apiaccess.model.MethodKey;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class StageCallsTest {

    @Test
    void aStarCrossesSlashes() {
        var open = method("GET /items/{id}");
        var secret = method("GET /items/{id}/secret");
        var calls = new StageCalls(List.of(open, secret));

        assertThat(calls.meeting("GET", "items/*", secret)).contains("GET /items/x/secret");
        assertThat(calls.meeting("GET", "items/*", open)).isPresent();
    }

    @Test
    void whatAnotherResourceTakesComesToNoOther() {
        var proxy = method("ANY /{proxy+}");
        var calls = new StageCalls(List.of(method("GET /health"), proxy, method("ANY /")));

        assertThat(calls.meeting("GET", "health", proxy)).isEmpty();
        assertThat(calls.meeting("POST", "health", proxy))
                .as("the resource has no such method")
                .isPresent();
        assertThat(calls.meeting("GET", "health/*", proxy)).contains("GET /health/x");
        assertThat(calls.meeting("GET", "", proxy)).isEmpty();
    }

    /** Held against all calls of a small world, both ways. */
    @Property(tries = 2000)
    void aCallIsFoundIfAndOnlyIfThereIsOne(@ForAll long seed) {
        var random = new Random(seed);
        var keys = SmallWorld.methods(random);
        var methods = keys.stream().map(key -> new ApiMethod(key, "NONE")).toList();
        var calls = new StageCalls(methods);
        var verb = SmallWorld.VERBS.get(random.nextInt(3));
        var pattern = ExecuteApi.pathPattern(SmallWorld.path(random));
        var glob = Glob.of(verb + "/" + pattern);
        for (var method : methods) {
            var found = calls.meeting(verb, pattern, method);
            var context = verb + " " + pattern + " " + method + " of " + keys;
            found.ifPresent(call -> {
                var written = SmallWorld.Call.of(call);
                assertThat(glob.matches(written.verb() + written.path()))
                        .as(context)
                        .isTrue();
                var to = SmallWorld.routed(written, keys);
                // Of a resource without the verb it is open whether it hands calls on.
                assertThat(to.isEmpty() || to.get().equals(method.key()))
                        .as(context + " by " + call)
                        .isTrue();
            });
            var some = SmallWorld.calls().stream()
                    .filter(call -> glob.matches(call.verb() + call.path()))
                    .filter(call -> SmallWorld.routed(call, keys).equals(Optional.of(method.key())))
                    .findFirst();
            if (some.isPresent()) {
                assertThat(found).as(context + " has " + some.get()).isPresent();
            }
        }
    }

    private static ApiMethod method(String text) {
        var key = MethodRulesTest.method(text);
        return new ApiMethod(new MethodKey(key.path(), key.verb()), "NONE");
    }

    @Test
    void aSlashAtTheEndMayCountForNothingWhereAnAuthorizerDecides() {
        var items = new ApiMethod(MethodRulesTest.method("GET /items"), "CUSTOM");
        var signed = new ApiMethod(MethodRulesTest.method("GET /items"), "AWS_IAM");
        var item = method("GET /items/{id}");

        assertThat(new StageCalls(List.of(items, item)).meeting("GET", "items/*", items))
                .contains("GET /items/");
        assertThat(new StageCalls(List.of(signed, item)).meeting("GET", "items/*", signed))
                .as("an unsigned call never gets there")
                .isEmpty();
    }

    @Test
    void everyCharacterOfAPathCounts() {
        var secret = method("GET /items/{id}/c+d");
        var calls = new StageCalls(List.of(method("GET /items/{id}"), secret));

        assertThat(calls.meeting("GET", "items/*", secret)).isPresent();
    }

    @Test
    void whatTakesTooLongCountsAsMet() {
        var methods = new ArrayList<ApiMethod>();
        methods.add(method("GET /{p+}"));
        for (var level = 0; level < 12; level++) {
            for (var text : List.of("a", "b", "c")) {
                methods.add(method("GET " + "/{p}".repeat(level) + "/" + text + "/{p}".repeat(12 - level)));
            }
        }
        var greedy = methods.getFirst();

        assertThat(new StageCalls(methods).meeting("GET", "a*/zz", greedy)).isPresent();
    }
}
