// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A usage plan in which the key is.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record GrantPlan(
        @JsonPropertyDescription("Name of the rate limit.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String name,

        @JsonPropertyDescription("Namespace of the rate limit.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String namespace,

        @JsonPropertyDescription("Id of the usage plan in AWS.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String usagePlanId,

        @JsonPropertyDescription(
                "True while the key is not in the usage plan, is switched off, or AWS may not know it there everywhere; absent once it works.")
        @Nullable
        Boolean settling) {}
