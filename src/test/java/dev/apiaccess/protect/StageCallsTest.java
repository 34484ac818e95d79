// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Glob;
import dev.apiaccess.model.MethodKey;
import java.util.List;
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

        assertThat(calls.meeting("GET/items/*", secret)).contains("GET /items/x/secret");
        assertThat(calls.meeting("GET/items/*", open)).isPresent();
    }

    @Test
    void whatAnotherResourceTakesComesToNoOther() {
        var proxy = method("ANY /{proxy+}");
        var calls = new StageCalls(List.of(method("GET /health"), proxy, method("ANY /")));

        assertThat(calls.meeting("GET/health", proxy)).isEmpty();
        assertThat(calls.meeting("POST/health", proxy))
                .as("the resource has no such method")
                .isEmpty();
        assertThat(calls.meeting("GET/health/*", proxy)).contains("GET /health/x");
        assertThat(calls.meeting("GET/", proxy)).isEmpty();
    }

    /** Held against all calls of a small world, both ways. */
    @Property(tries = 2000)
    void aCallIsFoundIfAndOnlyIfThereIsOne(@ForAll long seed) {
        var random = new Random(seed);
        var keys = SmallWorld.methods(random);
        var methods = keys.stream().map(key -> new Method(key, "NONE")).toList();
        var calls = new StageCalls(methods);
        var verb = SmallWorld.VERBS.get(random.nextInt(3));
        var pattern = verb + "/" + ExecuteApi.pathPattern(SmallWorld.path(random));
        var glob = Glob.of(pattern);
        for (var method : methods) {
            var found = calls.meeting(pattern, method);
            var context = pattern + " " + method + " of " + keys;
            found.ifPresent(call -> {
                var written = SmallWorld.Call.of(call);
                assertThat(glob.matches(written.verb() + written.path()))
                        .as(context)
                        .isTrue();
                assertThat(SmallWorld.routed(written, keys))
                        .as(context + " by " + call)
                        .contains(method.key());
            });
            var some = SmallWorld.calls().stream()
                    .filter(call -> glob.matches(call.verb() + call.path()))
                    .filter(call -> SmallWorld.routed(call, keys).equals(java.util.Optional.of(method.key())))
                    .findFirst();
            if (some.isPresent()) {
                assertThat(found).as(context + " has " + some.get()).isPresent();
            }
        }
    }

    private static Method method(String text) {
        var key = MethodRulesTest.method(text);
        return new Method(new MethodKey(key.path(), key.verb()), "NONE");
    }
}
