// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import org.jspecify.annotations.Nullable;

/**
 * Where the replacing of a key stands.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record RotationStatus(
        @JsonPropertyDescription(
                "Issuing (the first key is on its way), Idle, Introducing (the next key is on its way), Overlap (old and new key work) or Retiring (the old key is being removed from AWS).")
        @Size(max = Syntax.LABEL_LENGTH)
        @Nullable
        String phase,

        @JsonPropertyDescription("Id in AWS of the key that is being replaced.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String previousApiKeyId,

        @JsonPropertyDescription("Until when the old key works, RFC 3339 in UTC.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String overlapEndsAt,

        @JsonPropertyDescription("When the present value was made, RFC 3339 in UTC.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String issuedAt,

        @JsonPropertyDescription("When replacing begins next, RFC 3339 in UTC; absent when nothing is planned.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String nextAt) {}
