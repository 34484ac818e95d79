// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static dev.apiaccess.testing.Paper.POLICY;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the status of an object says while what it has is being taken back. */
class WithdrawnTest {

    private static final String BOUND = "status: {connection: prod, admittedBy: {tenant: shop, onWithdrawal: Revoke}}";
    private static final String REVOKE = "connection: {spec: {tenants: {0: {may: [], onWithdrawal: Revoke}}}}";

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void aPolicyThatAwsDoesNotLetGoOfSaysWhy() {
        paper.holds(Paper.statements((Desired.Policy) paper.of(POLICY)));
        paper.change("{a: {" + BOUND + "}, " + REVOKE + "}");
        refuses(POLICY);

        assertThat(told(paper.policies().assess(paper.policy("a")).status()))
                .contains("role/apps/web may call through this object: it is withdrawn")
                .contains("it is still there: policy of shop for role/apps/web: ")
                .contains("ACCESS_DENIED");
    }

    @Test
    void soDoesAPlan() {
        paper.change("{gold: {" + BOUND + "}, " + REVOKE + "}");
        assertThat(told(paper.limits().assess(paper.gold()).status()))
                .contains("its usage plan: it is withdrawn")
                .doesNotContain("still there");

        refuses(PLAN);

        assertThat(told(paper.limits().assess(paper.gold()).status()))
                .contains("its usage plan: it is withdrawn")
                .contains("it is still there: usage plan shop/gold: ")
                .contains("ACCESS_DENIED");
    }

    @Test
    void alsoWhenItsObjectIsDeletedAtThat() {
        paper.change(
                "{gold: {metadata: {deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: [apiaccess.dev/cleanup]}, "
                        + BOUND + "}, " + REVOKE + "}");
        refuses(PLAN);

        assertThat(told(paper.limits().assessDeletion(paper.gold()).assessment().status()))
                .startsWith("CleanupFailed usage plan shop/gold: ")
                .contains("ACCESS_DENIED");
    }

    @Test
    void aPlanThatWaitsForItsKeysSaysForWhich() {
        keyIsInThePlan();
        paper.change("{gold: {" + BOUND + "}, " + REVOKE + "}");

        assertThat(told(paper.limits().assess(paper.gold()).status()))
                .endsWith("it is still there: 1 API key is being taken out of it (shop/app)");
    }

    @Test
    void aKeyThatAwsDoesNotLetGoOfSaysWhy() {
        keyIsInThePlan();
        paper.change("{app: {" + BOUND + "}, " + REVOKE + "}");
        refuses(KEY);

        assertThat(told(paper.look(paper.app()).status()))
                .contains("its key: it is withdrawn")
                .contains("it is still there: API key shop/app: ")
                .contains("ACCESS_DENIED");
    }

    private void keyIsInThePlan() {
        paper.holds(
                KEY,
                new Observed.Key(List.of(new ExistingKey(
                        "k-1", Samples.key("app", true, "p-gold").newest().key()))));
    }

    /** AWS denies whatever is tried first. */
    private void refuses(UnitKey unit) {
        for (var operation : Operation.values()) {
            paper.aws().calls().failBefore(operation, AwsFailure.Kind.ACCESS_DENIED);
        }
        paper.executor().submit(unit, Priority.REVOKE);
        await().untilAsserted(
                        () -> assertThat(paper.executor().outcome(unit)).get().isInstanceOf(Outcome.Failed.class));
    }

    private static String told(CommonStatus status) {
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getReason() + " " + ready.getMessage();
    }
}
