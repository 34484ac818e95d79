// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * REST APIs of a tenant, by patterns in which * stands for any text without a slash.
 *
 * @param restApiId pattern of the id
 * @param restApiName pattern of the name
 * @param stages patterns of stages; empty means all
 * @param unknown properties that this version does not know, by name
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record TenantApi(
        @Nullable String restApiId,
        @Nullable String restApiName,
        List<String> stages,
        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public TenantApi {
        stages = Absent.list(stages);
        unknown = Absent.map(unknown);
    }
}
