// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.Rotation;
import java.util.List;
import java.util.Optional;

/**
 * What an ApiKeyGrant wants. A rate limit that cannot be had leaves only its own usage plan out.
 *
 * @param enabled whether its owner wants its keys to work
 * @param plans desired usage plans of its keys: those of its rate limits, and those in which they stay
 * @param missing rate limits that are left out: no key is newly put into their usage plans
 * @param rotation how its keys are replaced, on AWS's clock
 * @param imported where its values come from, empty when the operator makes them
 */
public record KeyIntent(
        OwnerRef owner,
        String uid,
        String connection,
        Tenant tenant,
        String accountId,
        String region,
        boolean enabled,
        List<UnitKey.UsagePlanUnit> plans,
        List<MissingTier> missing,
        Rotation rotation,
        Optional<SecretKeyRef> imported) {

    /** The unit in AWS. */
    public UnitKey.ApiKeyUnit unit() {
        return new UnitKey.ApiKeyUnit(accountId, region, owner.namespace(), owner.name());
    }

    /** A rate limit that is left out. */
    public record MissingTier(UnitKey.UsagePlanUnit tier, LeftOut why) {}

    /** The same intent with other usage plans. */
    public KeyIntent withPlans(List<UnitKey.UsagePlanUnit> others) {
        return new KeyIntent(
                owner, uid, connection, tenant, accountId, region, enabled, others, missing, rotation, imported);
    }
}
