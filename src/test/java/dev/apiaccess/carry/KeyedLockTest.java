// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class KeyedLockTest {

    private final KeyedLock lock = new KeyedLock();

    @Test
    void oneAfterTheOtherAndNothingIsLeftBehind() throws Exception {
        var inside = new AtomicInteger();
        var most = new AtomicInteger();
        var threads = IntStream.range(0, 8)
                .mapToObj(_ -> Thread.ofVirtual().start(() -> {
                    for (var round = 0; round < 200; round++) {
                        try (var _ = lock.take("plan shop")) {
                            most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                            inside.decrementAndGet();
                        } catch (InterruptedException e) {
                            throw new AssertionError(e);
                        }
                    }
                }))
                .toList();
        for (var thread : threads) {
            thread.join();
        }

        assertThat(most).hasValue(1);
        assertThat(lock.size()).isZero();
    }

    @Test
    void whoWantsSomethingElseDoesNotWait() throws Exception {
        try (var _ = lock.take("plan shop");
                var _ = lock.take("plan web")) {
            assertThat(lock.size()).isEqualTo(2);
        }
        assertThat(lock.size()).isZero();
    }

    @Test
    void whoGivesUpLeavesNothingBehind() throws Exception {
        var gaveUp = new CountDownLatch(1);
        try (var _ = lock.take("plan shop")) {
            var waits = Thread.ofVirtual().start(() -> {
                try (var _ = lock.take("plan shop")) {
                    throw new AssertionError("it was not its turn");
                } catch (InterruptedException _) {
                    gaveUp.countDown();
                }
            });
            await().until(() -> waits.getState() == Thread.State.WAITING);
            waits.interrupt();
            gaveUp.await();
        }
        assertThat(lock.size()).isZero();
    }
}
