// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.UsagePlanUse;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.View;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Objects that we are done with and that others still hold by finalizers of their own: nobody waits for them. */
class EndedObjectsTest {

    private static final String HAS_KEY =
            "app: {status: {connection: prod, apiKeyId: k-1, plans: [{name: gold, namespace: shop, usagePlanId: p-gold}]}}";
    private static final String GOES = going("app", "apiaccess.dev/cleanup");
    private static final String ENDED = going("app", "example.com/keep");
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
    void theirPlaceInATierIsFree() {
        var one = "gold: {spec: {maxKeysPerNamespace: 1}}";
        paper.change(one, HAS_KEY, GOES, LATE);
        assertThat(accepted()).isEqualTo("LimitReached");

        paper.change(one, HAS_KEY, ENDED, LATE);
        assertThat(accepted()).isEqualTo("Accepted");
    }

    @Test
    void theirPlaceInTheNamespaceIsFree() {
        var one = """
                connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}],
                  principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey], limits: {keys: 1}}]}}
                """;
        paper.change(one, HAS_KEY, GOES, LATE);
        assertThat(accepted()).isEqualTo("LimitReached");

        paper.change(one, HAS_KEY, ENDED, LATE);
        assertThat(accepted()).isEqualTo("Accepted");
    }

    @Test
    void theyUseNoTier() {
        var deleted = going("gold", "apiaccess.dev/cleanup");
        paper.change(HAS_KEY, GOES, deleted);
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Undecided.class);
        assertThat(paper.limits()
                        .assessDeletion(paper.gold())
                        .assessment()
                        .status()
                        .grants())
                .isEqualTo(1);

        paper.change(HAS_KEY, ENDED, deleted);
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Absent.class);
        assertThat(paper.limits()
                        .assessDeletion(paper.gold())
                        .assessment()
                        .status()
                        .grants())
                .isZero();
    }

    /** What they left there on purpose, or what appears anew, is told as an orphan and not deleted for them. */
    @Test
    void nothingIsDeletedForThemAnyMore() {
        paper.holds(
                KEY,
                new Observed.Key(List.of(new ExistingKey(
                        "k-1", Samples.key("app", true, "p-gold").newest().key()))));
        paper.change(HAS_KEY, GOES);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Absent.class);

        paper.change(HAS_KEY, ENDED);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);
        paper.change(HAS_KEY, ENDED, going("gold", "apiaccess.dev/cleanup"));
        assertThat(use().keeps(paper.gold(), PLAN, ((View.Known) paper.world().view(PLAN)).observed()))
                .get()
                .asString()
                .startsWith("1 API key whose grant is gone is in it");
    }

    private UsagePlanUse use() {
        return new UsagePlanUse(paper.store(), paper.world());
    }

    private static String going(String name, String finalizer) {
        return name + ": {metadata: {deletionTimestamp: \"2026-03-01T00:00:00Z\", finalizers: [" + finalizer + "]}}";
    }

    private String accepted() {
        var late = paper.store().grant("shop", "late").orElseThrow();
        return StatusConditions.find(paper.look(late).status().conditions(), ConditionType.Accepted)
                .orElseThrow()
                .getReason();
    }
}
