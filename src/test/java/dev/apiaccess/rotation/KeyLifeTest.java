// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.rotation.KeyLife.Asked;
import dev.apiaccess.rotation.KeyLife.Next;
import dev.apiaccess.rotation.KeyLife.Phase;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The order of a key's life, step by step. */
class KeyLifeTest {

    private static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final Rotation ON_REQUEST = Rotation.onRequest(OVERLAP, "uid");
    private static final Rotation DAILY =
            new Rotation(Optional.of(Duration.ofDays(1)), Duration.ofHours(1), List.of(), "uid");
    private static final Asked NOTHING = new Asked(Optional.empty(), false);

    private static KeyRevision issued(int number, Instant at) {
        return KeyRevision.issued(number, Samples.value("v" + number), at);
    }

    private static KeyRevision published(int number, Instant at) {
        return issued(number, at).withUsableAt("k" + number, at).withPublishedAt(at);
    }

    private static KeyHistory two(KeyRevision old, KeyRevision fresh) {
        return KeyHistory.of(old).with(fresh);
    }

    @Test
    void aKeyThatIsNotHandedOverYetIsNotReplaced() {
        var history = KeyHistory.of(issued(1, NOW.minus(Duration.ofDays(3))));

        assertThat(KeyLife.phase(history)).isEqualTo(Phase.Issuing);
        assertThat(KeyLife.next(history, DAILY, NOTHING, NOW)).isEqualTo(new Next.Keep(Optional.empty()));
    }

    @Test
    void aRequestIsFollowedOnce() {
        var history = KeyHistory.of(published(1, NOW));
        var asked = new Asked(Optional.of("now"), false);

        assertThat(KeyLife.next(history, ON_REQUEST, asked, NOW)).isEqualTo(new Next.Rotate(NOW));
        assertThat(KeyLife.next(history.withRotateRequest(Optional.of("now")), ON_REQUEST, asked, NOW))
                .isEqualTo(new Next.Keep(Optional.empty()));
    }

    @Test
    void whatIsAskedForWhileAKeyIsOnItsWayIsMetByThatKey() {
        var history = two(published(1, NOW), issued(2, NOW));

        assertThat(KeyLife.phase(history)).isEqualTo(Phase.Introducing);
        assertThat(KeyLife.next(history, ON_REQUEST, new Asked(Optional.of("now"), false), NOW))
                .isEqualTo(new Next.Acknowledge("now"));
    }

    @Test
    void duringAnOverlapTheNextOneWaits() {
        var history = two(published(1, NOW.minus(OVERLAP)), published(2, NOW));
        var asked = new Asked(Optional.of("now"), false);

        assertThat(KeyLife.phase(history)).isEqualTo(Phase.Overlap);
        assertThat(KeyLife.next(history, ON_REQUEST, asked, NOW))
                .isEqualTo(new Next.Keep(Optional.of(NOW.plus(OVERLAP))));
        assertThat(KeyLife.next(history, ON_REQUEST, asked, NOW.plus(OVERLAP))).isEqualTo(new Next.Retire());
    }

    @Test
    void anOverlapThatIsShortenedEndsNow() {
        var history = two(published(1, NOW.minus(OVERLAP)), published(2, NOW.minusSeconds(1)));

        assertThat(KeyLife.next(history, Rotation.onRequest(Duration.ZERO, "uid"), NOTHING, NOW))
                .isEqualTo(new Next.Retire());
    }

    @Test
    void aKeyIsReplacedWhenItIsDue() {
        var history = KeyHistory.of(published(1, NOW));
        var due = DAILY.due(1, NOW).orElseThrow();

        assertThat(KeyLife.next(history, DAILY, NOTHING, NOW)).isEqualTo(new Next.Keep(Optional.of(due)));
        assertThat(KeyLife.next(history, DAILY, NOTHING, due)).isEqualTo(new Next.Rotate(due));
    }

    @Test
    void aKeyThatIsDueWaitsForAWindow() {
        var nights = new Rotation(
                Optional.of(Duration.ofDays(1)),
                Duration.ofHours(1),
                List.of(Window.of("0 22 * * *", Duration.ofHours(1), "UTC")),
                "uid");
        var history = KeyHistory.of(published(1, NOW.minus(Duration.ofDays(1))));
        var due = nights.due(1, NOW.minus(Duration.ofDays(1))).orElseThrow();

        assertThat(KeyLife.next(history, nights, NOTHING, NOW))
                .isInstanceOfSatisfying(Next.WaitForWindow.class, one -> {
                    assertThat(one.due()).isEqualTo(due);
                    assertThat(one.opens().orElseThrow()).isAfterOrEqualTo(Instant.parse("2026-03-02T22:00:00Z"));
                });
        assertThat(KeyLife.next(history, nights, new Asked(Optional.of("now"), false), NOW))
                .as("a request does not wait")
                .isEqualTo(new Next.Rotate(NOW));
    }

    @Test
    void aValueThatWasReplacedIsFollowed() {
        assertThat(KeyLife.next(KeyHistory.of(published(1, NOW)), ON_REQUEST, new Asked(Optional.empty(), true), NOW))
                .isEqualTo(new Next.Rotate(NOW));
    }

    @Test
    void alsoWhileTheOneBeforeItIsOnItsWay() {
        var history = two(published(1, NOW), issued(2, NOW));

        assertThat(KeyLife.next(history, ON_REQUEST, new Asked(Optional.empty(), true), NOW))
                .isEqualTo(new Next.Supersede());
        assertThat(history.insteadOfNewest(issued(3, NOW)).revisions())
                .containsExactly(published(1, NOW), issued(3, NOW));
    }

    @Test
    void aValueThatComesBackIsTheOneThatWorksAlready() {
        var history = two(published(1, NOW), issued(2, NOW));
        var again = KeyRevision.issued(3, Samples.value("v1"), NOW);

        assertThat(history.insteadOfNewest(again).revisions()).containsExactly(published(1, NOW));
    }

    @Test
    void aClockThatWasAheadHoldsNothingUp() {
        var settle = Duration.ofMinutes(2);
        var ahead = NOW.plus(Duration.ofDays(400));
        var history = two(published(1, ahead), published(2, ahead).withUsableAt("k2", ahead));

        var back = history.notAheadOf(NOW, settle);

        assertThat(back.revisions()).allSatisfy(one -> {
            assertThat(one.issuedAt()).contains(NOW);
            assertThat(one.usableAt()).contains(NOW.plus(settle));
            assertThat(one.publishedAt()).contains(NOW);
        });
        assertThat(back.notAheadOf(NOW, settle)).isEqualTo(back);
    }
}
