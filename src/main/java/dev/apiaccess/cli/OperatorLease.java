// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.api.model.coordination.v1.LeaseSpec;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Whether an operator is running, by its lease. Only changes count: the clocks of two machines need not agree. */
final class OperatorLease {

    private static final String NAME = "apiaccess";
    private static final int USUAL_SECONDS = 15;
    private static final Duration MORE = Duration.ofSeconds(5);
    private static final long PAUSE_MILLIS = 500;
    private static final int FORBIDDEN = 403;

    private final KubernetesClient client;
    private final String namespace;

    OperatorLease(KubernetesClient client, String namespace) {
        this.client = client;
        this.namespace = namespace;
    }

    /** Watches the lease until it is renewed or should have been; an operator whose lease may not be read counts as running. */
    boolean alive() throws InterruptedException {
        try {
            var first = read();
            var seconds = first.map(LeaseSpec::getLeaseDurationSeconds).orElse(USUAL_SECONDS);
            var deadline =
                    System.nanoTime() + Duration.ofSeconds(seconds).plus(MORE).toNanos();
            while (System.nanoTime() - deadline < 0) {
                var now = read();
                if (now.isPresent() && !Objects.equals(renewed(first), renewed(now))) {
                    return true;
                }
                TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
            }
            return false;
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                return true;
            }
            throw e;
        }
    }

    /** Whether the last renewal is recent by the clock of this machine. {@link #alive} needs no clock, and takes longer. */
    boolean looksFresh(Instant now) {
        var lease = read();
        var last = renewed(lease);
        var seconds = lease.map(LeaseSpec::getLeaseDurationSeconds).orElse(USUAL_SECONDS);
        return last != null
                && Duration.between(last.toInstant(), now).abs().compareTo(Duration.ofSeconds(seconds)) <= 0;
    }

    /** Who took the lease last; empty where nobody did. */
    Optional<String> holder() {
        return read().map(LeaseSpec::getHolderIdentity).filter(holder -> !holder.isEmpty());
    }

    /** The place of the lease and its last renewal, in words. */
    String told() {
        var last = renewed(read());
        return "its lease " + NAME + " in namespace " + namespace
                + (last == null ? " was never taken" : " was renewed last at " + last.toInstant());
    }

    private static @Nullable ZonedDateTime renewed(Optional<LeaseSpec> lease) {
        return lease.map(LeaseSpec::getRenewTime).orElse(null);
    }

    private Optional<LeaseSpec> read() {
        return Optional.ofNullable(
                        client.leases().inNamespace(namespace).withName(NAME).get())
                .map(Lease::getSpec);
    }
}
