// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.MethodKey;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Which rule decides which method: for each method the first rule that covers it whole. A rule that covers a part of it and stands before
 * that one leaves it undecided. {@code OPTIONS} is meant only where a rule names it.
 */
public final class MethodRules {

    private final List<MethodRule> rules;
    private final Set<MethodKey> methods;
    private final Map<String, PathTemplate> templates;

    /** @param methods of the API, {@code ANY} as a verb of its own */
    public MethodRules(List<MethodRule> rules, Collection<MethodKey> methods) {
        this.rules = List.copyOf(rules);
        this.methods = new TreeSet<>(methods);
        this.templates = this.methods.stream()
                .map(MethodKey::path)
                .distinct()
                .collect(Collectors.toMap(path -> path, PathTemplate::new));
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
        verbs.retainAll(calledAs(method));
        if (verbs.isEmpty() || (rule.isForEveryVerb() && method.verb().equals("OPTIONS"))) {
            return Optional.empty();
        }
        return rule.paths().stream()
                .flatMap(path -> path.common(template(method)).stream())
                .filter(common -> isRoutedTo(common, template(method)))
                .findFirst()
                .map(common -> (rule.isForEveryVerb() ? MethodRule.ANY : String.join(",", verbs)) + " " + common);
    }

    /** The verbs of calls that it takes: {@code ANY} takes what no method of its own has. */
    private Set<String> calledAs(MethodKey method) {
        if (!method.verb().equals(MethodRule.ANY)) {
            return Set.of(method.verb());
        }
        var verbs = new HashSet<>(ExecuteApi.VERBS);
        methods.stream()
                .filter(other -> other.path().equals(method.path()))
                .map(MethodKey::verb)
                .forEach(verbs::remove);
        return verbs;
    }

    /** Whether some call of these paths may come to a resource: none where another resource takes them all. */
    private boolean isRoutedTo(PathTemplate paths, PathTemplate resource) {
        return templates.values().stream().noneMatch(other -> other.winsOver(resource) && other.covers(paths));
    }

    private PathTemplate template(MethodKey method) {
        return templates.getOrDefault(method.path(), new PathTemplate(method.path()));
    }
}
