// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Circumstances of a call; all that are set must hold.
 *
 * @param mfa asks for a second factor
 * @param sourceIps address ranges in CIDR notation
 * @param notBefore RFC 3339
 * @param notAfter RFC 3339
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Conditions(
        @Nullable Mfa mfa,
        List<String> sourceIps,
        @Nullable String notBefore,
        @Nullable String notAfter,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Conditions {
        sourceIps = Absent.list(sourceIps);
        unknown = Absent.map(unknown);
    }
}
