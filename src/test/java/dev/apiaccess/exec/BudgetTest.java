// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.model.Operation;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time stands still here: a turn comes only when the test gives one back. */
class BudgetTest {

    private static final double NEVER = 1e-9;
    private static final Limits.Limit ONE = new Limits.Limit(NEVER, 1);
    private static final Limits.Limit PLENTY = new Limits.Limit(1e6, 1e6);

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> turns = new CopyOnWriteArrayList<>();

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aRevocationBehindAThousandWaitingWritesGoesNext() throws Exception {
        var budget = new Budget(new Limits(ONE, ONE, Map.of()), nanos::get);
        budget.acquire(Operation.CREATE_POLICY, Priority.USER_CHANGE);
        for (var i = 0; i < 1000; i++) {
            wait(budget, Operation.CREATE_POLICY_VERSION, Priority.USER_CHANGE, "write");
        }
        wait(budget, Operation.DETACH_POLICY, Priority.REVOKE, "revoke");

        budget.giveBack(Operation.CREATE_POLICY);

        await().until(() -> !turns.isEmpty());
        assertThat(turns).containsExactly("revoke");
        assertThat(budget.waiting()).isEqualTo(1000);
    }

    @Test
    void amongEqualsWhoeverCameFirstGoesFirst() throws Exception {
        var budget = new Budget(new Limits(ONE, ONE, Map.of()), nanos::get);
        budget.acquire(Operation.CREATE_POLICY, Priority.USER_CHANGE);
        wait(budget, Operation.CREATE_POLICY, Priority.SWEEP, "sweep");
        wait(budget, Operation.CREATE_POLICY, Priority.DRIFT_REPAIR, "drift");
        wait(budget, Operation.ATTACH_POLICY, Priority.USER_CHANGE, "user 1");
        wait(budget, Operation.CREATE_POLICY, Priority.USER_CHANGE, "user 2");

        for (var turn = 1; turn <= 4; turn++) {
            budget.giveBack(Operation.CREATE_POLICY);
            var expected = turn;
            await().until(() -> turns.size() == expected);
        }

        assertThat(turns).containsExactly("user 1", "user 2", "drift", "sweep");
    }

    @Test
    void anOperationThatHasToWaitHoldsUpNobodyElse() throws Exception {
        var budget = new Budget(new Limits(PLENTY, PLENTY, Map.of(Operation.UPDATE_USAGE_PLAN, ONE)), nanos::get);
        budget.acquire(Operation.UPDATE_USAGE_PLAN, Priority.USER_CHANGE);
        wait(budget, Operation.UPDATE_USAGE_PLAN, Priority.REVOKE, "update");

        budget.acquire(Operation.GET_USAGE_PLANS, Priority.SWEEP);

        assertThat(turns).isEmpty();
        assertThat(budget.waiting()).isEqualTo(1);
    }

    @Test
    void readsGoOnWhileWritesAreUsedUp() throws Exception {
        var budget = new Budget(new Limits(PLENTY, ONE, Map.of()), nanos::get);
        budget.acquire(Operation.CREATE_POLICY, Priority.USER_CHANGE);

        budget.acquire(Operation.GET_POLICY, Priority.SWEEP);

        assertThat(budget.estimate(Operation.CREATE_POLICY, Priority.REVOKE)).isPositive();
    }

    @Test
    void aWaitingCallThatBecomesARevocationOvertakes() throws Exception {
        var budget = new Budget(new Limits(ONE, ONE, Map.of()), nanos::get);
        budget.acquire(Operation.CREATE_POLICY, Priority.USER_CHANGE);
        wait(budget, Operation.CREATE_POLICY_VERSION, Priority.USER_CHANGE, "first");
        var turn = budget.turn(Operation.CREATE_POLICY_VERSION, Priority.SWEEP);
        var _ = threads.submit(() -> {
            turn.take();
            turns.add("raised");
            return true;
        });

        turn.raise(Priority.REVOKE);
        budget.giveBack(Operation.CREATE_POLICY);

        await().until(() -> !turns.isEmpty());
        assertThat(turns).containsExactly("raised");
    }

    @Test
    void whoStopsWaitingLeavesNoTrace() throws Exception {
        var budget = new Budget(new Limits(ONE, ONE, Map.of()), nanos::get);
        budget.acquire(Operation.CREATE_POLICY, Priority.USER_CHANGE);
        var impatient = threads.submit(() -> {
            budget.acquire(Operation.CREATE_POLICY, Priority.REVOKE);
            return true;
        });
        await().until(() -> budget.waiting() == 1);
        wait(budget, Operation.CREATE_POLICY, Priority.SWEEP, "patient");

        impatient.cancel(true);
        await().until(() -> budget.waiting() == 1);
        budget.giveBack(Operation.CREATE_POLICY);

        await().until(() -> turns.contains("patient"));
    }

    @Test
    void timeAloneBringsTurnsToo() throws Exception {
        var budget = new Budget(new Limits(new Limits.Limit(200, 1), PLENTY, Map.of()), System::nanoTime);
        for (var i = 0; i < 20; i++) {
            wait(budget, Operation.GET_POLICY, Priority.SWEEP, "read");
        }

        await().atMost(Duration.ofSeconds(5)).until(() -> turns.size() == 20);
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void anEstimateCountsThoseWhoGoBefore() throws Exception {
        var budget = new Budget(
                new Limits(
                        new Limits.Limit(10, 1),
                        PLENTY,
                        Map.of(Operation.UPDATE_USAGE_PLAN, new Limits.Limit(0.05, 1))),
                nanos::get);
        assertThat(budget.estimate(Operation.GET_POLICY, Priority.USER_CHANGE)).isZero();
        budget.acquire(Operation.UPDATE_USAGE_PLAN, Priority.USER_CHANGE);
        wait(budget, Operation.UPDATE_USAGE_PLAN, Priority.USER_CHANGE, "update 1");
        wait(budget, Operation.UPDATE_USAGE_PLAN, Priority.DRIFT_REPAIR, "update 2");

        assertThat(budget.estimate(Operation.UPDATE_USAGE_PLAN, Priority.SWEEP)).isEqualTo(Duration.ofSeconds(60));
        assertThat(budget.estimate(Operation.UPDATE_USAGE_PLAN, Priority.USER_CHANGE))
                .isEqualTo(Duration.ofSeconds(40));
        assertThat(budget.estimate(Operation.UPDATE_USAGE_PLAN, Priority.REVOKE))
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(budget.estimate(Operation.GET_POLICY, Priority.REVOKE)).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aThrottledOperationPausesAloneWhenItHasItsOwnLimit() throws Exception {
        var budget = new Budget(new Limits(PLENTY, PLENTY, Map.of(Operation.CREATE_API_KEY, PLENTY)), nanos::get);

        budget.throttled(Operation.CREATE_API_KEY, Duration.ofSeconds(3));

        assertThat(budget.estimate(Operation.CREATE_API_KEY, Priority.REVOKE)).isEqualTo(Duration.ofSeconds(3));
        assertThat(budget.estimate(Operation.GET_API_KEYS, Priority.SWEEP)).isZero();
        budget.throttled(Operation.GET_API_KEYS, Duration.ofSeconds(1));
        assertThat(budget.estimate(Operation.GET_REST_APIS, Priority.REVOKE)).isEqualTo(Duration.ofSeconds(1));
    }

    /** Begins to wait, and returns once it does. */
    private void wait(Budget budget, Operation operation, Priority priority, String name) {
        var before = budget.waiting() + turns.size();
        var _ = threads.submit(() -> {
            budget.acquire(operation, priority);
            turns.add(name);
            return true;
        });
        await().pollInterval(Duration.ofMillis(1)).until(() -> budget.waiting() + turns.size() > before);
    }
}
