// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.UsagePlanUse;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Somebody made a usage plan that bears what that of the tier bears, with a key of his own in it. */
class PlantedPlanTest {

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void aPlanThatOnlyLooksLikeOursHoldsNoDeletionUp() {
        paper.change(
                "app: null",
                "gold: {metadata: {deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: [apiaccess.dev/cleanup]}}");
        paper.foreignKeys(Map.of("a-planted", Set.of("somebody's k-9")));
        var plan = Samples.plan("gold", 100, "prod").plan();

        paper.world()
                .note(
                        PLAN,
                        new Observed.Plan(
                                List.of(new ExistingPlan("a-planted", plan), new ExistingPlan("p-gold", plan))));

        assertThat(((View.Known) paper.world().view(PLAN)).observed().proofs()).hasSize(2);
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Absent.class);

        paper.foreignKeys(Map.of("p-gold", Set.of("somebody's k-9")));
        assertThat(paper.of(PLAN)).as("it is in ours").isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void aKeyThatOnlyLooksLikeThatOfAGrantHoldsNoWithdrawalUp() {
        var key = new ExistingKey(
                "k-planted", Samples.key("app", true, "p-gold").newest().key());
        var ours = ((View.Known) paper.world().view(PLAN)).observed();
        paper.world().note(KEY, new Observed.Key(List.of(key)));

        assertThat(use().keepsWithdrawn(PLAN, ours)).isEmpty();
        assertThat(use().keeps(paper.gold(), PLAN, ours)).as("a deletion waits").isPresent();

        paper.holds(KEY, new Observed.Key(List.of(key)));
        assertThat(use().keepsWithdrawn(PLAN, ours)).as("it is taken out first").isPresent();
    }

    private UsagePlanUse use() {
        return new UsagePlanUse(paper.store(), paper.world());
    }
}
