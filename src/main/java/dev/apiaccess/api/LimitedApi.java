// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * An entry of a rate limit as it was found.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LimitedApi(
        @JsonPropertyDescription("Name of the entry.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String name,

        @JsonPropertyDescription("Id of the REST API.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String restApiId) {}
