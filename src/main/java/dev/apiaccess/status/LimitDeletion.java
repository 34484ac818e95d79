// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiRateLimit;
import java.time.Instant;
import java.util.Optional;

/**
 * The situation of an ApiRateLimit that is being deleted.
 *
 * @param retained whether its usage plan stays in AWS
 * @param refusing name of the tenant that does not let it be retained, empty when none refuses
 * @param held whether the deletion waits for acknowledgement
 * @param uses which keys would lose access with the plan, and what to do about it; empty when none would
 */
public record LimitDeletion(
        ApiRateLimit limit,
        LimitPlan plan,
        boolean retained,
        Optional<String> refusing,
        boolean held,
        Optional<String> uses,
        Tried tried,
        Instant now) {}
