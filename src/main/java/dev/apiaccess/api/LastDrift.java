// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A difference that was seen and perhaps repaired.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LastDrift(
        @JsonPropertyDescription("When it was seen, RFC 3339 in UTC.") @Size(max = Syntax.TIME_LENGTH) @Nullable
        String seenAt,

        @JsonPropertyDescription("When it was put right, RFC 3339 in UTC; absent while it lasts.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String repairedAt,

        @JsonPropertyDescription("What differed, a line per field.") @Size(max = Syntax.DRIFT_LINES)
        List<@Size(max = Syntax.LINE_LENGTH) String> fields) {
    /** Turns what is absent into empty lists and maps. */
    public LastDrift {
        fields = Absent.list(fields);
    }
}
