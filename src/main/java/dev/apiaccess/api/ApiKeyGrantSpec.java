// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonFormat;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One key in some tiers.
 *
 * @param connectionRef the connection; null means the one that admits the namespace
 * @param driftPolicy null means Correct
 * @param deletionPolicy null means Delete
 * @param rateLimits one to ten tiers
 * @param state null means Active
 * @param secret where the key goes
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiKeyGrantSpec(
        @Nullable ConnectionRef connectionRef,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        DriftPolicy driftPolicy,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        DeletionPolicy deletionPolicy,

        @Required List<RateLimitRef> rateLimits,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        GrantState state,

        @Required GrantSecret secret,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements CommonSpec, Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiKeyGrantSpec {
        rateLimits = Absent.list(rateLimits);
        unknown = Absent.map(unknown);
    }
}
