// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import dev.apiaccess.access.Measured.Case;
import dev.apiaccess.access.Measured.Kind;
import dev.apiaccess.iam.ExecuteApi;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The deployed methods that a rule means in a stage. A path that is deployed as it is declared means that method alone: a sibling that is
 * a method of its own ({@code /orders/health} beside {@code /orders/{id}}) is declared by a path of its own.
 */
final class Meant {

    /** Stands for a parameter: no policy is expected to write it out. */
    private static final String FILLER = "7qzx4k";

    private final DeclaredRule rule;
    private final Measure.Stage stage;
    private final Map<Place, Set<String>> verbs = new LinkedHashMap<>();
    private final Set<String> paths = new HashSet<>();
    private final Set<String> met = new HashSet<>();

    /**
     * A method as calls of the rule meet it.
     *
     * @param sample a path that stands for all that are meant
     */
    private record Place(DeployedMethod method, String sample) {}

    /**
     * A method with calls that stand for what a rule means of it.
     *
     * @param verbs of the calls, at least one
     */
    record Cell(Measure.Stage stage, DeployedMethod method, String sample, Set<String> verbs) {}

    Meant(DeclaredRule rule, Measure.Stage stage) {
        this.rule = rule;
        this.stage = stage;
        rule.paths().forEach(this::find);
    }

    private void find(String path) {
        var own = stage.api().methods().stream()
                .filter(method -> Calls.shape(method.path()).equals(Calls.shape(path)))
                .toList();
        var meant = own.isEmpty()
                ? stage.api().methods().stream()
                        .filter(method -> DeclaredRule.covers(path, method.path()))
                        .toList()
                : own;
        for (var method : meant) {
            for (var verb : verbsOf(method, rule)) {
                meet(path, new Place(method, filled(method.path())), verb);
            }
        }
        // What a greedy method answers is declared by a path of its own.
        var sample = filled(path);
        for (var verb : rule.isForEveryVerb() ? ExecuteApi.VERBS : rule.verbs()) {
            stage.access()
                    .method(new Call(verb, sample))
                    .filter(method -> !meant.contains(method))
                    .ifPresent(method -> meet(path, new Place(method, sample), verb));
        }
    }

    /** Without those that are methods of their own on the same path. */
    private Set<String> verbsOf(DeployedMethod method, DeclaredRule rule) {
        var all = new TreeSet<>(rule.verbsOf(method));
        if (method.verb().equals(Inquiry.ANY)) {
            stage.api().methods().stream()
                    .filter(other -> other.path().equals(method.path()))
                    .map(DeployedMethod::verb)
                    .forEach(all::remove);
        }
        return all;
    }

    private void meet(String path, Place place, String verb) {
        paths.add(path);
        met.add(verb);
        // Browsers ask for CORS without a signature: of a rule for every verb that is no gap.
        if (!(rule.isForEveryVerb()
                && place.method().verb().equals("OPTIONS")
                && place.method().authorization().equals(DeployedMethod.NONE))) {
            verbs.computeIfAbsent(place, _ -> new TreeSet<>()).add(verb);
        }
    }

    List<Cell> cells() {
        return verbs.entrySet().stream()
                .map(entry ->
                        new Cell(stage, entry.getKey().method(), entry.getKey().sample(), entry.getValue()))
                .toList();
    }

    /** Paths that no verb of the rule meets, and verbs that no path of it meets: of a rule for several not every pair has to exist. */
    List<Case> missing() {
        var missing = new ArrayList<Case>();
        for (var path : rule.paths()) {
            if (!paths.contains(path)) {
                missing.add(notFound(verb(rule), path));
            }
        }
        if (!rule.isForEveryVerb() && !met.isEmpty()) {
            for (var verb : new TreeSet<>(rule.verbs())) {
                if (!met.contains(verb)) {
                    missing.add(notFound(verb, rule.paths().getFirst()));
                }
            }
        }
        return missing;
    }

    private Case notFound(String verb, String path) {
        var name = stage.api().stage();
        return new Case(
                Kind.METHOD_NOT_FOUND,
                verb,
                path,
                name,
                "",
                false,
                "stage " + name + " serves no such method: correct methods and paths, or deploy it");
    }

    /** The verbs of a rule in one word. */
    static String verb(DeclaredRule rule) {
        return rule.isForEveryVerb() ? Inquiry.ANY : String.join("|", new TreeSet<>(rule.verbs()));
    }

    private static String filled(String template) {
        return template.replaceAll("\\{[^}]*}", FILLER);
    }
}
