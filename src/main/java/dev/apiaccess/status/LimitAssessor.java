// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.CarriedQuota;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.DriftPolicy;
import dev.apiaccess.api.LimitedApi;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.PlanAssembly;
import dev.apiaccess.desired.PlanUse;
import dev.apiaccess.desired.StageConflicts;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.Interests;
import dev.apiaccess.intent.PlanIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.BoundUnits;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at one ApiRateLimit. */
public final class LimitAssessor {

    private static final int MOST_STAGES = 32;

    private final Snapshots snapshots;
    private final World world;
    private final Attempts attempts;
    private final Naming naming;
    private final DeletionBrake brake;
    private final PlanUse use;
    private final StageConflicts conflicts;
    private final QuotaLedger ledger;
    private final Settings settings;
    private final Clock clock;

    public LimitAssessor(
            ObjectStore objects,
            Snapshots snapshots,
            World world,
            Attempts attempts,
            Naming naming,
            DeletionBrake brake,
            QuotaLedger ledger,
            Settings settings,
            Clock clock) {
        this.snapshots = snapshots;
        this.world = world;
        this.attempts = attempts;
        this.naming = naming;
        this.brake = brake;
        this.ledger = ledger;
        use = new PlanUse(objects, world);
        conflicts = new StageConflicts(objects, world);
        this.settings = settings;
        this.clock = clock;
    }

    /** Looks at a rate limit. */
    public Assessment<ApiRateLimitStatus> assess(ApiRateLimit limit) {
        return assess(limit, snapshots.take());
    }

    /** Looks at a rate limit, as a pass sees it. */
    public Assessment<ApiRateLimitStatus> assess(ApiRateLimit limit, Snapshot snapshot) {
        var before = limit.getStatus();
        var work = new Work(limit, before, attempts, settings, clock);
        var verdict = snapshot.intent(limit);
        if (before != null && snapshot.unread(limit, before, verdict)) {
            return Assessment.unchanged(before);
        }
        var interests = new HashMap<Place, Set<String>>();
        var around = snapshot.around(limit.getMetadata().getNamespace());
        limit.getSpec().apis().forEach(api -> Interests.of(api, around, interests));
        var intent = verdict instanceof Verdict.Wanted<PlanIntent>(var value) ? value : null;
        var planId = before == null ? null : before.usagePlanId();
        var digest = before == null ? null : before.digest();
        var unit = intent == null ? null : intent.unit();
        var conflict = "";
        var stance = snapshot.stance(limit);
        var going = stance.enforced() ? Optional.<UnitKey.PlanUnit>empty() : withdrawn(limit, snapshot);
        var parts = List.<PartStatus>of();
        if (going.isPresent()) {
            work.withdrawn(
                    snapshot.withdrawal(limit, before).told("its usage plan"), withdraw(going.get(), work, snapshot));
        } else if (stance instanceof Stance.Paused<PlanIntent>) {
            work.paused();
        } else if (stance instanceof Stance.Rejected<PlanIntent>(var rejected, var _)) {
            work.rejected(rejected);
        } else if (intent != null && unit != null) {
            var plans = stance instanceof Stance.Planned<PlanIntent>;
            if (!plans
                    && snapshot.view(unit) instanceof View.Known seen
                    && seen.observed().mayBeOurs()) {
                work.rejected(new Verdict.Rejected<>(
                        Reason.Pending, "the tags of " + unit.text() + " are being read: are they ours?", true));
                work.submit(unit, Priority.USER_CHANGE);
            } else if (snapshot.view(unit) instanceof View.Known known
                    && known.observed() instanceof Observed.Plan found) {
                var possible = conflicts.of(PlanAssembly.assemble(intent, naming, found), found, snapshot);
                var wanted = possible.plan();
                var plan = Planner.plan(wanted, found);
                var now = PlanAssembly.digest(wanted);
                var same = !intent.missing().isEmpty()
                        && limit.getSpec().driftPolicy() == DriftPolicy.Report
                        && PlanAssembly.wholeDigest(intent, naming).equals(digest);
                var had = same
                        || now.equals(digest)
                        || (Corrections.forgotten(limit.getSpec(), before) && !found.absent());
                var states = List.of(work.state(unit, plan.differences(), had, known, plan.revokes(), true));
                if (plans) {
                    work.planned(states, plan.changes(), consequences(unit, found, possible));
                } else {
                    work.accepted(states, limit.getSpec().driftPolicy());
                    conflict = conflict(unit, possible.conflicts(), work);
                }
                parts = LimitParts.of(intent, possible, found);
                digest = !same && (plan.differences().isEmpty() || had) ? now : digest;
                planId = found.proven().map(existing -> existing.id()).orElse(null);
            } else {
                work.rejected(
                        new Verdict.Rejected<>(Reason.Pending, "API Gateway is being read for the first time", true));
            }
        }
        if (!conflict.isEmpty()) {
            work.conditions()
                    .isFalse(ConditionType.Synced, Reason.Conflict, conflict)
                    .expected(ConditionType.Reconciling)
                    .stalled(Reason.Conflict, conflict);
        } else if (work.converged()) {
            work.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Ready,
                            "in force in AWS, for each key over all its stages, all of which a key opens");
        }
        if (!parts.isEmpty() && intent != null) {
            work.leftOut(
                    LimitParts.left(intent),
                    Parts.inForce(parts),
                    intent.missing().stream().anyMatch(PlanIntent.MissingStage::stays));
        }
        var status = status(limit, before, intent, unit, planId, digest, parts, work, snapshot);
        return new Assessment<>(status, work.submissions(), interests, work.again(), lost(limit, before, status));
    }

    /** What cannot be had, and what is in the way of the rest; empty when all can. */
    private static String conflict(UnitKey.PlanUnit unit, List<String> conflicts, Work work) {
        var rest = conflicts.isEmpty() || work.converged() ? "" : work.holdup(unit);
        return Stream.concat(conflicts.stream(), Stream.of(rest).filter(text -> !text.isEmpty()))
                .collect(Collectors.joining("; "));
    }

    /** What keys would lose, a line for each stage, and what they could not get. */
    private List<String> consequences(UnitKey.PlanUnit unit, Observed.Plan found, StageConflicts.Possible possible) {
        var wanted = possible.plan().plan();
        var losses = found.first().stream()
                .flatMap(existing -> existing.plan().stages().keySet().stream()
                        .filter(stage -> !wanted.stages().containsKey(stage))
                        .map(stage -> keys(use.keys(unit, existing.id())) + " access to stage " + stage.text()));
        return Stream.concat(losses, possible.conflicts().stream()).toList();
    }

    /** Stages have gone from the plan since it was looked at last. */
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

    /** Looks at a rate limit that is being deleted. */
    public Assessment<ApiRateLimitStatus> assessDeletion(ApiRateLimit limit) {
        var snapshot = snapshots.take();
        var before = limit.getStatus();
        var work = new Work(limit, before, attempts, settings, clock);
        var unit = unit(limit, snapshot);
        if (unit.isPresent() && !gone(limit, unit.get(), snapshot) && snapshot.withdrawn(limit, unit.get())) {
            var kept = withdraw(unit.get(), work, snapshot);
            if (work.submissions().isEmpty()) {
                work.conditions().reconciling(Reason.Pending, "withdrawn, and removed from AWS in a moment: " + kept);
            } else {
                work.deleting(unit.get(), clock.instant());
            }
        } else if (unit.isPresent() && !gone(limit, unit.get(), snapshot) && brake.holds(limit)) {
            work.held(limit.getMetadata().getNamespace(), before == null ? null : before.connection());
        } else if (unit.isPresent() && !gone(limit, unit.get(), snapshot)) {
            var kept = snapshot.view(unit.get()) instanceof View.Known known
                    ? use.keeps(limit, unit.get(), known.observed())
                    : Optional.<String>empty();
            if (kept.isPresent()) {
                work.conditions().reconciling(Reason.InUse, kept.get());
            } else {
                work.deleting(unit.get(), clock.instant());
            }
        } else {
            work.conditions().reconciling(Reason.Pending, "removed from AWS");
        }
        return new Assessment<>(
                status(
                        limit,
                        before,
                        null,
                        unit.orElse(null),
                        before == null ? null : before.usagePlanId(),
                        before == null ? null : before.digest(),
                        List.of(),
                        work,
                        snapshot),
                work.submissions(),
                Map.of(),
                Optional.empty(),
                Note.ofRetention(limit, snapshot.retention().refusing(limit)));
    }

    /** Whether nothing of a rate limit that is being deleted keeps it any more. */
    public boolean gone(ApiRateLimit limit) {
        var snapshot = snapshots.take();
        return unit(limit, snapshot).map(unit -> gone(limit, unit, snapshot)).orElse(true);
    }

    private boolean gone(ApiRateLimit limit, UnitKey.PlanUnit unit, Snapshot snapshot) {
        return (snapshot.retention().keeps(limit)
                        && (!snapshot.withdrawn(limit, unit)
                                || attempts.outcome(unit)
                                        .filter(Outcomes::isRefusal)
                                        .isPresent()))
                || (snapshot.view(unit) instanceof View.Known known
                        && known.observed().absent());
    }

    private static List<String> stages(Observed.Plan found) {
        return found.first().stream()
                .flatMap(existing -> existing.plan().stages().keySet().stream())
                .map(ApiStage::text)
                .limit(MOST_STAGES)
                .toList();
    }

    /** The plan that the connection takes back, whatever the object says. */
    private static Optional<UnitKey.PlanUnit> withdrawn(ApiRateLimit limit, Snapshot snapshot) {
        return unit(limit, snapshot).filter(unit -> snapshot.withdrawn(limit, unit));
    }

    /** Takes a plan back, as soon as the keys in it are taken out; says why it is still there. */
    private String withdraw(UnitKey.PlanUnit unit, Work work, Snapshot snapshot) {
        if (!(snapshot.view(unit) instanceof View.Known known)) {
            return "API Gateway is being read for the first time";
        }
        var kept = use.keepsWithdrawn(unit, known.observed());
        if (kept.isEmpty()) {
            work.submit(unit, Priority.REVOKE);
        }
        return kept.orElseGet(() -> work.holdup(unit));
    }

    /** The unit of an object that may not be resolvable any more. */
    private static Optional<UnitKey.PlanUnit> unit(ApiRateLimit limit, Snapshot snapshot) {
        if (snapshot.intent(limit) instanceof Verdict.Wanted<PlanIntent>(var intent)) {
            return Optional.of(intent.unit());
        }
        var meta = limit.getMetadata();
        return BoundUnits.next(
                limit.getStatus(),
                (accountId, region) -> new UnitKey.PlanUnit(accountId, region, meta.getNamespace(), meta.getName()),
                snapshot);
    }

    /** The stages in an account and region that a limit is for. */
    public static Stream<ApiStage> stages(ApiRateLimit limit, String accountId, String region, Snapshot snapshot) {
        return snapshot.intent(limit) instanceof Verdict.Wanted<PlanIntent>(var intent)
                        && intent.accountId().equals(accountId)
                        && intent.region().equals(region)
                ? stages(intent)
                : Stream.empty();
    }

    private static Stream<ApiStage> stages(PlanIntent intent) {
        return intent.stages().stream().map(stage -> new ApiStage(stage.apiId(), stage.stage()));
    }

    /** What it says stays until deployments were read for the first time, so that a restart writes nothing. */
    private Optional<LimitEffect> effect(
            ApiRateLimit limit,
            @Nullable PlanIntent intent,
            @Nullable ApiRateLimitStatus before,
            Optional<Observed.Plan> plan) {
        if (intent == null) {
            return Optional.empty();
        }
        var effect = world.readings()
                .methods(intent.accountId(), intent.region())
                .map(known -> LimitEffect.of(
                        intent.stages(),
                        stage -> Optional.ofNullable(known.stages().get(stage))))
                .orElseGet(() -> LimitEffect.told(before, limit.getMetadata().getGeneration()));
        // Nothing takes effect before AWS has it.
        return effect.filter(one -> one.lacks()
                || plan.flatMap(Observed.Plan::first)
                        .filter(existing -> existing.plan()
                                .stages()
                                .keySet()
                                .containsAll(stages(intent).toList()))
                        .isPresent());
    }

    private ApiRateLimitStatus status(
            ApiRateLimit limit,
            @Nullable ApiRateLimitStatus before,
            @Nullable PlanIntent intent,
            UnitKey.@Nullable PlanUnit unit,
            @Nullable String planId,
            @Nullable String digest,
            List<PartStatus> parts,
            Work work,
            Snapshot snapshot) {
        var grants = use.admitted(limit);
        var ready = (int) grants.stream()
                .map(ApiKeyGrant::getStatus)
                .filter(status -> status != null && StatusConditions.holds(status.conditions(), ConditionType.Ready))
                .count();
        var plan = unit != null
                        && snapshot.view(unit) instanceof View.Known known
                        && known.observed() instanceof Observed.Plan found
                ? Optional.of(found)
                : Optional.<Observed.Plan>empty();
        var keys = unit == null || plan.isEmpty()
                ? before == null ? null : before.keys()
                : Integer.valueOf(plan.get()
                        .proven()
                        .map(existing -> use.keys(unit, existing.id()))
                        .orElse(0));
        var effect = effect(limit, intent, before, plan);
        effect.ifPresent(one -> one.tell(work.conditions()));
        var uncounted = intent != null
                && LimitEffect.isUncounted(before, limit.getMetadata().getGeneration())
                && world.readings().methods(intent.accountId(), intent.region()).isEmpty();
        if (uncounted) {
            work.conditions().asBefore(ConditionType.Effective);
        }
        return new ApiRateLimitStatus(
                limit.getMetadata().getGeneration(),
                work.conditions().build(),
                uncounted && before != null ? before.summary() : Summaries.of(limit, keys, effect),
                Summaries.requestedAt(limit),
                retargeted(limit, intent),
                work.lastChange(unit == null ? List.of() : List.of(unit)),
                intent != null ? intent.connection() : before == null ? null : before.connection(),
                work.admittedBy(intent == null ? null : intent.tenant()),
                work.drift(),
                work.lastDrift(),
                work.driftHistory(),
                work.corrections(),
                work.plannedChanges(),
                planId,
                digest,
                grants.size(),
                ready,
                keys,
                plan.map(LimitAssessor::stages).orElseGet(() -> before == null ? List.of() : before.stages()),
                parts,
                intent == null ? before == null ? List.of() : before.targets() : targets(intent),
                carried(limit, before, unit, snapshot),
                effect.map(LimitEffect::unmatched).orElse(null),
                effect.map(LimitEffect::open).orElse(null));
    }

    /** An entry whose stage or API is gone keeps what it was resolved to: another API of the name is not followed by itself. */
    private static List<LimitedApi> targets(PlanIntent intent) {
        return Stream.concat(
                        intent.stages().stream()
                                .map(stage -> new LimitedApi(stage.name() + "/" + stage.apiName(), stage.apiId())),
                        intent.missing().stream()
                                .filter(one -> one.apiId() != null)
                                .map(one -> new LimitedApi(one.name() + "/" + one.apiName(), one.apiId())))
                .toList();
    }

    /** The value that was followed, as long as the annotation is there; what its APIs led to is noted with it. */
    private static @Nullable String retargeted(ApiRateLimit limit, @Nullable PlanIntent intent) {
        var before = limit.getStatus();
        return intent != null
                ? Annotated.retarget(limit).orElse(null)
                : before == null || Annotated.retarget(limit).isEmpty() ? null : before.retargeted();
    }

    /** What keys that are gone have used; of a tier whose place is not known it stays as it was told. */
    private List<CarriedQuota> carried(
            ApiRateLimit limit,
            @Nullable ApiRateLimitStatus before,
            UnitKey.@Nullable PlanUnit unit,
            Snapshot snapshot) {
        var told = before == null ? List.<CarriedQuota>of() : before.carried();
        // A tier that is rejected goes on noting: keys that go wait for that.
        var tier = unit == null ? unit(limit, snapshot).orElse(null) : unit;
        if (tier == null) {
            return told;
        }
        var begins = QuotaLedger.quota(limit)
                .map(quota -> quota.period().first(LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC)));
        var plans = new PlansOfKeys(tier);
        return ledger.carried(
                tier,
                told,
                begins,
                plans::has,
                keyId -> before == null
                        || before.usagePlanId() == null
                        || plans.of(keyId).contains(before.usagePlanId()));
    }

    /** Most tiers tell of no key; all keys are gone through once, for those that do. */
    private final class PlansOfKeys {

        private final UnitKey.PlanUnit tier;
        private @Nullable Map<String, Set<String>> found;

        PlansOfKeys(UnitKey.PlanUnit tier) {
            this.tier = tier;
        }

        boolean has(String keyId) {
            return all().containsKey(keyId);
        }

        Set<String> of(String keyId) {
            return all().getOrDefault(keyId, Set.of());
        }

        private Map<String, Set<String>> all() {
            if (found == null) {
                found = world.inventory().plansOfKeys(tier.accountId(), tier.region());
            }
            return found;
        }
    }
}
