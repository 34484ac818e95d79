// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import java.time.Instant;
import java.util.Optional;

/**
 * The situation of an ApiProtection that is being deleted.
 *
 * @param unit its API; empty where it holds none
 * @param alarms those that it made, as long as AWS is not known to have none of them
 * @param plan what is left to take away; empty while the API is not known
 * @param isGone whether nothing of it keeps it any more
 * @param held whether the deletion waits for acknowledgement
 */
public record ProtectionDeletion(
        ApiProtection protection,
        Optional<UnitKey.RestApiUnit> unit,
        Optional<UnitKey.AlarmUnit> alarms,
        Optional<Plan> plan,
        boolean isGone,
        boolean held,
        Tried tried,
        Instant now) {}
