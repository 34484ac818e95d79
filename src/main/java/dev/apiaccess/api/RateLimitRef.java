// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names an ApiRateLimit.
 *
 * @param name name of the rate limit
 * @param namespace its namespace; null means that of the grant
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RateLimitRef(
        @Required String name,
        @Nullable String namespace,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown) implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public RateLimitRef {
        unknown = Absent.map(unknown);
    }
}
