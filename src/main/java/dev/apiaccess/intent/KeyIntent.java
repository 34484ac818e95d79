// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import java.util.List;

/**
 * What an ApiKeyGrant wants.
 *
 * @param plans the usage plans of its rate limits
 */
public record KeyIntent(
        OwnerRef owner,
        String uid,
        String connection,
        Tenant tenant,
        String accountId,
        String region,
        boolean enabled,
        List<UnitKey.PlanUnit> plans) {}
