// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Operation;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * The calls that one account (IAM) or one account and region (API Gateway) may be sent. Whoever is more urgent goes first,
 * among equals whoever came first; a call whose own operation has to wait holds up nobody else.
 */
public final class Budget {

    private static final Comparator<Turn> URGENCY =
            Comparator.comparing((Turn turn) -> turn.priority).thenComparingLong(turn -> turn.number);
    private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);

    /** One call that waits. It may become more urgent while it does. */
    final class Turn {
        private final Operation operation;
        private final long number;
        private final Condition mine = lock.newCondition();
        private Priority priority;

        private Turn(Operation operation, Priority priority, long number) {
            this.operation = operation;
            this.priority = priority;
            this.number = number;
        }

        /** Waits. Blocks the caller, which is a virtual thread of a unit and never a reconcile. */
        void take() throws InterruptedException {
            lock.lock();
            try {
                while (!mayGo()) {
                    mine.await(patience(), TimeUnit.NANOSECONDS);
                }
                Budget.this.take(operation, nanoTime.getAsLong());
            } finally {
                leave(this);
                wakeFirsts();
                lock.unlock();
            }
        }

        void raise(Priority next) {
            lock.lock();
            try {
                if (next.compareTo(priority) < 0 && leave(this)) {
                    priority = next;
                    enter(this);
                    wakeFirsts();
                }
            } finally {
                lock.unlock();
            }
        }

        private boolean mayGo() {
            var now = nanoTime.getAsLong();
            return firsts().filter(turn -> delay(turn.operation, now) == 0)
                    .min(URGENCY)
                    .filter(this::equals)
                    .isPresent();
        }

        /** Only the first of an operation looks at the clock; the others are woken when it has gone. */
        private long patience() {
            var first = turns(operation).getFirst();
            return equals(first)
                    ? Math.clamp(delay(operation, nanoTime.getAsLong()), SHORTEST_WAIT, LONGEST_WAIT)
                    : LONGEST_WAIT;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<Operation, NavigableSet<Turn>> waiting = new EnumMap<>(Operation.class);
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

    /** Waits for the turn of one call. */
    public void acquire(Operation operation, Priority priority) throws InterruptedException {
        turn(operation, priority).take();
    }

    /** Queues one call; whoever queues it has to take the turn too. */
    Turn turn(Operation operation, Priority priority) {
        lock.lock();
        try {
            var turn = new Turn(operation, priority, arrivals++);
            enter(turn);
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /** How long a call that came now would wait, as an estimate to show to people. */
    public Duration estimate(Operation operation, Priority priority) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            var ahead = waiting.values().stream()
                    .mapToInt(turns -> before(turns, priority))
                    .sum();
            var same = before(turns(operation), priority);
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
            wakeFirsts();
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
            return waiting.values().stream().mapToInt(NavigableSet::size).sum();
        } finally {
            lock.unlock();
        }
    }

    private static int before(NavigableSet<Turn> turns, Priority priority) {
        return (int) turns.stream()
                .takeWhile(turn -> turn.priority.compareTo(priority) <= 0)
                .count();
    }

    private void enter(Turn turn) {
        turns(turn.operation).add(turn);
    }

    /** Whether the turn was waiting. */
    private boolean leave(Turn turn) {
        return turns(turn.operation).remove(turn);
    }

    private NavigableSet<Turn> turns(Operation operation) {
        return waiting.computeIfAbsent(operation, _ -> new TreeSet<>(URGENCY));
    }

    /** The most urgent turn of each operation. */
    private Stream<Turn> firsts() {
        return waiting.values().stream().filter(turns -> !turns.isEmpty()).map(NavigableSet::first);
    }

    private void wakeFirsts() {
        firsts().forEach(turn -> turn.mine.signal());
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
