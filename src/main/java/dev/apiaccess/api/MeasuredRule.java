// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * What a rule comes to, counted by deployed method, stage and principal.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MeasuredRule(
        @JsonPropertyDescription("Name of the rule.") @Required @Size(max = Syntax.LABEL_LENGTH)
        String name,

        @JsonPropertyDescription("How many calls are as declared: allowed by an Allow, denied by a Deny.") @Nullable
        Integer allowed,

        @JsonPropertyDescription("How many are not.") @Nullable
        Integer blocked,

        @JsonPropertyDescription("Of how many that is not known.") @Nullable
        Integer unknown,

        @JsonPropertyDescription("How many methods it opens beyond what it declares, since * crosses slashes.")
        @Nullable
        Integer broader,

        @JsonPropertyDescription("The first call that is not as declared, or of which it is not known.") @Nullable
        MeasuredCase first) {}
