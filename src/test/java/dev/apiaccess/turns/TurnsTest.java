// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Who is looked at next, without threads and with a clock of our own. */
class TurnsTest {

    private final Turns turns = new Turns();
    private int named;
    private long now;

    @Test
    void aRevocationBehindAThousandNewObjectsIsNext() {
        // given
        add(1000, "greedy", Urgency.NEW);
        add(10, "greedy", Urgency.EDIT);
        run(7);

        // when
        var revocation = add("bank", Urgency.REVOKE);

        // then
        assertThat(run(1)).containsExactly(revocation);
    }

    @Test
    void aNamespaceWithAThousandObjectsDoesNotHoldUpTheOthers() {
        // given
        add(1000, "greedy", Urgency.NEW);
        add(2, "small", Urgency.NEW);
        add(1, "tiny", Urgency.NEW);

        // when
        var looked = run(6);

        // then
        assertThat(looked)
                .extracting(ObjectKey::namespace)
                .containsExactly("greedy", "small", "tiny", "greedy", "small", "greedy");
    }

    @Test
    void aFloodOfRevocationsDoesNotHoldUpThatOfAnotherNamespace() {
        // given
        add(1000, "greedy", Urgency.REVOKE);
        run(20);

        // when
        var other = add("bank", Urgency.REVOKE);

        // then
        assertThat(run(2)).contains(other);
    }

    @Test
    void whoIsOvertakenHasOneTurnOfTen() {
        // given
        for (var urgency : Urgency.values()) {
            add(1000, "shop", urgency);
        }

        // when
        var looked = turnsOf(300).stream().map(Turns.Turn::urgency).toList();

        // then
        assertThat(Collections.frequency(looked, Urgency.REVOKE)).isEqualTo(270);
        assertThat(Collections.frequency(looked, Urgency.EDIT)).isEqualTo(10);
        assertThat(Collections.frequency(looked, Urgency.NEW)).isEqualTo(10);
        assertThat(Collections.frequency(looked, Urgency.REST)).isEqualTo(10);
    }

    @Test
    void withinANamespaceTheOneThatWaitsLongestIsNext() {
        // given
        var keys = IntStream.range(0, 5).mapToObj(_ -> add("shop", Urgency.NEW)).toList();

        // when
        var looked = run(5);

        // then
        assertThat(looked).isEqualTo(keys);
    }

    @Test
    void whoeverIsDeletedWhileItWaitsIsTakenForARevocation() {
        // given
        var keys = add(100, "shop", Urgency.NEW);
        run(3);

        // when
        turns.rank(keys.getLast(), Urgency.REVOKE, now);

        // then
        assertThat(run(1)).containsExactly(keys.getLast());
    }

    @Test
    void anEventThatChangesNothingCostsNobodyItsPlace() {
        // given
        var first = add("shop", Urgency.NEW);
        add(3, "shop", Urgency.NEW);

        // when
        turns.rank(first, Urgency.NEW, now);

        // then
        assertThat(run(1)).containsExactly(first);
    }

    @Test
    void whatIsHastenedIsARevocationUntilItHadItsTurn() {
        // given
        var waits = add(100, "shop", Urgency.REST).getLast();
        var comes = new ObjectKey("ApiKeyGrant", "shop", "later");
        turns.hasten(waits, now);
        turns.hasten(comes, now);

        // when
        turns.rank(waits, Urgency.REST, now);
        add(comes, Urgency.REST);

        // then
        assertThat(run(2)).containsExactly(waits, comes);
        add(comes, Urgency.REST);
        assertThat(run(1)).as("the next time it is as the others").doesNotContain(comes);
    }

    @Test
    void noMoreThanSixteenAtOnceAndFourOfThemRevocationsOnly() {
        // given
        add(100, "shop", Urgency.NEW);

        // when
        var others = take();
        add(100, "bank", Urgency.REVOKE);
        var revocations = take();

        // then
        assertThat(others).hasSize(12);
        assertThat(revocations).hasSize(4).allMatch(turn -> turn.urgency() == Urgency.REVOKE);
        turns.ended(others.getFirst());
        assertThat(take()).extracting(Turns.Turn::urgency).containsExactly(Urgency.REVOKE);
    }

    @Test
    void aTurnThatEndsIsGivenToTheNext() {
        // given
        add(13, "shop", Urgency.REST);
        var taken = take();
        assertThat(taken).hasSize(12);

        // when
        turns.ended(taken.getLast());

        // then
        assertThat(take()).hasSize(1);
    }

    @Test
    void waitingIsCountedFromWhenItBecameAsUrgentAsItIs() {
        // given
        now = 1000;
        var key = add("shop", Urgency.NEW);
        now = 5000;
        turns.rank(key, Urgency.REVOKE, now);

        // when
        now = 5700;

        // then
        assertThat(turns.oldest(Urgency.REVOKE, now)).isEqualTo(700);
        assertThat(turns.oldest(Urgency.NEW, now)).isZero();
        assertThat(turns.waiting("ApiKeyGrant", Urgency.REVOKE)).isEqualTo(1);
        assertThat(turns.waiting("ApiRateLimit", Urgency.REVOKE)).isZero();
        assertThat(turns.waiting("ApiKeyGrant", Urgency.NEW)).isZero();
    }

    @Test
    void anObjectThatIsMadeAnewWhileTheOneBeforeWaitsHasItsOwnTurn() {
        // given
        var key = new ObjectKey("ApiKeyGrant", "shop", "again");
        add(key, Urgency.REVOKE);
        add(key, Urgency.NEW);

        // when
        var looked = run(2);

        // then
        assertThat(looked).containsExactly(key, key);
        assertThat(turns.waits(key)).isFalse();
        assertThat(turns.isEmpty()).isTrue();
    }

    private ObjectKey add(String namespace, Urgency urgency) {
        return add(new ObjectKey("ApiKeyGrant", namespace, "one-" + named++), urgency);
    }

    private ObjectKey add(ObjectKey key, Urgency urgency) {
        turns.add(key, urgency, () -> {}, now);
        return key;
    }

    private List<ObjectKey> add(int count, String namespace, Urgency urgency) {
        return IntStream.range(0, count).mapToObj(_ -> add(namespace, urgency)).toList();
    }

    /** One after the other. */
    private List<Turns.Turn> turnsOf(int count) {
        var given = new ArrayList<Turns.Turn>();
        while (given.size() < count) {
            var turn = turns.next().orElseThrow();
            turns.ended(turn);
            given.add(turn);
        }
        return given;
    }

    private List<ObjectKey> run(int count) {
        return turnsOf(count).stream().map(Turns.Turn::key).toList();
    }

    /** All that can be given at once. */
    private List<Turns.Turn> take() {
        var given = new ArrayList<Turns.Turn>();
        for (var turn = turns.next(); turn.isPresent(); turn = turns.next()) {
            given.add(turn.get());
        }
        return given;
    }
}
