// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.jspecify.annotations.Nullable;

/**
 * Any sequence of our writes, changes of others and listings, against an AWS that may show what was there up to the window ago.
 * A state is a number, counted up with each change; an even one means that there is nothing.
 */
class WorldLawsTest {

    private static final Duration WINDOW = Duration.ofMinutes(2);

    enum Kind {
        WRITE,
        CHANGE_OF_OTHERS,
        LISTING_BEGINS,
        LISTING_ENDS
    }

    /**
     * @param pause before it happens, in seconds
     * @param lag of a listing, in seconds: how old what it shows is
     * @param early whether a listing reads the unit right at its beginning or at its end
     */
    record Event(Kind kind, int pause, int lag, boolean early) {}

    /** One unit in AWS, the listings of its account, and the world that has to make sense of them. */
    private static final class Scene {

        private final UnitKey unit;
        private final ManualClock clock = new ManualClock();
        private final World world = new World(clock, clock::instant, WINDOW);
        private final List<Instant> changedAt = new ArrayList<>(List.of(Instant.EPOCH));
        private final List<String> log = new ArrayList<>();
        private int written = -1;
        private @Nullable Instant writtenAt;
        private @Nullable Instant listingBegan;
        private boolean evidence;

        Scene(UnitKey unit) {
            this.unit = unit;
        }

        void happens(Event event) {
            clock.advance(Duration.ofSeconds(event.pause()));
            log.add(event + " at " + clock.instant());
            switch (event.kind()) {
                case WRITE -> {
                    changedAt.add(clock.instant());
                    written = changedAt.size() - 1;
                    writtenAt = clock.instant();
                    world.note(unit, state(written));
                    evidence = true;
                }
                case CHANGE_OF_OTHERS -> changedAt.add(clock.instant());
                case LISTING_BEGINS -> {
                    if (listingBegan == null) {
                        listingBegan = clock.instant();
                    }
                }
                case LISTING_ENDS -> {
                    if (listingBegan != null) {
                        var readAt = event.early() ? listingBegan : clock.instant();
                        publish(listingBegan, stateAt(readAt.minusSeconds(event.lag())));
                        listingBegan = null;
                        evidence = true;
                    }
                }
            }
        }

        void publish(Instant began, int state) {
            var things = Map.of(unit, state(state));
            switch (unit) {
                case UnitKey.PolicyUnit _, UnitKey.ClaimUnit _ -> world.publish(Slices.iam(began, things));
                case UnitKey.UsagePlanUnit _, UnitKey.ApiKeyUnit _, UnitKey.RestApiUnit _ ->
                    world.publish(Slices.gateway(began, things));
                case UnitKey.AlarmUnit _ -> throw new AssertionError("AlarmSliceTest has alarms");
            }
        }

        int newest() {
            return changedAt.size() - 1;
        }

        private int stateAt(Instant at) {
            var state = 0;
            while (state + 1 < changedAt.size() && !changedAt.get(state + 1).isAfter(at)) {
                state++;
            }
            return state;
        }

        Observed state(int number) {
            return number % 2 == 0
                    ? Observed.nothing(unit)
                    : unit instanceof UnitKey.UsagePlanUnit ? Slices.plan("s" + number) : Slices.policy("s" + number);
        }

        /** States that a view may mean: everything absent looks alike. */
        boolean mayMean(Observed observed, int atLeast) {
            for (var number = Math.max(0, atLeast); number < changedAt.size(); number++) {
                if (state(number).equals(observed)) {
                    return true;
                }
            }
            return false;
        }

        String evidence() {
            return "written " + written + " of " + newest() + "\n" + String.join("\n", log);
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void theViewNeverGoesBackBehindOurLastWrite(@ForAll("units") UnitKey unit, @ForAll("events") List<Event> events) {
        var scene = new Scene(unit);
        for (var event : events) {
            scene.happens(event);

            var view = scene.world.view(unit);
            if (!scene.evidence) {
                assertThat(view).as(scene.evidence()).isEqualTo(new View.Unknown());
                continue;
            }
            assertThat(view).as(scene.evidence()).isInstanceOfSatisfying(View.Known.class, known -> {
                assertThat(scene.mayMean(known.observed(), scene.written))
                        .as("%s\n%s", known, scene.evidence())
                        .isTrue();
                if (known.settled() && scene.writtenAt != null) {
                    assertThat(known.asOf()).as(scene.evidence()).isAfter(scene.writtenAt.plus(WINDOW));
                }
                if (!known.settled()) {
                    assertThat(known.observed()).as(scene.evidence()).isEqualTo(scene.state(scene.written));
                    assertThat(known.asOf()).as(scene.evidence()).isEqualTo(scene.writtenAt);
                }
            });
        }
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void afterQuietTimeTheViewIsWhatAwsHolds(
            @ForAll("units") UnitKey unit, @ForAll("events") List<Event> events, @ForAll("lags") int lag) {
        var scene = new Scene(unit);
        events.forEach(scene::happens);
        scene.clock.advance(WINDOW.plusSeconds(1));

        scene.happens(new Event(Kind.LISTING_ENDS, 0, 0, false));
        scene.happens(new Event(Kind.LISTING_BEGINS, 0, 0, false));
        var began = Objects.requireNonNull(scene.listingBegan);
        scene.happens(new Event(Kind.LISTING_ENDS, 5, lag, true));

        var holds = scene.state(scene.newest());
        assertThat(scene.world.view(unit)).as(scene.evidence()).isEqualTo(new View.Known(holds, began, true));
        assertThat(scene.world.unitsOf(unit.accountId()).contains(unit))
                .as(scene.evidence())
                .isEqualTo(!holds.absent());
    }

    @Property(tries = 1000, edgeCases = EdgeCasesMode.NONE)
    void aListOfUnitsAgreesWithTheirViews(@ForAll("units") UnitKey unit, @ForAll("events") List<Event> events) {
        var scene = new Scene(unit);
        for (var event : events) {
            scene.happens(event);

            var there = scene.world.view(unit) instanceof View.Known known
                    && !known.observed().absent();
            assertThat(scene.world.unitsOf(unit.accountId()).contains(unit))
                    .as(scene.evidence())
                    .isEqualTo(there);
        }
    }

    @Provide
    Arbitrary<UnitKey> units() {
        return Arbitraries.of(Samples.policyUnit(), Samples.planUnit("gold"));
    }

    @Provide
    Arbitrary<Integer> lags() {
        return Arbitraries.integers()
                .between(0, (int) WINDOW.toSeconds())
                .withDistribution(net.jqwik.api.RandomDistribution.uniform());
    }

    @Provide
    Arbitrary<List<Event>> events() {
        return Combinators.combine(
                        Arbitraries.of(Kind.class),
                        Arbitraries.of(0, 1, 30, 60, 119, 120, 121, 200),
                        lags(),
                        Arbitraries.of(true, false))
                .as(Event::new)
                .list()
                .ofMinSize(1)
                .ofMaxSize(25);
    }
}
