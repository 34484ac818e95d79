// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import io.fabric8.generator.annotation.Required;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One REST API and the stages of it that are meant. Exactly one of id and name is set.
 *
 * @param restApiId id of the API
 * @param restApiName name of the API
 * @param region AWS region; needed when the connection has several
 * @param stages stage names, at least one
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record ApiTarget(
        @Nullable String restApiId,
        @Nullable String restApiName,
        @Nullable String region,
        @Required List<String> stages,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements TargetsApi, Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiTarget {
        stages = Absent.list(stages);
        unknown = Absent.map(unknown);
    }
}
