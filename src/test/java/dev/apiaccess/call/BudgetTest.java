// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Time stands still here: a turn comes only when the test gives one back. */
class BudgetTest {

    private static final double NEVER = 1e-9;
    private static final Set<Operation> ALL = EnumSet.allOf(Operation.class);
    private static final CallLimits ONE_CALL = limits(CallLimits.Limit.fixed("all", ALL, NEVER, 1));

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicLong nanos = new AtomicLong();
    private final List<String> turns = new CopyOnWriteArrayList<>();
    private int asked;

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void aRevocationBehindAThousandWaitingWritesGoesNext() throws Exception {
        var budget = new Budget(ONE_CALL, nanos::get);
        budget.acquire(Operation.CREATE_POLICY, by(Priority.USER_CHANGE));
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
        var budget = new Budget(ONE_CALL, nanos::get);
        budget.acquire(Operation.CREATE_POLICY, by(Priority.USER_CHANGE));
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
        var budget = new Budget(
                limits(plenty(), CallLimits.Limit.fixed("update", Set.of(Operation.UPDATE_USAGE_PLAN), NEVER, 1)),
                nanos::get);
        budget.acquire(Operation.UPDATE_USAGE_PLAN, by(Priority.USER_CHANGE));
        wait(budget, Operation.UPDATE_USAGE_PLAN, Priority.REVOKE, "update");

        budget.acquire(Operation.GET_USAGE_PLANS, by(Priority.SWEEP));

        assertThat(turns).isEmpty();
        assertThat(budget.waiting()).isEqualTo(1);
    }

    @Test
    void readsGoOnWhileWritesAreUsedUp() throws Exception {
        var budget = new Budget(
                limits(CallLimits.Limit.fixed("writes", Set.of(Operation.CREATE_POLICY), NEVER, 1)), nanos::get);
        budget.acquire(Operation.CREATE_POLICY, by(Priority.USER_CHANGE));

        budget.acquire(Operation.GET_POLICY, by(Priority.SWEEP));

        assertThat(budget.estimate(Operation.CREATE_POLICY, by(Priority.REVOKE)))
                .isPositive();
    }

    @Test
    void aWaitingCallThatBecomesARevocationOvertakes() throws Exception {
        var budget = new Budget(ONE_CALL, nanos::get);
        budget.acquire(Operation.CREATE_POLICY, by(Priority.USER_CHANGE));
        wait(budget, Operation.CREATE_POLICY_VERSION, Priority.USER_CHANGE, "first");
        var turn = budget.turn(Operation.CREATE_POLICY_VERSION, by(Priority.SWEEP));
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
        var budget = new Budget(ONE_CALL, nanos::get);
        budget.acquire(Operation.CREATE_POLICY, by(Priority.USER_CHANGE));
        var impatient = threads.submit(() -> {
            budget.acquire(Operation.CREATE_POLICY, by(Priority.REVOKE));
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
    void aTurnWakesOnlyItsOwnerHoweverManyWait() throws Exception {
        // Given ten thousand that wait, and a clock that counts how often it is looked at
        var looks = new AtomicLong();
        var budget = new Budget(ONE_CALL, () -> {
            looks.incrementAndGet();
            return nanos.get();
        });
        budget.acquire(Operation.CREATE_POLICY, by(Priority.USER_CHANGE));
        for (var call = 0; call < 10_000; call++) {
            var turn = budget.turn(Operation.CREATE_POLICY, new Caller("n" + call % 100, Priority.USER_CHANGE));
            var _ = threads.submit(() -> {
                turn.take();
                turns.add("turn");
                return true;
            });
        }
        // Every thread looks before it begins to wait.
        await().until(() -> looks.get() >= 20_000);
        var before = looks.get();

        for (var turn = 1; turn <= 50; turn++) {
            budget.giveBack(Operation.CREATE_POLICY);
            var expected = turn;
            await().pollInterval(Duration.ofMillis(1)).until(() -> turns.size() == expected);
        }

        assertThat(looks.get() - before)
                .as("looks at the clock for fifty turns")
                .isLessThan(50 * 10);
    }

    @Test
    void anotherShareMovesNobodyWhoWaitsAndIsNoFreshBucket() throws Exception {
        var budget = new Budget(CallLimits.apiGateway(50, 1), nanos::get);
        for (var call = 0; call < 20; call++) {
            budget.acquire(Operation.GET_API_KEYS, by(Priority.USER_CHANGE));
        }
        wait(budget, Operation.GET_API_KEYS, Priority.USER_CHANGE, "first");
        wait(budget, Operation.GET_API_KEYS, Priority.USER_CHANGE, "second");

        budget.resize(CallLimits.apiGateway(10, 1));
        budget.resize(CallLimits.apiGateway(100, 1));

        assertThat(turns).isEmpty();
        assertThat(budget.waiting()).isEqualTo(2);
        budget.giveBack(Operation.GET_API_KEYS);
        await().until(() -> turns.equals(List.of("first")));
    }

    @Test
    void howManyWaitAndForHowLongIsKnownForEveryPriority() throws Exception {
        var budget = new Budget(ONE_CALL, nanos::get);
        budget.acquire(Operation.CREATE_POLICY, by(Priority.USER_CHANGE));
        wait(budget, Operation.CREATE_POLICY, Priority.USER_CHANGE, "first");
        nanos.addAndGet(Duration.ofSeconds(7).toNanos());
        wait(budget, Operation.CREATE_POLICY, Priority.USER_CHANGE, "second");

        assertThat(budget.waiting(Priority.USER_CHANGE)).isEqualTo(2);
        assertThat(budget.oldest(Priority.USER_CHANGE)).isEqualTo(Duration.ofSeconds(7));
        assertThat(budget.waiting(Priority.REVOKE)).isZero();
        assertThat(budget.oldest(Priority.REVOKE)).isZero();
    }

    @Test
    void timeAloneBringsTurnsToo() throws Exception {
        var budget = new Budget(limits(CallLimits.Limit.fixed("all", ALL, 200, 1)), System::nanoTime);
        for (var i = 0; i < 20; i++) {
            wait(budget, Operation.GET_POLICY, Priority.SWEEP, "read");
        }

        await().atMost(Duration.ofSeconds(5)).until(() -> turns.size() == 20);
        assertThat(budget.waiting()).isZero();
    }

    @Test
    void anEstimateCountsThoseWhoGoBefore() throws Exception {
        var budget = new Budget(
                limits(
                        CallLimits.Limit.fixed("all", ALL, 10, 1),
                        CallLimits.Limit.fixed("update", Set.of(Operation.UPDATE_USAGE_PLAN), 0.05, 1)),
                nanos::get);
        assertThat(budget.estimate(Operation.GET_POLICY, by(Priority.USER_CHANGE)))
                .isZero();
        budget.acquire(Operation.UPDATE_USAGE_PLAN, by(Priority.USER_CHANGE));
        wait(budget, Operation.UPDATE_USAGE_PLAN, Priority.USER_CHANGE, "update 1");
        wait(budget, Operation.UPDATE_USAGE_PLAN, Priority.DRIFT_REPAIR, "update 2");

        assertThat(budget.estimate(Operation.UPDATE_USAGE_PLAN, by(Priority.SWEEP)))
                .isEqualTo(Duration.ofSeconds(60));
        assertThat(budget.estimate(Operation.UPDATE_USAGE_PLAN, by(Priority.USER_CHANGE)))
                .isEqualTo(Duration.ofSeconds(40));
        assertThat(budget.estimate(Operation.UPDATE_USAGE_PLAN, by(Priority.REVOKE)))
                .isEqualTo(Duration.ofSeconds(20));
        assertThat(budget.estimate(Operation.GET_POLICY, by(Priority.REVOKE))).isEqualTo(Duration.ofMillis(100));
    }

    @Test
    void aThrottledOperationPausesAloneWhenItHasItsOwnLimit() throws Exception {
        var budget = new Budget(
                limits(plenty(), CallLimits.Limit.fixed("create", Set.of(Operation.CREATE_API_KEY), 1e6, 1e6)),
                nanos::get);

        budget.throttled(Operation.CREATE_API_KEY, Duration.ofSeconds(3), 0);

        assertThat(budget.estimate(Operation.CREATE_API_KEY, by(Priority.REVOKE)))
                .isEqualTo(Duration.ofSeconds(3));
        assertThat(budget.estimate(Operation.GET_API_KEYS, by(Priority.SWEEP))).isZero();
        budget.throttled(Operation.GET_API_KEYS, Duration.ofSeconds(1), 0);
        assertThat(budget.estimate(Operation.GET_REST_APIS, by(Priority.REVOKE)))
                .isEqualTo(Duration.ofSeconds(1));
    }

    /** Begins to wait, and returns once it does. */
    private void wait(Budget budget, Operation operation, Priority priority, String name) {
        var expected = ++asked;
        var _ = threads.submit(() -> {
            budget.acquire(operation, by(priority));
            turns.add(name);
            return true;
        });
        await().pollInterval(Duration.ofMillis(1)).until(() -> {
            // Those who have gone first: who goes between the two looks is not counted twice.
            var gone = turns.size();
            return gone + budget.waiting() >= expected;
        });
    }

    private static Caller by(Priority priority) {
        return new Caller("shop", priority);
    }

    private static CallLimits limits(CallLimits.Limit... all) {
        return new CallLimits(List.of(all));
    }

    private static CallLimits.Limit plenty() {
        return CallLimits.Limit.fixed("all", ALL, 1e6, 1e6);
    }
}
