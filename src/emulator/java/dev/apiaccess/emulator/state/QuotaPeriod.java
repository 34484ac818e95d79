// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.DayOfWeek;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;

/** How much of a quota is left on a day. Periods are calendar days, weeks from Sunday, and months, all in UTC. */
public final class QuotaPeriod {
    private QuotaPeriod() {}

    /** The day of a moment in UTC. */
    public static LocalDate day(Instant moment) {
        return LocalDate.ofInstant(moment, ZoneOffset.UTC);
    }

    /** What remains at the end of a day; never below zero. The first period of a plan is shorter by the offset. */
    public static int remaining(UsagePlan plan, UsagePlan.Quota quota, Usage usage, String keyId, LocalDate day) {
        LocalDate start = begin(quota, day);
        boolean first = !day(plan.created()).isBefore(start);
        int limit = quota.limit() - (first ? quota.offset() : 0);
        int extended = limit + usage.extension(plan.id(), keyId, start);
        return Math.max(0, extended - usage.since(plan.id(), keyId, start, day));
    }

    /** The first day of the period that a day is in. */
    public static LocalDate begin(UsagePlan.Quota quota, LocalDate day) {
        return switch (quota.period()) {
            case "WEEK" -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.SUNDAY));
            case "MONTH" -> day.withDayOfMonth(1);
            default -> day;
        };
    }
}
