// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.desired.PolicyAssembly.TooLarge;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.measure.RuleEffects;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The situation of an ApiAccessPolicy.
 *
 * @param units what it wants, what AWS holds of it and what its status records
 * @param effects what its rules come to in AWS
 * @param switched methods that do not ask for signatures yet, and that a protection of the API is about to switch
 * @param apis ids of the APIs whose stages have to be read
 */
public record PolicySituation(
        Situation<ApiAccessPolicy, AccessIntent> at,
        List<Unit> units,
        RuleEffects effects,
        Set<MethodKey> switched,
        Map<Place, Set<String>> apis) {

    /**
     * The policy of one principal.
     *
     * @param view what is known of it, empty while IAM was not read
     * @param withdrawn whether the connection takes back what the object has there
     * @param madeAnew whether what it has there was granted to another principal, which had the name before
     * @param tooLarge why the object's statements do not fit, empty when they do or are not wanted
     * @param shown the changes that would correct everything, also what is only reported; empty for an object that is not enforced
     * @param leaves whether something of the object is there that has to go although the object is not enforced there
     * @param principalId the present id of the principal, as far as IAM was listed
     */
    public record Unit(
            UnitKey.PolicyUnit key,
            Optional<View.Known> view,
            boolean withdrawn,
            boolean madeAnew,
            Optional<TooLarge> tooLarge,
            Optional<Plan> shown,
            boolean leaves,
            Optional<String> principalId) {

        /** What AWS has of it, empty while that is not known. */
        Optional<Observed.Policy> found() {
            return view.flatMap(known ->
                    known.observed() instanceof Observed.Policy policy ? Optional.of(policy) : Optional.empty());
        }
    }
}
