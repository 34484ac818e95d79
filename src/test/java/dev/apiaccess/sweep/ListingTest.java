// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.NAMING;
import static dev.apiaccess.testing.Samples.key;
import static dev.apiaccess.testing.Samples.keyUnit;
import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static dev.apiaccess.testing.Samples.policy;
import static dev.apiaccess.testing.Samples.policyArn;
import static dev.apiaccess.testing.Samples.policyUnit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.View;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ListingTest {

    @Test
    void aListingShowsWhatWasWritten() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            for (var name : new String[] {"gold", "silver", "trial"}) {
                bench.bring(plan(name, 100, "prod"));
            }
            bench.bring(policy("/orders"));
            var plans = bench.aws.gateway().plans().keySet().toArray(String[]::new);
            bench.bring(key("mobile", true, plans));
            var noted = bench.world.view(keyUnit("mobile"));

            bench.sweep();

            assertThat(bench.world.view(keyUnit("mobile"))).isInstanceOfSatisfying(View.Known.class, view -> {
                assertThat(view.settled()).isTrue();
                assertThat(view.observed()).isEqualTo(((View.Known) noted).observed());
            });
            assertThat(bench.world.unitsOf(FakeAws.ACCOUNT))
                    .containsExactlyInAnyOrder(
                            policyUnit(), keyUnit("mobile"), planUnit("gold"), planUnit("silver"), planUnit("trial"));
            assertThat(bench.world.inventory().keysIn(FakeAws.ACCOUNT, plans[0]))
                    .containsExactly(keyUnit("mobile"));
        }
    }

    @Test
    void driftShowsInTheNextListing() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.aws.iam().attachByHand(policyArn(), "role/ops/admin");

            bench.sweep();

            assertThat(bench.world.view(policyUnit()))
                    .isInstanceOfSatisfying(
                            View.Known.class,
                            view -> assertThat(view.observed())
                                    .isInstanceOfSatisfying(
                                            Observed.Policy.class,
                                            found -> assertThat(found.existing()
                                                            .orElseThrow()
                                                            .policy()
                                                            .attachedTo())
                                                    .hasSize(2)));
        }
    }

    @Test
    void aPolicyWithAStrangeDescriptionUnderOurPathDoesNotStopTheListing() throws Exception {
        try (var bench = ExecBench.fast()) {
            for (var description : new String[] {"apiaccess c1 shop role/x/", "apiaccess c1 shop role/", ""}) {
                bench.aws
                        .iam()
                        .existing(new ManagedPolicy(
                                NAMING.policyPath(),
                                "odd" + description.length(),
                                description,
                                policy("/orders").policy().document(),
                                new TreeSet<>()));
            }

            bench.sweep();

            assertThat(bench.world.iam(FakeAws.ACCOUNT).orElseThrow().owned()).isEmpty();
            assertThat(bench.world.iam(FakeAws.ACCOUNT).orElseThrow().principals())
                    .containsEntry(Samples.WEB.identity(), Samples.WEB);
        }
    }

    /** Whoever may create policies under our path can write the description of any unit. */
    @Test
    void aPolicyIsTakenOnlyUnderTheNameOfItsUnit() throws Exception {
        try (var bench = ExecBench.fast()) {
            var ours = policy("/orders").policy();
            bench.aws
                    .iam()
                    .existing(new ManagedPolicy(
                            ours.path(), "another-name", ours.description(), ours.document(), new TreeSet<>()));
            bench.sweep();
            assertThat(bench.world.iam(FakeAws.ACCOUNT).orElseThrow().owned()).isEmpty();

            bench.aws
                    .iam()
                    .existing(new ManagedPolicy(
                            ours.path(), ours.name(), ours.description(), ours.document(), new TreeSet<>()));
            bench.sweep();
            assertThat(bench.world.iam(FakeAws.ACCOUNT).orElseThrow().owned())
                    .hasEntrySatisfying(
                            policyUnit(),
                            found -> assertThat(found.policy().name()).isEqualTo(ours.name()));
        }
    }

    @Test
    void aPlanAndAKeyAreRecognisedByNameWhenTheirMarkWasEditedAway() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var planId = bench.aws.gateway().plans().keySet().iterator().next();
            var plan =
                    java.util.Objects.requireNonNull(bench.aws.gateway().plans().get(planId));
            bench.aws
                    .gateway()
                    .editByHand(
                            planId,
                            new UsagePlan(plan.name(), "mine now", plan.throttle(), plan.quota(), plan.stages()));
            var listing = new Listing(bench.accounts, NAMING, bench.world::moment, bench.world::idsOf);

            var unmarked = listing.gateway(bench.account("main"), FakeAws.REGION, Set.of(), List.of());
            var expected = listing.gateway(bench.account("main"), FakeAws.REGION, Set.of(), List.of(planUnit("gold")));

            assertThat(unmarked.plans()).isEmpty();
            assertThat(expected.plans()).containsOnlyKeys(planUnit("gold"));
        }
    }

    /** Whoever notes another's key in a Secret of its own could try its guesses otherwise. */
    @Test
    void valuesAreComparedWithKeysOfTheSameGrantOnly() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            for (var name : List.of("one", "two")) {
                bench.bring(key(name, true, bench.onlyPlan()));
            }
            var asked = new java.util.TreeSet<String>();
            var told = new java.util.ArrayList<Boolean>();

            new Listing(bench.accounts, NAMING, bench.world::moment, bench.world::idsOf)
                    .gateway(
                            bench.account("main"),
                            FakeAws.REGION,
                            Set.of(),
                            List.of(Samples.keyUnit("one"), planUnit("gold")),
                            (unit, id) -> {
                                asked.add(unit.name());
                                return List.of(new KeptValues.Kept(Samples.value("one"), told::add));
                            },
                            ProtectionWish.NONE);

            assertThat(asked).containsExactly("one");
            assertThat(told).containsExactly(true);
        }
    }

    @Test
    void stagesAreReadOnlyOfTheApisThatSomebodyRefersTo() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws.gateway().api("zzzzzz", "unused", "prod");

            var slice = new Listing(bench.accounts, NAMING, bench.world::moment, bench.world::idsOf)
                    .gateway(bench.account("main"), FakeAws.REGION, Set.of("a1b2c3"), List.of());

            assertThat(slice.apis()).hasSize(2);
            assertThat(slice.stages()).containsOnlyKeys("a1b2c3");
            assertThat(bench.aws.calls().count(Operation.GET_STAGES)).isEqualTo(1);
        }
    }

    @Test
    void aListingAtRestCostsNoCallPerObject() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            for (var i = 0; i < 6; i++) {
                bench.bring(key("grant" + i, true, bench.onlyPlan()));
            }
            bench.aws.calls().forget();

            new Listing(bench.accounts, NAMING, bench.world::moment, bench.world::idsOf)
                    .gateway(bench.account("main"), FakeAws.REGION, Set.of(), List.of());

            assertThat(bench.aws.calls().count(Operation.GET_API_KEY)).isZero();
            assertThat(bench.aws.calls().count(Operation.GET_API_KEYS))
                    .as("pages of two")
                    .isEqualTo(3);
        }
    }
}
