// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.Rotation;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What an ApiKeyGrant wants. A rate limit that cannot be had leaves only its own usage plan out.
 *
 * @param enabled whether its keys shall work, as far as its owner is concerned
 * @param plans the usage plans of its rate limits
 * @param missing rate limits that are left out: no key is put into their usage plans, and one that is there stays
 * @param rotation how its keys are replaced, on AWS's clock
 * @param imported where its values come from, empty when they are made here
 */
public record KeyIntent(
        OwnerRef owner,
        String uid,
        String connection,
        Tenant tenant,
        String accountId,
        String region,
        boolean enabled,
        List<UnitKey.PlanUnit> plans,
        List<MissingTier> missing,
        Rotation rotation,
        Optional<SecretKeyRef> imported) {

    /** A rate limit that is left out. */
    public record MissingTier(UnitKey.PlanUnit tier, LeftOut why) {}

    /** Every rate limit that the grant names, also those that are left out. */
    public List<UnitKey.PlanUnit> tiers() {
        return Stream.concat(plans.stream(), missing.stream().map(MissingTier::tier))
                .toList();
    }
}
