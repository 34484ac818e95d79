// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Required;
import java.util.Map;

/**
 * The limit of each method that has none of its own.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record EachMethodLimit(
        @JsonPropertyDescription("Sustained rate of each method.") @Required
        Rate rate,

        @JsonPropertyDescription("Requests at once of each method.") @Required @Min(1) @Max(1_000_000)
        Integer burst,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public EachMethodLimit {
        unknown = Absent.map(unknown);
    }
}
