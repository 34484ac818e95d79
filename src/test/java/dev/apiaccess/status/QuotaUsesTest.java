// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.QuotaUse;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import java.util.List;
import org.junit.jupiter.api.Test;

class QuotaUsesTest {

    @Test
    void countsWhatWasListedWhoeverMadeIt() {
        try (var paper = new Paper()) {
            assertThat(QuotaUses.of(paper.world(), FakeAws.ACCOUNT, List.of(FakeAws.REGION, "eu-west-3")))
                    .as("a region that was not listed yet is not there")
                    .containsExactly(
                            new QuotaUse("managed policies", null, 0, 1500),
                            new QuotaUse("usage plans", FakeAws.REGION, 1, 300),
                            new QuotaUse("API keys", FakeAws.REGION, 1, 10_000));
        }
    }

    @Test
    void warnsOfWhatIsNearlyUsedUp() {
        var plenty = new QuotaUse("API keys", "eu-west-1", 7_999, 10_000);
        var little = new QuotaUse("usage plans", "eu-west-1", 240, 300);
        var none = new QuotaUse("managed policies", null, 1500, 1500);

        assertThat(QuotaUses.warning(List.of(plenty))).isEmpty();
        assertThat(QuotaUses.warning(List.of(plenty, little, none)))
                .contains(
                        "240 of 300 usage plans in eu-west-1, 1500 of 1500 managed policies are used: ask AWS for more"
                                + " where it gives more, or remove what is not needed");
    }

    @Test
    void warnsAgainOnlyOfWhatBecameScarceSince() {
        var plans = new QuotaUse("usage plans", "eu-central-1", 240, 300);
        var keys = new QuotaUse("API keys", "eu-central-1", 7999, 10_000);
        var more = new QuotaUse("API keys", "eu-central-1", 8000, 10_000);

        assertThat(QuotaUses.newlyScarce(List.of(), List.of(plans, keys)))
                .hasValueSatisfying(told -> assertThat(told).startsWith("240 of 300 usage plans in eu-central-1 are"));
        assertThat(QuotaUses.newlyScarce(List.of(plans, keys), List.of(plans, more)))
                .hasValueSatisfying(told -> assertThat(told).startsWith("8000 of 10000 API keys in eu-central-1 are"));
        assertThat(QuotaUses.newlyScarce(List.of(plans, more), List.of(plans, more)))
                .isEmpty();
    }
}
