// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.RuleOfMethod.Decided;
import dev.apiaccess.protect.RuleOfMethod.LeftAlone;
import dev.apiaccess.protect.RuleOfMethod.PartOfMethod;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class MethodRulesTest {

    @Test
    void theFirstRuleThatCoversAMethodWholeDecidesIt() {
        var decisions = new MethodRules(
                        List.of(
                                rule("health", "GET", "/health"),
                                rule("hooks", "POST", "/hooks/{x+}"),
                                rule("rest", "ANY", "/", "/{x+}")),
                        methods("GET /health", "POST /health", "POST /hooks/{id}", "ANY /partner/{proxy+}", "GET /"))
                .decisions();

        assertThat(decisions)
                .containsEntry(method("GET /health"), new Decided("health"))
                .containsEntry(method("POST /health"), new Decided("rest"))
                .containsEntry(method("POST /hooks/{id}"), new Decided("hooks"))
                .containsEntry(method("ANY /partner/{proxy+}"), new Decided("rest"))
                .containsEntry(method("GET /"), new Decided("rest"));
    }

    @Test
    void aRuleForAPartOfAMethodLeavesItUndecidedAlsoForTheRulesAfterIt() {
        var rules = List.of(rule("health", "GET", "/health"), rule("rest", "ANY", "/{x+}"));

        assertThat(new MethodRules(rules, methods("ANY /{proxy+}")).decisions())
                .containsEntry(method("ANY /{proxy+}"), new PartOfMethod("health", "GET /health"));
        assertThat(new MethodRules(rules.reversed(), methods("ANY /{proxy+}")).decisions())
                .containsEntry(method("ANY /{proxy+}"), new Decided("rest"));
    }

    @Test
    void aResourceOfItsOwnIsTheWayOutOfThat() {
        var decisions = new MethodRules(
                        List.of(rule("health", "GET", "/health"), rule("rest", "ANY", "/{x+}")),
                        methods("ANY /{proxy+}", "GET /health"))
                .decisions();

        assertThat(decisions)
                .containsEntry(method("GET /health"), new Decided("health"))
                .containsEntry(method("ANY /{proxy+}"), new Decided("rest"));
    }

    @Test
    void everyVerbMeansNoPreflightAndAMethodForEveryVerbIsCoveredByNoLess() {
        var decisions = new MethodRules(
                        List.of(
                                rule("most", "GET,POST,PUT,PATCH,DELETE,HEAD,OPTIONS", "/all"),
                                rule("rest", "ANY", "/{x+}")),
                        methods("OPTIONS /orders", "GET /orders", "ANY /all"))
                .decisions();

        assertThat(decisions)
                .containsEntry(method("OPTIONS /orders"), new LeftAlone())
                .containsEntry(method("GET /orders"), new Decided("rest"));
        assertThat(decisions.get(method("ANY /all"))).isInstanceOf(PartOfMethod.class);
    }

    @Test
    void aGreedyPathHasAPartOrMore() {
        var rules = new MethodRules(
                List.of(rule("partner", "ANY", "/partner/{x+}"), rule("gone", "GET", "/gone")),
                methods("GET /partner", "GET /partner/{id}/{more+}"));

        assertThat(rules.decisions())
                .containsEntry(method("GET /partner"), new LeftAlone())
                .containsEntry(method("GET /partner/{id}/{more+}"), new Decided("partner"));
        assertThat(rules.unmatched()).containsExactly("gone");
    }

    /** Held against all calls of a small world. */
    @Property(tries = 3000)
    void whatRulesSayOfMethodsIsSoOfTheirCalls(@ForAll long seed) {
        var random = new Random(seed);
        var methods = SmallWorld.methods(random);
        var rules = new ArrayList<MethodRule>();
        for (var index = random.nextInt(3); index >= 0; index--) {
            var verb = random.nextInt(2) == 0 ? "ANY" : SmallWorld.VERBS.get(random.nextInt(3));
            rules.add(rule("r" + index, verb, SmallWorld.path(random), SmallWorld.path(random)));
        }

        var decisions = new MethodRules(rules, methods).decisions();

        assertThat(decisions.keySet()).isEqualTo(methods);
        for (var call : SmallWorld.calls()) {
            var method = SmallWorld.routed(call, methods);
            if (method.isEmpty()) {
                continue;
            }
            var first = rules.stream()
                    .filter(one -> means(one, call, method.get()))
                    .map(MethodRule::name)
                    .findFirst();
            var said = Objects.requireNonNull(decisions.get(method.get()));
            var context = rules + " " + methods + " " + call;
            switch (said) {
                case Decided(var rule) -> assertThat(first).as(context).contains(rule);
                case LeftAlone _ -> assertThat(first).as(context).isEmpty();
                case PartOfMethod _ -> {}
            }
        }
    }

    /** A part is told too often only where several resources together take all of its calls. */
    @Test
    void aPartThatIsToldHasCalls() {
        var told = 0;
        var met = 0;
        for (var seed = 0; seed < 3000; seed++) {
            var random = new Random(seed);
            var methods = SmallWorld.methods(random);
            var rule = rule("r", SmallWorld.VERBS.get(random.nextInt(3)), SmallWorld.path(random));
            for (var said : new MethodRules(List.of(rule), methods).decisions().entrySet()) {
                if (said.getValue() instanceof PartOfMethod) {
                    told++;
                    met += SmallWorld.calls().stream()
                                    .anyMatch(call -> means(rule, call, said.getKey())
                                            && SmallWorld.routed(call, methods).equals(Optional.of(said.getKey())))
                            ? 1
                            : 0;
                }
            }
        }
        assertThat(told).isGreaterThan(100);
        assertThat(met).as("of %s", told).isGreaterThan(told * 95 / 100);
    }

    private static boolean means(MethodRule rule, SmallWorld.Call call, MethodKey method) {
        var verbs = rule.verbs().contains("ANY")
                ? !method.verb().equals("OPTIONS")
                : rule.verbs().contains(call.verb());
        return verbs && rule.paths().stream().anyMatch(path -> SmallWorld.fits(path, call.path()));
    }

    static MethodRule rule(String name, String verbs, String... paths) {
        return new MethodRule(
                name,
                Set.of(verbs.split(",")),
                Arrays.stream(paths).map(PathTemplate::new).distinct().toList());
    }

    static MethodKey method(String text) {
        var call = SmallWorld.Call.of(text);
        return new MethodKey(call.path(), call.verb());
    }

    private static List<MethodKey> methods(String... texts) {
        return Arrays.stream(texts).map(MethodRulesTest::method).toList();
    }
}
