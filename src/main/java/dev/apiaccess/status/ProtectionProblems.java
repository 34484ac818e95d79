// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.DriftPolicy;
import dev.apiaccess.api.ExecutionLogging;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.ProtectionNotes;
import dev.apiaccess.intent.Defaults;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.protect.ProtectionStep;
import dev.apiaccess.protect.Standing;
import dev.apiaccess.status.ProtectionReasons.Weighed;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What keeps a protection from being in force, and what is only told of it. */
final class ProtectionProblems {

    private static final int MOST_METHODS = 3;

    private final ProtectionSituation situation;
    private final ProtectionSituation.Seen seen;
    private final boolean isContested;
    private final Duration staleForLong;

    /**
     * One of them.
     *
     * @param part that it is about; empty for the whole object
     */
    record Problem(Weighed weighed, String part, String message) {

        Reason reason() {
            return weighed.reason();
        }

        boolean isOnlyTold() {
            return weighed.weight() == Weight.TOLD;
        }

        /** The same with what is only told of the part beside it. */
        Problem with(Problem next) {
            return next.isOnlyTold() ? new Problem(weighed, part, message + "; " + next.message()) : this;
        }
    }

    /**
     * @param isContested whether others change again what is put right
     * @param staleForLong from when on a stage that people have to deploy no longer counts as under way
     */
    ProtectionProblems(
            ProtectionSituation situation, ProtectionSituation.Seen seen, boolean isContested, Duration staleForLong) {
        this.staleForLong = staleForLong;
        this.situation = situation;
        this.seen = seen;
        this.isContested = isContested;
    }

    /** All of them but those of alarms. */
    List<Problem> all() {
        return all(List.of());
    }

    /**
     * All of them, what people have to see to first.
     *
     * @param ofAlarms those of its alarms
     */
    List<Problem> all(List<Problem> ofAlarms) {
        var all = new ArrayList<>(ofAlarms);
        changedByOthers().ifPresent(all::add);
        ofApi().ifPresent(all::add);
        all.addAll(ofMethods());
        all.addAll(ofAuthorizers());
        seen.judged()
                .standing()
                .fences()
                .forEach(problem -> all.add(new Problem(
                        ProtectionReasons.of(problem.kind()), "fence/" + problem.fence(), problem.message())));
        seen.judged()
                .standing()
                .notes()
                .forEach(note -> all.add(new Problem(ProtectionReasons.of(note), part(note.part()), note.message())));
        excess().ifPresent(all::add);
        logging().ifPresent(all::add);
        WebAcls.of(situation.at().object().getSpec(), seen).ifPresent(acls -> all.addAll(acls.problems()));
        LostUpdates.of(situation, seen).problem().ifPresent(all::add);
        all.addAll(ofStages());
        all.addAll(RollbackProblems.of(seen));
        all.sort(Comparator.comparing(one -> one.weighed().weight()));
        return List.copyOf(all);
    }

    /** When time alone changes one of them. */
    Optional<Duration> again() {
        var now = situation.at().now();
        var settles = seen.judged()
                .unsettled()
                .flatMap(one -> one.until())
                .map(until -> Duration.between(now, until).plusSeconds(1));
        var stale = staleSince()
                .map(since -> Duration.between(now, since.plus(staleForLong)).plusSeconds(1))
                .filter(Duration::isPositive);
        return settles.isPresent() ? settles : stale;
    }

    private Optional<Problem> changedByOthers() {
        return ProtectionDrift.of(seen).reason().map(reason -> {
            var next = next(reason);
            return new Problem(
                    new Weighed(reason, next.isPresent() ? Weight.STALLED : Weight.WAITING),
                    "",
                    switch (reason) {
                                case MethodOpened -> "others opened " + opened();
                                case AuthorizerChanged -> changedAuthorizers();
                                case StageMoved -> "others moved stage " + moved();
                                default -> "others changed the statements of fences in the resource policy";
                            }
                            + ": " + next.orElse("being put back"));
        });
    }

    /** What people have to do about a change of others; empty where it is put right without them. */
    private Optional<String> next(Reason reason) {
        // What stands in the API as declared takes a deployment alone.
        var byHand = !deploys()
                && !seen.steps().behind().isEmpty()
                && (reason == Reason.StageMoved || seen.steps().steps().isEmpty());
        if (Defaults.drift(situation.at().object().getSpec()) == DriftPolicy.Report) {
            return Optional.of(
                    byHand
                            ? "deploy " + behind() + ", or set driftPolicy to Correct and redeploy to Automatic"
                            : "put it back, or set driftPolicy to Correct");
        }
        if (isContested) {
            return Optional.of(
                    "put back three times already: have the other writer stop, or set driftPolicy to Report");
        }
        return byHand ? Optional.of("deploy " + behind() + ", or set redeploy to Automatic") : Optional.empty();
    }

    private String moved() {
        var rollback = seen.steps().rollback();
        return rollback.isAsked()
                ? String.join(", ", rollback.left()) + " from " + rollback.to()
                : String.join(", ", ProtectionDrift.movedByHand(seen));
    }

    private boolean deploys() {
        return seen.judged().whole().wanted().deploys();
    }

    private String behind() {
        return String.join(", ", seen.steps().behind());
    }

    private String opened() {
        return methods(Stream.concat(
                        seen.judged().standing().methods().entrySet().stream()
                                .filter(one -> one.getValue().phase() == Standing.Phase.OPENED)
                                .map(Map.Entry::getKey),
                        ProtectionDrift.movedByOthers(seen).stream())
                .map(ProtectionNotes::text)
                .distinct()
                .toList());
    }

    private String changedAuthorizers() {
        var told = seen.judged().standing().authorizers().stream()
                .filter(one -> one.state() == Standing.AuthorizerStanding.State.CHANGED)
                .map(Standing.AuthorizerStanding::message)
                .collect(Collectors.joining("; "));
        return told.isEmpty() ? "others changed an authorizer, whose methods are being moved" : told;
    }

    private List<Problem> ofAuthorizers() {
        return seen.judged().standing().authorizers().stream()
                .flatMap(one -> ProtectionReasons.of(one.state()).stream()
                        .map(weighed -> new Problem(weighed, "authorizer/" + one.name(), one.message())))
                .toList();
    }

    private static String methods(List<String> all) {
        return all.stream().limit(MOST_METHODS).collect(Collectors.joining(", "))
                + (all.size() > MOST_METHODS ? " and " + (all.size() - MOST_METHODS) + " more" : "");
    }

    private Optional<Problem> ofApi() {
        var state = seen.api().listed().state();
        return switch (state.status()) {
            case "UPDATING", "PENDING" ->
                Optional.of(new Problem(
                        new Weighed(Reason.ApiUpdating, Weight.WAITING),
                        "",
                        "API Gateway is changing the API: nothing is written until that is over"));
            case "FAILED" ->
                Optional.of(new Problem(
                        new Weighed(Reason.ApiUpdating, Weight.STALLED),
                        "",
                        "API Gateway says that the API FAILED: " + state.message() + ": put that right in AWS"));
            default -> Optional.empty();
        };
    }

    /** One for each rule and reason: a hundred methods of one rule wait for one thing. */
    private List<Problem> ofMethods() {
        record Cause(String rule, Standing.Hold hold) {}
        var causes = new LinkedHashMap<Cause, List<String>>();
        var messages = new LinkedHashMap<Cause, String>();
        seen.judged().standing().methods().forEach((method, standing) -> {
            if (standing.hold() != Standing.Hold.NONE) {
                var cause = new Cause(standing.rule(), standing.hold());
                causes.computeIfAbsent(cause, _ -> new ArrayList<>()).add(ProtectionNotes.text(method));
                messages.putIfAbsent(cause, standing.message());
            }
        });
        return causes.entrySet().stream()
                .flatMap(cause -> ProtectionReasons.of(cause.getKey().hold()).stream()
                        .map(weighed -> new Problem(
                                weighed,
                                "rule/" + cause.getKey().rule(),
                                "rule " + cause.getKey().rule() + ", " + methods(cause.getValue()) + ": "
                                        + messages.get(cause.getKey()))))
                .toList();
    }

    /** A part of a standing is the name of a rule or of a fence. */
    private String part(String name) {
        if (name.isEmpty()) {
            return "";
        }
        var declared = situation.at().object().getSpec();
        return declared.fences().stream().anyMatch(fence -> fence.name().equals(name))
                        && declared.rules().stream()
                                .noneMatch(rule -> rule.name().equals(name))
                ? "fence/" + name
                : "rule/" + name;
    }

    /** Nothing is written into a resource policy that has no room for it. */
    private Optional<Problem> excess() {
        var excess = seen.steps().excess();
        return excess == 0
                ? Optional.empty()
                : Optional.of(new Problem(
                        new Weighed(Reason.TooLarge, Weight.STALLED),
                        "",
                        "the resource policy is not written: what comes, beside what is there until it is"
                                + " deployed, has " + excess + " characters too many: deploy the API, name fewer"
                                + " paths, methods or ranges, or take other statements out"));
    }

    private Optional<Problem> logging() {
        var logging = situation.at().object().getSpec().logging();
        var access = logging == null ? null : logging.access();
        var toLogs = logging != null
                && ((logging.execution() != null && logging.execution() != ExecutionLogging.Off)
                        || (access != null && access.destinationArn().contains(":logs:")));
        return toLogs && !seen.settings().hasRole()
                ? Optional.of(new Problem(
                        new Weighed(Reason.LoggingRoleMissing, Weight.STALLED),
                        "logging",
                        "API Gateway has no role for CloudWatch Logs in this region: set cloudwatchRoleArn in its"
                                + " account settings"))
                : Optional.empty();
    }

    private List<Problem> ofStages() {
        var found = new ArrayList<Problem>();
        var steps = seen.steps();
        steps.pending()
                .forEach(
                        (stage, widens) -> found.add(
                                new Problem(
                                        new Weighed(Reason.ForeignWideningPending, Weight.STALLED),
                                        "stage/" + stage,
                                        "deployment " + seen.judged().state().made() + " would open in stage " + stage
                                                + " what others left in the API: "
                                                + methods(widens)
                                                + ": have it undone, or set the annotation apiaccess.dev/publish to the id of the deployment")));
        if (!steps.unread().isEmpty()) {
            found.add(new Problem(
                    new Weighed(Reason.Pending, Weight.WAITING),
                    "",
                    "what stage " + String.join(", ", steps.unread()) + " serves is not read yet"));
        }
        var stale = stale();
        if (!stale.isEmpty()) {
            found.add(new Problem(
                    new Weighed(
                            Reason.StaleDeployment, isGivenUp() || isStaleForLong() ? Weight.STALLED : Weight.WAITING),
                    "stage/" + stale.getFirst(),
                    isGivenUp()
                            ? "not in force: what is in the API was deployed more than once, and what these deployments"
                                    + " have cannot be read, or is something else: allow apigateway:GET on deployments and"
                                    + " exports, or deploy "
                                    + behind()
                            : "not in force: deploy " + behind() + ", or set redeploy to Automatic"));
        }
        return found;
    }

    private boolean isStaleForLong() {
        return staleSince()
                .filter(since ->
                        !since.plus(staleForLong).isAfter(situation.at().now()))
                .isPresent();
    }

    /** Stages that people have to deploy. */
    List<String> stale() {
        if (((deploys() || isBeingWritten()) && !isGivenUp())
                || seen.steps().rollback().isAsked()) {
            return List.of();
        }
        var stale = new ArrayList<>(seen.steps().behind());
        if (!isGivenUp()) {
            stale.removeAll(ProtectionDrift.movedByHand(seen));
        }
        return List.copyOf(stale);
    }

    /** Whether methods or statements are written first: until then there is nothing to deploy. */
    private boolean isBeingWritten() {
        var isLeft = isContested || Defaults.drift(situation.at().object().getSpec()) == DriftPolicy.Report;
        return (isLeft ? seen.spared() : seen.whole())
                .changes().stream()
                        .anyMatch(change -> change instanceof RestApiChange.UpdateMethod
                                || change instanceof RestApiChange.WritePolicy);
    }

    /** Whether a deployment comes next and is not made: what the last ones have is not what they were made of, as far as anybody can see. */
    private boolean isGivenUp() {
        var steps = seen.steps().steps();
        var status = seen.api().listed().state().status();
        return !steps.isEmpty()
                && steps.getFirst() instanceof ProtectionStep.Deploy
                && (status.isEmpty() || status.equals("AVAILABLE"))
                && seen.whole().changes().stream().noneMatch(RestApiChange.Deploy.class::isInstance);
    }

    /** Since when status says so, or the last change if that was later: Ready keeps its time while it stays False. */
    private Optional<Instant> staleSince() {
        var before = situation.at().object().getStatus();
        return before == null || stale().isEmpty()
                ? Optional.empty()
                : StatusConditions.find(before.conditions(), ConditionType.Ready)
                        .filter(ready -> ConditionStatus.False.isOf(ready)
                                && Reason.StaleDeployment.name().equals(ready.getReason()))
                        .map(ready -> later(Instant.parse(ready.getLastTransitionTime()), before.lastChangeTime()));
    }

    private static Instant later(Instant one, @Nullable String other) {
        var changed = other == null ? one : Instant.parse(other);
        return changed.isAfter(one) ? changed : one;
    }
}
