// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.rotation.KeySteps.Outlook;
import dev.apiaccess.rotation.KeySteps.Situation;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Which step comes next, row by row. */
class KeyStepsTest {

    static final Instant NOW = Instant.parse("2026-03-02T12:00:00Z");
    static final Duration SETTLE = Duration.ofMinutes(2);
    private static final Duration OVERLAP = Duration.ofHours(24);
    private static final Rotation DAILY =
            new Rotation(Optional.of(Duration.ofDays(1)), Duration.ofHours(1), List.of(), "uid");
    private static final Rotation IN_A_WINDOW = new Rotation(
            Optional.of(Duration.ofDays(1)),
            Duration.ofHours(1),
            List.of(Window.of("0 22 * * *", Duration.ofHours(2), "UTC")),
            "uid");
    private static final KeptValue OTHER = Samples.value("another");

    /** AWS is as it shall be, nothing is asked for, and the consumer has what it shall have; rows say what is otherwise. */
    static At at(KeyRevision... revisions) {
        return new At(revisions);
    }

    static KeyRevision stored(int number) {
        return KeyRevision.issued(number, Samples.value("v" + number), NOW.minus(Duration.ofHours(2)));
    }

    static KeyRevision usable(int number) {
        return stored(number).withUsableAt("k" + number, NOW.minusSeconds(1));
    }

    static KeyRevision published(int number) {
        return usable(number).withPublishedAt(NOW.minus(Duration.ofHours(1)));
    }

    private record Row(
            String name,
            At at,
            @Nullable KeyStep step,
            @Nullable Integer serving,
            @Nullable Instant again) {}

    private static Row row(String name, At at, @Nullable KeyStep step) {
        return new Row(name, at, step, null, null);
    }

    @TestFactory
    Stream<DynamicTest> next() {
        return Stream.of(
                        // On its way.
                        row("AWS does not have it", at(stored(1)).lacks(1), null),
                        row("AWS has it", at(stored(1)), new KeyStep.NoteUsable(1, "k1", NOW.plus(SETTLE))),
                        row(
                                "AWS has another one with its name",
                                at(usable(1)).with(1, "k9"),
                                new KeyStep.NoteUsable(1, "k9", NOW.plus(SETTLE))),
                        new Row(
                                "it settles",
                                at(stored(1).withUsableAt("k1", NOW.plusSeconds(9))),
                                null,
                                null,
                                NOW.plusSeconds(9)),
                        new Row(
                                "it settles by the clock that nobody sets",
                                at(usable(1)).settles(Duration.ofSeconds(7)),
                                null,
                                null,
                                NOW.plusSeconds(7)),
                        row("it owes something", at(usable(1)).owes(), null),
                        row("it has settled", at(usable(1)), new KeyStep.HandOver(usable(1), "k1")),
                        row("it was handed over", at(usable(1)).right(1), new KeyStep.NotePublished(1, NOW)),
                        row(
                                "it was handed over in this look, and AWS shows it no more",
                                at(usable(1)).given(1).lacks(1).owes(),
                                new KeyStep.NotePublished(1, NOW)),
                        row("it could not be handed over", at(usable(1)).refused(), null),
                        row(
                                "AWS has another value, and nobody has the key",
                                at(usable(1)).wrong(1),
                                new KeyStep.Supersede(1, 2, Optional.empty())),
                        row(
                                "AWS has another value, and that was dealt with",
                                at(stored(2)).wrong(1).lacks(2),
                                null),
                        // In the consumer's hands.
                        new Row("all is well", at(published(1)).right(1), null, 1, null),
                        row(
                                "the consumer's Secret was changed",
                                at(published(1)),
                                new KeyStep.HandOver(published(1), "k1")),
                        row(
                                "AWS has another value, and the consumer the key",
                                at(published(1)).wrong(1),
                                null),
                        row("its key is gone from AWS", at(published(1)).lacks(1), null),
                        row(
                                "a clock was ahead",
                                at(published(1).withPublishedAt(NOW.plusSeconds(60)))
                                        .right(1),
                                new KeyStep.SetBack(NOW, SETTLE)),
                        // Replaced.
                        new Row(
                                "another is asked for",
                                at(published(1)).right(1).asks("now"),
                                new KeyStep.Begin(1, 2, Optional.empty(), Optional.of("now")),
                                1,
                                NOW),
                        row(
                                "status knows of a later one",
                                at(published(1)).right(1).asks("now").told(7),
                                new KeyStep.Begin(1, 8, Optional.empty(), Optional.of("now"))),
                        row(
                                "it is asked for by hand, and imported",
                                at(published(1)).right(1).asks("now").imports(),
                                null),
                        row(
                                "an old one is still there",
                                at(published(1)).right(1).asks("now").retires(),
                                null),
                        row(
                                "AWS is not as it shall be",
                                at(published(1)).right(1).asks("now").differs(),
                                null),
                        row(
                                "this look took a turn",
                                at(published(1)).right(1).asks("now").turned(),
                                null),
                        row(
                                "its Secret cannot be written",
                                at(published(1)).refused().asks("now"),
                                null),
                        row(
                                "it is switched off",
                                at(published(1)).right(1).asks("now").off(),
                                null),
                        row(
                                "it is too old",
                                at(published(1).withIssuedAt(NOW.minus(Duration.ofDays(2))))
                                        .right(1)
                                        .rotates(DAILY),
                                new KeyStep.Begin(1, 2, Optional.empty(), Optional.empty())),
                        new Row(
                                "it is too old, and no window is open",
                                at(published(1).withIssuedAt(NOW.minus(Duration.ofDays(2))))
                                        .right(1)
                                        .rotates(IN_A_WINDOW),
                                null,
                                1,
                                IN_A_WINDOW
                                        .begins(1, NOW.minus(Duration.ofDays(1)), NOW)
                                        .orElseThrow()),
                        row(
                                "another value is imported",
                                at(published(1)).right(1).imports(OTHER),
                                new KeyStep.Begin(1, 2, Optional.of(OTHER), Optional.empty())),
                        row(
                                "another value is imported before the first was handed over",
                                at(stored(1)).lacks(1).imports(OTHER).replaceable(),
                                new KeyStep.Supersede(1, 2, Optional.of(OTHER))),
                        row(
                                "the same, and AWS may have the first without showing it",
                                at(stored(1)).lacks(1).imports(OTHER),
                                null),
                        row(
                                "another key has its value",
                                at(stored(1)).lacks(1).taken(),
                                new KeyStep.Supersede(1, 2, Optional.empty())),
                        // Two of them.
                        new Row(
                                "the next is on its way",
                                at(published(1), stored(2)).lacks(2).right(1),
                                null,
                                1,
                                null),
                        row(
                                "the next is on its way, and the consumer's Secret was changed",
                                at(published(1), stored(2)).lacks(2),
                                new KeyStep.HandOver(published(1), "k1")),
                        row(
                                "another is asked for meanwhile",
                                at(published(1), stored(2)).lacks(2).right(1).asks("again"),
                                new KeyStep.Acknowledge("again")),
                        new Row(
                                "both work",
                                at(published(1), published(2)).right(2),
                                null,
                                2,
                                NOW.minus(Duration.ofHours(1)).plus(OVERLAP)),
                        row(
                                "the overlap is over",
                                at(published(1), published(2))
                                        .right(2)
                                        .rotates(Rotation.onRequest(Duration.ZERO, "uid")),
                                new KeyStep.DropReplaced()),
                        row(
                                "the overlap is over of what is switched off",
                                at(published(1), published(2))
                                        .rotates(Rotation.onRequest(Duration.ZERO, "uid"))
                                        .off(),
                                new KeyStep.DropReplaced()),
                        row(
                                "the next is on its way to nobody",
                                at(published(1), stored(2)).off(),
                                null))
                .map(row -> DynamicTest.dynamicTest(row.name(), () -> holds(row)));
    }

    private static void holds(Row row) {
        var outlook = KeySteps.next(row.at().situation());

        assertThat(outlook.step()).isEqualTo(Optional.ofNullable(row.step()));
        if (row.serving() != null) {
            assertThat(outlook.serving()).map(KeyRevision::number).contains(row.serving());
        }
        if (row.again() != null || (row.step() == null && row.serving() != null)) {
            assertThat(outlook.again()).isEqualTo(Optional.ofNullable(row.again()));
        }
    }

    @Test
    void whatCannotBeginIsToldSinceWhenItIsDue() {
        var due = KeySteps.next(at(published(1)).right(1).asks("now").retires().situation());

        assertThat(due.begins()).contains(NOW);
        assertThat(due.due()).contains(NOW);
        assertThat(due.again()).isEmpty();
    }

    @Test
    void ofAGrantThatIsNotAdmittedOnlyTheOverlapEnds() {
        var both = KeyHistory.of(published(1)).with(published(2));

        assertThat(KeySteps.ending(both, Duration.ofHours(1), NOW).step()).contains(new KeyStep.DropReplaced());
        assertThat(KeySteps.ending(both, OVERLAP, NOW).step()).isEmpty();
        assertThat(KeySteps.ending(both, OVERLAP, NOW).again())
                .contains(NOW.minus(Duration.ofHours(1)).plus(OVERLAP));
        assertThat(KeySteps.ending(KeyHistory.of(published(1)), OVERLAP, NOW)).isEqualTo(Outlook.NOTHING);
    }

    /** What was decided on something that was seen a while ago changes nothing of what came since. */
    @Test
    void aStepThatComesTooLateChangesNothing() {
        var since = KeyHistory.of(published(1)).with(published(2));
        var made = Samples.value("made");

        assertThat(new KeyStep.Begin(1, 2, Optional.empty(), Optional.empty()).of(since, made, NOW))
                .isEqualTo(since);
        assertThat(new KeyStep.Supersede(2, 3, Optional.empty()).of(since, made, NOW))
                .as("it was handed over")
                .isEqualTo(since);
        assertThat(new KeyStep.Distrust(1, 2).of(since, made, NOW)).isEqualTo(since);
        assertThat(new KeyStep.NoteUsable(2, "k2", NOW).of(since)).isEqualTo(since);
        assertThat(new KeyStep.NotePublished(2, NOW).of(since)).isEqualTo(since);
        assertThat(new KeyStep.NotePublished(7, NOW).of(since)).isEqualTo(since);
        var next = since.onlyNewest().with(stored(3));
        assertThat(new KeyStep.DropReplaced().of(next))
                .as("nobody loses the key that the consumer has")
                .isEqualTo(next);
    }

    /** It was kept for those who still had it. */
    @Test
    void aKeyWhoseValueWasLostGoesWhenTheNextOneIsThere() {
        var lost = new KeyRevision(
                1, Optional::empty, Optional.of(NOW), Optional.of("k1"), Optional.empty(), Optional.empty());
        var store = new KeyStep.Store(2, Optional.empty(), Optional.of(lost), Optional.of("asked"));

        var first = store.of(Samples.value("made"), NOW);

        assertThat(first.revisions()).extracting(KeyRevision::number).containsExactly(1, 2);
        assertThat(first.rotateRequest()).contains("asked");
        assertThat(new KeyStep.NotePublished(2, NOW).of(first).revisions())
                .extracting(KeyRevision::number)
                .containsExactly(2);
    }

    @Test
    void whatWouldBeStoredIsKnownAheadButForTheValue() {
        var store = new KeyStep.Store(3, Optional.empty(), Optional.empty(), Optional.empty());

        var planned = PlannedHistory.after(store, Optional.empty()).orElseThrow();

        assertThat(planned.newest().number()).isEqualTo(3);
        assertThat(planned.newest().value().read().orElseThrow().reveal()).isEqualTo("made when it is enforced");
        var held = KeyHistory.of(stored(1));
        assertThat(PlannedHistory.after(new KeyStep.Distrust(1, 2), Optional.of(held)))
                .hasValueSatisfying(next -> assertThat(next.newest().number()).isEqualTo(2));
        assertThat(PlannedHistory.after(new KeyStep.Adopt(), Optional.of(held))).contains(held);
    }

    /** A situation in which all is well, and what is otherwise. */
    static final class At {
        private KeyHistory history;
        private Map<Integer, String> working;
        private int told;
        private boolean converged = true;
        private boolean retiring;
        private boolean replaceable;
        private boolean works = true;
        private Rotation rotation = Rotation.onRequest(OVERLAP, "uid");
        private Optional<String> request = Optional.empty();
        private boolean imported;
        private Optional<KeptValue> other = Optional.empty();
        private boolean taken;
        private Set<Integer> right = Set.of();
        private boolean refused;
        private Optional<Integer> wrong = Optional.empty();
        private Duration settles = Duration.ZERO;
        private boolean charged = true;
        private Optional<Integer> given = Optional.empty();
        private boolean turned;

        At(KeyRevision... revisions) {
            history = new KeyHistory(List.of(revisions), Optional.empty());
            working = new HashMap<>();
            history.revisions().forEach(one -> working.put(one.number(), "k" + one.number()));
        }

        Situation situation() {
            return new Situation(
                    history,
                    told,
                    new KeySteps.InAws(working, converged, retiring, replaceable),
                    new KeySteps.Wanted(works, rotation, request, new KeySteps.Values(imported, other, taken)),
                    new KeySteps.HandingOver(right, refused, wrong, settles, charged, given),
                    turned,
                    SETTLE,
                    NOW);
        }

        At lacks(int number) {
            working.remove(number);
            return this;
        }

        At with(int number, String keyId) {
            working.put(number, keyId);
            return this;
        }

        At told(int number) {
            told = number;
            return this;
        }

        At differs() {
            converged = false;
            return this;
        }

        At retires() {
            retiring = true;
            return this;
        }

        At replaceable() {
            replaceable = true;
            return this;
        }

        At off() {
            works = false;
            return this;
        }

        At rotates(Rotation how) {
            rotation = how;
            return this;
        }

        At asks(String text) {
            request = Optional.of(text);
            return this;
        }

        At imports() {
            imported = true;
            return this;
        }

        At imports(KeptValue value) {
            other = Optional.of(value);
            return imports();
        }

        At taken() {
            taken = true;
            return replaceable();
        }

        At right(int number) {
            right = Set.of(number);
            return this;
        }

        At refused() {
            refused = true;
            return this;
        }

        At wrong(int number) {
            wrong = Optional.of(number);
            return refused();
        }

        At settles(Duration left) {
            settles = left;
            return this;
        }

        At given(int number) {
            given = Optional.of(number);
            return this;
        }

        At owes() {
            charged = false;
            return this;
        }

        At turned() {
            turned = true;
            return this;
        }
    }
}
