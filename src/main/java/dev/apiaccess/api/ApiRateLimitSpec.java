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
 * One tier, which is one usage plan.
 *
 * @param connectionRef the connection; null means the one that admits the namespace
 * @param driftPolicy null means Correct
 * @param deletionPolicy null means Delete
 * @param apis the stages, at least one
 * @param rate sustained rate per key; set together with burst
 * @param burst requests at once per key
 * @param quota requests per period and key
 * @param consumers namespaces whose grants may use it; null means its own namespace only
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiRateLimitSpec(
        @Nullable ConnectionRef connectionRef,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        DriftPolicy driftPolicy,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        DeletionPolicy deletionPolicy,

        @Required List<RateLimitedApi> apis,
        @Nullable Rate rate,
        @Nullable Integer burst,
        @Nullable Quota quota,
        @Nullable NamespaceSelector consumers,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements CommonSpec, Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiRateLimitSpec {
        apis = Absent.list(apis);
        unknown = Absent.map(unknown);
    }
}
