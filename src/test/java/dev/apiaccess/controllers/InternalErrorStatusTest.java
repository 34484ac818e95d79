// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.testing.FakeCalls;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.world.Outcome;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What an object says when it is the operator that fails. */
class InternalErrorStatusTest {

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void whatWasReadyStaysSoAndIsBeingWorkedOn() {
        var gold = goldAtGeneration(1);
        var ready = paper.limits().assess(gold).status();
        gold.setStatus(ready);
        failsInside();

        var status = paper.limits().assess(gold).status();

        assertThat(condition(status, ConditionType.Ready)).isEqualTo(condition(ready, ConditionType.Ready));
        assertThat(told(status, ConditionType.Ready)).isEqualTo("True Ready");
        assertThat(told(status, ConditionType.Synced)).isEqualTo("Unknown InternalError");
        assertThat(told(status, ConditionType.Reconciling)).isEqualTo("True InternalError");
        assertThat(StatusConditions.find(status.conditions(), ConditionType.Stalled))
                .isEmpty();
    }

    @Test
    void anEditThatIsNotInForceIsNotReady() {
        var gold = goldAtGeneration(1);
        gold.setStatus(paper.limits().assess(gold).status());
        gold.getMetadata().setGeneration(2L);
        failsInside();

        var status = paper.limits().assess(gold).status();

        assertThat(told(status, ConditionType.Ready)).isEqualTo("False InternalError");
        assertThat(told(status, ConditionType.Synced)).isEqualTo("Unknown InternalError");

        gold.setStatus(status);
        assertThat(paper.limits().assess(gold).status())
                .as("nothing is written again")
                .isEqualTo(status);
    }

    @Test
    void theMessageSaysWhatToDoAndNothingOfTheDefect() {
        failsInside();

        var message = condition(paper.limits().assess(paper.gold()).status(), ConditionType.Synced)
                .getMessage();

        assertThat(message)
                .isEqualTo(
                        "the operator itself fails at usage plan shop/gold, and tries again: look for that in its log,"
                                + " and report what it says there")
                .doesNotContain(FakeCalls.BUG);
    }

    @Test
    void anObjectThatIsDeletedSaysHowToLetItGo() {
        paper.change("""
                gold: {metadata: {deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: [apiaccess.dev/cleanup]},
                  status: {connection: prod, admittedBy: {tenant: shop, onWithdrawal: Revoke}}}
                connection: {spec: {tenants: {0: {may: [], onWithdrawal: Revoke}}}}
                """);
        for (var operation : Operation.values()) {
            paper.aws().calls().failInside(operation);
        }
        paper.executor().submit(PLAN, Priority.REVOKE);
        awaitInternalError();

        assertThat(condition(
                        paper.limits().assessDeletion(paper.gold()).assessment().status(), ConditionType.Ready))
                .satisfies(ready -> {
                    assertThat(ready.getReason()).isEqualTo("CleanupFailed");
                    assertThat(ready.getMessage())
                            .startsWith("the operator itself fails at usage plan shop/gold")
                            .contains("set deletionPolicy: Retain");
                });
    }

    @Test
    void thereIsAnEventTheFirstTimeOnly() {
        var gold = goldAtGeneration(1);
        var ready = paper.limits().assess(gold).status();
        gold.setStatus(ready);
        failsInside();
        var failed = paper.limits().assess(gold).status();

        assertThat(Reconciliation.internalError(ready, failed)).isPresent();
        assertThat(Reconciliation.internalError(null, failed)).isPresent();
        assertThat(Reconciliation.internalError(failed, failed)).isEmpty();
        assertThat(Reconciliation.internalError(failed, ready)).isEmpty();
    }

    private ApiRateLimit goldAtGeneration(long generation) {
        paper.change("gold: {metadata: {generation: " + generation + "}}");
        return paper.gold();
    }

    /** The usage plan is gone, and nobody gets as far as to make it anew. */
    private void failsInside() {
        paper.holds(PLAN, new Observed.Plan(List.of()));
        paper.aws().calls().failInside(Operation.CREATE_USAGE_PLAN);
        paper.executor().submit(PLAN, Priority.USER_CHANGE);
        awaitInternalError();
    }

    private void awaitInternalError() {
        await().untilAsserted(
                        () -> assertThat(paper.executor().outcome(PLAN)).get().isInstanceOf(Outcome.Broken.class));
    }

    private static Condition condition(ApiRateLimitStatus status, ConditionType type) {
        return StatusConditions.find(status.conditions(), type).orElseThrow();
    }

    private static String told(ApiRateLimitStatus status, ConditionType type) {
        var condition = condition(status, type);
        return condition.getStatus() + " " + condition.getReason();
    }
}
