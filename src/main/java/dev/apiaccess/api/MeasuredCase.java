// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A call that stands out.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeasuredCase(
        @JsonPropertyDescription("The method.") @Size(max = Syntax.LABEL_LENGTH) @Nullable
        String method,

        @JsonPropertyDescription("The path, as it is deployed; as declared where no method has it.")
        @Size(max = Syntax.LINE_LENGTH)
        @Nullable
        String path,

        @JsonPropertyDescription("The stage.") @Size(max = Syntax.LINE_LENGTH) @Nullable
        String stage,

        @JsonPropertyDescription("The principal; absent where it is the same for all.")
        @Size(max = Syntax.PRINCIPAL_LENGTH)
        @Nullable
        String principal,

        @JsonPropertyDescription("Why, as Effective says it.") @Size(max = Syntax.LABEL_LENGTH) @Nullable
        String reason) {}
