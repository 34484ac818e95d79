// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.testing.Samples.absent;
import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.world.Outcome;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Of units that are gone nothing is remembered, and of the others nothing is lost. */
@Timeout(60)
class ForgottenUnitsTest {

    private static final UnitKey.UsagePlanUnit GOLD = planUnit("gold");

    private final ExecBench bench = ExecBench.fast();

    @BeforeEach
    void begin() throws InterruptedException {
        bench.sweep();
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void plansThatAreMadeAndDeletedLeaveNothingBehind() {
        var names = IntStream.range(0, 50).mapToObj(number -> "tier-" + number).toList();
        names.forEach(name -> bench.submit(plan(name, 100, "prod"), Priority.USER_CHANGE));
        bench.awaitIdle();
        assertThat(bench.aws.gateway().plans()).hasSize(50);
        names.forEach(name -> bench.unowned.add(planUnit(name)));
        names.forEach(name -> bench.submit(absent(planUnit(name)), Priority.REVOKE));
        bench.awaitIdle();
        assertThat(bench.aws.gateway().plans()).isEmpty();

        bench.executor.forgetIdle();
        assertThat(bench.executor.remembered())
                .as("who was woken may still read it")
                .isEqualTo(50);
        assertThat(bench.executor.outcome(planUnit("tier-0"))).contains(new Outcome.Done());

        bench.executor.forgetIdle();
        assertThat(bench.executor.remembered()).isZero();
    }

    @Test
    void whatAwsHoldsOrAnObjectIsAboutIsRemembered() {
        bench.bring(plan("gold", 100, "prod"));
        bench.unowned.add(GOLD);
        bench.bring(plan("silver", 100, "prod"));
        bench.submit(absent(planUnit("silver")), Priority.REVOKE);
        bench.awaitIdle();

        IntStream.range(0, 3).forEach(_ -> bench.executor.forgetIdle());

        assertThat(bench.executor.lastWrite(GOLD)).as("AWS holds it").isPresent();
        assertThat(bench.executor.lastWrite(planUnit("silver")))
                .as("its object reads when it was written")
                .isPresent();
    }

    @Test
    void whatFailsOrIsInDoubtIsRemembered() {
        bench.unowned.add(GOLD);
        bench.aws.calls().failBefore(Operation.CREATE_USAGE_PLAN, AwsFailure.Kind.ACCESS_DENIED);
        bench.submit(plan("gold", 100, "prod"), Priority.USER_CHANGE);
        bench.awaitOutcome(GOLD, Outcome.Failed.class);

        IntStream.range(0, 3).forEach(_ -> bench.executor.forgetIdle());
        assertThat(bench.executor.outcome(GOLD)).as("it is tried again").isPresent();

        bench.aws.calls().loseAnswer(Operation.CREATE_USAGE_PLAN);
        bench.submit(plan("gold", 200, "prod"), Priority.USER_CHANGE);
        await().until(() -> bench.executor.unanswered(GOLD).isPresent()
                || !bench.aws.gateway().plans().isEmpty());
        IntStream.range(0, 3).forEach(_ -> bench.executor.forgetIdle());
        bench.awaitOutcome(GOLD, Outcome.Done.class);
        assertThat(bench.aws.gateway().plans())
                .as("the lost answer was looked for")
                .hasSize(1);
    }

    @Test
    void whatWasSubmittedSinceItWasAskedLastIsRemembered() {
        goesAndIsForgottenButFor(1);

        bench.executor.submit(GOLD, Priority.SWEEP);
        bench.awaitIdle();
        bench.executor.forgetIdle();

        assertThat(bench.executor.remembered()).isEqualTo(1);
        bench.executor.forgetIdle();
        assertThat(bench.executor.remembered()).isZero();
    }

    @Test
    void anAccountThatNobodyReachesIsForgottenWithItsUnits() {
        bench.bring(plan("gold", 100, "prod"));
        bench.unowned.add(GOLD);
        bench.accounts.closed("main");
        bench.world.forget(FakeAws.ACCOUNT);

        bench.executor.forgetIdle();
        bench.executor.forgetIdle();

        assertThat(bench.executor.remembered()).isZero();
    }

    /** Two mailboxes of one unit would be two hands that write it. */
    @Test
    void aUnitIsWrittenByOneHandHoweverOftenItIsForgottenMeanwhile() throws Exception {
        bench.unowned.add(GOLD);
        var over = new CountDownLatch(1);
        var forgets = Thread.ofPlatform().start(() -> {
            while (over.getCount() > 0) {
                bench.executor.forgetIdle();
            }
        });
        var hands = IntStream.range(0, 4)
                .mapToObj(hand -> Thread.ofPlatform().start(() -> {
                    for (var round = 0; round < 100; round++) {
                        bench.submit(
                                round % 2 == 0 ? plan("gold", 100 + hand, "prod") : absent(GOLD), Priority.USER_CHANGE);
                    }
                }))
                .toList();
        for (var hand : hands) {
            hand.join();
        }
        bench.awaitIdle();
        bench.submit(plan("gold", 300, "prod"), Priority.USER_CHANGE);
        bench.awaitIdle();
        over.countDown();
        forgets.join();

        assertThat(bench.aws.calls().mostInFlight()).isEqualTo(1);
        assertThat(bench.aws.gateway().plans()).hasSize(1);
    }

    private void goesAndIsForgottenButFor(int times) {
        bench.bring(plan("gold", 100, "prod"));
        bench.unowned.add(GOLD);
        bench.submit(absent(GOLD), Priority.REVOKE);
        bench.awaitIdle();
        IntStream.range(0, times).forEach(_ -> bench.executor.forgetIdle());
    }
}
