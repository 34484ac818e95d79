// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Deletions in one namespace that wait until somebody says that they are meant.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record HeldDeletions(
        @JsonPropertyDescription("The namespace.") @Size(max = Syntax.LABEL_LENGTH) @Nullable
        String namespace,

        @JsonPropertyDescription("How many deletions are held in it.") @Nullable
        Integer count,

        @JsonPropertyDescription("When the last of them was asked for: the time that acknowledges all of them.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String latest) {}
