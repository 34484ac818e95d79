// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiRateLimit;
import java.time.Instant;
import java.util.Optional;

/**
 * The situation of an ApiRateLimit that is being deleted.
 *
 * @param isGone whether nothing of it keeps it any more
 * @param refusing name of the tenant that does not let it be retained, empty when none refuses
 * @param held whether the deletion waits for acknowledgement
 * @param uses which keys would lose access with the plan, and what to do about it; empty when none would
 */
public record LimitDeletion(
        ApiRateLimit limit,
        LimitPlan plan,
        boolean isGone,
        Optional<String> refusing,
        boolean held,
        Optional<String> uses,
        Tried tried,
        Instant now) {

    /**
     * Whether nothing of it keeps a rate limit any more.
     *
     * @param retained whether its usage plan stays in AWS
     */
    static boolean isGone(LimitPlan plan, boolean retained, Tried tried) {
        return plan.key().isEmpty()
                || (retained && (!plan.withdrawn() || tried.isRefused(plan.key().get())))
                || plan.view().filter(known -> known.observed().absent()).isPresent();
    }
}
