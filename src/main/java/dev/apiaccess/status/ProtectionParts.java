// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.Enforcement;
import dev.apiaccess.api.MethodCounts;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.WebAclMode;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ProtectionStep;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.protect.Trial;
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
    private static final int MOST_NAMES = 5;
    private static final String NONE = "NONE";

    /** Every part, in the form of status. */
    List<PartStatus> all() {
        var firsts = problems.stream()
                .collect(Collectors.toMap(
                        ProtectionProblems.Problem::part, Function.identity(), ProtectionProblems.Problem::with));
        var parts = new ArrayList<PartStatus>();
        spec.rules()
                .forEach(rule -> parts.add(
                        rule.enforcement() == Enforcement.Verify
                                ? verified(rule.name(), false)
                                : part("rule/" + rule.name(), isInForce(rule.name()), firsts)));
        seen.judged()
                .standing()
                .authorizers()
                .forEach(one -> parts.add(part(
                        "authorizer/" + one.name(),
                        one.state() == Standing.AuthorizerStanding.State.IN_PLACE,
                        one.state() == Standing.AuthorizerStanding.State.KEPT,
                        firsts)));
        var isFenced = seen.steps().behind().isEmpty()
                && seen.steps().unread().isEmpty()
                && seen.steps().steps().stream().noneMatch(ProtectionStep.WriteStatements.class::isInstance);
        spec.fences()
                .forEach(fence -> parts.add(
                        fence.enforcement() == Enforcement.Verify
                                ? verified(fence.name(), true)
                                : part("fence/" + fence.name(), isFenced, firsts)));
        if (spec.throttle() != null) {
            parts.add(part("throttle", seen.settings().throttle(), firsts));
        }
        if (spec.logging() != null) {
            parts.add(part("logging", seen.settings().logging(), firsts));
        }
        WebAcls.of(spec, seen).ifPresent(acls -> parts.add(acls.part(firsts)));
        spec.alarms()
                .forEach(alarm -> parts.add(part(
                        "alarm/" + alarm.name(),
                        seen.alarms().filter(one -> one.isInForce(alarm.name())).isPresent(),
                        firsts)));
        var stages = new TreeSet<>(seen.judged().whole().wanted().stages());
        stages.forEach(stage -> parts.add(part(
                "stage/" + stage,
                !seen.steps().behind().contains(stage) && !seen.steps().unread().contains(stage),
                firsts)));
        intent.missing().forEach((stage, why) -> parts.add(Parts.left("stage/" + stage, why, "")));
        return parts.stream().limit(MOST).toList();
    }

    private static PartStatus part(String name, boolean isInForce, Map<String, ProtectionProblems.Problem> problems) {
        return part(name, isInForce, false, problems);
    }

    /** @param isLeft whether nothing more is done about it */
    private static PartStatus part(
            String name, boolean isInForce, boolean isLeft, Map<String, ProtectionProblems.Problem> problems) {
        var problem = problems.get(name);
        var state = isInForce
                ? PartState.InForce
                : isLeft || (problem != null && problem.weighed().weight() == Weight.STALLED)
                        ? PartState.Left
                        : PartState.Waiting;
        // What is refused is not in force, whatever the rest of the document says.
        var refused = problem != null && problem.weighed().weight() == Weight.STALLED && name.startsWith("fence/");
        return new PartStatus(
                name,
                refused ? PartState.Left : state,
                problem == null ? null : problem.reason().name(),
                problem == null ? null : Parts.message(problem.message()));
    }

    /** Nothing is made of it: what would be is all there is to say. */
    private PartStatus verified(String name, boolean isFence) {
        return new PartStatus(
                (isFence ? "fence/" : "rule/") + name,
                PartState.Waiting,
                Reason.VerifyOnly.name(),
                seen.judged().standing().trials().stream()
                        .filter(trial ->
                                trial.isFence() == isFence && trial.name().equals(name))
                        .map(Trial::message)
                        .findFirst()
                        .map(message -> Parts.message("only verified: " + message))
                        .orElse(null));
    }

    /** Of what nothing is made, for messages; empty where all is. */
    String onlyVerified() {
        var names = seen.judged().standing().trials().stream()
                .map(trial -> (trial.isFence() ? "fence/" : "rule/") + trial.name())
                .toList();
        return names.isEmpty()
                ? ""
                : "only verified: " + names.stream().limit(MOST_NAMES).collect(Collectors.joining(", "))
                        + (names.size() > MOST_NAMES ? " and " + (names.size() - MOST_NAMES) + " more" : "");
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
        var rollback = seen.steps().rollback();
        if (rollback.isDone()) {
            return RollbackProblems.summary(rollback.to());
        }
        if (rollback.isRefused()) {
            return "not rolled back to " + rollback.to() + ": refused";
        }
        if (!stale.isEmpty()) {
            return "not in force: deploy " + String.join(", ", stale);
        }
        var texts = new ArrayList<String>();
        if (spec.rules().stream().anyMatch(rule -> rule.enforcement() != Enforcement.Verify)) {
            var about = methods().size() - count(Standing.Phase.LEFT_ALONE);
            texts.add(count(Standing.Phase.IN_FORCE) + " of " + about + " methods in force"
                    + (waiting() == 0 ? "" : ", " + waiting() + (waiting() == 1 ? " waits" : " wait") + why()));
        }
        if (!spec.authorizers().isEmpty()) {
            texts.add(
                    spec.authorizers().size() == 1
                            ? "1 authorizer"
                            : spec.authorizers().size() + " authorizers");
        }
        var fences = spec.fences().stream()
                .filter(fence -> fence.enforcement() != Enforcement.Verify)
                .count();
        if (fences > 0) {
            texts.add(fences == 1 ? "1 fence" : fences + " fences");
        }
        if (spec.throttle() != null) {
            texts.add("throttled");
        }
        if (spec.logging() != null) {
            texts.add("logged");
        }
        if (spec.webAcl() != null
                && spec.webAcl().mode() != WebAclMode.AtCloudFront
                && problems.stream().noneMatch(one -> one.part().equals(WebAcls.PART))) {
            texts.add("behind a web ACL");
        }
        if (!spec.alarms().isEmpty()) {
            texts.add(spec.alarms().size() == 1 ? "1 alarm" : spec.alarms().size() + " alarms");
        }
        if (problems.stream()
                .anyMatch(one -> one.reason() == Reason.FenceNotProven || one.reason() == Reason.EndpointNotProven)) {
            texts.add("not proven");
        }
        var trials = seen.judged().standing().trials().size();
        if (trials > 0) {
            texts.add(texts.isEmpty() ? "only verified, nothing is made" : trials + " only verified");
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
