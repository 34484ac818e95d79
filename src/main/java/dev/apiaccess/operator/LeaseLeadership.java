// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.port.Leadership;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Leadership by the lease. The framework renews the lease and ends the process when it cannot; a process that stood still would continue
 * until the framework notices, and while it shuts down. Here a renewal is believed for a time shorter than the lease lasts, by both the
 * wall clock and a monotonic one; after that the lease is read. A failed read means no.
 */
final class LeaseLeadership implements Leadership {

    private static final Logger LOG = LoggerFactory.getLogger(LeaseLeadership.class);

    private static final int MOST_MISSES = 3;

    /** Until when the last seen renewal is believed, on both clocks; the earlier end counts. */
    private record Until(Instant instant, long nanos) {}

    private final Supplier<@Nullable LeaseSpec> lease;
    private final String identity;
    private final Duration believed;
    private final Clock clock;
    private final LongSupplier nanos;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile @Nullable Until until;
    private volatile boolean led;
    private int misses;

    /**
     * @param lease reads the lease, null when there is none
     * @param identity holder identity of this process
     * @param believed how long a renewal is believed; others take over only after the longer duration of the lease
     * @param nanos a monotonic clock
     */
    LeaseLeadership(
            Supplier<@Nullable LeaseSpec> lease, String identity, Duration believed, Clock clock, LongSupplier nanos) {
        this.lease = lease;
        this.identity = identity;
        this.believed = believed;
        this.clock = clock;
        this.nanos = nanos;
    }

    @Override
    public boolean held() {
        if (believes()) {
            return true;
        }
        try {
            looking.lockInterruptibly();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
        try {
            if (!believes()) {
                until = look();
            }
            return believes();
        } finally {
            looking.unlock();
        }
    }

    /**
     * Whether this process has lost leadership. The framework ends the process in that case, but not when the first renewal after a
     * standstill conflicts with that of another replica: then its elector ends and the reconcilers run on for ever. One failed check is not
     * enough, since the next renewal may come in time.
     */
    boolean lost() {
        misses = held() || !led ? 0 : misses + 1;
        return misses >= MOST_MISSES;
    }

    private boolean believes() {
        var limit = until;
        return limit != null
                && nanos.getAsLong() - limit.nanos() < 0
                && clock.instant().isBefore(limit.instant());
    }

    private @Nullable Until look() {
        var begun = nanos.getAsLong();
        try {
            var spec = lease.get();
            if (spec == null || spec.getRenewTime() == null || !identity.equals(spec.getHolderIdentity())) {
                if (led) {
                    LOG.warn("the lease is held by {}", spec == null ? "nobody" : spec.getHolderIdentity());
                }
                return null;
            }
            led = true;
            var end = spec.getRenewTime().toInstant().plus(believed);
            var left = Duration.between(clock.instant(), end);
            // A renewal in the future was written before the clock was set back.
            var most = left.compareTo(believed) > 0 ? believed : left;
            return new Until(end, begun + most.toNanos());
        } catch (KubernetesClientException e) {
            LOG.warn("the lease could not be read: {}", e.getMessage());
            return null;
        }
    }
}
