// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The most that a tenant may ask for.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TenantLimits(
        @JsonPropertyDescription("Highest rate of a rate limit.") @Nullable
        Rate rate,

        @JsonPropertyDescription("Highest burst of a rate limit.") @Min(1) @Max(1_000_000) @Nullable
        Integer burst,

        @JsonPropertyDescription("Highest quota of a rate limit, per day.") @Min(1) @Max(2_000_000_000) @Nullable
        Long quotaPerDay,

        @JsonPropertyDescription(
                "Most managed policies that a principal may carry, whoever attached them, for this tenant to attach one more.")
        @Min(1)
        @Max(20)
        @Nullable
        Integer policiesPerPrincipal,

        @JsonPropertyDescription(
                "Most ApiAccessPolicies, ApiRateLimits and ApiKeyGrants together in a namespace. Absent: no bound. The newest are refused; lowering takes nothing away.")
        @Min(1)
        @Max(100_000)
        @Nullable
        Integer objects,

        @JsonPropertyDescription(
                "Most ApiKeyGrants in a namespace, each with one key, and two while one replaces the other. Absent: no bound.")
        @Min(1)
        @Max(10_000)
        @Nullable
        Integer keys,

        @JsonPropertyDescription("Most ApiRateLimits in a namespace, each with one usage plan. Absent: no bound.")
        @Min(1)
        @Max(10_000)
        @Nullable
        Integer plans,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public TenantLimits {
        unknown = Absent.map(unknown);
    }
}
