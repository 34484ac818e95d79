// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is there twice is told by id, in whatever order it was listed. */
class ObservedTest {

    @Test
    void theFirstPlanIsTheOneWithTheFirstId() {
        var plan = Samples.plan("gold", 1).plan();
        var observed = new Observed.Plan(List.of(new ExistingPlan("p2", plan), new ExistingPlan("p1", plan)));

        assertThat(observed.first()).contains(new ExistingPlan("p1", plan));
        assertThat(observed).isEqualTo(new Observed.Plan(observed.existing().reversed()));
    }

    @Test
    void theFirstKeyIsTheOneWithTheFirstId() {
        var key = Samples.key("app", true).newest().key();
        var observed = new Observed.Key(List.of(new ExistingKey("k2", key), new ExistingKey("k1", key)));

        assertThat(observed.first()).contains(new ExistingKey("k1", key));
        assertThat(observed).isEqualTo(new Observed.Key(observed.existing().reversed()));
    }
}
