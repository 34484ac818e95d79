// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

/** The time between two sweeps of an account. */
final class Pause {

    private Pause() {}

    /**
     * Waits until the time is over, or somebody asks for a sweep before that.
     *
     * @param spaced how long those wait at most who want to know more and change nothing
     * @param wake has a permit when somebody asks for a sweep now
     * @param soon whether somebody wants to know more
     */
    static void rest(Duration pause, Duration spaced, Semaphore wake, AtomicBoolean soon) throws InterruptedException {
        var left = pause;
        while (left.isPositive()) {
            var some = left.compareTo(spaced) < 0 ? left : spaced;
            if (wake.tryAcquire(some.toMillis(), TimeUnit.MILLISECONDS)) {
                wake.drainPermits();
                break;
            }
            left = left.minus(some);
            if (soon.get()) {
                break;
            }
        }
        // What is asked for while a sweep runs may have come too late for it.
        soon.set(false);
    }
}
