// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import static dev.apiaccess.world.Slices.OTHER_ACCOUNT;
import static dev.apiaccess.world.Slices.OTHER_REGION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What may be believed of one unit: which evidence wins, and for how long. */
class WorldTest {

    private static final Duration WINDOW = Duration.ofMinutes(2);
    private static final UnitKey POLICY = Samples.policyUnit();
    private static final UnitKey CLAIM = new UnitKey.ClaimUnit(FakeAws.ACCOUNT);
    private static final UnitKey PLAN = Samples.planUnit("gold");
    private static final UnitKey KEY = Samples.keyUnit("app");

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final World world = new World(clock, clock::instant, WINDOW);

    @Test
    void withoutAListingNothingIsKnownLeastOfAllThatSomethingIsAbsent() {
        for (var unit : new UnitKey[] {POLICY, CLAIM, PLAN, KEY}) {
            assertThat(world.view(unit)).as(unit.text()).isEqualTo(new View.Unknown());
        }
        assertThat(world.iam(FakeAws.ACCOUNT)).isEmpty();
        assertThat(world.gateway(FakeAws.ACCOUNT, FakeAws.REGION)).isEmpty();
    }

    @Test
    void aListingIsAFactAlsoAboutWhatItDoesNotHold() {
        world.publish(Slices.iam(start, Map.of(POLICY, Slices.policy("a"))));
        world.publish(Slices.gateway(start, Map.of(PLAN, Slices.plan("a"))));

        assertThat(world.view(POLICY)).isEqualTo(new View.Known(Slices.policy("a"), start, true));
        assertThat(world.view(CLAIM)).isEqualTo(new View.Known(Observed.nothing(CLAIM), start, true));
        assertThat(world.view(PLAN)).isEqualTo(new View.Known(Slices.plan("a"), start, true));
        assertThat(world.view(KEY)).isEqualTo(new View.Known(Observed.nothing(KEY), start, true));
    }

    @Test
    void aClaimIsSeenInTheListing() {
        world.publish(Slices.iam(start, Map.of(CLAIM, Slices.policy("claim"))));

        assertThat(world.view(CLAIM)).isEqualTo(new View.Known(Slices.policy("claim"), start, true));
    }

    @Test
    void readsOfIamMayLagBehindOurOwnWriteForTheWindow() {
        world.read(POLICY, Slices.policy("read"));
        assertThat(world.readsMayLag(POLICY)).as("after a read").isFalse();

        world.note(POLICY, Slices.policy("ours"));
        world.note(PLAN, Slices.plan("ours"));
        assertThat(world.readsMayLag(POLICY)).as("after a write").isTrue();
        assertThat(world.readsMayLag(PLAN)).as("API Gateway shows it at once").isFalse();

        clock.advance(Duration.ofSeconds(121));
        assertThat(world.readsMayLag(POLICY)).as("when the window is over").isFalse();
    }

    /** Otherwise what was just made would not be there, and be made again and again until the next listing. */
    @Test
    void aWriteIsNewerThanAListingWhateverTheTimeOfDayIs() {
        var ofItsOwn = new World(clock, WINDOW);
        ofItsOwn.publish(Slices.gateway(ofItsOwn.moment(), Map.of(PLAN, Slices.plan("listed"))));

        clock.advance(Duration.ofDays(-1));
        ofItsOwn.note(PLAN, Slices.plan("ours"));

        assertThat(((View.Known) ofItsOwn.view(PLAN)).observed()).isEqualTo(Slices.plan("ours"));
    }

    @Test
    void aNoteIsKnownButNeverSettled() {
        world.note(POLICY, Slices.policy("ours"));

        assertThat(world.view(POLICY)).isEqualTo(new View.Known(Slices.policy("ours"), start, false));
    }

    @ParameterizedTest(name = "began {0} s after the write: listing believed {1}")
    @CsvSource({"-60,false", "-1,false", "0,false", "1,false", "119,false", "120,false", "121,true", "9999,true"})
    void aListingIsBelievedAgainWhenItBeganAfterTheWriteAndTheWindow(int began, boolean believed) {
        world.note(POLICY, Slices.policy("ours"));
        world.note(PLAN, Slices.plan("ours"));
        clock.advance(Duration.ofHours(10));

        var at = start.plusSeconds(began);
        world.publish(Slices.iam(at, Map.of(POLICY, Slices.policy("listed"))));
        world.publish(Slices.gateway(at, Map.of(PLAN, Slices.plan("listed"))));

        assertThat(world.view(POLICY))
                .isEqualTo(
                        believed
                                ? new View.Known(Slices.policy("listed"), at, true)
                                : new View.Known(Slices.policy("ours"), start, false));
        assertThat(world.view(PLAN))
                .isEqualTo(
                        believed
                                ? new View.Known(Slices.plan("listed"), at, true)
                                : new View.Known(Slices.plan("ours"), start, false));
    }

    @Test
    void whenAListingEndedDoesNotCountOnlyWhenItBegan() {
        var began = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        world.note(POLICY, Slices.policy("ours"));
        clock.advance(Duration.ofHours(1));
        world.publish(Slices.iam(began, Map.of(POLICY, Slices.policy("before"))));

        assertThat(world.view(POLICY)).isEqualTo(new View.Known(Slices.policy("ours"), began.plusSeconds(1), false));
    }

    @Test
    void theNextWriteBeginsTheWindowAnew() {
        world.note(POLICY, Slices.policy("first"));
        clock.advance(Duration.ofSeconds(100));
        world.note(POLICY, Slices.policy("second"));
        world.publish(Slices.iam(start.plusSeconds(121), Map.of(POLICY, Slices.policy("first"))));

        assertThat(world.view(POLICY))
                .isEqualTo(new View.Known(Slices.policy("second"), start.plusSeconds(100), false));
    }

    @Test
    void aNoteOverAListingThatWasBelievedWinsToo() {
        world.publish(Slices.iam(start, Map.of(POLICY, Slices.policy("listed"))));
        clock.advance(Duration.ofDays(1));
        world.note(POLICY, Observed.nothing(POLICY));

        assertThat(world.view(POLICY))
                .isEqualTo(new View.Known(Observed.nothing(POLICY), start.plus(Duration.ofDays(1)), false));
    }

    @Test
    void aListingOfIamSaysNothingOfApiGateway() {
        world.note(PLAN, Slices.plan("ours"));
        world.publish(Slices.iam(start.plusSeconds(500), Map.of()));

        assertThat(world.view(PLAN)).isEqualTo(new View.Known(Slices.plan("ours"), start, false));
        assertThat(world.view(KEY)).isEqualTo(new View.Unknown());
    }

    @Test
    void aListingOfApiGatewaySaysNothingOfIam() {
        world.note(POLICY, Slices.policy("ours"));
        world.note(CLAIM, Slices.policy("claim"));
        world.publish(Slices.gateway(start.plusSeconds(500), Map.of()));

        assertThat(world.view(POLICY)).isEqualTo(new View.Known(Slices.policy("ours"), start, false));
        assertThat(world.view(CLAIM)).isEqualTo(new View.Known(Slices.policy("claim"), start, false));
    }

    @Test
    void aListingOfOneRegionSaysNothingOfAnother() {
        var there = new UnitKey.UsagePlanUnit(FakeAws.ACCOUNT, OTHER_REGION, Samples.NAMESPACE, "gold");
        var unseen = new UnitKey.ApiKeyUnit(FakeAws.ACCOUNT, OTHER_REGION, Samples.NAMESPACE, "app");
        world.note(there, Slices.plan("ours"));
        world.publish(Slices.gateway(start.plusSeconds(500), Map.of()));

        assertThat(world.view(there)).isEqualTo(new View.Known(Slices.plan("ours"), start, false));
        assertThat(world.view(unseen)).isEqualTo(new View.Unknown());
        assertThat(world.gateway(FakeAws.ACCOUNT, OTHER_REGION)).isEmpty();
    }

    @Test
    void aListingOfOneAccountSaysNothingOfAnother() {
        world.note(POLICY, Slices.policy("ours"));
        world.note(PLAN, Slices.plan("ours"));
        world.publish(Slices.iam(OTHER_ACCOUNT, start.plusSeconds(500), Map.of()));
        world.publish(Slices.gateway(OTHER_ACCOUNT, FakeAws.REGION, start.plusSeconds(500), Map.of()));

        assertThat(world.view(POLICY)).isEqualTo(new View.Known(Slices.policy("ours"), start, false));
        assertThat(world.view(PLAN)).isEqualTo(new View.Known(Slices.plan("ours"), start, false));
        assertThat(world.iam(FakeAws.ACCOUNT)).isEmpty();
    }

    @Test
    void anAccountIsForgottenWholeAndOthersAreNot() {
        var elsewhere = new UnitKey.PolicyUnit(OTHER_ACCOUNT, Samples.NAMESPACE, Samples.WEB);
        world.publish(Slices.iam(start, Map.of(POLICY, Slices.policy("a"))));
        world.publish(Slices.gateway(start, Map.of(PLAN, Slices.plan("a"))));
        world.publish(Slices.gateway(FakeAws.ACCOUNT, OTHER_REGION, start, Map.of()));
        world.publish(Slices.iam(OTHER_ACCOUNT, start, Map.of()));
        world.note(KEY, Slices.key("app"));
        world.note(elsewhere, Slices.policy("elsewhere"));

        world.forget(FakeAws.ACCOUNT);

        for (var unit : new UnitKey[] {POLICY, CLAIM, PLAN, KEY}) {
            assertThat(world.view(unit)).as(unit.text()).isEqualTo(new View.Unknown());
        }
        assertThat(world.gateway(FakeAws.ACCOUNT, OTHER_REGION)).isEmpty();
        assertThat(world.unitsOf(FakeAws.ACCOUNT)).isEmpty();
        assertThat(world.view(elsewhere)).isEqualTo(new View.Known(Slices.policy("elsewhere"), start, false));
        assertThat(world.iam(OTHER_ACCOUNT)).isPresent();
    }

    @Test
    void aListingReplacesNoneThatBeganLater() {
        assertThat(world.publish(Slices.iam(start.plusSeconds(60), Map.of(POLICY, Slices.policy("new")))))
                .isTrue();

        assertThat(world.publish(Slices.iam(start, Map.of(POLICY, Slices.policy("old")))))
                .isFalse();

        assertThat(world.view(POLICY)).isEqualTo(new View.Known(Slices.policy("new"), start.plusSeconds(60), true));
    }

    @Test
    void aListingFromBeforeItsAccountWasForgottenIsNotBelieved() {
        var began = clock.instant();
        clock.advance(Duration.ofSeconds(1));
        world.forget(FakeAws.ACCOUNT);

        // The look that was cut off when the last connection went ends after the next one was opened.
        assertThat(world.publish(Slices.iam(began, Map.of(POLICY, Slices.policy("old")))))
                .isFalse();
        assertThat(world.publish(Slices.gateway(began, Map.of(PLAN, Slices.plan("old")))))
                .isFalse();
        assertThat(world.view(POLICY)).isEqualTo(new View.Unknown());
        assertThat(world.unitsOf(FakeAws.ACCOUNT)).isEmpty();

        clock.advance(Duration.ofSeconds(1));
        assertThat(world.publish(Slices.iam(clock.instant(), Map.of(POLICY, Slices.policy("new")))))
                .isTrue();
        assertThat(world.publish(Slices.iam(began, Map.of(POLICY, Slices.policy("old")))))
                .isFalse();
        assertThat(world.view(POLICY)).isEqualTo(new View.Known(Slices.policy("new"), clock.instant(), true));
    }

    @Test
    void whatIsForgottenOfOneAccountConcernsNoOther() {
        clock.advance(Duration.ofSeconds(1));
        world.forget(OTHER_ACCOUNT);

        assertThat(world.publish(Slices.iam(start, Map.of(POLICY, Slices.policy("a")))))
                .isTrue();
    }
}
