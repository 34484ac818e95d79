// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A connection with several regions, of which one cannot be listed or is not named any more; what is there lies in another. */
class BoundUnitsTest {

    private static final String ADMITTED = "connection: prod, admittedBy: {tenant: shop, onWithdrawal: Revoke}";
    private static final String WITHDRAWN = "tenants: {0: {may: [Grant], onWithdrawal: Revoke}}";
    private static final String UNREAD = "af-south-1";

    private final Paper paper = new Paper();

    @BeforeEach
    void theKeyIsThere() {
        paper.holds(
                KEY,
                new Observed.Key(List.of(new ExistingKey(
                        "k-1", Samples.key("app", true, "p-gold").newest().key()))));
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void aRegionThatCannotBeListedHidesNothingThatIsWithdrawnInAnother() {
        regions(List.of(UNREAD, FakeAws.REGION), "", WITHDRAWN);

        assertThat(paper.look(paper.app()).submit()).containsOnlyKeys(KEY);
        assertThat(message(paper.limits().assess(paper.gold()).status().conditions()))
                .contains("no longer admits its usage plan");
    }

    @Test
    void norWhatIsDeleted() {
        regions(List.of(UNREAD, FakeAws.REGION), "deletionTimestamp: '2026-03-01T00:00:00Z', ", "tenants: {}");

        assertThat(paper.grants().assessDeletion(paper.app()).gone()).isFalse();
        assertThat(paper.grants().assessDeletion(paper.app()).assessment().submit())
                .containsOnlyKeys(KEY);
    }

    @Test
    void aDeletionEndsWhenEveryRegionIsKnownToHoldNothing() {
        paper.holds(KEY, new Observed.Key(List.of()));
        paper.holds(PLAN, new Observed.Plan(List.of()));
        regions(List.of(UNREAD, FakeAws.REGION), "deletionTimestamp: '2026-03-01T00:00:00Z', ", "tenants: {}");

        assertThat(paper.grants().assessDeletion(paper.app()).gone()).isFalse();
        assertThat(paper.limits().assessDeletion(paper.gold()).gone()).isFalse();

        regions(List.of(FakeAws.REGION), "deletionTimestamp: '2026-03-01T00:00:00Z', ", "tenants: {}");

        assertThat(paper.grants().assessDeletion(paper.app()).gone()).isTrue();
        assertThat(paper.limits().assessDeletion(paper.gold()).gone()).isTrue();
    }

    @Test
    void whatIsInARegionThatLeftTheConnectionIsWithdrawnAsWell() {
        regions(List.of("eu-west-3"), "", "tenants: {0: {onWithdrawal: Revoke}}");

        assertThat(paper.look(paper.app()).submit()).containsOnlyKeys(KEY);

        paper.holds(KEY, new Observed.Key(List.of()));
        assertThat(paper.limits().assess(paper.gold()).submit()).containsOnlyKeys(PLAN);
    }

    /** The grant and the limit cannot be resolved: with several regions a target has to say in which it is. */
    private void regions(List<String> names, String metadata, String more) {
        paper.change("connection: {spec: {regions: " + names + ", " + more + "}}\n"
                + "gold: {metadata: {" + metadata + "generation: 2}, status: {" + ADMITTED + "}}\n"
                + "app: {metadata: {" + metadata + "generation: 2}, status: {" + ADMITTED + "}}");
    }

    private static String message(List<io.fabric8.kubernetes.api.model.Condition> conditions) {
        return StatusConditions.find(conditions, dev.apiaccess.api.ConditionType.Ready)
                .orElseThrow()
                .getMessage();
    }
}
