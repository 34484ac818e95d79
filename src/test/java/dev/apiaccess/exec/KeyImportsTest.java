// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.testing.Samples.absent;
import static dev.apiaccess.testing.Samples.key;
import static dev.apiaccess.testing.Samples.keyUnit;
import static dev.apiaccess.testing.Samples.plan;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many keys at once: made by few calls, each once, whatever becomes of the answers. */
@Timeout(60)
class KeyImportsTest {

    private static final int KEYS = 40;

    /** A bench with a plan, where AWS's limits make keys wait for each other. */
    private static ExecBench bench() throws InterruptedException {
        var bench = new ExecBench(20, Duration.ofMinutes(2));
        bench.fresh = true;
        bench.sweep();
        bench.bring(plan("gold", 100, "prod"));
        bench.aws.calls().forget();
        return bench;
    }

    private static String planId(ExecBench bench) {
        return bench.aws.gateway().plans().keySet().iterator().next();
    }

    private static void askForAll(ExecBench bench) {
        var planId = planId(bench);
        IntStream.range(0, KEYS).forEach(index -> bench.submit(key("app" + index, true, planId), Priority.USER_CHANGE));
    }

    private static void assertAllAreThereOnce(ExecBench bench) {
        assertThat(bench.aws.gateway().keys().values())
                .as("keys, after %s", bench.aws.calls().made())
                .hasSize(KEYS)
                .allMatch(key -> key.enabled() && key.planIds().contains(planId(bench)));
        assertThat(IntStream.range(0, KEYS))
                .allSatisfy(index -> assertThat(bench.executor.outcome(keyUnit("app" + index)))
                        .contains(new Outcome.Done()));
    }

    @Test
    void keysThatWaitTogetherAreMadeTogetherAndTaggedAfterwards() throws Exception {
        try (var bench = bench()) {
            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
            var calls = bench.aws.calls();
            assertThat(calls.count(Operation.IMPORT_API_KEYS)).isPositive();
            assertThat(calls.count(Operation.CREATE_API_KEY))
                    .as("keys that went alone")
                    .isLessThan(KEYS / 4);
            var single = calls.count(Operation.CREATE_API_KEY);
            assertThat(calls.count(Operation.CREATE_USAGE_PLAN_KEY)).isEqualTo(single);
            assertThat(calls.count(Operation.TAG_RESOURCE)).isEqualTo(KEYS - single);
            assertThat(bench.aws.gateway().keys().keySet())
                    .allSatisfy(id -> assertThat(bench.aws
                                    .gateway()
                                    .getApiKey(id)
                                    .orElseThrow()
                                    .tags())
                            .containsEntry(Naming.TAG_CLUSTER, "c1"));
        }
    }

    @Test
    void valuesThatOthersMayKnowAreNeverImported() throws Exception {
        try (var bench = bench()) {
            bench.fresh = false;

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
            assertThat(bench.aws.calls().count(Operation.IMPORT_API_KEYS)).isZero();
        }
    }

    @Test
    void valuesAreReadSeveralAtATime() throws Exception {
        try (var bench = bench()) {
            // Each read waits until three have begun.
            var begun = new CountDownLatch(3);
            bench.reading = _ -> {
                begun.countDown();
                until(begun);
            };

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
            assertThat(bench.aws.calls().count(Operation.IMPORT_API_KEYS)).isPositive();
        }
    }

    @Test
    void aValueThatIsNotReadInTimeKeepsNoOtherKeyWaiting() throws Exception {
        try (var bench = bench()) {
            var answered = new CountDownLatch(1);
            bench.reading = unit -> {
                if (unit.equals(keyUnit("app7"))) {
                    until(answered);
                }
            };

            askForAll(bench);

            IntStream.range(0, KEYS)
                    .filter(index -> index != 7)
                    .forEach(index -> bench.awaitOutcome(keyUnit("app" + index), Outcome.Done.class));
            answered.countDown();
            bench.awaitIdle();
            assertAllAreThereOnce(bench);
        }
    }

    @Test
    void aKeyWhoseValueCannotBeReadForAnImportGoesAlone() throws Exception {
        try (var bench = bench()) {
            bench.reading = unit -> {
                if (unit.equals(keyUnit("app7"))) {
                    throw new IllegalStateException("refused");
                }
            };

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
            assertThat(bench.aws.calls().count(Operation.IMPORT_API_KEYS)).isPositive();
            assertThat(bench.internalErrors).hasValue(0);
        }
    }

    private static void until(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void aLostAnswerMakesNoSecondKey() throws Exception {
        try (var bench = bench()) {
            bench.aws.calls().loseAnswer(Operation.IMPORT_API_KEYS);

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
            assertThat(bench.aws.calls().count(Operation.IMPORT_API_KEYS)).isGreaterThan(1);
        }
    }

    @Test
    void anAnswerThatIsLostAgainIsNotWaitedForEndlessly() throws Exception {
        try (var bench = bench()) {
            for (var again = 0; again < 20; again++) {
                bench.aws.calls().loseAnswer(Operation.IMPORT_API_KEYS);
            }

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
        }
    }

    @Test
    void whatAnImportMayHaveMadeIsNotTakenForAbsent() throws Exception {
        try (var bench = bench()) {
            var hold = bench.aws.calls().hold(Operation.IMPORT_API_KEYS);
            bench.aws.calls().loseAnswer(Operation.IMPORT_API_KEYS);
            askForAll(bench);
            await().until(hold::entered);

            assertThat(IntStream.range(0, KEYS).filter(index -> bench.executor.isOpen(keyUnit("app" + index))))
                    .as("units whose key is on its way, as many as had come")
                    .isNotEmpty();

            hold.release();
            bench.awaitIdle();
            assertThat(IntStream.range(0, KEYS).filter(index -> bench.executor.isOpen(keyUnit("app" + index))))
                    .isEmpty();
        }
    }

    @Test
    void anImportThatHadNoEffectIsMadeAgain() throws Exception {
        try (var bench = bench()) {
            bench.aws.calls().failBefore(Operation.IMPORT_API_KEYS, AwsFailure.Kind.AMBIGUOUS);
            bench.aws.calls().failBefore(Operation.IMPORT_API_KEYS, AwsFailure.Kind.UNAVAILABLE);

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
        }
    }

    @Test
    void whenItCannotBeReadWhichKeyIsWhoseEachIsFoundLater() throws Exception {
        try (var bench = bench()) {
            bench.aws.calls().failBefore(Operation.GET_API_KEYS, AwsFailure.Kind.UNAVAILABLE);

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
        }
    }

    @Test
    void whatIsRefusedTogetherIsTriedOneByOne() throws Exception {
        try (var bench = bench()) {
            bench.aws.calls().failBefore(Operation.IMPORT_API_KEYS, AwsFailure.Kind.INVALID);

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
            assertThat(bench.aws.calls().count(Operation.CREATE_API_KEY)).isGreaterThan(2);
        }
    }

    @Test
    void withoutTheRightToImportKeysAreCreatedAndItIsNotAskedForAgainAndAgain() throws Exception {
        try (var bench = bench()) {
            bench.aws.calls().failBefore(Operation.IMPORT_API_KEYS, AwsFailure.Kind.ACCESS_DENIED);

            askForAll(bench);
            bench.awaitIdle();

            assertAllAreThereOnce(bench);
            assertThat(bench.aws.calls().count(Operation.IMPORT_API_KEYS)).isEqualTo(1);
            assertThat(bench.aws.calls().count(Operation.CREATE_API_KEY)).isEqualTo(KEYS);
        }
    }

    @Test
    void aKeyWhoseTagsAreNotKnownIsTaggedWhenItMayNotBeSwitchedOffWithout() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var planId = planId(bench);
            bench.bring(key("app", true, planId));
            var id = bench.aws.gateway().keys().keySet().iterator().next();
            bench.aws.gateway().tagByHand(id, Map.of());
            bench.aws.calls().forget();
            bench.aws.calls().failBefore(Operation.UPDATE_API_KEY, AwsFailure.Kind.ACCESS_DENIED);

            bench.bring(key("app", false, planId));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(
                            Operation.UPDATE_API_KEY,
                            Operation.GET_API_KEY,
                            Operation.GET_USAGE_PLANS,
                            Operation.TAG_RESOURCE,
                            Operation.UPDATE_API_KEY);
            assertThat(bench.aws.gateway().keys().values()).noneMatch(one -> one.enabled());
        }
    }

    @Test
    void whoIsTakenAwayWhileTheAnswerIsLostLeavesNoKeyBehind() throws Exception {
        try (var bench = bench()) {
            var hold = bench.aws.calls().hold(Operation.IMPORT_API_KEYS);
            bench.aws.calls().loseAnswer(Operation.IMPORT_API_KEYS);
            askForAll(bench);
            await().until(hold::entered);
            IntStream.range(0, KEYS).forEach(index -> bench.submit(absent(keyUnit("app" + index)), Priority.REVOKE));

            hold.release();
            bench.awaitIdle();

            assertThat(bench.aws.gateway().keys())
                    .as("keys, after %s", bench.aws.calls().made())
                    .isEmpty();
        }
    }
}
