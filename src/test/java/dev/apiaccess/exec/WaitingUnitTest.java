// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.world.Outcome;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Units whose turn does not come, since the clock of the limits stands still. */
@Timeout(60)
class WaitingUnitTest {

    private final ExecBench bench = new ExecBench(1, Duration.ofMinutes(2), () -> 0);

    @BeforeEach
    void useUpTheUpdateOfThePlan() throws Exception {
        bench.sweep();
        bench.bring(plan("gold", 100, "prod"));
        bench.bring(plan("gold", 90, "prod"));
        bench.aws.calls().forget();
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void fiftyEditsOfAPlanThatWaitsAreOneCall() {
        for (var edit = 1; edit <= 50; edit++) {
            bench.submit(plan("gold", 200 + edit, "prod", "test"), Priority.USER_CHANGE);
        }
        bench.awaitOutcome(planUnit("gold"), Outcome.Waiting.class);
        assertThat(bench.aws.calls().made()).as("while it waits").isEmpty();

        bench.accounts
                .budget(bench.account("main"), Operation.UPDATE_USAGE_PLAN, FakeAws.REGION)
                .giveBack(Operation.UPDATE_USAGE_PLAN);
        bench.awaitOutcome(planUnit("gold"), Outcome.Done.class);
        bench.awaitIdle();

        assertThat(bench.aws.calls().operations()).containsExactly(Operation.UPDATE_USAGE_PLAN);
        assertThat(bench.aws.gateway().plans().values())
                .containsExactly(plan("gold", 250, "prod", "test").plan());
    }

    @Test
    void whoeverSubmitsNeverWaitsForAws() {
        // When this thread, as a reconcile does, submits again and again what can never be done
        for (var round = 0; round < 1000; round++) {
            var priority = round % 2 == 0 ? Priority.USER_CHANGE : Priority.DRIFT_REPAIR;
            bench.submit(plan("gold", 200 + round, "prod"), priority);
        }

        // Then it gets here, with nothing done and the wait told
        bench.awaitOutcome(planUnit("gold"), Outcome.Waiting.class);
        assertThat(bench.executor.busy()).isEqualTo(1);
        assertThat(bench.aws.calls().made()).isEmpty();
        assertThat(bench.executor.outcome(planUnit("gold")))
                .contains(new Outcome.Waiting(Operation.UPDATE_USAGE_PLAN, Duration.ofSeconds(20)));
    }
}
