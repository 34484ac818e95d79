// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Conditions;
import dev.apiaccess.api.Rule;
import dev.apiaccess.api.RuleEffect;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the times of rules mean now. A rule of the past is in AWS as declared, and allows nothing.
 *
 * @param over names of rules whose {@code when.notAfter} has passed
 * @param early names of rules whose {@code when.notBefore} has not come
 * @param rules how many rules there are
 */
record RuleTimes(List<String> over, List<String> early, int rules) {

    static RuleTimes of(List<Rule> rules, Instant now) {
        var over = new ArrayList<String>();
        var early = new ArrayList<String>();
        for (var rule : rules) {
            var when = rule.effect() == RuleEffect.Deny ? null : rule.when();
            if (when != null && passed(when.notAfter(), now)) {
                over.add(rule.name());
            } else if (when != null && comes(when, now)) {
                early.add(rule.name());
            }
        }
        return new RuleTimes(List.copyOf(over), List.copyOf(early), rules.size());
    }

    /** The text for a policy that AWS holds as declared. */
    String inForce() {
        if (!over.isEmpty()) {
            return "as declared in AWS, but " + named(over)
                    + " nothing any more, when.notAfter has passed: set a later one, or remove "
                    + (over.size() == 1 ? "it" : "them");
        }
        return early.isEmpty()
                ? "in force in AWS"
                : "in force in AWS; " + named(early) + " nothing before when.notBefore";
    }

    /** The addition to the summary of a policy. */
    String summary() {
        return over.isEmpty() ? "" : over.size() == rules ? ", over" : ", " + over.size() + " over";
    }

    private static String named(List<String> names) {
        return names.size() == 1
                ? "rule " + names.getFirst() + " allows"
                : "rule " + names.getFirst() + " and " + (names.size() - 1) + " more allow";
    }

    private static boolean passed(@Nullable String time, Instant now) {
        var at = instant(time);
        return at != null && at.isBefore(now);
    }

    private static boolean comes(Conditions when, Instant now) {
        var at = instant(when.notBefore());
        return at != null && at.isAfter(now);
    }

    /** The API server takes a date and time of RFC 3339 in more spellings than Java; nothing is said of the others. */
    private static @Nullable Instant instant(@Nullable String time) {
        try {
            return time == null ? null : OffsetDateTime.parse(time).toInstant();
        } catch (DateTimeParseException _) {
            return null;
        }
    }
}
