// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * When a field that others had changed was put right.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record Correction(
        @JsonPropertyDescription("The field, in the terms of AWS.") @Size(max = Syntax.LINE_LENGTH) @Nullable
        String field,

        @JsonPropertyDescription("The last times at which it was put right, RFC 3339 in UTC.") @Size(max = 3)
        List<@Size(max = Syntax.TIME_LENGTH) String> times) {
    /** Turns what is absent into empty lists and maps. */
    public Correction {
        times = Absent.list(times);
    }
}
