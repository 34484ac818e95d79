// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A second factor.
 *
 * @param maxAge longest time since the second factor was given, such as 1h; null means any
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Mfa(
        @Nullable String maxAge,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown) implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Mfa {
        unknown = Absent.map(unknown);
    }
}
