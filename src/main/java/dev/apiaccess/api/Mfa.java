// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A second factor.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Mfa(
        @JsonPropertyDescription("Longest time since the second factor was given, such as 1h. Absent: any.")
        @Size(max = Syntax.DURATION_LENGTH)
        @Pattern(Syntax.DURATION)
        @Nullable
        String maxAge,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Mfa {
        unknown = Absent.map(unknown);
    }
}
