// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.model.Quota;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What the key of a grant has more than its namespace has left of a quota. It is told until the period is over.
 *
 * @param limit namespace and name of the rate limit
 * @param begins first day of the period
 * @param more requests, negative when that is not known
 */
record NotCarried(String limit, Quota quota, LocalDate begins, long more, String why) {

    private static final Pattern PERIOD =
            Pattern.compile("(?s).* for the (day|week|month) from (\\d{4}-\\d{2}-\\d{2}) .*");

    String message() {
        return (more < 0 ? "up to " + quota.limit() : more) + " of " + quota.limit() + " in ApiRateLimit " + limit
                + " for the " + quota.period().name().toLowerCase(Locale.ROOT) + " from " + begins
                + " were used before and not taken from this key: " + why;
    }

    void tell(Conditions conditions) {
        tell(conditions, message());
    }

    static void tell(Conditions conditions, String message) {
        conditions.isFalse(ConditionType.QuotaCarried, Reason.QuotaNotCarried, message);
    }

    /** What a status says of a period that still runs. */
    static Optional<String> told(List<Condition> conditions, LocalDate today) {
        return Conditions.find(conditions, ConditionType.QuotaCarried)
                .map(condition -> String.valueOf(condition.getMessage()))
                .filter(message -> {
                    var period = PERIOD.matcher(message);
                    return period.matches()
                            && Quota.Period.valueOf(period.group(1).toUpperCase(Locale.ROOT))
                                    .first(today)
                                    .equals(LocalDate.parse(period.group(2)));
                });
    }
}
