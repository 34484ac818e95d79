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
 * What an ApiKeyGrant wants.
 *
 * @param enabled whether its keys shall work, as far as its owner is concerned
 * @param plans the usage plans of its rate limits
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
        Rotation rotation,
        Optional<SecretKeyRef> imported) {}
