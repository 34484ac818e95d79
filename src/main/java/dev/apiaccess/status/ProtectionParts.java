// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.MethodCounts;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ProtectionStep;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** A protection part by part: each rule, fence and stage, the throttle and the logging are in force, on their way, or left out. */
record ProtectionParts(
        ApiProtectionSpec spec,
        ProtectionIntent intent,
        ProtectionSituation.Seen seen,
        List<ProtectionProblems.Problem> problems) {

    private static final int MOST = 128;
    private static final String NONE = "NONE";

    /** Every part, in the form of status. */
    List<PartStatus> all() {
        var firsts = problems.stream()
                .collect(Collectors.toMap(ProtectionProblems.Problem::part, Function.identity(), (first, _) -> first));
        var parts = new ArrayList<PartStatus>();
        spec.rules().forEach(rule -> parts.add(part("rule/" + rule.name(), isInForce(rule.name()), firsts)));
        var isFenced = seen.steps().behind().isEmpty()
                && seen.steps().unread().isEmpty()
                && seen.steps().steps().stream().noneMatch(ProtectionStep.WriteStatements.class::isInstance);
        spec.fences().forEach(fence -> parts.add(part("fence/" + fence.name(), isFenced, firsts)));
        if (spec.throttle() != null) {
            parts.add(part("throttle", seen.settings().throttle(), firsts));
        }
        if (spec.logging() != null) {
            parts.add(part("logging", seen.settings().logging(), firsts));
        }
        var stages = new TreeSet<>(seen.judged().whole().wanted().stages());
        stages.forEach(stage -> parts.add(part(
                "stage/" + stage,
                !seen.steps().behind().contains(stage) && !seen.steps().unread().contains(stage),
                firsts)));
        intent.missing().forEach((stage, why) -> parts.add(Parts.left("stage/" + stage, why, "")));
        return parts.stream().limit(MOST).toList();
    }

    private static PartStatus part(String name, boolean isInForce, Map<String, ProtectionProblems.Problem> problems) {
        var problem = problems.get(name);
        var state = isInForce
                ? PartState.InForce
                : problem != null && problem.weighed().weight() == Weight.STALLED ? PartState.Left : PartState.Waiting;
        // What is refused is not in force, whatever the rest of the document says.
        var refused = problem != null && problem.weighed().weight() == Weight.STALLED && name.startsWith("fence/");
        return new PartStatus(
                name,
                refused ? PartState.Left : state,
                problem == null ? null : problem.reason().name(),
                problem == null ? null : Parts.message(problem.message()));
    }

    private boolean isInForce(String rule) {
        return methods().values().stream()
                .filter(one -> one.rule().equals(rule))
                .allMatch(one -> one.phase() == Standing.Phase.IN_FORCE);
    }

    private Map<MethodKey, Standing.MethodStanding> methods() {
        return seen.judged().standing().methods();
    }

    /** How many methods stand where. */
    MethodCounts counts() {
        return new MethodCounts(
                methods().size(), count(Standing.Phase.IN_FORCE), waiting(), count(Standing.Phase.LEFT_ALONE), (int)
                        methods().keySet().stream().filter(this::isOpen).count());
    }

    private int count(Standing.Phase phase) {
        return (int)
                methods().values().stream().filter(one -> one.phase() == phase).count();
    }

    private int waiting() {
        return methods().size() - count(Standing.Phase.IN_FORCE) - count(Standing.Phase.LEFT_ALONE);
    }

    private boolean isOpen(MethodKey method) {
        var configured = seen.api().methods().get(method);
        return (configured != null && configured.authorization().equals(NONE))
                || seen.judged().whole().wanted().stages().stream()
                        .flatMap(
                                stage -> Optional.ofNullable(seen.api().stages().get(stage)).stream())
                        .flatMap(stage ->
                                Optional.ofNullable(seen.api().deployments().get(stage.deploymentId())).stream())
                        .flatMap(deployed ->
                                Optional.ofNullable(deployed.methods().get(method)).stream())
                        .anyMatch(served -> served.authorization().equals(NONE));
    }

    /**
     * The answer in one line.
     *
     * @param stale stages that people have to deploy
     */
    String summary(List<String> stale) {
        if (!stale.isEmpty()) {
            return "not in force: deploy " + String.join(", ", stale);
        }
        var texts = new ArrayList<String>();
        if (!spec.rules().isEmpty()) {
            var about = methods().size() - count(Standing.Phase.LEFT_ALONE);
            texts.add(count(Standing.Phase.IN_FORCE) + " of " + about + " methods in force"
                    + (waiting() == 0 ? "" : ", " + waiting() + (waiting() == 1 ? " waits" : " wait") + why()));
        }
        if (!spec.fences().isEmpty()) {
            texts.add(spec.fences().size() == 1 ? "1 fence" : spec.fences().size() + " fences");
        }
        if (spec.throttle() != null) {
            texts.add("throttled");
        }
        if (spec.logging() != null) {
            texts.add("logged");
        }
        if (problems.stream()
                .anyMatch(one -> one.reason() == Reason.FenceNotProven || one.reason() == Reason.EndpointNotProven)) {
            texts.add("not proven");
        }
        return texts.isEmpty() ? "nothing is declared" : String.join(", ", texts);
    }

    private String why() {
        return methods().values().stream()
                .filter(one -> one.hold() != Standing.Hold.NONE)
                .findFirst()
                .map(one -> ": " + one.rule() + " " + ProtectionReasons.brief(one.hold()))
                .orElse("");
    }
}
