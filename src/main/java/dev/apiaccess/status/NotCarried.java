// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Quota;
import io.fabric8.kubernetes.api.model.Condition;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * What the key of a grant has more than its namespace has left of a quota. It is reported until the period is over.
 *
 * @param limit namespace and name of the rate limit
 * @param begins first day of the period
 * @param more requests, negative when that is not known
 */
public record NotCarried(String limit, Quota quota, LocalDate begins, long more, String why) {

    /**
     * What a status reports of it.
     *
     * @param until the first day on which it is no longer reported, empty where a version wrote it that did not note that
     */
    public record Told(String message, Optional<LocalDate> until) {

        void tell(ConditionsDraft conditions) {
            conditions.isFalse(ConditionType.QuotaCarried, Reason.QuotaNotCarried, message);
        }
    }

    Told told() {
        return new Told(message(), Optional.of(quota.period().next(begins)));
    }

    public String message() {
        return (more < 0 ? "up to " + quota.limit() : more) + " of " + quota.limit() + " in ApiRateLimit " + limit
                + " for the " + quota.period().name().toLowerCase(Locale.ROOT) + " from " + begins
                + " were used before and not taken from this key: " + why;
    }

    /** What a status reports of a period that still runs; where none is noted, until the end of the month in which the report began. */
    static Optional<Told> told(@Nullable ApiKeyGrantStatus status, LocalDate today) {
        return status == null
                ? Optional.empty()
                : StatusConditions.find(status.conditions(), ConditionType.QuotaCarried)
                        .filter(condition -> today.isBefore(noted(status).orElseGet(() -> endOfMonth(condition))))
                        .map(condition -> new Told(String.valueOf(condition.getMessage()), noted(status)));
    }

    private static Optional<LocalDate> noted(ApiKeyGrantStatus status) {
        var until = status.quotaNotCarriedUntil();
        return until == null ? Optional.empty() : read(() -> LocalDate.parse(until));
    }

    private static LocalDate endOfMonth(Condition condition) {
        return read(() -> Quota.Period.MONTH.next(LocalDate.ofInstant(
                        Instant.parse(String.valueOf(condition.getLastTransitionTime())), ZoneOffset.UTC)))
                .orElse(LocalDate.MIN);
    }

    /** Others may write into a status. */
    private static Optional<LocalDate> read(Supplier<LocalDate> text) {
        try {
            return Optional.of(text.get());
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }
}
