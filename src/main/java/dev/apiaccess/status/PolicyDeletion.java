// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.PolicyUnits;
import dev.apiaccess.world.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The situation of an ApiAccessPolicy that is being deleted.
 *
 * @param units those in which something of it is left that has to go
 * @param refusing name of the tenant that does not let it be retained, empty when none refuses
 * @param held whether the deletion waits for acknowledgement
 */
public record PolicyDeletion(
        ApiAccessPolicy policy, List<Unit> units, Optional<String> refusing, boolean held, Tried tried, Instant now) {

    /** Whether nothing of it is left in AWS, or nothing has to go. */
    boolean isGone() {
        return units.isEmpty();
    }

    /**
     * Whether nothing of a policy is left in a unit, or nothing has to go.
     *
     * @param view what is known of the unit
     * @param letGo whether what is there may stay, and cannot be told otherwise
     */
    static boolean isGone(ApiAccessPolicy policy, Optional<View.Known> view, boolean letGo) {
        // A document that cannot be read may still grant: it is unknown, never empty.
        return letGo
                || (view.isPresent()
                        && view.get().observed() instanceof Observed.Policy found
                        && (found.absent() || PolicyUnits.document(found) != null)
                        && Sids.statementsOf(PolicyUnits.document(found), AccessIntents.owner(policy))
                                .isEmpty());
    }

    /**
     * The policy of one principal.
     *
     * @param withdrawn whether what the object has there goes although the deletion is held
     * @param attached whom else others attached it to
     */
    public record Unit(UnitKey.PolicyUnit key, boolean withdrawn, Attached attached) {}

    /**
     * Principals that a policy is attached to beside its own.
     *
     * @param number of all of them
     * @param known those that may be named here
     */
    public record Attached(int number, List<String> known) {

        static final Attached NONE = new Attached(0, List.of());
    }
}
