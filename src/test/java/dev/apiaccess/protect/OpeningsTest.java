// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Openings.Opening;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class OpeningsTest {

    private static final List<String> TYPES = List.of("NONE", "AWS_IAM", "CUSTOM");

    @Test
    void aMethodThatAsksForLessOrForSomethingElseIsAnOpening() {
        assertThat(between("GET /a", "AWS_IAM", "GET /a", "NONE"))
                .containsExactly(new Opening(new MethodKey("/a", "GET"), false, "AWS_IAM -> NONE"));
        assertThat(between("GET /a", "CUSTOM", "GET /a", "AWS_IAM"))
                .containsExactly(new Opening(new MethodKey("/a", "GET"), false, "CUSTOM -> AWS_IAM"));
        assertThat(between("GET /a", "NONE+key", "GET /a", "NONE"))
                .containsExactly(new Opening(new MethodKey("/a", "GET"), false, "key required -> not required"));
        assertThat(between("GET /a", "NONE", "GET /a", "AWS_IAM")).isEmpty();
        assertThat(between("GET /a", "NONE", "GET /a", "NONE+key")).isEmpty();
    }

    @Test
    void aNewMethodThatAsksForNothingIsAnOpeningAndAPreflightIsNone() {
        assertThat(between("GET /a", "AWS_IAM", "GET /b", "NONE"))
                .containsExactly(new Opening(new MethodKey("/b", "GET"), false, "new -> NONE"));
        assertThat(between("GET /a", "AWS_IAM", "OPTIONS /a", "NONE")).isEmpty();
        assertThat(between("GET /a", "AWS_IAM", "GET /b", "NONE+key")).isEmpty();
    }

    @Test
    void callsOfAMethodThatGoesMayComeToAWiderOne() {
        assertThat(Openings.between(
                        methods(Map.of("GET /a", "AWS_IAM", "ANY /{proxy+}", "NONE")),
                        methods(Map.of("ANY /{proxy+}", "NONE"))))
                .containsExactly(new Opening(new MethodKey("/{proxy+}", "ANY"), true, "AWS_IAM -> NONE"));
        assertThat(Openings.between(
                        methods(Map.of("ANY /{proxy+}", "AWS_IAM")),
                        methods(Map.of("ANY /{proxy+}", "AWS_IAM", "GET /a", "NONE"))))
                .containsExactly(new Opening(new MethodKey("/a", "GET"), true, "AWS_IAM -> NONE"));
    }

    @Test
    void anAuthorizerThatIsAnotherOneOrThatNobodyReadIsAnOpening() {
        var strict = new MethodState("CUSTOM", "strict", false);
        for (var other : List.of(new MethodState("CUSTOM", "lax", false), MethodState.of("CUSTOM", false))) {
            assertThat(Openings.between(
                            Map.of(new MethodKey("/a", "GET"), strict), Map.of(new MethodKey("/a", "GET"), other)))
                    .containsExactly(new Opening(new MethodKey("/a", "GET"), false, "another authorizer"));
        }
        assertThat(Openings.between(
                        Map.of(new MethodKey("/a", "GET"), strict), Map.of(new MethodKey("/a", "GET"), strict)))
                .isEmpty();
    }

    /** Held against all calls of a small world: where nothing is told, no call asks for less than before. */
    @Property(tries = 3000)
    void whereNoOpeningIsToldNoCallAsksForLess(@ForAll long seed) {
        var random = new Random(seed);
        var served = served(random);
        var coming = random.nextBoolean() ? served(random) : edited(served, random);

        var openings = Openings.between(served, coming);

        for (var call : SmallWorld.calls()) {
            var then = SmallWorld.routed(call, coming.keySet());
            if (then.isEmpty() || openings.stream().anyMatch(one -> one.method().equals(then.get()))) {
                continue;
            }
            var asked = Objects.requireNonNull(coming.get(then.get()));
            var context = served + " " + coming + " " + call;
            var now = SmallWorld.routed(call, served.keySet()).map(served::get);
            if (now.isPresent()) {
                assertThat(now.get().authorization()).as(context).isIn("NONE", asked.authorization());
                assertThat(!now.get().keyRequired() || asked.keyRequired())
                        .as(context)
                        .isTrue();
            } else if (!call.verb().equals("OPTIONS")) {
                assertThat(asked).as(context).isNotEqualTo(MethodState.of("NONE", false));
            }
        }
    }

    /** Where every call that is answered then asked for no more before, nothing is told but what several resources share. */
    @Test
    void anOpeningThatIsToldHasCalls() {
        var told = 0;
        var met = 0;
        for (var seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var served = served(random);
            var coming = edited(served, random);
            for (var opening : Openings.between(served, coming)) {
                told++;
                met += SmallWorld.calls().stream()
                                .filter(call ->
                                        SmallWorld.routed(call, coming.keySet()).equals(Optional.of(opening.method())))
                                .anyMatch(call -> isMoreOpen(
                                        SmallWorld.routed(call, served.keySet())
                                                .map(served::get)
                                                .orElse(null),
                                        coming.get(opening.method())))
                        ? 1
                        : 0;
            }
        }
        assertThat(told).isGreaterThan(100);
        assertThat(met).as("of %s", told).isGreaterThan(told * 95 / 100);
    }

    private static boolean isMoreOpen(@Nullable MethodState now, @Nullable MethodState then) {
        return now == null || then == null || !now.isClosedBy(then);
    }

    private static Map<MethodKey, MethodState> served(Random random) {
        var methods = new TreeMap<MethodKey, MethodState>();
        SmallWorld.methods(random)
                .forEach(method ->
                        methods.put(method, state(TYPES.get(random.nextInt(TYPES.size())), random.nextInt(3) == 0)));
        return methods;
    }

    private static Map<MethodKey, MethodState> edited(Map<MethodKey, MethodState> before, Random random) {
        var methods = new TreeMap<>(before);
        methods.keySet().removeIf(_ -> random.nextInt(4) == 0);
        if (random.nextBoolean()) {
            methods.putAll(served(random));
        }
        return methods;
    }

    private static List<Opening> between(String served, String as, String coming, String then) {
        return Openings.between(methods(Map.of(served, as)), methods(Map.of(coming, then)));
    }

    private static Map<MethodKey, MethodState> methods(Map<String, String> texts) {
        var methods = new TreeMap<MethodKey, MethodState>();
        texts.forEach((method, type) ->
                methods.put(MethodRulesTest.method(method), state(type.replace("+key", ""), type.endsWith("+key"))));
        return methods;
    }

    private static MethodState state(String authorization, boolean keyRequired) {
        return new MethodState(authorization, authorization.equals("CUSTOM") ? "abc" : "", keyRequired);
    }
}
