// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import java.time.Duration;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The calls that may be sent to one account (IAM) or one account and region (API Gateway). {@link WaitingCalls} decides which call is next,
 * {@link TokenBucket} when; here threads wait for it.
 */
public final class Budget {

    private static final long SHORTEST_WAIT = TimeUnit.MILLISECONDS.toNanos(1);
    private static final long LONGEST_WAIT = TimeUnit.SECONDS.toNanos(30);

    /** One waiting call. It may become more urgent meanwhile. */
    public final class Turn implements WaitingCall {
        private final Operation operation;
        private final long since;
        private final Condition mine = lock.newCondition();
        private Caller caller;
        private boolean come;
        private boolean calledOff;

        private Turn(Operation operation, Caller caller, long since) {
            this.operation = operation;
            this.caller = caller;
            this.since = since;
        }

        @Override
        public Operation operation() {
            return operation;
        }

        @Override
        public Caller caller() {
            return caller;
        }

        @Override
        public long since() {
            return since;
        }

        /** Waits, unless it is called off. Blocks the caller, which is a virtual thread of a unit and never a reconcile. */
        public void take() throws InterruptedException {
            lock.lock();
            try {
                giveTurns();
                while (!come && !calledOff) {
                    if (watches()) {
                        mine.await(patience(), TimeUnit.NANOSECONDS);
                    } else {
                        mine.await();
                    }
                    giveTurns();
                }
            } catch (InterruptedException stop) {
                if (come) {
                    waiting.buckets(operation).forEach(TokenBucket::giveBack);
                }
                throw stop;
            } finally {
                waiting.remove(this);
                if (watch == this) {
                    watch = null;
                }
                giveTurns();
                lock.unlock();
            }
        }

        /** Ends the wait without a turn, if it has not come yet: another call does the work of this one. */
        public void callOff() {
            lock.lock();
            try {
                if (!come && waiting.remove(this)) {
                    calledOff = true;
                    mine.signal();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Whether a call may be made now; asked after the wait. */
        public boolean come() {
            lock.lock();
            try {
                return come;
            } finally {
                lock.unlock();
            }
        }

        /** Raises the priority to this, unless it is higher already. */
        public void raise(Priority next) {
            lock.lock();
            try {
                if (next.compareTo(caller.priority()) < 0 && waiting.remove(this)) {
                    caller = caller.with(next);
                    waiting.add(this);
                    giveTurns();
                }
            } finally {
                lock.unlock();
            }
        }

        /** Whether this thread watches the clock: only one waiting thread does, the others are woken when their turn has come. */
        private boolean watches() {
            if (watch == null) {
                watch = this;
            }
            return watch == this;
        }

        private long patience() {
            var now = nanoTime.getAsLong();
            var patience = Math.clamp(waiting.delay(now), SHORTEST_WAIT, LONGEST_WAIT);
            watchEnds = now + patience;
            return patience;
        }
    }

    private final ReentrantLock lock = new ReentrantLock();
    private final LongSupplier nanoTime;
    private final Map<String, TokenBucket> buckets = new LinkedHashMap<>();
    private final WaitingCalls<Turn> waiting;
    private @Nullable Turn watch;
    private long watchEnds;
    private long given;
    private long givenAtLook;
    private @Nullable Long dueSince;

    /** @param nanoTime {@link System#nanoTime()} but in tests */
    Budget(CallLimits limits, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        var now = nanoTime.getAsLong();
        limits.all().forEach(limit -> buckets.put(limit.name(), new TokenBucket(limit, now)));
        waiting = new WaitingCalls<>(byOperation(limits, buckets));
    }

    /** The buckets of every operation, the narrowest limit first. */
    static Map<Operation, List<TokenBucket>> byOperation(CallLimits limits, Map<String, TokenBucket> buckets) {
        var all = new EnumMap<Operation, List<TokenBucket>>(Operation.class);
        for (var operation : Operation.values()) {
            all.put(
                    operation,
                    limits.all().stream()
                            .filter(limit -> limit.operations().contains(operation))
                            .sorted(Comparator.comparingInt(
                                    limit -> limit.operations().size()))
                            .flatMap(limit -> Stream.ofNullable(buckets.get(limit.name())))
                            .toList());
        }
        return all;
    }

    /** Waits for the turn of one call. */
    void acquire(Operation operation, Caller caller) throws InterruptedException {
        turn(operation, caller).take();
    }

    /** Queues one call; its caller has to take the turn too. */
    public Turn turn(Operation operation, Caller caller) {
        lock.lock();
        try {
            var turn = new Turn(operation, caller, nanoTime.getAsLong());
            waiting.add(turn);
            giveTurns();
            return turn;
        } finally {
            lock.unlock();
        }
    }

    /** Estimated wait of a call queued now, to show to users. */
    public Duration estimate(Operation operation, Caller caller) {
        lock.lock();
        try {
            return Duration.ofNanos(waiting.estimate(operation, caller, nanoTime.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    /** Returns the turn of a call that turned out to be unnecessary. */
    public void giveBack(Operation operation) {
        lock.lock();
        try {
            waiting.buckets(operation).forEach(TokenBucket::giveBack);
            giveTurns();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Records that AWS throttled this operation. The narrowest of its limits is taken to be the exceeded one.
     *
     * @param sent when the call was sent, by this budget's clock
     */
    void throttled(Operation operation, Duration retryAfter, long sent) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            waiting.buckets(operation).stream()
                    .findFirst()
                    .ifPresent(bucket -> bucket.throttled(now + retryAfter.toNanos(), sent, now));
        } finally {
            lock.unlock();
        }
    }

    /** Records that AWS answered a call of this operation, but for throttling. */
    void answered(Operation operation) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            waiting.buckets(operation).forEach(bucket -> bucket.answered(now));
        } finally {
            lock.unlock();
        }
    }

    /** Changes the share of the same limits. Waiting calls keep their order. */
    void resize(CallLimits limits) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            for (var limit : limits.all()) {
                var bucket = buckets.get(limit.name());
                if (bucket != null) {
                    bucket.resize(limit, now);
                }
            }
            giveTurns();
        } finally {
            lock.unlock();
        }
    }

    /** Number of calls that wait for their turn. */
    int waiting() {
        lock.lock();
        try {
            return Stream.of(Priority.values()).mapToInt(waiting::waiting).sum();
        } finally {
            lock.unlock();
        }
    }

    int waiting(Priority priority) {
        lock.lock();
        try {
            return waiting.waiting(priority);
        } finally {
            lock.unlock();
        }
    }

    /** How long the call that waits longest has waited, zero when none does. Looks at all of them: for metrics. */
    Duration oldest(Priority priority) {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            return waiting.all()
                    .filter(turn -> turn.caller.priority() == priority)
                    .map(turn -> Duration.ofNanos(now - turn.since))
                    .max(Comparator.naturalOrder())
                    .orElse(Duration.ZERO);
        } finally {
            lock.unlock();
        }
    }

    /**
     * How long a call within the limits was not given its turn. Measured from one call of this method to the next, so it has to be called
     * every few seconds.
     */
    Duration overdue() {
        lock.lock();
        try {
            var now = nanoTime.getAsLong();
            var due = !waiting.isEmpty() && waiting.delay(now) == 0;
            if (!due || given != givenAtLook) {
                dueSince = null;
            } else if (dueSince == null) {
                dueSince = now;
            }
            givenAtLook = given;
            return dueSince == null ? Duration.ZERO : Duration.ofNanos(now - dueSince);
        } finally {
            lock.unlock();
        }
    }

    /** Calls a second that a limit lets through now. */
    double perSecond(String limit) {
        lock.lock();
        try {
            var bucket = buckets.get(limit);
            return bucket == null ? Double.NaN : bucket.perSecond(nanoTime.getAsLong());
        } finally {
            lock.unlock();
        }
    }

    /** Gives every turn that can be given now, and makes sure that a thread watches the clock for the next. */
    private void giveTurns() {
        var now = nanoTime.getAsLong();
        for (var turn = waiting.next(now); turn != null; turn = waiting.next(now)) {
            turn.come = true;
            given++;
            turn.mine.signal();
        }
        if (!waiting.isEmpty()) {
            if (watch == null) {
                waiting.any().mine.signal();
            } else if (now + waiting.delay(now) - watchEnds < 0) {
                watch.mine.signal();
            }
        }
    }
}
