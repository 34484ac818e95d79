// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Runs small tasks later, one after the other. */
public final class Later implements AutoCloseable {

    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("wake-later").daemon().factory());

    /** Wakes objects a moment later, when the informers have seen what the caller just wrote. */
    void soon(Runnable wake) {
        var _ = timer.schedule(wake, 1, TimeUnit.SECONDS);
    }

    /** @param task must not throw, which would end its repetition */
    public void every(Duration interval, Runnable task) {
        var millis = interval.toMillis();
        var _ = timer.scheduleWithFixedDelay(task, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
