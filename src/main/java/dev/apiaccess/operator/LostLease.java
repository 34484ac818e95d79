// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import io.quarkus.runtime.Quarkus;
import jakarta.inject.Singleton;
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ends a process that lost its lease, so that it is restarted as a waiting replica: otherwise the framework would keep reconciling and
 * never acquire the lease again. The framework's elector and our own check of the lease both notice it; the first one ends the process,
 * once.
 */
@Singleton
final class LostLease {

    private static final Logger LOG = LoggerFactory.getLogger(LostLease.class);

    private final Wiring wiring;
    private final AtomicBoolean ending = new AtomicBoolean();

    LostLease(Wiring wiring) {
        this.wiring = wiring;
    }

    void end() {
        if (ending.compareAndSet(false, true)) {
            LOG.error(
                    "the lease could not be renewed in time, so another replica may work: ending, to be started again");
            wiring.close();
            Quarkus.asyncExit(1);
        }
    }
}
