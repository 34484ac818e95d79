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
 * A number of requests in a time.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Rate(
        @JsonPropertyDescription("How many requests.") @Required @Min(1) @Max(10_000_000)
        Integer requests,

        @JsonPropertyDescription("In which time: 1s, 1m or 1h.") @Required @OrUnknown
        RatePeriod per,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Rate {
        unknown = Absent.map(unknown);
    }
}
