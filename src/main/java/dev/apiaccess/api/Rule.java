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
 * Who may, or may not, call which methods and paths.
 *
 * @param name unique in the policy
 * @param effect null means Allow
 * @param principals role/..., user/..., group/... or an IAM ARN
 * @param methods verbs, or ANY alone
 * @param paths path templates of API Gateway
 * @param when an Allow holds only then
 * @param unless a Deny does not hold when all of these do
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rule(
        @Required String name,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Nullable
        Effect effect,

        @Required List<String> principals,

        @JsonFormat(with = JsonFormat.Feature.READ_UNKNOWN_ENUM_VALUES_USING_DEFAULT_VALUE) @Required
        List<Verb> methods,

        @Required List<String> paths,
        @Nullable Conditions when,
        @Nullable Conditions unless,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Rule {
        principals = Absent.list(principals);
        methods = Absent.list(methods);
        paths = Absent.list(paths);
        unknown = Absent.map(unknown);
    }
}
