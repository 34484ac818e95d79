// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs reconciles in the order of {@link Turns}. A waiting one is an entry in a list, not a thread. It uses platform threads: comparing and
 * rendering takes processor time, and on virtual threads the writes to AWS would queue behind it.
 */
public final class TurnExecutor extends AbstractExecutorService {

    private record Arrival(ObjectKey key, Urgency urgency) {
        static final Arrival UNKNOWN = new Arrival(new ObjectKey("", "", ""), Urgency.REST);
    }

    private static final Logger LOG = LoggerFactory.getLogger(TurnExecutor.class);
    /** Set by one call of a thread for its next one. */
    private static final ThreadLocal<Arrival> ARRIVING = ThreadLocal.withInitial(() -> Arrival.UNKNOWN);

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition over = lock.newCondition();
    private final Turns turns = new Turns();
    private final ExecutorService threads;
    private final LongSupplier nanoTime;
    private boolean stopped;

    public TurnExecutor() {
        this(
                Executors.newCachedThreadPool(
                        Thread.ofPlatform().name("reconciler-", 1).factory()),
                System::nanoTime);
    }

    TurnExecutor(ExecutorService threads, LongSupplier nanoTime) {
        this.threads = threads;
        this.nanoTime = nanoTime;
    }

    /** Announces the object whose reconcile this thread submits next. */
    public void arrives(ObjectKey key, Urgency urgency) {
        ARRIVING.set(new Arrival(key, urgency));
    }

    @Override
    public void execute(Runnable task) {
        var arrival = ARRIVING.get();
        ARRIVING.remove();
        if (arrival.equals(Arrival.UNKNOWN)) {
            LOG.warn("a reconcile came without its object, and takes its turn as the least urgent");
        }
        lock.lock();
        try {
            if (stopped) {
                throw new RejectedExecutionException("no more turns are given");
            }
            turns.add(arrival.key(), arrival.urgency(), task, nanoTime.getAsLong());
            give();
        } finally {
            lock.unlock();
        }
    }

    /** Whether an object waits for its turn. */
    public boolean waits(ObjectKey key) {
        lock.lock();
        try {
            return turns.waits(key);
        } finally {
            lock.unlock();
        }
    }

    /** Sets the urgency of an object, if it waits. */
    public void rank(ObjectKey key, Urgency urgency) {
        lock.lock();
        try {
            turns.rank(key, urgency, nanoTime.getAsLong());
            give();
        } finally {
            lock.unlock();
        }
    }

    /** Makes an object urgent whose next turn may take access away, where the object itself does not show that. */
    public void hasten(ObjectKey key) {
        lock.lock();
        try {
            turns.hasten(key, nanoTime.getAsLong());
            give();
        } finally {
            lock.unlock();
        }
    }

    /** How many objects of a kind wait. */
    public int waiting(String kind, Urgency urgency) {
        lock.lock();
        try {
            return turns.waiting(kind, urgency);
        } finally {
            lock.unlock();
        }
    }

    /** The longest time for which a waiting object has had this urgency. */
    public Duration oldest(Urgency urgency) {
        lock.lock();
        try {
            return Duration.ofNanos(turns.oldest(urgency, nanoTime.getAsLong()));
        } finally {
            lock.unlock();
        }
    }

    /** Waiting objects still have their turn. */
    @Override
    public void shutdown() {
        lock.lock();
        try {
            stopped = true;
            endWhenOver();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public List<Runnable> shutdownNow() {
        lock.lock();
        try {
            stopped = true;
            var left = turns.clear();
            threads.shutdownNow();
            endWhenOver();
            return left;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isShutdown() {
        lock.lock();
        try {
            return stopped;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean isTerminated() {
        lock.lock();
        try {
            return stopped && turns.isEmpty();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean awaitTermination(long timeout, TimeUnit unit) throws InterruptedException {
        var left = unit.toNanos(timeout);
        lock.lockInterruptibly();
        try {
            while (!(stopped && turns.isEmpty())) {
                if (left <= 0) {
                    return false;
                }
                left = over.awaitNanos(left);
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Gives all turns that can be given now. Called with the lock, which is never held during a reconcile. */
    private void give() {
        for (var turn = turns.next(); turn.isPresent(); turn = turns.next()) {
            var given = turn.get();
            threads.execute(() -> take(given));
        }
    }

    private void take(Turns.Turn turn) {
        try {
            turn.task().run();
        } finally {
            ended(turn);
        }
    }

    private void ended(Turns.Turn turn) {
        lock.lock();
        try {
            turns.ended(turn);
            if (!threads.isShutdown()) {
                give();
            }
            endWhenOver();
        } finally {
            lock.unlock();
        }
    }

    private void endWhenOver() {
        if (stopped && turns.isEmpty()) {
            threads.shutdown();
            over.signalAll();
        }
    }
}
