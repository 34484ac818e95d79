// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Something in AWS that bears our mark and that no object wants.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record UnownedThing(
        @JsonPropertyDescription("What it is: Statement, UsagePlan or ApiKey.")
        @Size(max = Syntax.LABEL_LENGTH)
        @Nullable
        String kind,

        @JsonPropertyDescription("Its id; of a statement the name of the policy and the Sid.")
        @Size(max = Syntax.LINE_LENGTH)
        @Nullable
        String id,

        @JsonPropertyDescription("The namespace whose object it was.") @Size(max = Syntax.LABEL_LENGTH) @Nullable
        String namespace,

        @JsonPropertyDescription("Since when it is known that no object wants it, RFC 3339 in UTC.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String since) {}
