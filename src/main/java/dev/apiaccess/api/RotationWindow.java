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
 * A time that comes again and again. One that was missed is not made up.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record RotationWindow(
        @JsonPropertyDescription(
                "When it opens, in five fields: minute, hour, day of month, month, day of week, such as 0 22 * * 1-5.")
        @Required
        @Size(min = 1, max = 64)
        @Pattern(Syntax.CRON)
        String cron,

        @JsonPropertyDescription("How long it stays open.")
        @Required
        @Size(max = Syntax.DURATION_LENGTH)
        @Pattern(Syntax.DURATION)
        String duration,

        @JsonPropertyDescription("A name of the IANA database, such as Europe/Berlin. Absent: UTC.")
        @Size(min = 1, max = 64)
        @Pattern(Syntax.TIME_ZONE)
        @Nullable
        String timeZone,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into an empty map. */
    public RotationWindow {
        unknown = Absent.map(unknown);
    }
}
