// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.LostStatement;
import dev.apiaccess.model.Priority;
import dev.apiaccess.testing.Samples;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A mailbox has one runner at most. */
class MailboxTest {

    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");

    private final Mailbox box = new Mailbox();

    @Test
    void whoTookNothingDoesNotAnswerForItAnyMore() {
        submitted();
        assertThat(box.starts()).isTrue();
        assertThat(box.next(false)).contains(Priority.USER_CHANGE);
        assertThat(box.next(false)).isEmpty();

        submitted();
        assertThat(box.starts()).as("another one runs").isTrue();
        submitted();
        assertThat(box.starts()).as("and no third").isFalse();
    }

    @Test
    void afterTheEndNothingIsTaken() {
        submitted();
        assertThat(box.starts()).isTrue();

        assertThat(box.next(true)).isEmpty();
        assertThat(box.isBusy()).isFalse();
    }

    @Test
    void ofWhatGotLostTheNewestAreKept() {
        box.lost(NOW, List.of("one", "two"));
        box.lost(NOW.plusSeconds(1), List.of());
        box.lost(NOW.plusSeconds(2), List.of("three", "four", "five", "six"));

        assertThat(box.lost()).extracting(LostStatement::text).containsExactly("three", "four", "five", "six", "one");
        assertThat(box.lost().getFirst().at()).isEqualTo(NOW.plusSeconds(2));
        assertThat(box.lost().getLast().at()).isEqualTo(NOW);
    }

    private void submitted() {
        box.submitted(Samples.plan("gold", 100, "prod"), Priority.USER_CHANGE, NOW);
    }
}
