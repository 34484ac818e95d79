// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.carry;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;

/** A lock for each key: threads with the same key run one after the other. Unused keys are not kept. */
final class KeyedLock {

    /** @param users threads that hold it or wait for it */
    private record Queue(ReentrantLock lock, int users) {

        Queue with(int more) {
            return new Queue(lock, users + more);
        }
    }

    /** A held key, until closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private final Map<String, Queue> queues = new ConcurrentHashMap<>();

    /** Takes a key, after waiting until no other thread holds it. */
    Held take(String key) throws InterruptedException {
        var lock = queues.compute(key, (_, known) -> known == null ? new Queue(new ReentrantLock(), 1) : known.with(1))
                .lock();
        try {
            lock.lockInterruptibly();
        } catch (InterruptedException e) {
            leave(key);
            throw e;
        }
        return () -> {
            lock.unlock();
            leave(key);
        };
    }

    private void leave(String key) {
        queues.computeIfPresent(key, (_, known) -> known.users() == 1 ? null : known.with(-1));
    }

    /** Number of keys held or waited for. */
    int size() {
        return queues.size();
    }
}
