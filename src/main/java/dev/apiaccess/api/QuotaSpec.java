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
import org.jspecify.annotations.Nullable;

/**
 * A number of requests in a calendar period.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record QuotaSpec(
        @JsonPropertyDescription("How many requests.") @Required @Min(1) @Max(2_000_000_000)
        Integer requests,

        @JsonPropertyDescription("Day, Week or Month, in UTC.") @Required @OrUnknown
        QuotaPeriod period,

        @JsonPropertyDescription(
                "Always (what a key has used counts for the keys of its namespace that come after it, within the period) or Never (every key has the whole quota). Absent: Always.")
        @OrUnknown
        @Nullable
        CarryOver carryOver,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public QuotaSpec {
        unknown = Absent.map(unknown);
    }
}
