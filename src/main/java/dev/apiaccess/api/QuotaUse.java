// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * How much of a quota of AWS is used, whoever uses it.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record QuotaUse(
        @JsonPropertyDescription("What is counted: managed policies, usage plans, API keys.")
        @Size(max = Syntax.LABEL_LENGTH)
        @Nullable
        String quota,

        @JsonPropertyDescription("Where, absent for the whole account.") @Size(max = Syntax.REGION_LENGTH) @Nullable
        String region,

        @JsonPropertyDescription("How many there are.") @Nullable
        Integer used,

        @JsonPropertyDescription(
                "How many there may be. AWS does not tell how many usage plans an account may have: it is what a new account may.")
        @Nullable
        Integer limit) {}
