// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The situation of an ApiAccessPolicy that is being deleted.
 *
 * @param retained whether what it has stays in AWS
 * @param refusing name of the tenant that does not let it be retained, empty when none refuses
 * @param held whether the deletion waits for acknowledgement
 */
public record PolicyDeletion(
        ApiAccessPolicy policy,
        List<Unit> units,
        boolean retained,
        Optional<String> refusing,
        boolean held,
        Tried tried,
        Instant now) {

    /**
     * The policy of one principal.
     *
     * @param within whether its account was reached once
     * @param withdrawn whether what the object has there goes, whatever holds the deletion
     * @param attached which other principals others attached it to
     */
    public record Unit(
            UnitKey.PolicyUnit key, Optional<View.Known> view, boolean within, boolean withdrawn, Attached attached) {}

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
