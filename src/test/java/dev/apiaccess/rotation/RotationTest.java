// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When replacing may begin. */
class RotationTest {

    private static final Instant ISSUED = Instant.parse("2026-03-02T12:00:00Z");
    private static final Window NIGHTS = Window.of("0 22 * * 1-5", Duration.ofHours(6), "Europe/Berlin");

    private static Rotation every(Duration interval, String seed, Window... windows) {
        return new Rotation(Optional.of(interval), Duration.ofHours(1), List.of(windows), seed);
    }

    @Test
    void aKeyIsDueBeforeItIsAsOldAsTheInterval() {
        var due = every(Duration.ofDays(90), "a").due(1, ISSUED).orElseThrow();

        assertThat(due).isBetween(ISSUED.plus(Duration.ofDays(89)), ISSUED.plus(Duration.ofDays(90)));
        assertThat(every(Duration.ofDays(90), "a").due(1, ISSUED)).contains(due);
        assertThat(Rotation.onRequest(Duration.ZERO, "a").due(1, ISSUED)).isEmpty();
    }

    @Test
    void aThousandKeysOfOneMinuteAreNotDueInOneMinute() {
        var minutes = IntStream.range(0, 1000)
                .mapToObj(one ->
                        every(Duration.ofDays(90), "uid-" + one).due(1, ISSUED).orElseThrow())
                .map(due -> due.getEpochSecond() / 60)
                .distinct()
                .count();

        assertThat(minutes).isGreaterThan(650);
    }

    @Test
    void withoutWindowsItBeginsWhenItIsDue() {
        var rotation = every(Duration.ofDays(1), "a");

        assertThat(rotation.begins(1, ISSUED, ISSUED.minusSeconds(60))).contains(ISSUED);
        assertThat(rotation.begins(1, ISSUED, ISSUED.plusSeconds(60))).contains(ISSUED.plusSeconds(60));
    }

    @Test
    void itBeginsInTheFirstHourOfTheNextWindow() {
        var begins = every(Duration.ofDays(1), "a", NIGHTS).begins(1, ISSUED, ISSUED.minusSeconds(60));

        // 22:00 in Berlin is 21:00 UTC in winter.
        assertThat(begins.orElseThrow())
                .isBetween(Instant.parse("2026-03-02T21:00:00Z"), Instant.parse("2026-03-02T22:00:00Z"));
    }

    @Test
    void whoBecomesDueInAnOpenWindowDoesNotWait() {
        var open = Instant.parse("2026-03-02T23:30:00Z");

        assertThat(every(Duration.ofDays(1), "a", NIGHTS).begins(1, open, open)).contains(open);
    }

    @Test
    void aWindowThatWasMissedIsNotMadeUp() {
        var friday = Instant.parse("2026-03-06T12:00:00Z");
        var saturday = Instant.parse("2026-03-07T12:00:00Z");

        assertThat(every(Duration.ofDays(1), "a", NIGHTS)
                        .begins(1, friday, saturday)
                        .orElseThrow())
                .isAfterOrEqualTo(Instant.parse("2026-03-09T21:00:00Z"));
    }

    @Test
    void summerTimeMovesAWindowWithItsPlace() {
        var summer = Instant.parse("2026-07-06T12:00:00Z");

        assertThat(NIGHTS.opensAfter(summer)).contains(Instant.parse("2026-07-06T20:00:00Z"));
        assertThat(NIGHTS.openedAt(Instant.parse("2026-07-06T20:00:00Z")))
                .as("it is open from the first moment on")
                .contains(Instant.parse("2026-07-06T20:00:00Z"));
        assertThat(NIGHTS.openedAt(Instant.parse("2026-07-07T02:00:00Z")))
                .as("and closed at the last")
                .isEmpty();
    }

    @Test
    void whatIsNoWindowIsRefusedWithWordsThatHelp() {
        assertThatThrownBy(() -> Window.of("0 25 * * *", Duration.ofHours(1), "UTC"))
                .hasMessageContaining("cron '0 25 * * *' cannot be read: write minute, hour");
        assertThatThrownBy(() -> Window.of("0 22 * * *", Duration.ofHours(1), "Europe/Atlantis"))
                .hasMessageContaining("timeZone 'Europe/Atlantis' is not known");
        assertThatThrownBy(() -> Window.of("0 22 31 2 *", Duration.ofHours(1), "UTC"))
                .hasMessageContaining("never comes");
    }

    @Test
    void aFasterClockShortensTimesButNotTheCalendar() {
        var faster = every(Duration.ofHours(60), "a", NIGHTS).faster(60);

        assertThat(faster.interval()).contains(Duration.ofHours(1));
        assertThat(faster.overlap()).isEqualTo(Duration.ofMinutes(1));
        assertThat(faster.windows()).containsExactly(NIGHTS);
    }
}
