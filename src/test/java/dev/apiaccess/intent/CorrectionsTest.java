// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Correction;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** When two hands write one field. */
class CorrectionsTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);
    private static final List<String> RATE = List.of("throttle.rateLimit: 9999 (want 100)");

    private static List<Correction> corrected(Instant... times) {
        List<Correction> corrections = List.of();
        for (var time : times) {
            corrections = Corrections.with(corrections, RATE, time);
        }
        return corrections;
    }

    @Test
    void threeCorrectionsWithinTheWindowAreAContestUntilTheFirstOfThemIsOld() {
        var corrections = corrected(NOON, NOON.plusSeconds(600), NOON.plusSeconds(1200));

        assertThat(Corrections.untilWhen(corrections, RATE, HOUR, NOON.plusSeconds(1500)))
                .contains(NOON.plus(HOUR));
        assertThat(Corrections.untilWhen(corrections, RATE, HOUR, NOON.plus(HOUR)))
                .isEmpty();
    }

    @Test
    void twoCorrectionsAreNone() {
        var corrections = corrected(NOON, NOON.plusSeconds(600));

        assertThat(Corrections.untilWhen(corrections, RATE, HOUR, NOON.plusSeconds(601)))
                .isEmpty();
    }

    @Test
    void theFieldCountsAndNotWhatWasFoundInIt() {
        var corrections = corrected(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2));

        assertThat(Corrections.untilWhen(
                        corrections, List.of("throttle.rateLimit: 7 (want 100)"), HOUR, NOON.plusSeconds(3)))
                .isPresent();
        assertThat(Corrections.untilWhen(
                        corrections, List.of("throttle.burstLimit: 7 (want 100)"), HOUR, NOON.plusSeconds(3)))
                .isEmpty();
    }

    @Test
    void onlyTheLastThreeTimesAndTwentyFieldsAreKept() {
        var corrections = corrected(NOON, NOON.plusSeconds(1), NOON.plusSeconds(2), NOON.plusSeconds(3));
        assertThat(corrections)
                .containsExactly(new Correction(
                        "throttle.rateLimit",
                        List.of("2026-11-25T12:00:01Z", "2026-11-25T12:00:02Z", "2026-11-25T12:00:03Z")));

        var lines = new ArrayList<String>();
        for (var number = 0; number < 30; number++) {
            lines.add("field" + number + ": a (want b)");
        }
        assertThat(Corrections.with(corrections, lines, NOON))
                .hasSize(20)
                .extracting(Correction::field)
                .doesNotContain("throttle.rateLimit");
    }
}
