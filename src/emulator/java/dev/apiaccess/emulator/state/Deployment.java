// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What an API looked like when it was deployed; the data plane sees nothing else.
 *
 * @param methods by resource path, then by verb
 * @param policy the resource policy of that moment, null when there was none
 * @param authorizers those of that moment, by id
 * @param endpoint how it could be reached at that moment
 */
public record Deployment(
        String id,
        @Nullable String description,
        Instant created,
        Map<String, Map<String, Method>> methods,
        @Nullable String policy,
        Map<String, ApiAuthorizer> authorizers,
        Endpoint endpoint) {}
