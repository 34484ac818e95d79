// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.status.LimitLook;
import dev.apiaccess.testing.Deployments;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.world.MethodSlice;
import dev.apiaccess.world.StageMethods;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** When a rate limit says that it has an effect, or none, and when it says nothing of it. */
class EffectOfLimitTest {

    private static final ApiStage PROD = new ApiStage("a1b2c3", "prod");
    private static final MethodKey OPEN = new MethodKey("/orders", "GET");

    private static final MethodKey OTHER = new MethodKey("/orders", "POST");

    private static final String FIRST = "gold: {metadata: {generation: 1}}";

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void aMethodWithoutAKeyIsToldAndHoldsNothingUp() {
        deployed(OPEN);

        var status = assess();

        assertThat(effect(status)).isEqualTo("False KeyNotRequired");
        assertThat(told(status, ConditionType.Ready)).isEqualTo("True Ready");
        assertThat(status.summary()).isEqualTo("100/s, burst 200, 0 keys, 1 method needs no key");
    }

    @Test
    void withKeysEverywhereItHasItsEffect() {
        deployed();

        assertThat(effect(assess())).isEqualTo("True Effective");
        assertThat(assess().summary()).isEqualTo("100/s, burst 200, 0 keys");
    }

    @Test
    void aLimitThatMeetsNoMethodIsToldFirstAndHoldsNothingUp() {
        paper.change("""
                gold: {spec: {apis: [{name: orders, restApiName: orders, stage: prod, methods: [
                  {method: GET, path: /order, rate: {requests: 1, per: 1h}, burst: 1},
                  {method: POST, path: /orders, rate: {requests: 1, per: 1h}, burst: 1}]}]}}
                """);
        deployed(OPEN);

        var status = assess();

        assertThat(effect(status)).isEqualTo("False LimitUnmatched");
        assertThat(StatusConditions.find(status.conditions(), ConditionType.Effective))
                .get()
                .extracting(Condition::getMessage)
                .isEqualTo("1 limit meets no deployed method, and 1 method needs no API key: correct the limits, set"
                        + " apiKeyRequired, and deploy. Limits: apis[orders] GET /order (declared is GET|POST /orders)."
                        + " Open: apis[orders] GET /orders");
        assertThat(status.summary())
                .isEqualTo("100/s, burst 200, 0 keys, 1 limit meets no method, 1 method needs no key");

        deployed();
        assertThat(effect(assess())).isEqualTo("False LimitUnmatched");
        assertThat(assess().summary()).isEqualTo("100/s, burst 200, 0 keys, 1 limit meets no method");
    }

    @Test
    void whatCouldNotBeReadIsNotTold() {
        read(Map.of());

        var status = assess();

        assertThat(effect(status)).isEmpty();
        assertThat(told(status, ConditionType.Ready)).isEqualTo("True Ready");
    }

    @Test
    void whatItSaysStaysUntilDeploymentsWereReadForTheFirstTime() {
        paper.change(FIRST);
        assertThat(effect(assess())).isEmpty();
        deployed(OPEN);
        var before = assess();

        try (var restarted = new Paper()) {
            restarted.change(FIRST);
            var gold = restarted.gold();
            gold.setStatus(before);
            assertThat(restarted.limits().assess(gold).status()).isEqualTo(before);

            gold.getMetadata().setGeneration(2L);
            assertThat(effect(restarted.limits().assess(gold).status()))
                    .as("it was said of other stages, perhaps")
                    .isEmpty();
        }
    }

    @Test
    void aStatusOfAnEarlierVersionGetsItsNumbersWithTheNextLookAndIsWrittenOnce() {
        for (var open : List.of(Set.of(OPEN), Set.<MethodKey>of())) {
            paper.change(FIRST);
            read(Map.of(PROD, Deployments.of("d1", Set.of(OPEN, OTHER), open)));
            var now = assess();
            var old = Serialization.unmarshal(
                    Serialization.asYaml(now).replaceAll("(?m)^(unmatchedLimits|openMethods): .*$", ""),
                    ApiRateLimitStatus.class);
            assertThat(List.of(now.unmatchedLimits(), now.openMethods())).isEqualTo(List.of(0, open.size()));
            assertThat(old.openMethods()).isNull();

            try (var restarted = new Paper()) {
                restarted.change(FIRST);
                var gold = restarted.gold();
                gold.setStatus(old);
                assertThat(restarted.limits().assess(gold).status())
                        .as("until deployments were read")
                        .isEqualTo(old);

                restarted
                        .world()
                        .readings()
                        .publish(new MethodSlice(
                                FakeAws.ACCOUNT,
                                FakeAws.REGION,
                                Map.of(PROD, Deployments.of("d1", Set.of(OPEN, OTHER), open))));
                assertThat(restarted.limits().assess(gold).status()).isEqualTo(now);

                gold.setStatus(now);
                assertThat(restarted.limits().assess(gold).status()).isEqualTo(now);
            }
        }
    }

    @Test
    void nothingHasAnEffectBeforeAwsHasIt() {
        paper.holds(PLAN, new Observed.Plan(List.of()));
        deployed();

        assertThat(effect(assess())).isEmpty();

        deployed(OPEN);
        assertThat(effect(assess())).as("what is missing is told before").isEqualTo("False KeyNotRequired");
    }

    @Test
    void whatIsRefusedSaysNothingOfIt() {
        deployed(OPEN);
        paper.change("connection: {spec: {tenants: []}}");

        assertThat(effect(assess())).isEmpty();
        assertThat(LimitLook.stages(paper.gold(), FakeAws.ACCOUNT, FakeAws.REGION, paper.snapshot()))
                .as("and nothing is asked of AWS for it")
                .isEmpty();
    }

    @Test
    void theStagesOfALimitAreLookedAtInItsPlaceOnly() {
        assertThat(LimitLook.stages(paper.gold(), FakeAws.ACCOUNT, FakeAws.REGION, paper.snapshot()))
                .containsExactly(PROD);
        assertThat(LimitLook.stages(paper.gold(), FakeAws.ACCOUNT, "us-east-1", paper.snapshot()))
                .isEmpty();
        assertThat(LimitLook.stages(paper.gold(), "444455556666", FakeAws.REGION, paper.snapshot()))
                .isEmpty();
    }

    private void deployed(MethodKey... withoutKey) {
        read(Map.of(PROD, Deployments.of("d1", Set.of(OPEN, OTHER), Set.of(withoutKey))));
    }

    private void read(Map<ApiStage, StageMethods> stages) {
        paper.world().readings().publish(new MethodSlice(FakeAws.ACCOUNT, FakeAws.REGION, stages));
    }

    private ApiRateLimitStatus assess() {
        return paper.limits().assess(paper.gold()).status();
    }

    private static String effect(ApiRateLimitStatus status) {
        return told(status, ConditionType.Effective);
    }

    private static String told(ApiRateLimitStatus status, ConditionType type) {
        return StatusConditions.find(status.conditions(), type)
                .map(one -> one.getStatus() + " " + one.getReason())
                .orElse("");
    }
}
