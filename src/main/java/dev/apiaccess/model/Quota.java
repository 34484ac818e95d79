// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.time.temporal.TemporalAdjusters;

/**
 * A number of requests in a calendar period, counted by API Gateway for each key.
 *
 * @param offset requests that AWS takes off, or shifts, in the first period; we declare none, others may have set one
 */
public record Quota(int limit, Period period, int offset) {

    /** A quota without an offset, like all that we declare. */
    public Quota(int limit, Period period) {
        this(limit, period, 0);
    }

    /** Digests in status are made of this text: without an offset it is the same as before offsets existed. */
    @Override
    public String toString() {
        return "Quota[limit=" + limit + ", period=" + period + (offset == 0 ? "" : ", offset=" + offset) + "]";
    }

    /** The periods of API Gateway, in UTC. Weeks begin on Sunday where no offset is set, and we set none. */
    public enum Period {
        DAY,
        WEEK,
        MONTH;

        /** The first day of the period that a day is in. */
        public LocalDate first(LocalDate day) {
            return switch (this) {
                case DAY -> day;
                case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
                case MONTH -> day.withDayOfMonth(1);
            };
        }

        /** The first day after the period that a day is in. */
        public LocalDate next(LocalDate day) {
            return switch (this) {
                case DAY -> day.plusDays(1);
                case WEEK -> first(day).plusWeeks(1);
                case MONTH -> first(day).plusMonths(1);
            };
        }
    }
}
