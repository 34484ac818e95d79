// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrant;
import java.time.Instant;
import java.util.Optional;

/**
 * The situation of an ApiKeyGrant that is being deleted.
 *
 * @param isGone whether nothing of it keeps it any more
 * @param refusing name of the tenant that does not let them be retained, empty when none refuses
 * @param held whether the deletion waits for acknowledgement
 */
public record GrantDeletion(
        ApiKeyGrant grant,
        GrantKey key,
        boolean isGone,
        Optional<String> refusing,
        boolean held,
        Tried tried,
        Instant now) {}
