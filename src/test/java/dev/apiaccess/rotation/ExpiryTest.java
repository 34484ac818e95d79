// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How the end of a grant comes. */
class ExpiryTest {

    private static final Instant END = Instant.parse("2027-01-31T18:00:00Z");
    private static final Duration WEEK = Duration.ofDays(7);
    private static final Expiry EXPIRY = new Expiry(Optional.of(END), WEEK, WEEK);

    @Test
    void itIsToldAheadThenComesThenIsOver() {
        assertThat(EXPIRY.state(END.minus(WEEK).minusMillis(1))).isEqualTo(Expiry.State.FAR);
        assertThat(EXPIRY.state(END.minus(WEEK))).isEqualTo(Expiry.State.NEAR);
        assertThat(EXPIRY.state(END.minusMillis(1))).isEqualTo(Expiry.State.NEAR);
        assertThat(EXPIRY.state(END)).isEqualTo(Expiry.State.EXPIRED);
        assertThat(EXPIRY.state(END.plus(WEEK).minusMillis(1))).isEqualTo(Expiry.State.EXPIRED);
        assertThat(EXPIRY.state(END.plus(WEEK))).isEqualTo(Expiry.State.OVER);
        assertThat(EXPIRY.ended(END.minusMillis(1))).isFalse();
        assertThat(EXPIRY.ended(END)).isTrue();
    }

    @Test
    void itIsKnownWhenToLookAgain() {
        assertThat(EXPIRY.changes(END.minus(WEEK).minusMillis(1))).contains(END.minus(WEEK));
        assertThat(EXPIRY.changes(END.minus(WEEK))).contains(END);
        assertThat(EXPIRY.changes(END)).contains(END.plus(WEEK));
        assertThat(EXPIRY.changes(END.plus(WEEK))).isEmpty();
    }

    @Test
    void withoutAnEndNothingEnds() {
        var endless = new Expiry(Optional.empty(), WEEK, WEEK);

        assertThat(endless.state(END)).isEqualTo(Expiry.State.FAR);
        assertThat(endless.ended(END)).isFalse();
        assertThat(endless.changes(END)).isEmpty();
    }
}
