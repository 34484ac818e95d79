// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import com.cronutils.model.Cron;
import com.cronutils.model.CronType;
import com.cronutils.model.definition.CronDefinitionBuilder;
import com.cronutils.model.time.ExecutionTime;
import com.cronutils.parser.CronParser;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.util.Optional;

/**
 * A time at which keys may be replaced, again and again.
 *
 * @param cron the moments at which it opens
 * @param duration how long it stays open
 */
public record Window(Cron cron, Duration duration, ZoneId zone) {

    private static final CronParser PARSER = new CronParser(CronDefinitionBuilder.instanceDefinitionFor(CronType.UNIX));

    /**
     * Reads a window.
     *
     * @param cron five fields: minute, hour, day of month, month, day of week
     * @param zone a name of the IANA database, such as Europe/Berlin
     * @throws IllegalArgumentException when one of them is invalid, or the window never opens; the message says what to write
     */
    public static Window of(String cron, Duration duration, String zone) {
        ZoneId place;
        try {
            place = ZoneId.of(zone);
        } catch (DateTimeException _) {
            throw new IllegalArgumentException(
                    "timeZone '" + zone + "' is not known: write a name such as Europe/Berlin or UTC");
        }
        Cron parsed;
        try {
            parsed = PARSER.parse(cron);
        } catch (IllegalArgumentException wrong) {
            throw new IllegalArgumentException("cron '" + cron
                    + "' cannot be read: write minute, hour, day of month, month and day of week, such as 0 22 * * 1-5 ("
                    + wrong.getMessage() + ")");
        }
        var window = new Window(parsed, duration, place);
        if (window.opensAfter(Instant.EPOCH).isEmpty()) {
            throw new IllegalArgumentException("cron '" + cron + "' names a day that never comes");
        }
        return window;
    }

    /** When the window that is open at a moment opened, empty while it is closed. */
    Optional<Instant> openedAt(Instant moment) {
        // A moment that is exactly on the cron counts as opened, the library looks before it.
        return ExecutionTime.forCron(cron)
                .lastExecution(at(moment).plusSeconds(1))
                .map(ZonedDateTime::toInstant)
                .filter(opened -> opened.plus(duration).isAfter(moment));
    }

    Optional<Instant> opensAfter(Instant moment) {
        return ExecutionTime.forCron(cron).nextExecution(at(moment)).map(ZonedDateTime::toInstant);
    }

    private ZonedDateTime at(Instant moment) {
        return moment.atZone(zone);
    }
}
