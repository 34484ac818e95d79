// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Names an ApiRateLimit.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RateLimitRef(
        @JsonPropertyDescription("Name of the ApiRateLimit.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        String name,

        @JsonPropertyDescription("Its namespace. Absent: that of the grant.")
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        @Nullable
        String namespace,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public RateLimitRef {
        unknown = Absent.map(unknown);
    }
}
