// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which grants of a namespace have a key in a tier that gives it only so many. */
class KeyPlacesTest {

    private static final String ONE = "gold: {spec: {maxKeysPerNamespace: 1}}";
    private static final String APP = "app: {metadata: {creationTimestamp: \"2026-01-01T00:00:00Z\"}}";
    private static final String LATE = """
            late:
              kind: ApiKeyGrant
              metadata: {name: late, namespace: shop, creationTimestamp: "2026-02-01T00:00:00Z"}
              spec:
                rateLimits: [{name: gold}]
                secret: {name: late-key}
            """;

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void theOlderOneHasIt() {
        paper.change(ONE, APP, LATE);

        assertThat(told("late"))
                .isEqualTo("LimitReached: ApiRateLimit shop/gold gives namespace shop 1 key (maxKeysPerNamespace), and"
                        + " 1 comes first: delete a grant that is not needed, or ask its owner for more");
        assertThat(told("app")).startsWith("Accepted");
    }

    @Test
    void whereNoNumberIsSaidEverybodyHasOne() {
        paper.change(APP, LATE);

        assertThat(told("late")).startsWith("Accepted");
    }

    @Test
    void oneThatOnlyPlansTakesNoPlace() {
        paper.change(ONE, APP, LATE, "app: {spec: {mode: Plan}}");

        assertThat(told("late")).startsWith("Accepted");
    }

    /** Otherwise a key with all that is left of a quota would be had by retaining the one before. */
    @Test
    void aKeyThatWasRetainedHasItsPlace() {
        paper.change(ONE, APP, "app: {spec: {rateLimits: [{name: other}]}}", LATE);
        assertThat(told("late")).startsWith("Accepted");

        var unit = new UnitKey.ApiKeyUnit(FakeAws.ACCOUNT, FakeAws.REGION, "shop", "retained");
        var key = Samples.key("retained", true, "p-gold").newest().key();
        paper.world().note(unit, new Observed.Key(List.of(new ExistingKey("k7", key))));

        assertThat(told("late")).startsWith("LimitReached");
    }

    /** Lowering the number takes nothing away, and gives nothing to those who waited. */
    @Test
    void whoHasAKeyComesFirst() {
        paper.change(ONE, APP, LATE, """
                late: {status: {apiKeyId: k9, plans: [{name: gold, namespace: shop, usagePlanId: p-gold}]}}
                """);

        assertThat(told("late")).startsWith("Accepted");
        assertThat(told("app")).startsWith("LimitReached");
    }

    private String told(String name) {
        var conditions = paper.look(grant(name)).status().conditions();
        return StatusConditions.find(conditions, ConditionType.Accepted)
                .map(one -> one.getReason() + ": " + one.getMessage())
                .orElse("");
    }

    private ApiKeyGrant grant(String name) {
        return paper.store().grant("shop", name).orElseThrow();
    }
}
