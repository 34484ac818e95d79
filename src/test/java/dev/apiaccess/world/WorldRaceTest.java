// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.GatewayListing;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Looks while listings replace notes, from two threads as in the operator. */
@Timeout(120)
class WorldRaceTest {

    private static final int ROUNDS = 60_000;
    private static final int LISTED = 8;
    private static final UsagePlan PLAN = Samples.plan("gold", 1).plan();
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final ManualClock clock = new ManualClock();
    private final World world = new World(clock, clock::instant, WINDOW);
    private final AtomicInteger written = new AtomicInteger();

    @Test
    void aLookFallsNotBetweenANoteAndTheListingThatReplacesIt() throws Exception {
        // given
        var unit = Samples.planUnit("gold");
        Callable<String> looks = () -> {
            for (var atLeast = written.get(); atLeast < ROUNDS; atLeast = written.get()) {
                if (world.view(unit) instanceof View.Known known
                        && known.observed() instanceof Observed.Plan plan
                        && Integer.parseInt(plan.existing().getFirst().id()) < atLeast) {
                    return known + " was seen after " + atLeast + " was written";
                }
            }
            return "";
        };

        // when every round is written, and then shown by a listing that may be believed
        var complaint = whileWriting(looks, _ -> unit, round -> Map.of(unit, List.of(plan(round))));

        // then
        assertThat(complaint).isEmpty();
    }

    @Test
    void aUnitIsNotMissedBetweenANoteAndTheListingThatReplacesIt() throws Exception {
        // given
        Callable<String> looks = () -> {
            for (var round = written.get(); round < ROUNDS; round = written.get()) {
                var there = world.unitsOf(FakeAws.ACCOUNT).contains(unit(round));
                if (!there && written.get() < round + LISTED) {
                    return "what was written in round " + round + " was missed";
                }
            }
            return "";
        };

        // when every round makes a unit, and listings show those of the last rounds
        var complaint = whileWriting(looks, WorldRaceTest::unit, round -> {
            var listed = new HashMap<UnitKey.UsagePlanUnit, List<ExistingPlan>>();
            for (var one = Math.max(0, round - LISTED); one <= round; one++) {
                listed.put(unit(one), List.of(plan(one)));
            }
            return listed;
        });

        // then
        assertThat(complaint).isEmpty();
    }

    /** What the looks complain of. */
    private String whileWriting(
            Callable<String> looks,
            IntFunction<UnitKey> units,
            IntFunction<Map<UnitKey.UsagePlanUnit, List<ExistingPlan>>> listings)
            throws Exception {
        write(0, units, listings);
        try (var threads = Executors.newFixedThreadPool(1)) {
            var complaint = threads.submit(looks);
            for (var round = 1; round <= ROUNDS && !complaint.isDone(); round++) {
                write(round, units, listings);
            }
            written.set(ROUNDS);
            return complaint.get();
        }
    }

    private void write(
            int round,
            IntFunction<UnitKey> units,
            IntFunction<Map<UnitKey.UsagePlanUnit, List<ExistingPlan>>> listings) {
        world.note(units.apply(round), new Observed.Plan(List.of(plan(round))));
        written.set(round);
        clock.advance(WINDOW.plusSeconds(1));
        world.publish(GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, clock.instant())
                .plans(listings.apply(round))
                .slice());
    }

    private static UnitKey.UsagePlanUnit unit(int round) {
        return Samples.planUnit("u" + round);
    }

    private static ExistingPlan plan(int round) {
        return new ExistingPlan("" + round, PLAN);
    }
}
