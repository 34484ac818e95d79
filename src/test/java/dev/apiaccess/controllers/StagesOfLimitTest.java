// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Stages that come to a tier and go from it, with the keys of the tier in mind. */
class StagesOfLimitTest {

    private static final UnitKey.UsagePlanUnit SILVER = Samples.planUnit("silver");
    private static final String BOTH =
            "apis: [{name: orders, restApiName: orders, stage: prod}, {name: beta, restApiName: orders, stage: beta}]";

    private final Paper paper = new Paper();

    @BeforeEach
    void bothStagesAreThere() {
        paper.stages("prod", "beta");
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void planSaysHowManyKeysLoseAStage() {
        plan(PLAN, "gold", "beta", "prod");
        keyIn("p-gold");
        paper.change("gold: {spec: {mode: Plan}}");

        assertThat(paper.limits().assess(paper.gold()).status().plannedChanges())
                .hasSize(2)
                .startsWith("1 API key loses access to stage a1b2c3:beta");
    }

    @Test
    void andItIsSaidWhenItIsDone() {
        plan(PLAN, "gold", "beta", "prod");
        keyIn("p-gold");
        paper.change("{}");
        var gold = paper.gold();
        var before = paper.limits().assess(gold).status();
        gold.setStatus(before);
        assertThat(before.stages()).containsExactly("a1b2c3:beta", "a1b2c3:prod");
        assertThat(paper.limits().assess(gold).notes()).isEmpty();

        plan(PLAN, "gold", "prod");

        assertThat(paper.limits().assess(gold).notes()).singleElement().satisfies(note -> {
            assertThat(note.reason()).isEqualTo("StagesRemoved");
            assertThat(note.text()).isEqualTo("1 API key loses access to a1b2c3:beta: no longer in the usage plan");
        });
        gold.setStatus(paper.limits().assess(gold).status());
        assertThat(paper.limits().assess(gold).notes()).as("once").isEmpty();
    }

    @Test
    void itsKeysAndTheGrantsThatAreReadyAreCounted() {
        keyIn("p-gold");
        paper.foreignKeys(Map.of("p-gold", Set.of("theirs k-9")));
        paper.change("""
                app: {status: {conditions: [{type: Ready, status: "True"}]}}
                other: {kind: ApiKeyGrant, metadata: {name: other, namespace: shop}, spec: {rateLimits: [{name: gold}], secret: {name: x}}}
                """);

        var status = paper.limits().assess(paper.gold()).status();

        assertThat(status.grants()).isEqualTo(2);
        assertThat(status.grantsReady()).isEqualTo(1);
        assertThat(status.keys()).isEqualTo(2);
        assertThat(status.stages()).containsExactly("a1b2c3:prod");
    }

    /** The limit holds, the grant that names both says Conflict, and AWS is not asked again and again. */
    @Test
    void aStageThatAKeyOpensThroughAnotherPlanWaits() {
        plan(SILVER, "silver", "beta");
        keyIn("p-gold", "p-silver");
        paper.change("gold: {spec: {burst: 7, " + BOTH + "}}");

        var gained = (Desired.Plan) paper.of(PLAN);
        assertThat(gained.plan().stages()).containsOnlyKeys(new ApiStage("a1b2c3", "prod"));
        assertThat(gained.plan().throttle())
                .as("other edits go through")
                .satisfies(throttle ->
                        assertThat(throttle).extracting("burstLimit").isEqualTo(7));
        var seen = paper.limits().assess(paper.gold());
        assertThat(seen.submit()).containsOnlyKeys(PLAN);
        assertThat(told(seen.status()))
                .startsWith("Conflict stage a1b2c3:beta waits: ApiRateLimit shop/silver opens it to 1 key of this one"
                        + " (shop/app), ");

        keyIn("p-gold");
        assertThat(((Desired.Plan) paper.of(PLAN)).plan().stages()).hasSize(2);
        assertThat(told(paper.limits().assess(paper.gold()).status())).startsWith("Pending ");
    }

    @Test
    void whatAwsRefusesOfTheRestIsToldToo() {
        plan(SILVER, "silver", "beta");
        keyIn("p-gold", "p-silver");
        paper.change("gold: {spec: {burst: 7, " + BOTH + "}}");
        for (var operation : Operation.values()) {
            paper.aws().calls().failBefore(operation, AwsFailure.Kind.ACCESS_DENIED);
        }
        paper.executor().submit(PLAN, Priority.USER_CHANGE);
        await().untilAsserted(
                        () -> assertThat(paper.executor().outcome(PLAN)).get().isInstanceOf(Outcome.Failed.class));

        assertThat(told(paper.limits().assess(paper.gold()).status()))
                .startsWith("Conflict stage a1b2c3:beta waits: ")
                .contains("; usage plan shop/gold: ")
                .contains("ACCESS_DENIED");
    }

    @Test
    void soDoesItInModePlan() {
        plan(SILVER, "silver", "beta");
        keyIn("p-gold", "p-silver");
        paper.change("gold: {spec: {mode: Plan, " + BOTH + "}}");

        assertThat(paper.limits().assess(paper.gold()).status().plannedChanges())
                .anyMatch(line -> line.startsWith("stage a1b2c3:beta waits: "));
    }

    /** Who holds it in AWS keeps it, and another plan that gives it up lets the next one have it. */
    @Test
    void aStageThatThePlanHasAlreadyStays() {
        plan(PLAN, "gold", "beta", "prod");
        plan(SILVER, "silver", "qa");
        keyIn("p-gold", "p-silver");
        paper.change("gold: {spec: {" + BOTH + "}}");

        assertThat(((Desired.Plan) paper.of(PLAN)).plan().stages()).hasSize(2);
        assertThat(told(paper.limits().assess(paper.gold()).status())).startsWith("Ready ");
    }

    @Test
    void ofTwoThatGainAStageAtOnceTheOlderGetsIt() {
        plan(SILVER, "silver", "qa");
        keyIn("p-gold", "p-silver");
        bothGainBeta("2026-02-01T00:00:00Z", "");
        assertThat(((Desired.Plan) paper.of(SILVER)).plan().stages()).containsKey(new ApiStage("a1b2c3", "beta"));
        assertThat(((Desired.Plan) paper.of(PLAN)).plan().stages()).hasSize(1);
        assertThat(told(paper.limits().assess(paper.gold()).status()))
                .startsWith(
                        "Conflict stage a1b2c3:beta waits: ApiRateLimit shop/silver, which is older, is about to open it"
                                + " to 1 key of this one (shop/app), ");

        bothGainBeta("2026-02-03T00:00:00Z", "");
        assertThat(((Desired.Plan) paper.of(PLAN)).plan().stages()).hasSize(2);
        assertThat(((Desired.Plan) paper.of(SILVER)).plan().stages()).doesNotContainKey(new ApiStage("a1b2c3", "beta"));
    }

    @Test
    void anOlderOneThatDoesNotAskNowHoldsNobodyUp() {
        plan(SILVER, "silver", "qa");
        keyIn("p-gold", "p-silver");
        bothGainBeta("2026-02-01T00:00:00Z", "mode: Plan, ");

        assertThat(((Desired.Plan) paper.of(PLAN)).plan().stages()).hasSize(2);
    }

    @Test
    void anOlderOneThatCannotHaveItHoldsNobodyUp() {
        var bronze = Samples.planUnit("bronze");
        plan(SILVER, "silver", "qa");
        plan(bronze, "bronze", "beta");
        keyIn("p-gold", "p-silver");
        key("other", "k-2", "p-silver");
        bothGainBeta("2026-02-01T00:00:00Z", "");
        assertThat(((Desired.Plan) paper.of(PLAN)).plan().stages()).hasSize(1);

        key("other", "k-2", "p-silver", "p-bronze");

        assertThat(((Desired.Plan) paper.of(PLAN)).plan().stages()).hasSize(2);
        assertThat(((Desired.Plan) paper.of(SILVER)).plan().stages()).doesNotContainKey(new ApiStage("a1b2c3", "beta"));
    }

    private void bothGainBeta(String silverMade, String more) {
        paper.change("""
                gold: {metadata: {creationTimestamp: "2026-02-02T00:00:00Z"}, spec: {%s}}
                silver:
                  kind: ApiRateLimit
                  metadata: {name: silver, namespace: shop, creationTimestamp: "%s"}
                  spec: {%sapis: [{name: beta, restApiName: orders, stage: beta}], quota: {requests: 9, period: Day}}
                """.formatted(BOTH, silverMade, more));
    }

    private void plan(UnitKey.UsagePlanUnit unit, String name, String... stages) {
        paper.holds(
                unit,
                new Observed.Plan(List.of(new ExistingPlan(
                        "p-" + name, Samples.plan(name, 100, stages).plan()))));
    }

    private void keyIn(String... plans) {
        key("app", "k-1", plans);
    }

    private void key(String grant, String id, String... plans) {
        paper.holds(
                Samples.keyUnit(grant),
                new Observed.Key(List.of(new ExistingKey(
                        id, Samples.key(grant, true, plans).newest().key()))));
    }

    private static String told(CommonStatus status) {
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getReason() + " " + ready.getMessage();
    }
}
