// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.rotation.KeySteps.Situation;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What holds of the steps in any situation, also in ones that nobody has thought of. */
class KeyStepLawsTest {

    private static final int MOST_STEPS = 6;

    /** Whatever is due is done within one look, and a step that was carried out is not due again. */
    @Property
    void theStepsOfALookEnd(@ForAll("situations") Situation first) {
        var at = first;
        var done = new ArrayList<KeyStep>();
        for (var step = KeySteps.next(at).step();
                step.isPresent();
                step = KeySteps.next(at).step()) {
            assertThat(done).as("no step comes twice").doesNotContain(step.get());
            done.add(step.get());
            assertThat(done).hasSizeLessThanOrEqualTo(MOST_STEPS);
            at = after(at, step.get());
        }
    }

    /** A value is dropped when its successor is with the consumer, or when nobody has it. */
    @Property
    void whatTheConsumerHasIsKept(@ForAll("situations") Situation first) {
        var at = first;
        for (var step = KeySteps.next(at).step();
                step.isPresent();
                step = KeySteps.next(at).step()) {
            var handedOver = handedOver(at.history());
            at = after(at, step.get());
            assertThat(handedOver(at.history()))
                    .as("after %s", step)
                    .satisfies(now -> assertThat(now.orElse(0)).isGreaterThanOrEqualTo(handedOver.orElse(0)));
            assertThat(at.history().revisions()).hasSizeLessThanOrEqualTo(2);
        }
    }

    /** Nothing goes to the consumer that AWS does not have, or before AWS knows it everywhere. */
    @Property
    void onlyWhatWorksIsHandedOver(@ForAll("situations") Situation at) {
        if (KeySteps.next(at).step().orElse(null) instanceof KeyStep.HandOver(var revision, var keyId)) {
            assertThat(at.inAws().working()).containsEntry(revision.number(), keyId);
            assertThat(at.wanted().works()).isTrue();
            if (revision.publishedAt().isEmpty()) {
                assertThat(at.handingOver().settles()).isZero();
                assertThat(at.handingOver().charged()).isTrue();
                assertThat(revision.usableAt().orElseThrow()).isBeforeOrEqualTo(at.now());
            }
        }
    }

    /** Its first effect may have been lost, or somebody else may have had it. */
    @Property
    void aStepThatIsCarriedOutTwiceIsCarriedOutOnce(@ForAll("situations") Situation at) {
        var step = KeySteps.next(at).step();
        step.ifPresent(one -> {
            var once = changed(one, at.history());
            assertThat(changed(one, once)).isEqualTo(once);
        });
    }

    private static Optional<Integer> handedOver(KeyHistory history) {
        return history.revisions().stream()
                .filter(one -> one.publishedAt().isPresent())
                .map(KeyRevision::number)
                .max(Integer::compare);
    }

    private static Situation after(Situation at, KeyStep step) {
        var way = at.handingOver();
        var right = new HashSet<>(way.right());
        if (step instanceof KeyStep.HandOver(var revision, var _)) {
            right.add(revision.number());
        }
        var turn = step instanceof KeyStep.Begin
                || step instanceof KeyStep.Supersede
                || step instanceof KeyStep.DropReplaced
                || step instanceof KeyStep.Acknowledge;
        return new Situation(
                changed(step, at.history()),
                at.told(),
                at.inAws(),
                at.wanted(),
                new KeySteps.HandingOver(right, way.refused(), way.wrong(), way.settles(), way.charged(), way.given()),
                at.turned() || turn,
                at.settleTime(),
                at.now());
    }

    private static KeyHistory changed(KeyStep step, KeyHistory history) {
        return switch (step) {
            case KeyStep.Edit edit -> edit.of(history);
            case KeyStep.Renew renew -> renew.of(history, Samples.value("made"), KeyStepsTest.NOW);
            default -> history;
        };
    }

    @Provide
    Arbitrary<Situation> situations() {
        var revisions = Arbitraries.integers().between(0, 5).list().ofMinSize(1).ofMaxSize(2);
        var flags = Arbitraries.of(true, false).list().ofSize(14);
        var settles = Arbitraries.of(Duration.ZERO, Duration.ofSeconds(30));
        var overlap = Arbitraries.of(Duration.ZERO, Duration.ofMinutes(10), Duration.ofHours(24));
        return Combinators.combine(revisions, flags, settles, overlap).as(KeyStepLawsTest::situation);
    }

    private static Situation situation(List<Integer> stages, List<Boolean> flags, Duration settles, Duration overlap) {
        var revisions = new ArrayList<KeyRevision>();
        var working = new HashMap<Integer, String>();
        var right = new HashSet<Integer>();
        for (var index = 0; index < stages.size(); index++) {
            var number = index + 1;
            revisions.add(revision(number, stages.get(index)));
            if (flags.get(index)) {
                working.put(number, "k" + number);
            }
            if (flags.get(2 + index)) {
                right.add(number);
            }
        }
        var imported = flags.get(4);
        Optional<KeptValue> other = imported && flags.get(5) ? Optional.of(Samples.value("another")) : Optional.empty();
        var interval = flags.get(6) && !imported ? Optional.of(Duration.ofHours(1)) : Optional.<Duration>empty();
        return new Situation(
                new KeyHistory(revisions, Optional.empty()),
                flags.get(7) ? 9 : 0,
                new KeySteps.InAws(working, flags.get(8), flags.get(9), flags.get(10)),
                new KeySteps.Wanted(
                        flags.get(11),
                        new Rotation(interval, overlap, List.of(), "uid"),
                        flags.get(12) ? Optional.of("asked") : Optional.empty(),
                        new KeySteps.Values(imported, other, !imported && flags.get(5))),
                new KeySteps.HandingOver(
                        right,
                        flags.get(13),
                        Optional.empty(),
                        settles,
                        flags.get(0) || flags.get(13),
                        Optional.empty()),
                false,
                KeyStepsTest.SETTLE,
                KeyStepsTest.NOW);
    }

    private static KeyRevision revision(int number, int stage) {
        return switch (stage) {
            case 0 -> KeyStepsTest.stored(number);
            case 1 -> KeyStepsTest.usable(number);
            case 2 -> KeyStepsTest.stored(number).withUsableAt("k9", KeyStepsTest.NOW.minusSeconds(1));
            case 3 -> KeyStepsTest.usable(number).withUsableAt("k" + number, KeyStepsTest.NOW.plusSeconds(30));
            case 4 -> KeyStepsTest.published(number);
            default -> KeyStepsTest.published(number).withPublishedAt(KeyStepsTest.NOW.plusSeconds(60));
        };
    }
}
