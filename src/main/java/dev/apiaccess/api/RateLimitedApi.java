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
 * One stage of a REST API in a rate limit. Exactly one of id and name is set.
 *
 * @param name unique in the rate limit
 * @param restApiId id of the API
 * @param restApiName name of the API
 * @param region AWS region; needed when the connection has several
 * @param stage stage name
 * @param methods limits for single methods
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RateLimitedApi(
        @Required String name,
        @Nullable String restApiId,
        @Nullable String restApiName,
        @Nullable String region,
        @Required String stage,
        List<MethodLimit> methods,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements TargetsApi, Lenient {
    /** Turns what is absent into empty lists and maps. */
    public RateLimitedApi {
        methods = Absent.list(methods);
        unknown = Absent.map(unknown);
    }
}
