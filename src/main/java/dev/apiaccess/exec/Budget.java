// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The calls that one account (IAM) or one account and region (API Gateway) may be sent. Whoever is more urgent goes first,
 * among equals whoever came first; a call whose own operation has to wait holds up nobody else.
 */
public final class Budget {

    private record Waiter(Operation operation, Priority priority, long number, Condition turn) {}

    private static final Comparator<Waiter> URGENCY =
            Comparator.comparing(Waiter::priority).thenComparingLong(Waiter::number);

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Waiter> waiters = new ArrayList<>();
    private final LongSupplier nanoTime;
    private final TokenBucket total;
    private final TokenBucket writes;
    private final Map<Operation, TokenBucket> operations = new EnumMap<>(Operation.class);
    private long arrivals;

    /** @param nanoTime {@link System#nanoTime()} but in tests */
    public Budget(Limits limits, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        var now = nanoTime.getAsLong();
        total = bucket(limits.total(), now);
        writes = bucket(limits.writes(), now);
        limits.operations().forEach((operation, limit) -> operations.put(operation, bucket(limit, now)));
    }

    /** Waits for the turn of one call. Blocks the caller, which is a virtual thread of a unit and never a reconcile. */
    public void acquire(Operation operation, Priority priority) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var me = new Waiter(operation, priority, arrivals++, lock.newCondition());
            waiters.add(me);
            try {
                while (true) {
                    var now = nanoTime.getAsLong();
                    var wait = delay(operation, now);
                    if (wait == 0 && first(now).equals(me)) {
                        take(operation, now);
                        return;
                    }
                    me.turn().await(Math.max(wait, TimeUnit.MILLISECONDS.toNanos(1)), TimeUnit.NANOSECONDS);
                }
            } finally {
                waiters.remove(me);
                wakeNext();
            }
        } finally {
            lock.unlock();
        }
    }

    /** How long a call that came now would wait, as an estimate to show to people. */
    public Duration estimate(Operation operation, Priority priority) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            var ahead = (int) waiters.stream()
                    .filter(waiter -> waiter.priority().compareTo(priority) <= 0)
                    .count();
            var same = (int) waiters.stream()
                    .filter(waiter ->
                            waiter.operation() == operation && waiter.priority().compareTo(priority) <= 0)
                    .count();
            var own = operations.get(operation);
            var wait = Math.max(total.delayBehind(ahead, now), own == null ? 0 : own.delayBehind(same, now));
            return Duration.ofNanos(
                    Math.max(0, operation.write() ? Math.max(wait, writes.delayBehind(ahead, now)) : wait));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the turn of a call that turned out to be unnecessary. */
    public void giveBack(Operation operation) {
        lock.lock();
        try {
            buckets(operation).forEach(TokenBucket::giveBack);
            wakeNext();
        } finally {
            lock.unlock();
        }
    }

    /** AWS answered that this operation came too often. */
    public void throttled(Operation operation, Duration retryAfter) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            var bucket = operations.getOrDefault(operation, total);
            bucket.close(now + retryAfter.toNanos(), now);
        } finally {
            lock.unlock();
        }
    }

    /** Calls that wait for their turn now. */
    public int waiting() {
        lock.lock();
        try {
            return waiters.size();
        } finally {
            lock.unlock();
        }
    }

    private Waiter first(long now) {
        return waiters.stream()
                .filter(waiter -> delay(waiter.operation(), now) == 0)
                .min(URGENCY)
                .orElseThrow();
    }

    private void wakeNext() {
        var now = nanoTime.getAsLong();
        waiters.stream()
                .filter(waiter -> delay(waiter.operation(), now) == 0)
                .min(URGENCY)
                .ifPresent(waiter -> waiter.turn().signal());
    }

    private long delay(Operation operation, long now) {
        return buckets(operation).stream()
                .mapToLong(bucket -> bucket.delay(now))
                .max()
                .orElse(0);
    }

    private void take(Operation operation, long now) {
        buckets(operation).forEach(bucket -> bucket.take(now));
    }

    private List<TokenBucket> buckets(Operation operation) {
        var buckets = new ArrayList<TokenBucket>(3);
        buckets.add(total);
        if (operation.write()) {
            buckets.add(writes);
        }
        var own = operations.get(operation);
        if (own != null) {
            buckets.add(own);
        }
        return buckets;
    }

    private static TokenBucket bucket(Limits.Limit limit, long now) {
        return new TokenBucket(limit.perSecond(), limit.burst(), now);
    }
}
