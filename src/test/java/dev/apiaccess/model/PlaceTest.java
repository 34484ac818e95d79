// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Samples;
import org.junit.jupiter.api.Test;

/** Where AWS keeps a unit. */
class PlaceTest {

    @Test
    void whatIamKeepsIsInNoRegion() {
        var policy = Samples.policyUnit();

        assertThat(policy.place()).isEqualTo(Place.global(policy.accountId()));
        assertThat(new UnitKey.ClaimUnit("111122223333").place()).isEqualTo(Place.global("111122223333"));
        assertThat(policy.place().isGlobal()).isTrue();
    }

    @Test
    void plansAndKeysAreInTheirRegion() {
        var plan = Samples.planUnit("gold");
        var key = Samples.keyUnit("mobile");

        assertThat(plan.place()).isEqualTo(new Place(plan.accountId(), plan.region()));
        assertThat(key.place()).isEqualTo(new Place(key.accountId(), key.region()));
        assertThat(key.place().isGlobal()).isFalse();
    }
}
