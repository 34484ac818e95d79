// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import static dev.apiaccess.world.Slices.OTHER_ACCOUNT;
import static dev.apiaccess.world.Slices.OTHER_REGION;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which units AWS holds something for: listings with notes laid over. */
class WorldUnitsTest {

    private static final UnitKey.PolicyUnit WEB = Samples.policyUnit();
    private static final UnitKey.PolicyUnit JOBS = policyUnit(FakeAws.ACCOUNT, Samples.NAMESPACE, "role/jobs");
    private static final UnitKey.UsagePlanUnit GOLD = Samples.planUnit("gold");
    private static final UnitKey.ApiKeyUnit APP = Samples.keyUnit("app");
    private static final UnitKey.ApiKeyUnit BOT = Samples.keyUnit("bot");

    private final ManualClock clock = new ManualClock();
    private final Instant start = clock.instant();
    private final World world = new World(clock, clock::instant, Duration.ofMinutes(2));

    @Test
    void nothingIsHeldAsFarAsIsKnown() {
        assertThat(world.unitsOf(FakeAws.ACCOUNT)).isEmpty();
        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, Samples.NAMESPACE))
                .isEmpty();
        assertThat(world.inventory().keysIn(FakeAws.ACCOUNT, "plan-gold")).isEmpty();
    }

    @Test
    void unitsOfAllKindsAndRegionsAreFoundInListingsButNoClaim() {
        var there = new UnitKey.UsagePlanUnit(FakeAws.ACCOUNT, OTHER_REGION, Samples.NAMESPACE, "gold");
        world.publish(Slices.iam(
                start,
                Map.of(WEB, Slices.policy("a"), new UnitKey.ClaimUnit(FakeAws.ACCOUNT), Slices.policy("claim"))));
        world.publish(Slices.gateway(start, Map.of(GOLD, Slices.plan("gold"), APP, Slices.key("app"))));
        world.publish(Slices.gateway(FakeAws.ACCOUNT, OTHER_REGION, start, Map.of(there, Slices.plan("gold"))));
        world.publish(Slices.gateway(OTHER_ACCOUNT, FakeAws.REGION, start, Map.of(BOT, Slices.key("bot"))));

        assertThat(world.unitsOf(FakeAws.ACCOUNT)).containsExactlyInAnyOrder(WEB, GOLD, APP, there);
    }

    @Test
    void whatWeMadeSinceIsThereAndWhatWeDeletedIsNot() {
        world.publish(Slices.iam(start, Map.of(WEB, Slices.policy("a"))));
        world.publish(Slices.gateway(start, Map.of(GOLD, Slices.plan("gold"))));

        world.note(WEB, Observed.nothing(WEB));
        world.note(JOBS, Slices.policy("b"));
        world.note(GOLD, Observed.nothing(GOLD));
        world.note(APP, Slices.key("app"));
        world.note(new UnitKey.ClaimUnit(FakeAws.ACCOUNT), Slices.policy("claim"));

        assertThat(world.unitsOf(FakeAws.ACCOUNT)).containsExactlyInAnyOrder(JOBS, APP);
        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, Samples.NAMESPACE))
                .containsExactly(JOBS);
    }

    @Test
    void aListingThatMayNotBeBelievedYetBringsNothingBack() {
        world.note(WEB, Observed.nothing(WEB));
        world.note(JOBS, Slices.policy("b"));
        world.publish(Slices.iam(start.plusSeconds(60), Map.of(WEB, Slices.policy("a"))));

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, Samples.NAMESPACE))
                .containsExactly(JOBS);
    }

    @Test
    void aListingThatIsBelievedHasTheLastWord() {
        world.note(WEB, Observed.nothing(WEB));
        world.note(JOBS, Slices.policy("b"));
        world.publish(Slices.iam(start.plusSeconds(121), Map.of(WEB, Slices.policy("a"))));

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, Samples.NAMESPACE))
                .containsExactly(WEB);
        assertThat(world.unitsOf(FakeAws.ACCOUNT)).containsExactly(WEB);
    }

    @Test
    void policiesAreThoseOfOneNamespaceInOneAccount() {
        var other = policyUnit(FakeAws.ACCOUNT, "billing", "role/apps/web");
        var noted = policyUnit(FakeAws.ACCOUNT, "billing", "role/jobs");
        var elsewhere = policyUnit(OTHER_ACCOUNT, Samples.NAMESPACE, "role/apps/web");
        world.publish(Slices.iam(start, Map.of(WEB, Slices.policy("a"), other, Slices.policy("b"))));
        world.publish(Slices.iam(OTHER_ACCOUNT, start, Map.of(elsewhere, Slices.policy("c"))));
        world.note(noted, Slices.policy("d"));

        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, Samples.NAMESPACE))
                .containsExactly(WEB);
        assertThat(world.inventory().policiesOf(FakeAws.ACCOUNT, "billing")).containsExactlyInAnyOrder(other, noted);
        assertThat(world.inventory().policiesOf(OTHER_ACCOUNT, Samples.NAMESPACE))
                .containsExactly(elsewhere);
    }

    @Test
    void keysOfAPlanAreThoseOfTheLastEvidence() {
        world.publish(Slices.gateway(
                start,
                Map.of(
                        APP, Slices.key("app", "plan-gold"),
                        BOT, Slices.key("bot", "plan-gold", "plan-trial"))));
        assertThat(world.inventory().keysIn(FakeAws.ACCOUNT, "plan-gold")).containsExactlyInAnyOrder(APP, BOT);
        assertThat(world.inventory().keysIn(FakeAws.ACCOUNT, "plan-trial")).containsExactly(BOT);

        world.note(BOT, Slices.key("bot", "plan-trial"));
        world.note(APP, Slices.key("app", "plan-gold", "plan-trial"));
        assertThat(world.inventory().keysIn(FakeAws.ACCOUNT, "plan-gold")).containsExactly(APP);
        assertThat(world.inventory().keysIn(FakeAws.ACCOUNT, "plan-trial")).containsExactlyInAnyOrder(APP, BOT);

        world.note(APP, Observed.nothing(APP));
        assertThat(world.inventory().keysIn(FakeAws.ACCOUNT, "plan-gold")).isEmpty();
        assertThat(world.inventory().keysIn(OTHER_ACCOUNT, "plan-trial")).isEmpty();
    }

    private static UnitKey.PolicyUnit policyUnit(String accountId, String namespace, String principal) {
        return new UnitKey.PolicyUnit(accountId, namespace, PrincipalRef.parse(principal));
    }
}
