// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.CarriedQuota;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.StageConflicts;
import dev.apiaccess.desired.UsagePlanAssembly;
import dev.apiaccess.desired.UsagePlanUse;
import dev.apiaccess.intent.StagesToRead;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.BoundUnits;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Looks at ApiRateLimits: gathers how one stands. What is told of it is decided by {@link LimitAssessor}. */
public final class LimitLook {

    private final Sources sources;
    private final QuotaLedger ledger;
    private final Naming naming;
    private final UsagePlanUse use;
    private final StageConflicts conflicts;
    private final LimitAssessor assessor;

    public LimitLook(Sources sources, QuotaLedger ledger, Settings settings) {
        this.sources = sources;
        this.ledger = ledger;
        naming = new Naming(settings.clusterId());
        use = new UsagePlanUse(sources.objects(), sources.world());
        conflicts = new StageConflicts(sources.objects(), sources.world());
        assessor = new LimitAssessor(settings);
    }

    /** Looks at a rate limit. */
    public Assessment<ApiRateLimitStatus> assess(ApiRateLimit limit) {
        return assess(limit, sources.take());
    }

    /** Looks at a rate limit, as a pass sees it. */
    public Assessment<ApiRateLimitStatus> assess(ApiRateLimit limit, Snapshot snapshot) {
        return assessor.assess(at(limit, snapshot));
    }

    /** Looks at a rate limit that is being deleted. */
    public Departure<ApiRateLimitStatus> assessDeletion(ApiRateLimit limit) {
        var deletion = deletionOf(limit, sources.take());
        return new Departure<>(deletion.isGone(), assessor.assess(deletion));
    }

    /** The situation of a rate limit. */
    LimitSituation at(ApiRateLimit limit, Snapshot snapshot) {
        var verdict = snapshot.intent(limit);
        var stance = snapshot.stance(limit);
        // Of what was not read yet nothing is told.
        var plan = snapshot.unread(limit, limit.getStatus(), verdict)
                ? LimitPlan.UNREAD
                : plan(limit, stance.enforced(), verdict instanceof Verdict.Wanted<UsagePlanIntent>, snapshot);
        return new LimitSituation(
                sources.situation(limit, verdict, stance, plan.key().stream().toList(), snapshot),
                plan,
                switch (stance) {
                    case Stance.Enforced<UsagePlanIntent>(var intent) -> wanted(intent, plan, snapshot);
                    case Stance.Planned<UsagePlanIntent>(var intent) -> wanted(intent, plan, snapshot);
                    case Stance<UsagePlanIntent> _ -> Optional.empty();
                },
                apis(limit, snapshot));
    }

    private Optional<LimitPlan.Wanted> wanted(UsagePlanIntent intent, LimitPlan plan, Snapshot snapshot) {
        return plan.found().map(found -> wanted(intent, found, snapshot));
    }

    private LimitPlan.Wanted wanted(UsagePlanIntent intent, Observed.Plan found, Snapshot snapshot) {
        var possible = conflicts.of(UsagePlanAssembly.assemble(intent, naming, found), found, snapshot);
        return new LimitPlan.Wanted(
                possible, Planner.plan(possible.plan(), found), UsagePlanAssembly.wholeDigest(intent, naming));
    }

    /** The situation of a rate limit that is being deleted. */
    LimitDeletion deletionOf(ApiRateLimit limit, Snapshot snapshot) {
        var plan = plan(limit, false, true, snapshot);
        var retained = snapshot.retention().keeps(limit);
        var tried = sources.tried(plan.key().stream().toList());
        var gone = LimitDeletion.isGone(plan, retained, tried);
        // That is asked of all objects together: of those that are gone nobody asks it.
        var held = !gone && !plan.withdrawn() && sources.brake().holds(limit);
        return new LimitDeletion(
                limit,
                plan,
                gone,
                snapshot.retention().refusing(limit),
                held,
                gone || held || plan.withdrawn()
                        ? Optional.empty()
                        : plan.key()
                                .flatMap(key -> plan.view().flatMap(known -> use.keeps(limit, key, known.observed()))),
                tried,
                sources.now());
    }

    /**
     * @param enforced whether it is admitted now: nothing is taken back of it
     * @param counts whether its keys are counted
     */
    private LimitPlan plan(ApiRateLimit limit, boolean enforced, boolean counts, Snapshot snapshot) {
        var key = key(limit, snapshot);
        var view = key.flatMap(snapshot::known);
        var withdrawn =
                !enforced && key.filter(one -> snapshot.withdrawn(limit, one)).isPresent();
        var grants = use.admitted(limit);
        return new LimitPlan(
                key,
                view,
                withdrawn,
                withdrawn
                        ? key.flatMap(one -> view.flatMap(known -> use.keepsWithdrawn(one, known.observed())))
                        : Optional.empty(),
                counts ? key.flatMap(one -> view.map(known -> keys(one, known))).orElse(Map.of()) : Map.of(),
                grants.size(),
                (int) grants.stream()
                        .map(ApiKeyGrant::getStatus)
                        .filter(status ->
                                status != null && StatusConditions.holds(status.conditions(), ConditionType.Ready))
                        .count(),
                carried(limit, key),
                key.flatMap(one -> sources.world().readings().methods(one.accountId(), one.region())));
    }

    private Map<String, Integer> keys(UnitKey.UsagePlanUnit key, View.Known known) {
        return known.observed() instanceof Observed.Plan found
                ? Stream.concat(found.first().stream(), found.proven().stream())
                        .map(ExistingPlan::id)
                        .distinct()
                        .collect(Collectors.toMap(id -> id, id -> use.keys(key, id)))
                : Map.of();
    }

    /** The unit of an object that may no longer be resolvable. */
    private static Optional<UnitKey.UsagePlanUnit> key(ApiRateLimit limit, Snapshot snapshot) {
        if (snapshot.intent(limit) instanceof Verdict.Wanted<UsagePlanIntent>(var intent)) {
            return Optional.of(intent.unit());
        }
        var meta = limit.getMetadata();
        return BoundUnits.next(
                limit.getStatus(),
                (accountId, region) ->
                        new UnitKey.UsagePlanUnit(accountId, region, meta.getNamespace(), meta.getName()),
                snapshot);
    }

    private static Map<Place, Set<String>> apis(ApiRateLimit limit, Snapshot snapshot) {
        var apis = new HashMap<Place, Set<String>>();
        var around = snapshot.around(limit.getMetadata().getNamespace());
        limit.getSpec().apis().forEach(api -> StagesToRead.of(api, around, apis));
        return apis;
    }

    /** What deleted keys have used; for a tier whose place is not known it stays as in status. */
    private List<CarriedQuota> carried(ApiRateLimit limit, Optional<UnitKey.UsagePlanUnit> tier) {
        var before = limit.getStatus();
        var told = before == null ? List.<CarriedQuota>of() : before.carried();
        // A rejected tier goes on recording: keys that go wait for that.
        if (tier.isEmpty()) {
            return told;
        }
        var begins = QuotaLedger.quota(limit)
                .map(quota -> quota.period().first(LocalDate.ofInstant(sources.now(), ZoneOffset.UTC)));
        var plans = new PlansOfKeys(tier.get());
        return ledger.carried(
                tier.get(),
                told,
                begins,
                plans::has,
                keyId -> before == null
                        || before.usagePlanId() == null
                        || plans.of(keyId).contains(before.usagePlanId()));
    }

    /** Most tiers list no key; for those that do, all keys are gone through once. */
    private final class PlansOfKeys {

        private final UnitKey.UsagePlanUnit tier;
        private Optional<Map<String, Set<String>>> found = Optional.empty();

        PlansOfKeys(UnitKey.UsagePlanUnit tier) {
            this.tier = tier;
        }

        boolean has(String keyId) {
            return all().containsKey(keyId);
        }

        Set<String> of(String keyId) {
            return all().getOrDefault(keyId, Set.of());
        }

        private Map<String, Set<String>> all() {
            if (found.isEmpty()) {
                found = Optional.of(sources.world().inventory().plansOfKeys(tier.accountId(), tier.region()));
            }
            return found.get();
        }
    }

    /** The stages in an account and region that a limit is for. */
    public static Stream<ApiStage> stages(ApiRateLimit limit, String accountId, String region, Snapshot snapshot) {
        return snapshot.intent(limit) instanceof Verdict.Wanted<UsagePlanIntent>(var intent)
                        && intent.accountId().equals(accountId)
                        && intent.region().equals(region)
                ? LimitAssessor.stages(intent)
                : Stream.empty();
    }
}
