// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Collections;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * An API key without its value, which stays out of everything that could be printed.
 *
 * @param description carries the owner mark
 * @param planIds usage plans that the key is in
 */
public record ApiKey(String name, String description, boolean enabled, SortedSet<String> planIds) {

    public ApiKey {
        planIds = Collections.unmodifiableSortedSet(new TreeSet<>(planIds));
    }

    public ApiKey withEnabled(boolean next) {
        return new ApiKey(name, description, next, planIds);
    }

    public ApiKey withPlanIds(SortedSet<String> next) {
        return new ApiKey(name, description, enabled, next);
    }
}
