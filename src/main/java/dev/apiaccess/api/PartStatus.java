// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * A part of what an object declares: parts stand or wait by themselves.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record PartStatus(
        @JsonPropertyDescription("The part: stage/<name>, the name of an entry, or <namespace>/<name> of a rate limit.")
        @Required
        @Size(max = Syntax.LINE_LENGTH)
        String name,

        @JsonPropertyDescription("Whether it is in force.") @Nullable
        PartState state,

        @JsonPropertyDescription("Why it is not in force; absent when it is.")
        @Size(max = Syntax.LABEL_LENGTH)
        @Nullable
        String reason,

        @JsonPropertyDescription("Why it is not in force, and what to do.") @Size(max = Syntax.LINE_LENGTH) @Nullable
        String message) {}
