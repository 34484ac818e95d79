// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.CarriedQuota;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** How what gone keys used comes into the status of their tier, and leaves it. */
class QuotaLedgerTest {

    private static final UnitKey.UsagePlanUnit TIER = Samples.planUnit("gold");
    private static final LocalDate MONTH = LocalDate.parse("2026-03-01");

    private final QuotaLedger ledger = new QuotaLedger();

    @Test
    void keysOfANamespaceAreAddedUpWhateverTheirNames() {
        ledger.goes(TIER, unit("team", "a"), "k1", MONTH, 3);
        var one = next(List.of(), Set.of("k1"));
        assertThat(one).containsExactly(carried("team", 3, "k1"));

        ledger.goes(TIER, unit("team", "b"), "k2", MONTH, 4);
        ledger.goes(TIER, unit("other", "a"), "k3", MONTH, 1);
        assertThat(next(one, Set.of("k2", "k3")))
                .as("k1 is deleted")
                .containsExactlyInAnyOrder(carried("team", 7, "k2"), carried("other", 1, "k3"));
    }

    /** A status that could not be written, or is not seen yet, is made again; one that was written counts nothing twice. */
    @Test
    void nothingIsCountedTwiceAndNothingIsLost() {
        ledger.goes(TIER, unit("team", "a"), "k1", MONTH, 3);
        var first = next(List.of(), Set.of("k1"));
        assertThat(next(List.of(), Set.of("k1")))
                .as("the first was not written")
                .isEqualTo(first);
        assertThat(next(first, Set.of("k1"))).as("it was").isEqualTo(first);

        ledger.goes(TIER, unit("team", "a"), "k1", MONTH, 3);
        assertThat(next(first, Set.of("k1"))).as("asked again after a crash").isEqualTo(first);
        assertThat(next(first, Set.of())).containsExactly(carried("team", 3));
    }

    @Test
    void ofATierThatIsGoneNothingIsOnItsWayAnyMore() {
        var gone = Samples.planUnit("silver");
        ledger.goes(TIER, unit("team", "a"), "k1", MONTH, 3);
        ledger.goes(gone, unit("team", "a"), "k2", MONTH, 4);

        ledger.keepOnly(TIER::equals);

        assertThat(next(List.of(), Set.of("k1"))).containsExactly(carried("team", 3, "k1"));
        assertThat(ledger.carried(gone, List.of(), Optional.of(MONTH), _ -> true, _ -> true))
                .isEmpty();
    }

    @Test
    void thePeriodEndsIt() {
        ledger.goes(TIER, unit("team", "a"), "k1", MONTH, 3);
        var april = LocalDate.parse("2026-04-01");

        assertThat(ledger.carried(TIER, List.of(carried("team", 9)), Optional.of(april), _ -> true, _ -> true))
                .isEmpty();
        assertThat(next(List.of(), Set.of("k1"))).as("nor comes it later").isEmpty();
    }

    @Test
    void whatIsNotCarriedOverIsNotKept() {
        assertThat(ledger.carried(TIER, List.of(carried("team", 9)), Optional.empty(), _ -> true, _ -> true))
                .isEmpty();
    }

    @Test
    void atTheBoundNobodyIsDropped() {
        var full = new ArrayList<CarriedQuota>();
        for (var index = 0; index < QuotaLedger.MOST_NAMESPACES; index++) {
            full.add(carried("team-" + index, 1));
        }
        ledger.goes(TIER, unit("late", "a"), "k1", MONTH, 3);
        ledger.goes(TIER, unit("team-7", "a"), "k2", MONTH, 2);

        var next = next(full, Set.of("k1", "k2"));

        assertThat(next).hasSize(QuotaLedger.MOST_NAMESPACES).contains(carried("team-7", 3, "k2"));
        assertThat(next).extracting(CarriedQuota::namespace).doesNotContain("late");
    }

    @Test
    void manyAtOnceAreNotedInTurns() {
        for (var index = 0; index < 40; index++) {
            ledger.goes(TIER, unit("team", "a" + index), "k" + index, MONTH, 1);
        }
        var lives = new java.util.HashSet<String>();
        for (var index = 0; index < 40; index++) {
            lives.add("k" + index);
        }
        var status = List.<CarriedQuota>of();
        for (var turn = 0; turn < 6; turn++) {
            status = next(status, lives);
            assertThat(status.getFirst().counted()).hasSizeLessThanOrEqualTo(16);
            lives.removeAll(status.getFirst().counted());
        }

        assertThat(status).containsExactly(carried("team", 40));
    }

    /** It left the plan and is put there again, where AWS goes on counting, or begins anew. */
    @Test
    void aKeyThatComesBackIsTakenOutOfTheSumAgainAndOnce() {
        var before = List.of(carried("team", 7, "k1", "k2"));
        ledger.returns(TIER, unit("team", "a"), "k1", MONTH, 3);
        assertThat(ledger.returning(TIER, "k1")).isPresent();

        var next = next(before, Set.of("k1", "k2"));

        assertThat(next).containsExactly(carried("team", 4, "k2"));
        assertThat(next(next, Set.of("k1", "k2"))).as("it was written").isEqualTo(next);
        assertThat(ledger.returning(TIER, "k1")).isEmpty();

        ledger.goes(TIER, unit("team", "a"), "k1", MONTH, 4);
        assertThat(next(next, Set.of("k1", "k2")))
                .as("it goes after all")
                .containsExactly(carried("team", 8, "k2", "k1"));
    }

    @Test
    void keysThatLiveOnElsewhereAreInNobodysWay() {
        var left = IntStream.range(0, 16).mapToObj(index -> "k" + index).toArray(String[]::new);
        var before = List.of(carried("team", 16, left));
        ledger.goes(TIER, unit("team", "a"), "k99", MONTH, 3);

        var next = ledger.carried(TIER, before, Optional.of(MONTH), _ -> true, id -> !id.equals("k7"));

        assertThat(next.getFirst().used()).isEqualTo(19);
        assertThat(next.getFirst().counted()).hasSize(16).contains("k99").doesNotContain("k7");
    }

    private List<CarriedQuota> next(List<CarriedQuota> before, Set<String> lives) {
        return ledger.carried(TIER, before, Optional.of(MONTH), lives::contains, _ -> true);
    }

    private static CarriedQuota carried(String namespace, long used, String... counted) {
        return new CarriedQuota(namespace, MONTH.toString(), used, List.of(counted));
    }

    private static UnitKey.ApiKeyUnit unit(String namespace, String name) {
        return new UnitKey.ApiKeyUnit(FakeAws.ACCOUNT, FakeAws.REGION, namespace, name);
    }
}
