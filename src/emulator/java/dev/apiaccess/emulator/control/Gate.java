// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;

/** Where calls are held until somebody opens it. Tells whether one has come, so that the caller can be ended right then. */
public final class Gate {
    private final CountDownLatch opened = new CountDownLatch(1);
    private volatile @Nullable Long since;

    /** Whether a call was held here. */
    public boolean caught() {
        return since != null;
    }

    /** How long ago the first call came, empty when none did. */
    public Optional<Duration> heldFor() {
        Long nanos = since;
        return nanos == null ? Optional.empty() : Optional.of(Duration.ofNanos(System.nanoTime() - nanos));
    }

    /** Lets go whoever is held here, and holds nobody any more. */
    public void open() {
        opened.countDown();
    }

    /** Returns when the gate is open. */
    public void pass() throws InterruptedException {
        if (since == null) {
            since = System.nanoTime();
        }
        opened.await();
    }

    @Override
    public String toString() {
        return caught() ? "call held" : "no call yet";
    }
}
