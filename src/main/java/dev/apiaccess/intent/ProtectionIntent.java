// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Tenant;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.protect.Declared;
import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What an ApiProtection wants, with its API found.
 *
 * @param declared its rules, fences, limits and logs; the partition of its place is {@code aws} until the account was reached
 * @param missing declared stages that the API does not have, each with the reason
 */
public record ProtectionIntent(
        OwnerRef owner,
        String uid,
        String connection,
        Tenant tenant,
        String accountId,
        String region,
        RestApi api,
        Declared declared,
        SortedMap<String, LeftOut> missing) {

    public ProtectionIntent {
        missing = Collections.unmodifiableSortedMap(new TreeMap<>(missing));
    }

    /** Where every declared stage is there. */
    public ProtectionIntent(
            OwnerRef owner,
            String uid,
            String connection,
            Tenant tenant,
            String accountId,
            String region,
            RestApi api,
            Declared declared) {
        this(owner, uid, connection, tenant, accountId, region, api, declared, new TreeMap<>());
    }

    /** The unit in AWS. */
    public UnitKey.RestApiUnit unit() {
        return new UnitKey.RestApiUnit(accountId, region, api.id());
    }
}
