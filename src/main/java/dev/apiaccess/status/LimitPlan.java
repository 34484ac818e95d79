// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.CarriedQuota;
import dev.apiaccess.desired.StageConflicts;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.world.MethodSlice;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The usage plan of an ApiRateLimit, and its use.
 *
 * @param key the wanted plan, else the one that the object is bound to; empty when it has none
 * @param view what is known of it, empty while API Gateway was not read
 * @param withdrawn whether the connection takes it back
 * @param uses why a plan that is withdrawn is still there, empty when nothing keeps it
 * @param keys how many API keys AWS has in each plan that bears its name, by id
 * @param grants how many grants use it
 * @param readyGrants how many of those are ready
 * @param carried what deleted keys have used of its quota
 * @param methods what is deployed where it is, empty while that was not read
 */
public record LimitPlan(
        Optional<UnitKey.UsagePlanUnit> key,
        Optional<View.Known> view,
        boolean withdrawn,
        Optional<String> uses,
        Map<String, Integer> keys,
        int grants,
        int readyGrants,
        List<CarriedQuota> carried,
        Optional<MethodSlice> methods) {

    /** Nothing is known yet. */
    static final LimitPlan UNREAD = new LimitPlan(
            Optional.empty(), Optional.empty(), false, Optional.empty(), Map.of(), 0, 0, List.of(), Optional.empty());

    /**
     * The desired state of a plan.
     *
     * @param possible without the stages that AWS would refuse now
     * @param plan the changes that lead to it
     * @param wholeDigest the digest that it had before parts of it were missing
     */
    public record Wanted(StageConflicts.Possible possible, Plan plan, String wholeDigest) {}

    /** What AWS has of it, empty while that is not known. */
    Optional<Observed.Plan> found() {
        return view.flatMap(
                known -> known.observed() instanceof Observed.Plan plan ? Optional.of(plan) : Optional.empty());
    }

    /** How many API keys AWS has in a plan. */
    int keysIn(String planId) {
        return keys.getOrDefault(planId, 0);
    }
}
