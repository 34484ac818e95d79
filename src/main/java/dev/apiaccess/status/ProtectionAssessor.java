// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.MethodCounts;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.ResolvedApi;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Defaults;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.OneLine;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.status.ProtectionProblems.Problem;
import dev.apiaccess.status.ProtectionReasons.Weight;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides the status of an ApiProtection and the work for it: a function of its situation. */
record ProtectionAssessor(Settings settings) {

    /** Between a note and what it is about. */
    private static final Duration AT_ONCE = Duration.ofMillis(10);

    /**
     * The result of a look.
     *
     * @param problems what keeps it from being in force, and what is told
     * @param methods how many stand where, null while that is not known
     * @param again when time alone changes something
     */
    private record Outcome(
            ProtectionRecord kept,
            List<PartStatus> parts,
            List<Problem> problems,
            @Nullable MethodCounts methods,
            @Nullable String summary,
            List<String> lostUpdates,
            Optional<Duration> again) {

        /** From status. */
        static Outcome told(@Nullable ApiProtectionStatus before) {
            return told(before, null);
        }

        /** @param intent what the object wants by now, null where that is not known */
        static Outcome told(@Nullable ApiProtectionStatus before, @Nullable ProtectionIntent intent) {
            return new Outcome(
                    ProtectionRecord.told(before, intent),
                    before == null ? List.of() : before.parts(),
                    List.of(),
                    before == null ? null : before.methods(),
                    before == null ? null : before.summary(),
                    before == null ? List.of() : before.lostUpdates(),
                    Optional.empty());
        }
    }

    /** The assessment of a living protection. */
    Assessment<ApiProtectionStatus> assess(ProtectionSituation situation) {
        var at = situation.at();
        var protection = at.object();
        var before = protection.getStatus();
        if (before != null && at.unread()) {
            return Assessment.unchanged(before);
        }
        var findings = new Findings(at, settings);
        var outcome = switch (at.stance()) {
            case Stance.Paused<ProtectionIntent> _ -> {
                findings.paused();
                yield Outcome.told(before, at.intent());
            }
            case Stance.Rejected<ProtectionIntent>(var rejected, var _) -> {
                findings.rejected(rejected);
                yield Outcome.told(before);
            }
            case Stance.Enforced<ProtectionIntent>(var intent) -> seen(situation, intent, false, findings);
            case Stance.Planned<ProtectionIntent>(var intent) -> seen(situation, intent, true, findings);
            case Stance.Leaving<ProtectionIntent> _, Stance.Over<ProtectionIntent> _ ->
                Outcome.told(before, at.intent());
        };
        var status = status(protection, at.intent(), situation.unit(), outcome, findings);
        // What is brought about is noted first.
        var isNoted = outcome.kept().isIn(before, at.intent());
        var submissions = isNoted ? findings.submissions() : Map.<UnitKey, Priority>of();
        return new Assessment<>(
                        status,
                        submissions,
                        situation.apis(),
                        isNoted || findings.submissions().isEmpty()
                                ? findings.again().or(outcome::again)
                                : Optional.of(AT_ONCE),
                        notes(protection, before, outcome))
                .asking(
                        at.stance().enforced() && isAsking(situation)
                                ? situation.unit().map(UnitKey.RestApiUnit::accountId)
                                : Optional.empty());
    }

    /** Whether the next look at the account says more. */
    private static boolean isAsking(ProtectionSituation situation) {
        return situation
                .seen()
                .map(seen -> seen.alarms().filter(AlarmsSeen::isAwaited).isPresent())
                .orElse(true);
    }

    /** @param plans whether it is in mode Plan */
    private Outcome seen(ProtectionSituation situation, ProtectionIntent intent, boolean plans, Findings findings) {
        var before = situation.at().object().getStatus();
        if (situation.seen().isPresent()) {
            return compared(situation, situation.seen().get(), intent, plans, findings);
        }
        findings.rejected(situation
                .unread()
                .map(why -> new Verdict.Rejected<>(
                        Reason.AccessDenied,
                        "API " + intent.api().name() + " (" + intent.api().id() + ") could not be read: " + why,
                        true))
                .orElseGet(() -> new Verdict.Rejected<>(
                        Reason.Pending,
                        "API " + intent.api().name() + " (" + intent.api().id() + ") is being read",
                        true)));
        return Outcome.told(before, intent);
    }

    private Outcome compared(
            ProtectionSituation situation,
            ProtectionSituation.Seen seen,
            ProtectionIntent intent,
            boolean plans,
            Findings findings) {
        var protection = situation.at().object();
        var unit = intent.unit();
        var drift = ProtectionDrift.of(seen);
        var states = new ArrayList<>(List.of(
                findings.state(unit, drift.drift(), true, seen.known(), true, true),
                findings.state(
                        unit, drift.work(), false, seen.known(), seen.spared().revokes(), true)));
        seen.alarms().stream().flatMap(alarms -> alarms.states(findings)).forEach(states::add);
        if (plans) {
            findings.planned(
                    states,
                    Stream.concat(
                                    seen.whole().changes().stream(),
                                    seen.alarms().stream().flatMap(alarms -> alarms.plan().changes().stream()))
                            .toList(),
                    Stream.concat(consequences(seen).stream(), seen.alarms().flatMap(AlarmsSeen::bill).stream())
                            .toList());
        } else {
            findings.accepted(states, Defaults.drift(protection.getSpec()));
        }
        var found = new ProtectionProblems(
                situation, seen, findings.conditions().isContested(), settings.undeployedForLong());
        var problems = found.all(seen.alarms()
                .map(alarms -> alarms.problems(
                        findings.told(alarms.unit(), findings.tried().outcome(alarms.unit()))))
                .orElse(List.of()));
        var parts = new ProtectionParts(protection.getSpec(), intent, seen, problems);
        if (!plans) {
            ready(problems, intent, parts, findings);
        }
        return new Outcome(
                ProtectionRecord.of(protection, seen, !plans, situation.at().now()),
                parts.all(),
                problems,
                parts.counts(),
                parts.summary(found.stale()),
                LostUpdates.of(situation, seen).lines(),
                found.again());
    }

    /** What has to be confirmed before methods are closed, and what is refused, for those who see a plan. */
    private static List<String> consequences(ProtectionSituation.Seen seen) {
        return Stream.concat(confirmations(seen), RollbackProblems.refusals(seen).stream())
                .toList();
    }

    private static Stream<String> confirmations(ProtectionSituation.Seen seen) {
        return seen.judged().standing().confirmations().entrySet().stream()
                .filter(one -> !one.getValue().isGiven() && one.getValue().count() > 0)
                .map(one -> "rule " + one.getKey() + " would ask callers of "
                        + one.getValue().count()
                        + " open methods to sign: confirm " + one.getKey() + "="
                        + one.getValue().digest());
    }

    /** The first of the problems decides; what is refused by AWS, or contested, was said before and stays. */
    private static void ready(
            List<Problem> problems, ProtectionIntent intent, ProtectionParts parts, Findings findings) {
        var conditions = findings.conditions();
        var first = problems.stream().filter(one -> !one.isOnlyTold()).findFirst();
        if (first.isEmpty()) {
            if (findings.converged()) {
                conditions.isTrue(
                        ConditionType.Ready,
                        problems.stream().anyMatch(one -> one.reason() == Reason.RolledBack)
                                ? Reason.RolledBack
                                : Reason.Ready,
                        inForce(problems, parts.onlyVerified()));
            }
        } else if (!conditions.says(ConditionType.Stalled, ConditionStatus.True)) {
            hold(first.get(), findings);
        }
        findings.leftOut(intent.missing().values(), Parts.inForce(parts.all()), false);
    }

    private static String inForce(List<Problem> problems, String onlyVerified) {
        return Stream.concat(
                        Stream.of("in force in AWS, as far as the object is about it", onlyVerified)
                                .filter(text -> !text.isEmpty()),
                        problems.stream().map(Problem::message).distinct())
                .collect(Collectors.joining("; "));
    }

    private static void hold(Problem problem, Findings findings) {
        var conditions = findings.conditions();
        if (conditions.says(ConditionType.Synced, ConditionStatus.True)) {
            conditions.isFalse(ConditionType.Synced, problem.reason(), problem.message());
        }
        if (problem.weighed().weight() == Weight.STALLED) {
            conditions.expected(ConditionType.Reconciling).stalled(problem.reason(), problem.message());
        } else {
            conditions.reconciling(problem.reason(), problem.message());
        }
    }

    /** Warnings: what was opened, and what is only told, each when it is new. */
    private static List<Note> notes(ApiProtection protection, @Nullable ApiProtectionStatus before, Outcome outcome) {
        var notes = new ArrayList<Note>();
        outcome.kept()
                .opened()
                .forEach(line -> notes.add(new Note(protection, Note.Type.WARNING, Reason.Reopened.name(), line)));
        outcome.problems().stream()
                .filter(Problem::isOnlyTold)
                .filter(one -> !isTold(one, before))
                .forEach(one -> notes.add(
                        new Note(protection, Note.Type.WARNING, one.reason().name(), one.message())));
        return List.copyOf(notes);
    }

    private static boolean isTold(Problem problem, @Nullable ApiProtectionStatus before) {
        return before != null
                && (LostUpdates.isTold(problem, before)
                        || before.parts().stream()
                                .anyMatch(part -> problem.part().equals(part.name())
                                        && (problem.reason().name().equals(part.reason())
                                                || Objects.requireNonNullElse(part.message(), "")
                                                        .contains(OneLine.of(problem.message()))))
                        || StatusConditions.find(before.conditions(), ConditionType.Ready)
                                .filter(ready -> ready.getMessage().contains(OneLine.of(problem.message())))
                                .isPresent());
    }

    /** The assessment of a protection that is being deleted. */
    Assessment<ApiProtectionStatus> assess(ProtectionDeletion deletion) {
        var protection = deletion.protection();
        var before = protection.getStatus();
        var findings = new Findings(protection, before, deletion.tried(), settings, deletion.now());
        var removal = new Removal(protection, findings);
        if (deletion.isGone()) {
            removal.isOver();
        } else if (deletion.held()) {
            removal.isHeld(before == null ? null : before.connection());
        } else {
            deletion.alarms().ifPresent(removal::goesOn);
            deletion.unit().ifPresent(removal::goesOn);
        }
        return new Assessment<>(
                status(protection, null, deletion.unit(), Outcome.told(before), findings),
                findings.submissions(),
                Map.of(),
                Optional.empty(),
                List.of());
    }

    private static ApiProtectionStatus status(
            ApiProtection protection,
            @Nullable ProtectionIntent intent,
            Optional<UnitKey.RestApiUnit> unit,
            Outcome outcome,
            Findings findings) {
        var before = protection.getStatus();
        var kept = outcome.kept();
        return new ApiProtectionStatus(
                protection.getMetadata().getGeneration(),
                findings.conditions().build(),
                outcome.summary(),
                Summaries.requestedAt(protection),
                retargeted(protection, intent),
                findings.lastChange(AlarmsSeen.units(protection, unit)),
                intent != null ? intent.connection() : before == null ? null : before.connection(),
                findings.admittedBy(intent == null ? null : intent.tenant()),
                findings.drift().lines(),
                findings.drift().last(),
                findings.drift().history(),
                findings.corrections(),
                findings.plannedChanges(),
                intent != null
                        ? new ResolvedApi(
                                intent.api().id(), OneLine.of(intent.api().name()), intent.region())
                        : before == null ? null : before.restApi(),
                kept.digest(),
                outcome.parts(),
                outcome.methods(),
                kept.confirmed(),
                kept.closed(),
                kept.settings(),
                kept.alarms(),
                kept.emptyBefore(),
                kept.pending(),
                kept.authorizers(),
                kept.rolledBack(),
                outcome.lostUpdates(),
                kept.reopened());
    }

    /** The value that was followed, as long as the annotation is there; recorded with the API that it led to. */
    private static @Nullable String retargeted(ApiProtection protection, @Nullable ProtectionIntent intent) {
        var before = protection.getStatus();
        return intent != null
                ? Annotated.retarget(protection).orElse(null)
                : before == null || Annotated.retarget(protection).isEmpty() ? null : before.retargeted();
    }
}
