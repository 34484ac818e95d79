// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import org.junit.jupiter.api.Test;

/** However often something happens to an object, few events are written about it, and the last state is among them. */
class EventPaceTest {

    private final EventPace<String> pace = new EventPace<>();

    @Test
    void theFirstIsWrittenAtOnce() {
        assertThat(pace.offer("x", "Ready", "a", 0)).contains(new EventPace.Due<>("a", 1));
    }

    @Test
    void theSameReasonIsWrittenOnceInFiveSecondsAndSaysForHowManyItStands() {
        pace.offer("x", "Paused", "1", 0);

        assertThat(pace.offer("x", "Paused", "2", seconds(1))).isEmpty();
        assertThat(pace.offer("x", "Paused", "3", seconds(2))).isEmpty();
        assertThat(pace.due(seconds(4))).isEmpty();
        assertThat(pace.due(seconds(5))).containsExactly(new EventPace.Due<>("3", 2));
        assertThat(pace.due(seconds(20))).isEmpty();
    }

    @Test
    void anotherReasonOrObjectDoesNotWait() {
        pace.offer("x", "Paused", "1", 0);

        assertThat(pace.offer("x", "Ready", "2", 1)).isPresent();
        assertThat(pace.offer("y", "Paused", "3", 1)).isPresent();
    }

    @Test
    void anObjectHasTwentyFiveInFiveMinutesHoweverManyReasonsThereAre() {
        var written = new ArrayList<EventPace.Due<String>>();
        var offered = 0;
        for (var second = 0; second < 300; second++) {
            for (var reason = 0; reason < 3; reason++) {
                offered++;
                pace.offer("x", "Reason" + reason, "at " + second, seconds(second))
                        .ifPresent(written::add);
            }
            written.addAll(pace.due(seconds(second)));
        }
        assertThat(written).hasSize(EventPace.MOST);

        for (var second = 300; second < 700; second++) {
            written.addAll(pace.due(seconds(second)));
        }
        assertThat(written.stream().mapToInt(EventPace.Due::count).sum())
                .as("every one is counted")
                .isEqualTo(offered);
        assertThat(written)
                .as("the last state is told")
                .anyMatch(one -> one.event().equals("at 299"));
    }

    @Test
    void objectsOfWhichNothingIsToldAreForgotten() {
        for (var object = 0; object < 1000; object++) {
            pace.offer("object-" + object, "Ready", "a", 0);
        }
        pace.due(seconds(299));
        assertThat(pace.size()).isEqualTo(1000);

        pace.due(seconds(300));

        assertThat(pace.size()).isZero();
    }

    private static long seconds(int seconds) {
        return Duration.ofSeconds(seconds).toNanos();
    }
}
