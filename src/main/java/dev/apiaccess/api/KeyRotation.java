// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * When the key is replaced by another one.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "interval is at least 1h",
        value = "!has(self.interval) || !self.interval.matches('" + Syntax.DURATION + "') || self.interval.matches("
                + "'^([1-9][0-9]*[hd]|([6-9][0-9]|[1-9][0-9]{2,})m|((3[6-9]|[4-9][0-9])[0-9]{2}|[1-9][0-9]{4,})s)$')")
@ValidationRule(
        message = "overlap is at least 10m, or 0s for a key that must not work any longer",
        value = "!has(self.overlap) || !self.overlap.matches('" + Syntax.DURATION + "') || self.overlap.matches("
                + "'^([1-9][0-9]*[hd]|[1-9][0-9]{1,}m|([6-9][0-9]{2}|[1-9][0-9]{3,})s)$')")
@ValidationRule(
        message = "windows says when a key that is due may be replaced, so interval is needed too",
        value = "!has(self.windows) || has(self.interval)")
public record KeyRotation(
        @JsonPropertyDescription(
                "The age that a key does not exceed, at least 1h. Absent: keys are replaced on request only.")
        @Size(max = Syntax.DURATION_LENGTH)
        @Pattern(Syntax.DURATION)
        @Nullable
        String interval,

        @JsonPropertyDescription(
                "How long the old key works beside the new one: at least 10m, or 0s. Absent: 24h, at most half the interval.")
        @Size(max = Syntax.DURATION_LENGTH)
        @Pattern(Syntax.DURATION_OR_NONE)
        @Nullable
        String overlap,

        @JsonPropertyDescription("Replacing begins only while one of these is open. Absent: at any time.")
        @Size(min = 1, max = 8)
        List<RotationWindow> windows,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public KeyRotation {
        windows = Absent.list(windows);
        unknown = Absent.map(unknown);
    }
}
