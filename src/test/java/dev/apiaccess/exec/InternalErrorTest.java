// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.world.Outcome;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Our own code fails while it works on a unit. */
@Timeout(60)
class InternalErrorTest {

    @Test
    void itIsNoFailureOfAwsAndIsCountedAndTriedAgain() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failInside(Operation.CREATE_USAGE_PLAN);

            bench.submit(plan("gold", 100, "prod"), Priority.USER_CHANGE);
            bench.awaitOutcome(planUnit("gold"), Outcome.Broken.class);

            assertThat(bench.internalErrors).hasValue(1);
            assertThat(bench.executor.busy()).as("waits for its next try").isEqualTo(1);
            assertThat(bench.woken).contains(planUnit("gold"));
            assertThat(bench.executor.outcome(planUnit("gold")))
                    .hasValueSatisfying(outcome -> assertThat(((Outcome.Broken) outcome).retryAt())
                            .isAfter(((Outcome.Broken) outcome).since()));

            bench.bring(plan("gold", 200, "prod"));

            assertThat(bench.aws.gateway().plans()).hasSize(1);
            assertThat(bench.internalErrors).hasValue(1);
        }
    }

    @Test
    void aCallThatMayHaveReachedAwsIsLookedForBeforeAnotherIsMade() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failOverAnswer(Operation.CREATE_USAGE_PLAN);

            bench.submit(plan("gold", 100, "prod"), Priority.USER_CHANGE);
            bench.awaitOutcome(planUnit("gold"), Outcome.Broken.class);
            assertThat(bench.executor.unanswered(planUnit("gold"))).contains(plan("gold", 100, "prod"));
            assertThat(bench.executor.isOpen(planUnit("gold"))).isTrue();

            bench.bring(plan("gold", 200, "prod"));

            assertThat(bench.aws.gateway().plans()).hasSize(1);
            assertThat(bench.aws.calls().count(Operation.CREATE_USAGE_PLAN)).isEqualTo(1);
        }
    }

    @Test
    void sinceWhenItFailsIsKeptOverTries() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failInside(Operation.CREATE_USAGE_PLAN);
            bench.aws.calls().failInside(Operation.CREATE_USAGE_PLAN);
            bench.submit(plan("gold", 100, "prod"), Priority.USER_CHANGE);
            bench.awaitOutcome(planUnit("gold"), Outcome.Broken.class);
            var first =
                    (Outcome.Broken) bench.executor.outcome(planUnit("gold")).orElseThrow();

            bench.submit(plan("gold", 200, "prod"), Priority.USER_CHANGE);

            await().untilAsserted(() -> assertThat(bench.executor.outcome(planUnit("gold")))
                    .hasValueSatisfying(outcome -> {
                        assertThat(outcome).isInstanceOf(Outcome.Broken.class).isNotEqualTo(first);
                        assertThat(((Outcome.Broken) outcome).since()).isEqualTo(first.since());
                    }));
            assertThat(bench.internalErrors).hasValue(2);
        }
    }
}
