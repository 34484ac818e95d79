// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An API key.
 *
 * @param sequence order of creation within the region
 * @param value the secret callers send
 * @param enabledSince when it last became enabled; the data plane honours it only after it has settled
 */
public record ApiKey(
        String id,
        long sequence,
        String name,
        @Nullable String description,
        String value,
        boolean enabled,
        Instant enabledSince,
        @Nullable String customerId,
        Instant created,
        Instant updated,
        Map<String, String> tags) {

    /** With other tags. */
    public ApiKey withTags(Map<String, String> changed) {
        return new ApiKey(
                id, sequence, name, description, value, enabled, enabledSince, customerId, created, updated, changed);
    }

    @Override
    public String toString() {
        return "ApiKey[" + id + ", " + name + ", enabled " + enabled + "]";
    }
}
