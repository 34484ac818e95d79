// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What methods served when a rule was confirmed.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record ConfirmedRule(
        @JsonPropertyDescription("Name of the rule.") @Size(max = Syntax.LABEL_LENGTH) @Nullable
        String rule,

        @JsonPropertyDescription("Digest of the methods that were open then.")
        @Size(max = Syntax.LABEL_LENGTH)
        @Nullable
        String digest,

        @JsonPropertyDescription("How many those were.") @Nullable
        Integer count) {}
