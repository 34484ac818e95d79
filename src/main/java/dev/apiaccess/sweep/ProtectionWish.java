// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import java.util.Map;
import java.util.Set;

/**
 * What objects protect in an account and region.
 *
 * @param apis ids of APIs
 * @param logs whether any of them is to write logs
 * @param authorizers by API id, names of the authorizers that objects have or name there; without APIs of which none does
 */
record ProtectionWish(Set<String> apis, boolean logs, Map<String, Set<String>> authorizers) {

    static final ProtectionWish NONE = new ProtectionWish(Set.of(), false, Map.of());

    static ProtectionWish of(ProtectionWishes wishes, String accountId, String region) {
        return new ProtectionWish(
                wishes.protectedApis(accountId, region),
                wishes.logs(accountId, region),
                wishes.authorizers(accountId, region));
    }
}
