// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** What holds of turns whoever comes when. */
class TurnLawsTest {

    enum Deed {
        ADD,
        RANK,
        HASTEN,
        NEXT,
        END
    }

    record Step(Deed deed, int object, Urgency urgency) {
        ObjectKey key() {
            return named("team-" + object % 5, object);
        }
    }

    private static ObjectKey named(String namespace, int number) {
        return new ObjectKey("ApiKeyGrant", namespace, "one-" + number);
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Combinators.combine(
                        Arbitraries.of(Deed.class),
                        Arbitraries.integers().between(0, 40),
                        Arbitraries.of(Urgency.class))
                .as(Step::new)
                .list()
                .ofMaxSize(200);
    }

    @Property(tries = 500)
    void everybodyHasOneTurnAndNeverAreThereTooManyAtOnce(@ForAll("steps") List<Step> steps) {
        var turns = new Turns();
        var running = new ArrayList<Turns.Turn>();
        var done = new ArrayList<Integer>();
        var came = 0;

        for (var step : steps) {
            switch (step.deed()) {
                case ADD -> {
                    var number = came++;
                    turns.add(step.key(), step.urgency(), () -> done.add(number), 0);
                }
                case RANK -> turns.rank(step.key(), step.urgency(), 0);
                case HASTEN -> turns.hasten(step.key(), 0);
                case NEXT -> turns.next().ifPresent(running::add);
                case END -> end(turns, running);
            }
            assertThat(running).hasSizeLessThanOrEqualTo(Turns.AT_ONCE);
            assertThat(running.stream().filter(turn -> turn.urgency() != Urgency.REVOKE))
                    .hasSizeLessThanOrEqualTo(Turns.AT_ONCE - Turns.FOR_REVOCATIONS);
        }
        while (!turns.isEmpty()) {
            turns.next().ifPresentOrElse(running::add, () -> end(turns, running));
        }

        assertThat(done)
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, came).boxed().toList());
    }

    private static void end(Turns turns, List<Turns.Turn> running) {
        if (!running.isEmpty()) {
            var turn = running.removeFirst();
            turn.task().run();
            turns.ended(turn);
        }
    }

    /** However large the flood, and though it goes on: with each turn that is given one more of it comes. */
    @Property(tries = 300)
    void aRevocationWaitsForOneRoundOfNamespacesAtMost(
            @ForAll @IntRange(max = 20) int namespaces, @ForAll @IntRange(max = 200) int each, @ForAll Urgency flood) {
        var turns = new Turns();
        flood(turns, namespaces, each, flood);
        var own = named("bank", -1);
        turns.add(own, Urgency.REVOKE, () -> {}, 0);

        var waited = turnsUntil(turns, own, namespaces, flood);

        assertThat(waited)
                .isLessThanOrEqualTo(flood == Urgency.REVOKE ? 1 + namespaces + namespaces / (Turns.GUARD - 1) : 1);
    }

    @Property(tries = 300)
    void nobodyStarvesHoweverManyAreMoreUrgent(
            @ForAll @IntRange(min = 1, max = 20) int namespaces,
            @ForAll @IntRange(max = 50) int each,
            @ForAll Urgency flood,
            @ForAll Urgency urgency) {
        var turns = new Turns();
        flood(turns, namespaces, each, flood);
        var own = named("small", -1);
        turns.add(own, urgency, () -> {}, 0);

        var waited = turnsUntil(turns, own, namespaces, flood);

        assertThat(waited).isLessThanOrEqualTo(Turns.GUARD * (namespaces + 1));
    }

    @Property(tries = 300)
    void namespacesThatWaitHaveAsManyTurnsAsEachOther(
            @ForAll @IntRange(min = 2, max = 10) int namespaces,
            @ForAll @IntRange(min = 1, max = 20) int each,
            @ForAll Urgency urgency) {
        var turns = new Turns();
        flood(turns, namespaces, each, urgency);
        var had = new ArrayList<String>();

        for (var number = 0; number < namespaces * each; number++) {
            had.add(next(turns).namespace());
        }

        for (var round = 0; round < each; round++) {
            assertThat(had.subList(round * namespaces, (round + 1) * namespaces))
                    .as("turns of round %d", round)
                    .doesNotHaveDuplicates();
        }
        assertThat(Collections.frequency(had, "team-0")).isEqualTo(each);
    }

    private static void flood(Turns turns, int namespaces, int each, Urgency urgency) {
        for (var number = 0; number < namespaces * each; number++) {
            turns.add(named("team-" + number % namespaces, number), urgency, () -> {}, 0);
        }
    }

    /** How many turns are given until this object has its own, one more of the flood coming before each. */
    private static int turnsUntil(Turns turns, ObjectKey own, int namespaces, Urgency flood) {
        for (var given = 1; ; given++) {
            turns.add(named("team-" + given % Math.max(1, namespaces), 100_000 + given), flood, () -> {}, 0);
            if (next(turns).equals(own)) {
                return given;
            }
        }
    }

    private static ObjectKey next(Turns turns) {
        var turn = turns.next().orElseThrow();
        turns.ended(turn);
        return turn.key();
    }
}
