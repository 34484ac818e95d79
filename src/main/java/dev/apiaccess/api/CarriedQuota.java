// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What keys of a namespace that are gone have used of the quota.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record CarriedQuota(
        @JsonPropertyDescription("The namespace of the grants whose keys are gone.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String namespace,

        @JsonPropertyDescription("First day of the period, in UTC; what is said ends with the period.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String periodStart,

        @JsonPropertyDescription("Requests that they used in the period.") @Nullable
        Long used,

        @JsonPropertyDescription("Ids of keys that are counted and not deleted yet.") @Size(max = 16)
        List<@Size(max = Syntax.OBJECT_NAME_LENGTH) String> counted) {
    /** Turns what is absent into empty lists and maps. */
    public CarriedQuota {
        counted = Absent.list(counted);
    }
}
