// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.call.Caller;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.exec.Departures;
import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.exec.FreshKeys;
import dev.apiaccess.exec.KeyCare;
import dev.apiaccess.exec.Owners;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class LivenessTest implements Sweeper.Listener {

    private final AtomicLong now = new AtomicLong(1);
    private final ExecBench bench = new ExecBench(1000, Duration.ofMinutes(2), now::get);
    private final Sweeper sweeper =
            new Sweeper(bench.accounts, bench.world, Samples.NAMING, new PaperWishes(Set.of()), this, bench.clock);
    private final Liveness liveness = new Liveness(bench.accounts, sweeper);
    private volatile boolean breaks;
    private volatile boolean ended;

    @AfterEach
    void end() {
        sweeper.close();
        bench.close();
    }

    @Test
    void nothingToDoIsNoTrouble() {
        pass(Duration.ofDays(3));

        assertThat(liveness.stuck()).isEmpty();
    }

    @Test
    void aCallThatDoesNotComeBackIsToldAfterFourTimesItsTimeOut() throws Exception {
        bench.sweep();
        var hold = bench.aws.calls().hold(Operation.CREATE_USAGE_PLAN);
        bench.submit(Samples.plan("gold", 100, "prod"), Priority.USER_CHANGE);
        await().until(hold::entered);

        pass(Duration.ofSeconds(119));
        assertThat(liveness.stuck()).isEmpty();
        pass(Duration.ofSeconds(2));
        assertThat(liveness.stuck())
                .hasValueSatisfying(what -> assertThat(what)
                        .contains("usage plan")
                        .contains("CreateUsagePlan did not come back for 121 s"));

        hold.release();
        await().until(() -> liveness.stuck().isEmpty());
    }

    @Test
    void aUnitThatIsNeitherDoneNorWaitingIsTold() throws Exception {
        bench.sweep();
        var entered = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var desired = Samples.plan("gold", 100, "prod");
        try (var executor = new UnitExecutor(
                bench.accounts,
                bench.world,
                Samples.NAMING,
                new Owners(
                        unit -> {
                            if (Thread.currentThread().isVirtual()) {
                                entered.countDown();
                                hang(release);
                            }
                            return new Desired.Undecided(unit, "later");
                        },
                        _ -> List.of(),
                        _ -> {}),
                new KeyCare(
                        new FreshKeys() {
                            @Override
                            public boolean mayBeFresh(UnitKey.ApiKeyUnit unit, KeptValue value) {
                                return false;
                            }

                            @Override
                            public Optional<KeyValue> fresh(UnitKey.ApiKeyUnit unit, KeptValue value) {
                                return false ? value.read() : Optional.empty();
                            }

                            @Override
                            public Optional<KeyValue> toCreate(UnitKey.ApiKeyUnit unit, KeptValue value) {
                                return value.read();
                            }

                            @Override
                            public void made(UnitKey.ApiKeyUnit unit, KeptValue value, String keyId) {}
                        },
                        Departures.FREE),
                bench.clock)) {
            executor.submit(desired.unit(), Priority.USER_CHANGE);
            entered.await();

            pass(Duration.ofMinutes(6));

            assertThat(liveness.stuck())
                    .hasValueSatisfying(what ->
                            assertThat(what).contains(desired.unit().text()).contains("no progress"));
            release.countDown();
            await().until(() -> liveness.stuck().isEmpty());
        }
    }

    @Test
    void waitingForTheLimitsOfAwsIsNoTroubleHoweverLong() throws Exception {
        bench.sweep();
        bench.bring(Samples.plan("gold", 100, "prod"));
        var throttled = new AwsFailure(
                AwsFailure.Kind.THROTTLED,
                Operation.UPDATE_USAGE_PLAN,
                "TooManyRequests",
                "too many",
                Duration.ofHours(1),
                null);
        assertThatThrownBy(() -> bench.accounts.callNow(
                        bench.account("main"), FakeAws.REGION, Operation.UPDATE_USAGE_PLAN, () -> {
                            throw throttled;
                        }))
                .isSameAs(throttled);
        bench.submit(Samples.plan("gold", 200, "prod"), Priority.USER_CHANGE);
        await().until(() -> bench.accounts.waiting(Operation.Service.API_GATEWAY, Priority.USER_CHANGE) == 1);

        assertThat(liveness.stuck()).isEmpty();
        pass(Duration.ofMinutes(50));

        assertThat(liveness.stuck()).isEmpty();
        assertThat(liveness.stuck()).isEmpty();
    }

    @Test
    void aTurnThatCouldBeGivenAndIsNotIsTold() {
        var budget = bench.accounts.budget(bench.account("main"), Operation.GET_REST_APIS, FakeAws.REGION);
        // Queued by somebody who never looks at the clock: the defect that this is for.
        var drained = 0;
        while (bench.accounts.waiting(Operation.Service.API_GATEWAY, Priority.SWEEP) == 0 && drained++ < 10_000) {
            budget.turn(Operation.GET_REST_APIS, Caller.SWEEP);
        }
        assertThat(liveness.stuck()).isEmpty();

        pass(Duration.ofMinutes(5));
        assertThat(liveness.stuck()).as("seen to be due for the first time").isEmpty();
        pass(Duration.ofMinutes(3));

        assertThat(liveness.stuck()).hasValueSatisfying(what -> assertThat(what).contains("get no turn"));
    }

    @Test
    void awsThatFailsAndIsAskedAgainIsNoTrouble() {
        for (var i = 0; i < 50; i++) {
            bench.aws.calls().failBefore(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS, AwsFailure.Kind.UNAVAILABLE);
        }
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofMillis(300));

        await().until(() -> bench.aws.calls().count(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS) >= 3);

        assertThat(liveness.stuck()).isEmpty();
        pass(Duration.ofHours(2));
        assertThat(sweeper.age())
                .hasValueSatisfying(age -> assertThat(age).isGreaterThanOrEqualTo(Duration.ofHours(2)));
    }

    @Test
    void aLookThatWasLostIsTold() {
        breaks = true;

        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));

        await().until(() -> liveness.stuck()
                .filter(what -> what.contains("look at account " + FakeAws.ACCOUNT + ": nobody looks"))
                .isPresent());
        sweeper.unwatch(FakeAws.ACCOUNT);
        assertThat(liveness.stuck()).isEmpty();
    }

    @Test
    void aLookThatDoesNotGoOnAfterItsPauseIsTold() {
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(() -> ended);

        pass(Duration.ofMinutes(61));
        assertThat(liveness.stuck()).isEmpty();
        pass(Duration.ofMinutes(2));

        assertThat(liveness.stuck())
                .hasValueSatisfying(what -> assertThat(what).contains("did not go on after its pause"));
    }

    @Override
    public void swept(String accountId, String region) {}

    @Override
    public void failed(String accountId, String region, AwsFailure failure) {}

    @Override
    public void ended(String accountId, boolean complete, Duration took) {
        if (breaks) {
            throw new IllegalStateException("told to break");
        }
        ended = true;
    }

    private void pass(Duration by) {
        now.addAndGet(by.toNanos());
    }

    private static void hang(CountDownLatch until) {
        try {
            until.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
