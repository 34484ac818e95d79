// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * An authorizer that this object made: authorizers bear no tags, so that its id is the only proof.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MadeAuthorizer(
        @JsonPropertyDescription("Its name in the object.") @Size(max = Syntax.AUTHORIZER_LENGTH) @Nullable
        String name,

        @JsonPropertyDescription("Its id in API Gateway.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String id) {}
