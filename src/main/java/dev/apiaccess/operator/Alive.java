// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import jakarta.inject.Singleton;
import java.util.Optional;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Liveness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Fails when a thread that writes or sweeps hangs, which only a restart mends. Failures of AWS or Kubernetes never make it fail. */
@Liveness
@Singleton
public final class Alive implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(Alive.class);

    private final Wiring wiring;
    private volatile Optional<String> told = Optional.empty();

    Alive(Wiring wiring) {
        this.wiring = wiring;
    }

    @Override
    public HealthCheckResponse call() {
        var stuck = wiring.liveness().stuck();
        if (stuck.isPresent() && told.isEmpty()) {
            // The pod is restarted soon: only its log is left for analysis.
            LOG.error("stuck: {}", stuck.get());
        }
        told = stuck;
        return HealthCheckResponse.named("apiaccess work")
                .status(stuck.isEmpty())
                .withData("state", stuck.map(what -> "stuck: " + what).orElse("going on"))
                .build();
    }
}
