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
 * Rules for one REST API.
 *
 * @param connectionRef the connection; null means the one that admits the namespace
 * @param driftPolicy null means Correct
 * @param deletionPolicy null means Delete
 * @param api the API and its stages
 * @param rules at least one, at most 32
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiAccessPolicySpec(
        @Nullable ConnectionRef connectionRef,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        DriftPolicy driftPolicy,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        DeletionPolicy deletionPolicy,

        @Required ApiTarget api,
        @Required List<Rule> rules,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements CommonSpec, Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiAccessPolicySpec {
        rules = Absent.list(rules);
        unknown = Absent.map(unknown);
    }
}
