// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.LastDrift;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What is told of drift: only what is known, and the last five times. */
class DriftEpisodesTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final List<String> RATE = List.of("throttle.rateLimit: 9999 (want 100)");

    private static ApiRateLimitStatus status(@Nullable LastDrift last, List<LastDrift> history) {
        var bare = Serialization.unmarshal("{}", ApiRateLimitStatus.class);
        return new ApiRateLimitStatus(
                1L,
                bare.conditions(),
                null,
                null,
                null,
                null,
                "prod",
                null,
                List.of(),
                last,
                history,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                null,
                null);
    }

    private static LastDrift ended(int number) {
        return new LastDrift(
                NOON.plusSeconds(number * 60L).toString(),
                NOON.plusSeconds(number * 60L + 5).toString(),
                RATE);
    }

    @Test
    void whereNothingDiffersItSaysAsOfWhenAndSinceWhen() {
        assertThat(DriftEpisodes.after(null, List.of(), true, NOON).unchanged(false))
                .isEqualTo("as declared when it was last looked at");
        assertThat(DriftEpisodes.after(status(ended(1), List.of()), List.of(), true, NOON.plusSeconds(999))
                        .unchanged(false))
                .isEqualTo("as declared when it was last looked at; last put right 2026-11-25T12:01:05Z");
    }

    @Test
    void whileSomethingIsStillToBeWrittenItIsNotCalledAsDeclared() {
        assertThat(DriftEpisodes.after(null, List.of(), true, NOON).unchanged(true))
                .isEqualTo("no change by others was seen at the last look");
    }

    @Test
    void atRestNothingChangesHoweverOftenItIsLookedAt() {
        var first = DriftEpisodes.after(status(ended(1), List.of(ended(1))), List.of(), true, NOON.plusSeconds(500));
        var later = DriftEpisodes.after(status(first.last(), first.ended()), List.of(), true, NOON.plusSeconds(9000));

        assertThat(later).isEqualTo(first);
        assertThat(later.unchanged(false)).isEqualTo(first.unchanged(false));
    }

    @Test
    void anEpisodeIsKeptWhenItEndsAndTheLastFiveAre() {
        List<LastDrift> history = IntStream.rangeClosed(1, 5)
                .mapToObj(number -> ended(6 - number))
                .toList();
        var open = new LastDrift(NOON.plusSeconds(600).toString(), null, RATE);

        var seen = DriftEpisodes.after(status(open, history), RATE, true, NOON.plusSeconds(601));
        assertThat(seen.ended()).as("while it lasts").isEqualTo(history);

        var over = DriftEpisodes.after(status(open, history), List.of(), true, NOON.plusSeconds(610));
        assertThat(over.last()).isEqualTo(new LastDrift(open.seenAt(), "2026-11-25T12:10:10Z", RATE));
        assertThat(over.ended()).hasSize(5).startsWith(over.last(), ended(5)).doesNotContain(ended(1));
    }

    @Test
    void notLookedAtEndsNothing() {
        var open = new LastDrift(NOON.toString(), null, RATE);

        assertThat(DriftEpisodes.after(status(open, List.of()), List.of(), false, NOON.plusSeconds(9))
                        .last())
                .isEqualTo(open);
    }

    @Test
    void whatTheVersionBeforeLeftBecomesTheFirstOfTheHistory() {
        var upgraded = DriftEpisodes.after(status(ended(1), List.of()), List.of(), true, NOON.plusSeconds(500));

        assertThat(upgraded.last()).isEqualTo(ended(1));
        assertThat(upgraded.ended()).containsExactly(ended(1));
    }
}
