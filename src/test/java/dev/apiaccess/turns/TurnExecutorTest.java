// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.testing.Machine;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TurnExecutorTest {

    /** Threads that go on when the test says so. */
    private static final class Held extends AbstractExecutorService {
        private final List<Runnable> begun = new ArrayList<>();
        private boolean stopped;

        @Override
        public void execute(Runnable task) {
            begun.add(task);
        }

        /** The task that began first comes to its end. */
        void goOn() {
            begun.removeFirst().run();
        }

        @Override
        public void shutdown() {
            stopped = true;
        }

        @Override
        public List<Runnable> shutdownNow() {
            stopped = true;
            return List.of();
        }

        @Override
        public boolean isShutdown() {
            return stopped;
        }

        @Override
        public boolean isTerminated() {
            return stopped && begun.isEmpty();
        }

        @Override
        public boolean awaitTermination(long timeout, TimeUnit unit) {
            return isTerminated();
        }
    }

    private final Held threads = new Held();
    private long now;
    private final TurnExecutor executor = new TurnExecutor(threads, () -> now);
    private final List<String> looked = new ArrayList<>();

    @Test
    void whoIsDeletedMeanwhileGoesBeforeThoseThatWaitedLonger() {
        // given
        for (var number = 0; number < 20; number++) {
            arrives("one-" + number, Urgency.NEW);
        }

        // when
        executor.rank(key("one-19"), Urgency.REVOKE);
        goOn(20);

        // then
        assertThat(looked).hasSize(20);
        assertThat(looked.get(12)).as("of those for whom no thread was free").isEqualTo("one-19");
    }

    @Test
    void aRevocationHasAThreadThoughAllTheOthersAreBusy() {
        // given
        for (var number = 0; number < 100; number++) {
            arrives("one-" + number, Urgency.REST);
        }
        assertThat(threads.begun).hasSize(12);

        // when
        arrives("cut off", Urgency.REVOKE);

        // then
        assertThat(threads.begun).hasSize(13);
    }

    @Test
    void aTaskThatFailsEndsItsTurn() {
        // given
        executor.arrives(key("broken"), Urgency.NEW);
        executor.execute(() -> {
            throw new IllegalStateException("broken");
        });

        // when
        assertThatThrownBy(threads::goOn).hasMessage("broken");
        executor.shutdown();

        // then
        assertThat(executor.isTerminated()).isTrue();
    }

    @Test
    void aTaskWithoutAnObjectIsCarriedOutAllTheSame() {
        executor.execute(() -> looked.add("somebody"));
        goOn(1);

        assertThat(looked).containsExactly("somebody");
    }

    @Test
    void howManyWaitAndForHowLongIsTold() {
        // given
        for (var number = 0; number < 14; number++) {
            arrives("one-" + number, Urgency.NEW);
        }

        // when
        now = Duration.ofSeconds(7).toNanos();

        // then
        assertThat(executor.waiting("ApiKeyGrant", Urgency.NEW)).isEqualTo(2);
        assertThat(executor.oldest(Urgency.NEW)).isEqualTo(Duration.ofSeconds(7));
        assertThat(executor.oldest(Urgency.REVOKE)).isZero();
        assertThat(executor.waits(key("one-13"))).isTrue();
        assertThat(executor.waits(key("one-0"))).as("has its turn").isFalse();
    }

    @Test
    void thoseThatWaitHaveTheirTurnBeforeItEnds() throws InterruptedException {
        // given
        for (var number = 0; number < 14; number++) {
            arrives("one-" + number, Urgency.NEW);
        }

        // when
        executor.shutdown();

        // then
        assertThatThrownBy(() -> arrives("late", Urgency.REVOKE)).isInstanceOf(RejectedExecutionException.class);
        assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isFalse();
        goOn(14);
        assertThat(executor.awaitTermination(0, TimeUnit.SECONDS)).isTrue();
        assertThat(threads.isShutdown()).isTrue();
    }

    @Test
    void endedAtOnceItReturnsThoseThatWait() {
        // given
        for (var number = 0; number < 14; number++) {
            arrives("one-" + number, Urgency.NEW);
        }

        // when
        var left = executor.shutdownNow();

        // then
        assertThat(left).hasSize(2);
        goOn(12);
        assertThat(executor.isTerminated()).isTrue();
        assertThat(looked).hasSize(12);
    }

    /** On real threads: each of many tasks wakes its object again, as reconciles do. */
    @Test
    void noTurnIsLostAmongThreads() throws InterruptedException {
        // given
        var crowd = new Crowd(2000);

        // when
        for (var number = 0; number < 1000; number++) {
            crowd.submit(number, true);
        }

        // then
        var patience = Machine.patience(Duration.ofSeconds(20)).toMillis();
        assertThat(crowd.left.await(patience, TimeUnit.MILLISECONDS))
                .as("%d tasks are left", crowd.left.getCount())
                .isTrue();
        assertThat(crowd.most.get()).isLessThanOrEqualTo(Turns.AT_ONCE);
        assertThat(crowd.threads).allMatch(name -> name.startsWith("reconciler-"));
        crowd.turns.shutdown();
        assertThat(crowd.turns.awaitTermination(patience, TimeUnit.MILLISECONDS))
                .isTrue();
    }

    private static final class Crowd {
        private final TurnExecutor turns = new TurnExecutor();
        private final AtomicInteger atOnce = new AtomicInteger();
        private final AtomicInteger most = new AtomicInteger();
        private final Queue<String> threads = new ConcurrentLinkedQueue<>();
        private final CountDownLatch left;

        Crowd(int tasks) {
            left = new CountDownLatch(tasks);
        }

        void submit(int number, boolean again) {
            var key = new ObjectKey("ApiKeyGrant", "team-" + number % 7, "one-" + number);
            turns.arrives(key, number % 5 == 0 ? Urgency.REVOKE : Urgency.NEW);
            turns.execute(() -> {
                most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
                threads.add(Thread.currentThread().getName());
                if (again) {
                    submit(number, false);
                }
                atOnce.decrementAndGet();
                left.countDown();
            });
        }
    }

    private void arrives(String name, Urgency urgency) {
        executor.arrives(key(name), urgency);
        executor.execute(() -> looked.add(name));
    }

    private void goOn(int tasks) {
        for (var task = 0; task < tasks; task++) {
            threads.goOn();
        }
    }

    private static ObjectKey key(String name) {
        return new ObjectKey("ApiKeyGrant", "shop", name);
    }
}
