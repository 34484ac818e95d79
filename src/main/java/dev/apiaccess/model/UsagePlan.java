// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A usage plan. Limits hold for each key, over all stages of the plan together.
 *
 * @param description carries the owner mark
 * @param stages per stage the limits of single methods, empty when there are none
 */
public record UsagePlan(
        String name,
        String description,
        @Nullable Throttle throttle,
        @Nullable Quota quota,
        SortedMap<ApiStage, SortedMap<MethodKey, Throttle>> stages) {

    public UsagePlan {
        var copy = new TreeMap<ApiStage, SortedMap<MethodKey, Throttle>>();
        stages.forEach((stage, methods) -> copy.put(stage, Collections.unmodifiableSortedMap(new TreeMap<>(methods))));
        stages = Collections.unmodifiableSortedMap(copy);
    }
}
