// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * Which rule decides which method: for each method the first rule that covers it whole. A rule that covers a part of it and stands before
 * that one leaves it undecided. {@code OPTIONS} is meant only where a rule names it.
 */
public final class MethodRules {

    private final List<MethodRule> rules;
    private final Set<MethodKey> methods;
    private final Resources resources;

    /** @param methods of the API, {@code ANY} as a verb of its own */
    public MethodRules(List<MethodRule> rules, Collection<MethodKey> methods) {
        this.rules = List.copyOf(rules);
        this.methods = new TreeSet<>(methods);
        this.resources = new Resources(this.methods);
    }

    /** What the rules say of each method, in the order of the methods. */
    public Map<MethodKey, RuleOfMethod> decisions() {
        var decisions = new LinkedHashMap<MethodKey, RuleOfMethod>();
        methods.forEach(method -> decisions.put(method, of(method)));
        return decisions;
    }

    /** Names of rules that cover no method, not even a part of one. */
    public List<String> unmatched() {
        return rules.stream()
                .filter(rule -> methods.stream()
                        .allMatch(method ->
                                !coversWhole(rule, method) && part(rule, method).isEmpty()))
                .map(MethodRule::name)
                .toList();
    }

    private RuleOfMethod of(MethodKey method) {
        for (var rule : rules) {
            if (coversWhole(rule, method)) {
                return new RuleOfMethod.Decided(rule.name());
            }
            var part = part(rule, method);
            if (part.isPresent()) {
                return new RuleOfMethod.PartOfMethod(rule.name(), part.get());
            }
        }
        return new RuleOfMethod.LeftAlone();
    }

    private boolean coversWhole(MethodRule rule, MethodKey method) {
        var verbs = rule.isForEveryVerb()
                ? !method.verb().equals("OPTIONS")
                : rule.verbs().contains(method.verb());
        return verbs && rule.paths().stream().anyMatch(path -> path.covers(template(method)));
    }

    /** Calls of the method that the rule is about; empty where there are none. */
    private Optional<String> part(MethodRule rule, MethodKey method) {
        var verbs = new TreeSet<>(rule.isForEveryVerb() ? ExecuteApi.VERBS : rule.verbs());
        verbs.retainAll(resources.verbsOf(method));
        if (verbs.isEmpty() || (rule.isForEveryVerb() && method.verb().equals("OPTIONS"))) {
            return Optional.empty();
        }
        return rule.paths().stream()
                .flatMap(path -> path.common(template(method)).stream())
                .filter(common -> resources.mayRoute(common, template(method)))
                .findFirst()
                .map(common -> (rule.isForEveryVerb() ? MethodRule.ANY : String.join(",", verbs)) + " " + common);
    }

    private PathTemplate template(MethodKey method) {
        return resources.template(method.path());
    }
}
