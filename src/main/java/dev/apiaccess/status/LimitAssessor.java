// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.DriftPolicy;
import dev.apiaccess.api.LimitedApi;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.UsagePlanAssembly;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides the status of an ApiRateLimit and the work for it: a function of its situation. */
record LimitAssessor(Settings settings) {

    private static final int MOST_STAGES = 32;

    /**
     * The result of a look at the plan.
     *
     * @param planId its id, null while it has none
     * @param digest of what was brought about last, null when nothing was
     * @param conflict what cannot be had, empty when all can
     */
    private record Outcome(
            @Nullable String planId, @Nullable String digest, List<PartStatus> parts, String conflict) {

        /** From status. */
        static Outcome told(@Nullable ApiRateLimitStatus before) {
            return before == null
                    ? new Outcome(null, null, List.of(), "")
                    : new Outcome(before.usagePlanId(), before.digest(), List.of(), "");
        }
    }

    /** The assessment of a living rate limit. */
    Assessment<ApiRateLimitStatus> assess(LimitSituation situation) {
        var at = situation.at();
        var limit = at.object();
        var before = limit.getStatus();
        if (before != null && at.unread()) {
            return Assessment.unchanged(before);
        }
        var findings = new Findings(at, settings);
        var plan = situation.plan();
        var intent = at.intent();
        var outcome = Outcome.told(before);
        if (!at.stance().enforced() && plan.withdrawn()) {
            findings.withdrawn(at.withdrawal().told("its usage plan"), withdraw(plan, findings));
        } else {
            outcome = switch (at.stance()) {
                case Stance.Paused<UsagePlanIntent> _ -> {
                    findings.paused();
                    yield outcome;
                }
                case Stance.Rejected<UsagePlanIntent>(var rejected, var _) -> {
                    findings.rejected(rejected);
                    yield outcome;
                }
                case Stance.Enforced<UsagePlanIntent>(var wanted) -> accepted(situation, wanted, false, findings);
                case Stance.Planned<UsagePlanIntent>(var wanted) -> accepted(situation, wanted, true, findings);
                case Stance.Leaving<UsagePlanIntent> _, Stance.Over<UsagePlanIntent> _ -> outcome;
            };
        }
        if (!outcome.conflict().isEmpty()) {
            findings.conditions()
                    .isFalse(ConditionType.Synced, Reason.Conflict, outcome.conflict())
                    .expected(ConditionType.Reconciling)
                    .stalled(Reason.Conflict, outcome.conflict());
        } else if (findings.converged()) {
            findings.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Ready,
                            "in force in AWS, for each key over all its stages, all of which a key opens");
        }
        if (!outcome.parts().isEmpty() && intent != null) {
            findings.leftOut(
                    LimitParts.left(intent),
                    Parts.inForce(outcome.parts()),
                    intent.missing().stream().anyMatch(UsagePlanIntent.MissingStage::stays));
        }
        var status = status(limit, intent, plan, intent != null, outcome, findings);
        return new Assessment<>(
                status, findings.submissions(), situation.apis(), findings.again(), lost(limit, before, status));
    }

    /** @param plans whether it is in mode Plan */
    private static Outcome accepted(
            LimitSituation situation, UsagePlanIntent intent, boolean plans, Findings findings) {
        var before = Outcome.told(situation.at().object().getStatus());
        var view = situation.plan().view();
        var found = situation.plan().found();
        if (!plans && view.filter(seen -> seen.observed().mayBeOurs()).isPresent()) {
            findings.rejected(new Verdict.Rejected<>(
                    Reason.Pending, "the tags of " + intent.unit().text() + " are being read: are they ours?", true));
            findings.submit(intent.unit(), Priority.USER_CHANGE);
            return before;
        }
        if (view.isEmpty() || found.isEmpty() || situation.wanted().isEmpty()) {
            findings.rejected(
                    new Verdict.Rejected<>(Reason.Pending, "API Gateway is being read for the first time", true));
            return before;
        }
        return compared(situation, intent, view.get(), found.get(), plans, findings);
    }

    private static Outcome compared(
            LimitSituation situation,
            UsagePlanIntent intent,
            View.Known known,
            Observed.Plan found,
            boolean plans,
            Findings findings) {
        var limit = situation.at().object();
        var before = limit.getStatus();
        var digest = before == null ? null : before.digest();
        var wanted = situation.wanted().orElseThrow();
        var plan = wanted.plan();
        var now = UsagePlanAssembly.digest(wanted.possible().plan());
        var same = !intent.missing().isEmpty()
                && limit.getSpec().driftPolicy() == DriftPolicy.Report
                && wanted.wholeDigest().equals(digest);
        var had = same || now.equals(digest) || (Corrections.forgotten(limit.getSpec(), before) && !found.absent());
        var states = List.of(findings.state(intent.unit(), plan.differences(), had, known, plan.revokes(), true));
        var conflict = "";
        if (plans) {
            findings.planned(states, plan.changes(), consequences(situation.plan(), found, wanted));
        } else {
            findings.accepted(states, limit.getSpec().driftPolicy());
            conflict = conflict(intent.unit(), wanted.possible().conflicts(), findings);
        }
        return new Outcome(
                found.proven().map(existing -> existing.id()).orElse(null),
                !same && (plan.differences().isEmpty() || had) ? now : digest,
                LimitParts.of(intent, wanted.possible(), found),
                conflict);
    }

    /** What cannot be had, and what is in the way of the rest; empty when all can. */
    private static String conflict(UnitKey.UsagePlanUnit unit, List<String> conflicts, Findings findings) {
        var rest = conflicts.isEmpty() || findings.converged() ? "" : findings.holdup(unit);
        return Stream.concat(conflicts.stream(), Stream.of(rest).filter(text -> !text.isEmpty()))
                .collect(Collectors.joining("; "));
    }

    /** What keys would lose, a line for each stage, and what they could not get. */
    private static List<String> consequences(LimitPlan plan, Observed.Plan found, LimitPlan.Wanted shall) {
        var wanted = shall.possible().plan().plan();
        var losses = found.first().stream()
                .flatMap(existing -> existing.plan().stages().keySet().stream()
                        .filter(stage -> !wanted.stages().containsKey(stage))
                        .map(stage -> keys(plan.keysIn(existing.id())) + " access to stage " + stage.text()));
        return Stream.concat(losses, shall.possible().conflicts().stream()).toList();
    }

    /** An event for stages that are gone from the plan since the last look. */
    private static List<Note> lost(ApiRateLimit limit, @Nullable ApiRateLimitStatus before, ApiRateLimitStatus after) {
        if (before == null || after.usagePlanId() == null) {
            return List.of();
        }
        var gone = before.stages().stream()
                .filter(stage -> !after.stages().contains(stage))
                .toList();
        return gone.isEmpty()
                ? List.of()
                : List.of(new Note(
                        limit,
                        Note.Type.NORMAL,
                        "StagesRemoved",
                        keys(Objects.requireNonNullElse(after.keys(), 0)) + " access to " + String.join(", ", gone)
                                + ": no longer in the usage plan"));
    }

    private static String keys(int number) {
        return number + (number == 1 ? " API key loses" : " API keys lose");
    }

    /** The assessment of a rate limit that is being deleted. */
    Assessment<ApiRateLimitStatus> assess(LimitDeletion deletion) {
        var limit = deletion.limit();
        var before = limit.getStatus();
        var findings = new Findings(limit, before, deletion.tried(), settings, deletion.now());
        var removal = new Removal(limit, findings);
        var plan = deletion.plan();
        if (deletion.isGone()) {
            removal.isOver();
        } else if (plan.withdrawn()) {
            var kept = withdraw(plan, findings);
            if (findings.submissions().isEmpty()) {
                findings.conditions()
                        .reconciling(Reason.Pending, "withdrawn, and removed from AWS in a moment: " + kept);
            } else {
                plan.key().ifPresent(removal::goesOn);
            }
        } else if (deletion.held()) {
            removal.isHeld(before == null ? null : before.connection());
        } else if (deletion.uses().isPresent()) {
            findings.conditions().reconciling(Reason.InUse, deletion.uses().get());
        } else {
            plan.key().ifPresent(removal::goesOn);
        }
        return new Assessment<>(
                status(limit, null, plan, true, Outcome.told(before), findings),
                findings.submissions(),
                Map.of(),
                Optional.empty(),
                Note.ofRetention(limit, deletion.refusing()));
    }

    private static List<String> stages(Observed.Plan found) {
        return found.first().stream()
                .flatMap(existing -> existing.plan().stages().keySet().stream())
                .map(ApiStage::text)
                .limit(MOST_STAGES)
                .toList();
    }

    /** Takes a plan back, as soon as the keys in it are out; returns why it is still there. */
    private static String withdraw(LimitPlan plan, Findings findings) {
        if (plan.view().isEmpty() || plan.key().isEmpty()) {
            return "API Gateway is being read for the first time";
        }
        if (plan.uses().isPresent()) {
            return plan.uses().get();
        }
        findings.submit(plan.key().get(), Priority.REVOKE);
        return findings.holdup(plan.key().get());
    }

    static Stream<ApiStage> stages(UsagePlanIntent intent) {
        return intent.stages().stream().map(stage -> new ApiStage(stage.apiId(), stage.stage()));
    }

    /** The status stays until deployments were read for the first time, so that a restart writes nothing. */
    private static Optional<LimitEffect> effect(ApiRateLimit limit, UsagePlanIntent intent, LimitPlan plan) {
        var effect = plan.methods()
                .map(known -> LimitEffect.of(
                        intent.stages(),
                        stage -> Optional.ofNullable(known.stages().get(stage))))
                .orElseGet(() ->
                        LimitEffect.told(limit.getStatus(), limit.getMetadata().getGeneration()));
        // Nothing takes effect before AWS has it.
        return effect.filter(one -> one.lacks()
                || plan.found()
                        .flatMap(Observed.Plan::first)
                        .filter(existing -> existing.plan()
                                .stages()
                                .keySet()
                                .containsAll(stages(intent).toList()))
                        .isPresent());
    }

    /** @param looked whether its plan was looked at; for a tier that cannot be had status stays what it was */
    private static ApiRateLimitStatus status(
            ApiRateLimit limit,
            @Nullable UsagePlanIntent intent,
            LimitPlan plan,
            boolean looked,
            Outcome outcome,
            Findings findings) {
        var before = limit.getStatus();
        var found = looked ? plan.found() : Optional.<Observed.Plan>empty();
        var keys = found.isEmpty()
                ? before == null ? null : before.keys()
                : Integer.valueOf(found.get()
                        .proven()
                        .map(existing -> plan.keysIn(existing.id()))
                        .orElse(0));
        var effect = intent == null ? Optional.<LimitEffect>empty() : effect(limit, intent, plan);
        effect.ifPresent(one -> one.tell(findings.conditions()));
        var uncounted = intent != null
                && LimitEffect.isUncounted(before, limit.getMetadata().getGeneration())
                && plan.methods().isEmpty();
        if (uncounted) {
            findings.conditions().asBefore(ConditionType.Effective);
        }
        return new ApiRateLimitStatus(
                limit.getMetadata().getGeneration(),
                findings.conditions().build(),
                uncounted && before != null ? before.summary() : Summaries.of(limit, keys, effect),
                Summaries.requestedAt(limit),
                retargeted(limit, intent),
                findings.lastChange(looked ? plan.key().stream().toList() : List.of()),
                intent != null ? intent.connection() : before == null ? null : before.connection(),
                findings.admittedBy(intent == null ? null : intent.tenant()),
                findings.drift().lines(),
                findings.drift().last(),
                findings.drift().history(),
                findings.corrections(),
                findings.plannedChanges(),
                outcome.planId(),
                outcome.digest(),
                plan.grants(),
                plan.readyGrants(),
                keys,
                found.map(LimitAssessor::stages).orElseGet(() -> before == null ? List.of() : before.stages()),
                outcome.parts(),
                intent == null ? before == null ? List.of() : before.targets() : targets(intent),
                plan.carried(),
                effect.map(LimitEffect::unmatched).orElse(null),
                effect.map(LimitEffect::open).orElse(null));
    }

    /** An entry whose stage or API is gone keeps its target: another API of the name is not followed by itself. */
    private static List<LimitedApi> targets(UsagePlanIntent intent) {
        return Stream.concat(
                        intent.stages().stream()
                                .map(stage -> new LimitedApi(stage.name() + "/" + stage.apiName(), stage.apiId())),
                        intent.missing().stream()
                                .filter(one -> one.apiId() != null)
                                .map(one -> new LimitedApi(one.name() + "/" + one.apiName(), one.apiId())))
                .toList();
    }

    /** The value that was followed, as long as the annotation is there; recorded with the APIs it led to. */
    private static @Nullable String retargeted(ApiRateLimit limit, @Nullable UsagePlanIntent intent) {
        var before = limit.getStatus();
        return intent != null
                ? Annotated.retarget(limit).orElse(null)
                : before == null || Annotated.retarget(limit).isEmpty() ? null : before.retargeted();
    }
}
