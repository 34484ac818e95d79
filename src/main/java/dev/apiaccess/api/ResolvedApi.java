// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A REST API as it was found.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ResolvedApi(
        @JsonPropertyDescription("Id in AWS.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String id,

        @JsonPropertyDescription("Name in AWS.") @Size(max = Syntax.LINE_LENGTH) @Nullable
        String name,

        @JsonPropertyDescription("AWS region.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String region) {}
