// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody renames a usage plan of ours and empties its description, and status is lost. */
@Timeout(60)
class StrayPlansTest {

    @Test
    void aPlanThatBearsNothingOfOursButItsTagsIsFoundInTurns() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            var ours = plan("gold", 100, "prod");
            var id = bench.aws
                    .gateway()
                    .plantPlan(
                            new UsagePlan("renamed", "", null, null, ours.plan().stages()));
            bench.aws.gateway().tagByHand(id, ours.tags());
            for (var number = 0; number < 9; number++) {
                bench.aws
                        .gateway()
                        .plantPlan(new UsagePlan(
                                "s" + number, "", null, null, ours.plan().stages()));
            }
            var listing = new Listing(bench.accounts, Samples.NAMING, bench.world::moment, bench.world::idsOf);
            bench.world.publish(listing.iam(bench.account("main")));
            listing.gateway(bench.account("main"), FakeAws.REGION, Set.of(), List.of());
            bench.aws.calls().forget();

            listing.strays().next(bench.account("main"), FakeAws.REGION);
            assertThat(bench.aws.calls().operations()).as("a few at a time").hasSize(5);
            listing.strays().next(bench.account("main"), FakeAws.REGION);
            listing.strays().next(bench.account("main"), FakeAws.REGION);
            assertThat(bench.aws.calls().operations()).as("each once").hasSize(10);
            bench.world.publish(listing.gateway(bench.account("main"), FakeAws.REGION, Set.of(), List.of()));
            assertThat(bench.world.unitsOf(FakeAws.ACCOUNT)).containsExactly(planUnit("gold"));
            bench.bring(ours);

            assertThat(bench.aws.gateway().plans()).hasSize(10).containsEntry(id, ours.plan());
        }
    }
}
