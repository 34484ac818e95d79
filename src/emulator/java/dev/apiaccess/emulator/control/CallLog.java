// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;

/** The latest calls of each account. */
public final class CallLog {
    private static final int KEPT = 20_000;
    private final AtomicLong sequence = new AtomicLong();
    private final Map<String, Deque<RecordedCall>> calls = new ConcurrentHashMap<>();

    /** Adds a call; the number is given here. */
    public void add(LongFunction<RecordedCall> call) {
        RecordedCall made = call.apply(sequence.incrementAndGet());
        Deque<RecordedCall> own = calls.computeIfAbsent(made.account(), ignored -> new ArrayDeque<>());
        synchronized (own) {
            if (own.size() >= KEPT) {
                own.removeFirst();
            }
            own.addLast(made);
        }
    }

    /** The calls of an account after a number, oldest first. */
    public List<RecordedCall> of(String account, long after) {
        Deque<RecordedCall> own = calls.get(account);
        if (own == null) {
            return List.of();
        }
        synchronized (own) {
            return own.stream().filter(c -> c.sequence() > after).toList();
        }
    }

    /** Forgets the calls of an account, or of all when it is empty. */
    public void clear(String account) {
        if (account.isEmpty()) {
            calls.clear();
        } else {
            calls.remove(account);
        }
    }
}
