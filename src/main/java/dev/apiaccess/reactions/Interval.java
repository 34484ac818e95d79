// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/** Lets one of those who ask through once in an interval, the first at once. */
public final class Interval {

    private final LongSupplier nanoTime;
    private final long length;
    private final AtomicLong next;

    /** @param nanoTime {@link System#nanoTime()} but in tests */
    public Interval(Duration length, LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
        this.length = length.toNanos();
        next = new AtomicLong(nanoTime.getAsLong());
    }

    /** Whether the interval has passed; the next one begins then. */
    boolean passed() {
        var now = nanoTime.getAsLong();
        var due = next.get();
        return now - due >= 0 && next.compareAndSet(due, now + length);
    }
}
