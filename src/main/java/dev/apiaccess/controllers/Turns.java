// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** Those who want the same go one after the other. Nothing is remembered of what nobody wants. */
final class Turns {

    /** @param users who have it or wait for it */
    private record Queue(ReentrantLock lock, int users) {

        Queue with(int more) {
            return new Queue(lock, users + more);
        }
    }

    /** Whoever has one gives it back. */
    interface Turn extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    /** Waits until nobody else has it. */
    Turn take(String what) throws InterruptedException {
        var lock = queues.compute(what, (_, known) -> known == null ? new Queue(new ReentrantLock(), 1) : known.with(1))
                .lock();
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(what);
            throw e;
        }
        return () -> {
            lock.unlock();
            leave(what);
        };
    }

    private void leave(String what) {
        queues.computeIfPresent(what, (_, known) -> known.users() == 1 ? null : known.with(-1));
    }

    /** How much somebody has or waits for. */
    int size() {
        return queues.size();
    }
}
