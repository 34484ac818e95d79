// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.controllers.Paper.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyUsage;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Quota;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.PlanUsage;
import dev.apiaccess.world.UsageSlice;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a grant notes of the quota of its key, and what becomes of it when another process looks. */
class QuotaOfGrantTest {

    private static final LocalDate TODAY = LocalDate.ofInstant(Paper.NOW, ZoneOffset.UTC);
    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void theNumberIsNotedAndIsWhatARestartKeepsUntilUsageIsRead() {
        used(paper, 850);
        var status = assess(paper, null);
        assertThat(status.quotaUsedPercent()).isEqualTo(85);
        assertThat(low(status)).map(Condition::getStatus).contains("True");

        try (var restarted = new Paper()) {
            assertThat(assess(restarted, status)).isEqualTo(status);
            assertThat(restarted.grants().quotaTurned(app(restarted, status), restarted.snapshot()))
                    .isFalse();

            used(restarted, 850);
            assertThat(restarted.grants().quotaTurned(app(restarted, status), restarted.snapshot()))
                    .isFalse();
            used(restarted, 1000);
            assertThat(restarted.grants().quotaTurned(app(restarted, status), restarted.snapshot()))
                    .isTrue();
            assertThat(assess(restarted, status).quotaUsedPercent()).isEqualTo(100);
        }
    }

    @Test
    void aStatusOfAnEarlierVersionGetsItsNumberWithTheNextLookAndIsWrittenOnce() {
        used(paper, 850);
        var status = assess(paper, null);
        var old = withoutNumber(status);
        assertThat(old.quotaUsedPercent()).isNull();
        assertThat(old.summary()).endsWith("85 % of its quota");

        try (var restarted = new Paper()) {
            assertThat(assess(restarted, old)).as("until usage was read").isEqualTo(old);
            assertThat(restarted.grants().quotaTurned(app(restarted, old), restarted.snapshot()))
                    .isFalse();

            used(restarted, 850);
            assertThat(restarted.grants().quotaTurned(app(restarted, old), restarted.snapshot()))
                    .isTrue();
            assertThat(assess(restarted, old)).isEqualTo(status);
            assertThat(restarted.grants().quotaTurned(app(restarted, status), restarted.snapshot()))
                    .isFalse();
            assertThat(assess(restarted, status)).isEqualTo(status);
        }
    }

    @Test
    void whatItSaysGoesWhenThereIsNoQuotaAnyMore() {
        used(paper, 850);
        var old = withoutNumber(assess(paper, null));

        try (var restarted = new Paper()) {
            restarted.world().readings().publish(new UsageSlice(FakeAws.ACCOUNT, FakeAws.REGION, Map.of()));

            assertThat(restarted.grants().quotaTurned(app(restarted, old), restarted.snapshot()))
                    .isTrue();
            assertThat(low(assess(restarted, old))).isEmpty();
        }
    }

    private static ApiKeyGrantStatus withoutNumber(ApiKeyGrantStatus status) {
        return Serialization.unmarshal(
                Serialization.asYaml(status).replaceAll("(?m)^quotaUsedPercent: .*$", ""), ApiKeyGrantStatus.class);
    }

    private static Optional<Condition> low(ApiKeyGrantStatus status) {
        return StatusConditions.find(status.conditions(), ConditionType.QuotaLow);
    }

    private static ApiKeyGrantStatus assess(Paper paper, @Nullable ApiKeyGrantStatus before) {
        return paper.look(app(paper, before)).status();
    }

    private static ApiKeyGrant app(Paper paper, @Nullable ApiKeyGrantStatus status) {
        paper.change("app: {metadata: {generation: 1}}");
        paper.holds(
                KEY,
                new Observed.Key(List.of(new ExistingKey(
                        "k-1", Samples.key("app", true, "p-gold").newest().key()))));
        var app = paper.app();
        app.setStatus(status);
        return app;
    }

    private static void used(Paper paper, long requests) {
        paper.world()
                .readings()
                .publish(new UsageSlice(
                        FakeAws.ACCOUNT,
                        FakeAws.REGION,
                        Map.of(
                                "p-gold",
                                new PlanUsage(
                                        new Quota(1000, Quota.Period.MONTH),
                                        Quota.Period.MONTH.first(TODAY),
                                        Map.of("k-1", new KeyUsage("k-1", requests, 1000 - requests))))));
    }
}
