// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most that a tenant may ask for.
 *
 * @param rate rate of a rate limit
 * @param burst burst of a rate limit
 * @param quotaPerDay quota of a rate limit, per day
 * @param policiesPerPrincipal managed policies that may be attached to one principal
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TenantLimits(
        @Nullable Rate rate,
        @Nullable Integer burst,
        @Nullable Long quotaPerDay,
        @Nullable Integer policiesPerPrincipal,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public TenantLimits {
        unknown = Absent.map(unknown);
    }
}
