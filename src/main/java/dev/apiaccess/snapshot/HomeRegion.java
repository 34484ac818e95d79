// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.GrantPlan;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A usage plan or a key stays in the region where it was made: AWS moves neither. Made again in another region there would be two, and
 * the one that callers use would no longer be managed.
 */
final class HomeRegion {

    private final Reach reach;
    private final Snapshot snapshot;

    HomeRegion(Reach reach, Snapshot snapshot) {
        this.reach = reach;
        this.snapshot = snapshot;
    }

    /** What a rate limit wants; rejected when its usage plan is in another region. */
    Verdict<UsagePlanIntent> keep(ApiRateLimit limit, UsagePlanIntent intent) {
        var unit = intent.unit();
        var status = limit.getStatus();
        return keep(
                intent,
                unit,
                region -> new UnitKey.UsagePlanUnit(unit.accountId(), region, unit.namespace(), unit.name()),
                status != null && status.usagePlanId() != null,
                status != null && sameApi(status, intent),
                "its usage plan");
    }

    /** What a grant wants; rejected when its key is in another region. */
    Verdict<KeyIntent> keep(ApiKeyGrant grant, KeyIntent intent) {
        var unit = intent.unit();
        var status = grant.getStatus();
        return keep(
                intent,
                unit,
                region -> new UnitKey.ApiKeyUnit(unit.accountId(), region, unit.namespace(), unit.name()),
                status != null && status.apiKeyId() != null,
                status != null && status.plans().stream().anyMatch(plan -> lies(plan, unit)),
                "its API key");
    }

    /** An API is in one region. */
    private static boolean sameApi(ApiRateLimitStatus status, UsagePlanIntent intent) {
        return status.targets().stream()
                .anyMatch(target ->
                        intent.resolved().stream().anyMatch(one -> one.apiId().equals(target.restApiId())));
    }

    /** Whether a usage plan of a key is in the region where the key is wanted. */
    private boolean lies(GrantPlan plan, UnitKey.ApiKeyUnit key) {
        return plan.name() != null
                && plan.namespace() != null
                && snapshot.view(
                                new UnitKey.UsagePlanUnit(key.accountId(), key.region(), plan.namespace(), plan.name()))
                        instanceof View.Known known
                && known.observed() instanceof Observed.Plan found
                && found.existing().stream().anyMatch(one -> one.id().equals(plan.usagePlanId()));
    }

    /**
     * What is wanted; rejected when the object had its thing once, and that is, or may be, only in another region. Where AWS holds it
     * in the wanted region already there is nothing to move; what another object of the same name left in another region does not
     * count.
     *
     * @param unit where it is wanted
     * @param at the object's unit by region
     * @param made whether the object had its thing once
     * @param stays whether the object is known to be for the region where its thing was made, so that a deleted one is made anew
     * @param thing what it is, for messages
     */
    private <T> Verdict<T> keep(
            T wanted, UnitKey unit, Function<String, UnitKey> at, boolean made, boolean stays, String thing) {
        if (!made || stays || holds(unit)) {
            return Verdict.wanted(wanted);
        }
        var account = unit.accountId();
        var region = unit.place().region();
        for (var other : new TreeSet<>(snapshot.listedRegions(account))) {
            if (!other.equals(region) && holds(at.apply(other))) {
                return Verdict.rejected(
                        Reason.Invalid,
                        thing + " is in region " + other + " and cannot move to " + region
                                + ": take the change back, or make another object for " + region
                                + " and delete this one when nobody uses it");
            }
        }
        return reach.regions(account).stream()
                .filter(other -> !(snapshot.view(at.apply(other)) instanceof View.Known))
                .findFirst()
                .map(other -> Verdict.<T>waiting(
                        Reason.Pending,
                        thing + " may be in region " + other + ", which is being read for the first time"))
                .orElseGet(() -> Verdict.wanted(wanted));
    }

    private boolean holds(UnitKey unit) {
        return snapshot.view(unit) instanceof View.Known known
                && known.observed().ours();
    }
}
