// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Glob;
import dev.apiaccess.model.MethodKey;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AllowBesideTest {

    private static final String ARN = "arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/";
    private static final FenceStatements.Place PROD =
            new FenceStatements.Place("aws", "eu-west-1", "111122223333", "a1b2c3", new TreeSet<>(Set.of("prod")));

    @Test
    void whereEveryMethodIsOpenTheWholeStageIsAllowedToUnsignedCallers() {
        assertThat(beside("GET /a NONE", "POST /b COGNITO_USER_POOLS"))
                .isInstanceOfSatisfying(AllowBeside.Needed.class, needed -> {
                    assertThat(SmallWorld.patterns(needed.statement())).containsExactly(ARN + "*");
                    assertThat(needed.statement().conditions())
                            .singleElement()
                            .hasToString("Condition[operator=Null, key=aws:PrincipalArn, values=[true]]");
                });
    }

    @Test
    void whereNoMethodIsDecidedByTheDocumentAloneThereIsNone() {
        assertThat(beside("GET /a AWS_IAM", "POST /b CUSTOM")).isEqualTo(new AllowBeside.NotNeeded());
    }

    @Test
    void besideGuardedMethodsItNamesTheOpenOnes() {
        assertThat(beside("GET /health NONE", "ANY /orders AWS_IAM"))
                .isInstanceOfSatisfying(
                        AllowBeside.Needed.class,
                        needed -> assertThat(SmallWorld.patterns(needed.statement()))
                                .containsExactly(ARN + "GET/health"));
    }

    @Test
    void whereItsStarReachesAGuardedMethodNoneIsWritten() {
        assertThat(beside("GET /items/{id} NONE", "GET /items/{id}/secret CUSTOM"))
                .isEqualTo(new AllowBeside.WouldOpen(
                        "GET /items/x/secret",
                        method("GET /items/{id}/secret CUSTOM"),
                        method("GET /items/{id} NONE")));
    }

    /** Held against all calls of a small world: an open method is allowed whole, and no call of a guarded one. */
    @Property(tries = 2000)
    void itAllowsWhatIsOpenAndNothingElse(@ForAll long seed) {
        var random = new Random(seed);
        var types = new TreeMap<MethodKey, String>();
        SmallWorld.methods(random)
                .forEach(key -> types.put(
                        key, List.of("NONE", "AWS_IAM", "CUSTOM", "JWT").get(random.nextInt(4))));
        var methods = types.entrySet().stream()
                .map(entry -> new ApiMethod(entry.getKey(), entry.getValue()))
                .toList();

        var beside = AllowBeside.of(PROD, new TreeMap<>(Map.of("prod", methods)), "sid");

        var globs = beside instanceof AllowBeside.Needed(var statement)
                ? SmallWorld.patterns(statement).stream().map(Glob::of).toList()
                : List.<Glob>of();
        for (var call : SmallWorld.calls()) {
            var to = SmallWorld.routed(call, types.keySet());
            var allowed = globs.stream().anyMatch(glob -> glob.matches(ARN + call.verb() + call.path()));
            var context = types + " " + beside + " " + call;
            if (to.isPresent()) {
                var alone = Set.of("NONE", "JWT").contains(types.get(to.get()));
                switch (beside) {
                    case AllowBeside.Needed _ -> assertThat(allowed).as(context).isEqualTo(alone);
                    case AllowBeside.NotNeeded _ ->
                        assertThat(alone).as(context).isFalse();
                    case AllowBeside.WouldOpen _ -> {}
                }
            }
        }
        if (beside instanceof AllowBeside.WouldOpen(var witness, var method, var because)) {
            var call = SmallWorld.Call.of(witness.endsWith("/") ? witness.substring(0, witness.length() - 1) : witness);
            var to = SmallWorld.routed(call, types.keySet());
            assertThat(to.isEmpty() || to.get().equals(method.key()))
                    .as(types + " " + beside)
                    .isTrue();
            assertThat(because.isDecidedByPolicyAlone()).isTrue();
            assertThat(method.isDecidedByPolicyAlone()).isFalse();
        }
    }

    private static AllowBeside beside(String... methods) {
        return AllowBeside.of(
                PROD,
                new TreeMap<>(Map.of(
                        "prod",
                        Arrays.stream(methods).map(AllowBesideTest::method).toList())),
                "sid");
    }

    private static ApiMethod method(String text) {
        var last = text.lastIndexOf(' ');
        return new ApiMethod(MethodRulesTest.method(text.substring(0, last)), text.substring(last + 1));
    }
}
