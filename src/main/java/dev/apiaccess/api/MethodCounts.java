// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;

/**
 * How many methods of the API stand where.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record MethodCounts(
        @JsonPropertyDescription("Methods of the API.") @Nullable
        Integer all,

        @JsonPropertyDescription("Those that ask for what their rule says, in every stage.") @Nullable
        Integer inForce,

        @JsonPropertyDescription("Those that wait.") @Nullable
        Integer waiting,

        @JsonPropertyDescription("Those that no rule is about.") @Nullable
        Integer leftAlone,

        @JsonPropertyDescription("Those that are open, whatever the rules say.") @Nullable
        Integer open) {}
