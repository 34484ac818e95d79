// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Quota;
import java.time.LocalDate;
import java.util.Map;

/**
 * What our keys have used of the quota of one usage plan. Void once the period is over.
 *
 * @param quota that the plan had
 * @param first day of the period, in UTC
 * @param keys by id
 */
public record PlanUsage(Quota quota, LocalDate first, Map<String, KeyUsage> keys) {

    public PlanUsage {
        keys = Map.copyOf(keys);
    }

    boolean runs(LocalDate today) {
        return quota.period().first(today).equals(first);
    }
}
