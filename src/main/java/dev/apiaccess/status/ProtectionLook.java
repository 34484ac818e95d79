// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.desired.ProtectionNotes;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.ProtectionIntents;
import dev.apiaccess.intent.StagesToRead;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.plan.RestApiPlanner;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/** Looks at ApiProtections: gathers how one stands. What is told of it is decided by {@link ProtectionAssessor}. */
public final class ProtectionLook {

    private final Sources sources;
    private final ProtectionAssessor assessor;

    public ProtectionLook(Sources sources, Settings settings) {
        this.sources = sources;
        assessor = new ProtectionAssessor(settings);
    }

    /** Looks at a protection. */
    public Assessment<ApiProtectionStatus> assess(ApiProtection protection) {
        return assess(protection, sources.take());
    }

    /** Looks at a protection, as a pass sees it. */
    public Assessment<ApiProtectionStatus> assess(ApiProtection protection, Snapshot snapshot) {
        return assessor.assess(at(protection, snapshot));
    }

    /** Looks at a protection that is being deleted. */
    public Departure<ApiProtectionStatus> assessDeletion(ApiProtection protection) {
        var deletion = deletionOf(protection, sources.take());
        return new Departure<>(deletion.isGone(), assessor.assess(deletion));
    }

    /** The API of which a protection that goes leaves nothing: one that is kept by it, or that another one has, is not. */
    public Optional<UnitKey.RestApiUnit> leaves(ApiProtection protection) {
        var snapshot = sources.take();
        return snapshot.protections()
                .noted(protection)
                .filter(unit -> isHolder(protection, unit, snapshot))
                .filter(unit -> !snapshot.retention().keeps(protection)
                        || snapshot.known(unit)
                                .filter(known -> known.observed().absent())
                                .isPresent());
    }

    /** The situation of a protection. */
    ProtectionSituation at(ApiProtection protection, Snapshot snapshot) {
        var verdict = snapshot.intent(protection);
        var stance = snapshot.stance(protection);
        var unit = verdict instanceof Verdict.Wanted<ProtectionIntent>(var intent)
                ? Optional.of(intent.unit())
                : snapshot.protections().noted(protection);
        var seen = switch (stance) {
            case Stance.Enforced<ProtectionIntent>(var intent) -> seen(protection, intent, snapshot);
            case Stance.Planned<ProtectionIntent>(var intent) -> seen(protection, intent, snapshot);
            case Stance<ProtectionIntent> _ -> Optional.<ProtectionSituation.Seen>empty();
        };
        return new ProtectionSituation(
                sources.situation(protection, verdict, stance, AlarmsSeen.units(protection, unit), snapshot),
                unit,
                seen,
                unit.flatMap(this::unread),
                apis(protection, snapshot));
    }

    private Optional<ProtectionSituation.Seen> seen(
            ApiProtection protection, ProtectionIntent intent, Snapshot snapshot) {
        return snapshot.known(intent.unit())
                .flatMap(known -> snapshot.protections()
                        .api(intent.unit())
                        .map(api -> seen(protection, intent, api, known, snapshot)));
    }

    private ProtectionSituation.Seen seen(
            ApiProtection protection, ProtectionIntent intent, ExistingApi api, View.Known known, Snapshot snapshot) {
        var observed = known.observed().as(Observed.Api.class, intent.unit().text());
        var judged = DesiredProtection.judged(protection, intent, api, snapshot);
        return new ProtectionSituation.Seen(
                api,
                known,
                ProtectionNotes.of(protection, intent.unit()),
                judged,
                Planner.plan(judged.whole(), observed),
                Planner.plan(judged.spared(), observed),
                RestApiPlanner.protection(judged.whole(), observed),
                settled(judged, observed),
                AlarmsSeen.of(protection, intent, judged, sources, snapshot));
    }

    private ProtectionSituation.Settled settled(DesiredProtection.Judged judged, Observed.Api observed) {
        // Also what no role writes: it is declared, and not in force.
        var wish = judged.standing().settings();
        var throttle = new StageWish(
                wish.eachMethod(),
                wish.methods(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                new TreeMap<>());
        var logging = new StageWish(
                Optional.empty(), new TreeMap<>(), wish.metrics(), wish.execution(), wish.accessLog(), new TreeMap<>());
        var all = judged.whole().wanted().stages();
        var set = new TreeSet<>(all);
        set.removeIf(stage -> !isSet(judged.whole().stages(), new TreeSet<>(Set.of(stage)), judged, observed));
        return new ProtectionSituation.Settled(
                isSet(throttle, all, judged, observed),
                isSet(logging, all, judged, observed),
                set.equals(all),
                set,
                hasRole(judged.whole().unit()));
    }

    /** Planned as if nothing else were wanted. */
    private static boolean isSet(
            StageWish wish, SortedSet<String> stages, DesiredProtection.Judged judged, Observed.Api observed) {
        var wanted = judged.whole().wanted();
        var idle = new Wanted(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                judged.state().present().ours(),
                stages,
                false,
                "",
                wanted.mark());
        return ProtectionDrift.ofSettings(
                        Planner.plan(new Desired.Api(judged.whole().unit(), idle, wish), observed))
                .isEmpty();
    }

    private boolean hasRole(UnitKey.RestApiUnit unit) {
        return sources.world()
                .gateway(unit.accountId(), unit.region())
                .flatMap(slice -> slice.protection().logging())
                .map(role -> role.arn().isPresent())
                .orElse(true);
    }

    private Optional<String> unread(UnitKey.RestApiUnit unit) {
        return sources.world()
                .gateway(unit.accountId(), unit.region())
                .flatMap(slice -> Optional.ofNullable(slice.unreadApis().get(unit.apiId())));
    }

    private static Map<Place, Set<String>> apis(ApiProtection protection, Snapshot snapshot) {
        var apis = new HashMap<Place, Set<String>>();
        StagesToRead.of(
                protection.getSpec().api(),
                snapshot.around(protection.getMetadata().getNamespace()),
                apis);
        return apis;
    }

    /** The situation of a protection that is being deleted. */
    ProtectionDeletion deletionOf(ApiProtection protection, Snapshot snapshot) {
        var unit = snapshot.protections().noted(protection).filter(one -> isHolder(protection, one, snapshot));
        var retained = snapshot.retention().keeps(protection);
        var plan = unit.flatMap(one -> plan(protection, one, snapshot));
        var alarms = AlarmsSeen.made(protection, snapshot).filter(one -> !retained);
        var left = Stream.concat(unit.stream(), alarms.stream()).toList();
        var tried = sources.tried(left);
        var gone = retained
                || ((unit.isEmpty()
                                || unit.flatMap(snapshot::known)
                                        .filter(known -> known.observed().absent())
                                        .isPresent()
                                || plan.filter(ProtectionLook::isDone).isPresent())
                        && alarms.isEmpty());
        // That is asked of all objects together: of those that are gone nobody asks it.
        var held = !gone && sources.brake().holds(protection);
        return new ProtectionDeletion(protection, unit, alarms, plan, gone, held, tried, sources.now());
    }

    /** What waits for a deployment by people is theirs. */
    private static boolean isDone(Plan plan) {
        return plan.changes().isEmpty() && ProtectionDrift.ofSettings(plan).isEmpty();
    }

    private static boolean isHolder(ApiProtection protection, UnitKey.RestApiUnit unit, Snapshot snapshot) {
        return snapshot.protections()
                .holder(unit)
                .map(ProtectionIntents::owner)
                .filter(ProtectionIntents.owner(protection)::equals)
                .isPresent();
    }

    private static Optional<Plan> plan(ApiProtection protection, UnitKey.RestApiUnit unit, Snapshot snapshot) {
        return snapshot.known(unit)
                .flatMap(known -> snapshot.protections()
                        .api(unit)
                        .map(api -> Planner.plan(
                                DesiredProtection.leaving(protection, unit, api, snapshot), known.observed())));
    }
}
