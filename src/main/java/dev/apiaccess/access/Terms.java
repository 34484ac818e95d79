// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What is known of a call beside who calls what.
 *
 * @param with condition keys with their values, none for a key that is known to be absent; all others may have any value
 * @param key the API key of the call; null where it is not said
 * @param assumePolicyDeployed whether the resource policy that was read is taken for the deployed one
 */
public record Terms(
        Map<String, List<String>> with, @Nullable ApiKey key, boolean assumePolicyDeployed) {

    public Terms {
        with = Map.copyOf(with);
    }

    /** Nothing is known. */
    public static Terms none() {
        return new Terms(Map.of(), null, false);
    }
}
