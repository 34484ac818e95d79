// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A difference that was seen and perhaps repaired.
 *
 * @param seenAt RFC 3339
 * @param repairedAt RFC 3339; null while it lasts
 * @param fields what differed, at most 20 lines
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
public record LastDrift(@Nullable String seenAt, @Nullable String repairedAt, List<String> fields) {
    /** Turns what is absent into empty lists and maps. */
    public LastDrift {
        fields = Absent.list(fields);
    }
}
