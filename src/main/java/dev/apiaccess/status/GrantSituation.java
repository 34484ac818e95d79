// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.Mode;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.Expiry;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Optional;

/**
 * The situation of an ApiKeyGrant.
 *
 * @param retained whether its keys stay in AWS when it is deleted
 * @param expiry when it ends
 * @param tiers which plans its keys leave, and which do not exist
 * @param keys its keys one by one; empty for a grant that cannot be had, and while API Gateway was not read
 * @param budgets what its keys have used of their quotas; empty for a grant that cannot be had
 * @param memory what this process remembers of its keys, to look it up by their ids
 * @param stored what is stored of its values, to look it up by their numbers
 * @param progress results of the steps of this pass
 */
public record GrantSituation(
        Situation<ApiKeyGrant, KeyIntent> at,
        GrantKey key,
        boolean retained,
        Expiry expiry,
        Tiers tiers,
        Optional<Keys> keys,
        Optional<KeyBudgets> budgets,
        KeyMemory memory,
        StoredKeys stored,
        KeyProgress progress) {

    /**
     * The plans of a grant's keys.
     *
     * @param refusing tiers in whose plans its key is although their owners do not admit the grant
     * @param isHeld whether there are such tiers for whose owners nothing is written now
     * @param isLeaving whether its keys are in a plan that they have to leave
     * @param absent wanted plans that do not exist
     */
    public record Tiers(
            List<ApiRateLimit> refusing, boolean isHeld, boolean isLeaving, List<UnitKey.UsagePlanUnit> absent) {

        static final Tiers NONE = new Tiers(List.of(), false, false, List.of());
    }

    /**
     * The keys one by one.
     *
     * @param all everything in AWS that bears a name of the grant
     * @param found what counts as the grant's: what is proven, and in mode Plan all
     * @param leaves whether a key is in a wanted plan that it has to leave
     * @param kept what is stored; empty where it is not asked for: before the owner of the keys is known, and while they leave
     * @param history what their life goes by, in mode Plan as it would be stored
     * @param wanted the desired keys by that history
     * @param memberships the wanted plans
     */
    public record Keys(
            View.Known view,
            Observed.Key all,
            Observed.Key found,
            boolean leaves,
            Optional<StoredKeys.Kept> kept,
            Optional<KeyHistory> history,
            Optional<Desired> wanted,
            List<Memberships.Wanted> memberships) {

        /** Whether the look at them ends before they are compared with what is wanted. */
        boolean stops() {
            return leaves || wanted.filter(one -> !(one instanceof Desired.Key)).isPresent();
        }
    }

    ApiKeyGrant grant() {
        return at.object();
    }

    /** Whether it is in mode Plan. */
    boolean plans() {
        return grant().getSpec().mode() == Mode.Plan;
    }
}
