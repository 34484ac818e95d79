// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;

/**
 * An API key, without its value.
 *
 * @param plans ids of the usage plans that it is in
 */
public record ApiKey(String id, String name, boolean enabled, List<String> plans) {

    public ApiKey {
        plans = List.copyOf(plans);
    }
}
