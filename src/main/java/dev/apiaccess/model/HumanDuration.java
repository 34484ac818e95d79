// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.Duration;
import java.util.regex.Pattern;

/** Durations as people write them in manifests: a whole number and one of s, m, h, d. */
public final class HumanDuration {

    private static final Pattern FORM = Pattern.compile("([1-9][0-9]{0,8})(s|m|h|d)");

    private HumanDuration() {}

    /** @throws IllegalArgumentException when the text is not of that form */
    public static Duration parse(String text) {
        var match = FORM.matcher(text);
        if (!match.matches()) {
            throw new IllegalArgumentException(
                    "'" + text + "' is not a duration: write a whole number and s, m, h or d, for example 15m");
        }
        var number = Long.parseLong(match.group(1));
        return switch (match.group(2)) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
