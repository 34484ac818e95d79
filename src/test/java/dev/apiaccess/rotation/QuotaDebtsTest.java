// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** What a key may have left, and that no order of rotating, deleting, creating and crashing gives more than the quotas. */
class QuotaDebtsTest {

    private static final int LIMIT = 5;

    @Test
    void aKeyThatReplacesAnotherHasWhatThatHasLeft() {
        var debts = new QuotaDebts(LIMIT, 0, List.of(key("k1", "a", 1, 3, 2), key("k2", "a", 2, 0, 5)));

        assertThat(debts.ofNew("k2")).isEqualTo(2);
    }

    @Test
    void whatTheOldOneUsedInTheOverlapIsTakenAtItsEnd() {
        var debts = new QuotaDebts(LIMIT, 4, List.of(counted("k1", "a", 1, 4, 1), key("k2", "a", 2, 1, 1)));

        assertThat(debts.ofSuccessor("k2")).as("charged 3, of 4").isZero();
    }

    @Test
    void whatGoneKeysUsedIsTakenFromTheNextOneOnce() {
        var first = new QuotaDebts(LIMIT, 3, List.of(key("k2", "b", 1, 0, 5)));
        assertThat(first.ofNew("k2")).isEqualTo(2);

        var second = new QuotaDebts(LIMIT, 3, List.of(key("k2", "b", 1, 1, 1), key("k3", "c", 1, 0, 5)));
        assertThat(second.ofNew("k3")).as("k2 was charged all of it").isEqualTo(5);
    }

    @Test
    void twoThatRotateAtOnceDoNotPayForEachOther() {
        var debts = new QuotaDebts(
                1000,
                0,
                List.of(
                        key("a1", "a", 1, 900, 100),
                        key("a2", "a", 2, 0, 1000),
                        key("b1", "b", 1, 500, 500),
                        key("b2", "b", 2, 0, 1000)));

        assertThat(debts.ofNew("a2")).isEqualTo(100);
        assertThat(debts.ofNew("b2")).isEqualTo(500);
    }

    @Test
    void whatAnotherGrantUsesIsNobodyElses() {
        var debts = new QuotaDebts(LIMIT, 0, List.of(key("k1", "a", 1, 5, 0), key("k2", "b", 1, 0, 5)));

        assertThat(debts.ofNew("k2")).isEqualTo(5);
    }

    @Test
    void anExtensionThatAPersonGaveIsNoDebt() {
        var debts = new QuotaDebts(LIMIT, 2, List.of(key("k1", "a", 1, 5, 7), key("k2", "b", 1, 0, 5)));

        assertThat(debts.ofNew("k2")).isEqualTo(3);
    }

    /** What was asked once is not asked again: a crash in between changes nothing. */
    @Property
    void chargingTwiceIsChargingOnce(
            @ForAll @IntRange(max = 12) int gone,
            @ForAll @IntRange(max = 5) int old,
            @ForAll @IntRange(max = 5) int other) {
        var keys = new ArrayList<QuotaDebts.Key>();
        keys.add(key("k1", "a", 1, old, LIMIT - old));
        keys.add(key("o1", "b", 1, 0, LIMIT - other));
        keys.add(key("k2", "a", 2, 0, LIMIT));
        var once = new QuotaDebts(LIMIT, gone, keys).ofNew("k2");
        keys.set(2, key("k2", "a", 2, 0, once));

        assertThat(new QuotaDebts(LIMIT, gone, keys).ofNew("k2")).isEqualTo(once);
    }

    @Property
    void aNamespaceUsesNoMoreThanItsKeysAtOnceMay(
            @ForAll @IntRange(min = 1, max = 3) int most,
            @ForAll @Size(max = 60) List<@IntRange(max = 119) Integer> steps) {
        var aws = new Aws();
        for (var step : steps) {
            var which = step % 12;
            switch (step / 12) {
                case 0, 1 -> aws.create(most);
                case 2 -> aws.rotate(which, 0);
                case 3 -> aws.rotate(which, 2);
                case 4 -> aws.delete(which);
                case 5 -> aws.crashWhileItGoes(which);
                default -> aws.use(which);
            }
            assertThat(aws.used).as("after %s with %s", steps, aws).isLessThanOrEqualTo((long) most * LIMIT);
        }
    }

    private static QuotaDebts.Key key(String id, String grant, int revision, long used, long left) {
        return new QuotaDebts.Key(id, grant, revision, used, left, false);
    }

    private static QuotaDebts.Key counted(String id, String grant, int revision, long used, long left) {
        return new QuotaDebts.Key(id, grant, revision, used, left, true);
    }

    /** One namespace in one tier, with what status keeps: the sum and the keys that are part of it. */
    private static final class Aws {
        private final List<QuotaDebts.Key> keys = new ArrayList<>();
        private long gone;
        private long used;
        private int ids;

        void create(int most) {
            if (keys.size() < most) {
                var id = "k" + ids++;
                keys.add(key(id, id, 1, 0, LIMIT));
                leave(id, debts().ofNew(id));
            }
        }

        /** @param meanwhile calls with the old key after the new one was charged */
        void rotate(int which, int meanwhile) {
            var old = pick(which);
            if (old == null || old.counted()) {
                return;
            }
            var id = "k" + ids++;
            keys.add(key(id, old.grant(), old.revision() + 1, 0, LIMIT));
            leave(id, debts().ofNew(id));
            for (var call = 0; call < meanwhile; call++) {
                call(old.id());
            }
            count(old.id());
            leave(id, debts().ofSuccessor(id));
            keys.removeIf(one -> one.id().equals(old.id()));
        }

        void delete(int which) {
            var old = pick(which);
            if (old != null) {
                count(old.id());
                keys.removeIf(one -> one.id().equals(old.id()));
            }
        }

        void crashWhileItGoes(int which) {
            var old = pick(which);
            if (old != null) {
                count(old.id());
            }
        }

        void use(int which) {
            var one = pick(which);
            if (one != null && !one.counted()) {
                call(one.id());
            }
        }

        private void call(String id) {
            keys.replaceAll(one -> {
                if (!one.id().equals(id) || one.left() == 0) {
                    return one;
                }
                used++;
                return new QuotaDebts.Key(
                        id, one.grant(), one.revision(), one.used() + 1, one.left() - 1, one.counted());
            });
        }

        private void count(String id) {
            keys.replaceAll(one -> {
                if (!one.id().equals(id) || one.counted()) {
                    return one;
                }
                gone += one.used();
                return QuotaDebtsTest.counted(id, one.grant(), one.revision(), one.used(), one.left());
            });
        }

        private void leave(String id, long left) {
            keys.replaceAll(one -> one.id().equals(id)
                    ? new QuotaDebts.Key(id, one.grant(), one.revision(), one.used(), left, one.counted())
                    : one);
        }

        private QuotaDebts debts() {
            return new QuotaDebts(LIMIT, gone, keys);
        }

        private QuotaDebts.@org.jspecify.annotations.Nullable Key pick(int which) {
            return keys.isEmpty() ? null : keys.get(which % keys.size());
        }

        @Override
        public String toString() {
            return gone + " " + keys;
        }
    }
}
