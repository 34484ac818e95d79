// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import java.util.Map;

/**
 * What was read of the usage of our keys in an account and region.
 *
 * @param plans by id; those whose usage could not be read are left out
 */
public record UsageSlice(String accountId, String region, Map<String, PlanUsage> plans) {

    public UsageSlice {
        plans = Map.copyOf(plans);
    }
}
