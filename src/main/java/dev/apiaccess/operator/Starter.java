// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.controllers.Engine;
import dev.apiaccess.port.Leadership;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the reconcilers once the cluster can serve them. A missing CRD or right, or an API server that is not there yet, is said
 * in the log and in readiness, and asked for again until it is put right.
 */
@Readiness
@Singleton
public final class Starter implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
    private static final long PAUSE_SECONDS = 2;
    private static final List<Class<? extends HasMetadata>> NEEDED = List.of(
            AwsConnection.class,
            ApiAccessPolicy.class,
            ApiRateLimit.class,
            ApiKeyGrant.class,
            Namespace.class,
            Secret.class);

    private final KubernetesClient client;
    private final Operator operator;
    private final Engine engine;
    private final LeaderElectionConfiguration leader;
    private final Leadership leadership;
    private volatile String state = "starting";
    private volatile boolean ready;
    private volatile boolean stopped;

    Starter(
            KubernetesClient client,
            Operator operator,
            Engine engine,
            LeaderElectionConfiguration leader,
            Leadership leadership) {
        this.leader = leader;
        this.leadership = leadership;
        this.client = client;
        this.operator = operator;
        this.engine = engine;
    }

    void onStart(@Observes StartupEvent event) {
        Thread.ofVirtual().name("starter").start(this::start);
    }

    void onStop(@Observes ShutdownEvent event) {
        stopped = true;
    }

    @Override
    public HealthCheckResponse call() {
        return HealthCheckResponse.named("apiaccess")
                .status(ready)
                .withData("state", state)
                .build();
    }

    private void start() {
        try {
            for (var missing = missing(); missing.isPresent() && !stopped; missing = missing()) {
                if (!missing.get().equals(state)) {
                    state = missing.get();
                    LOG.warn("waiting: {}", state);
                }
                TimeUnit.SECONDS.sleep(PAUSE_SECONDS);
            }
            if (stopped) {
                return;
            }
            state = "reading the cluster";
            engine.start();
            operator.start();
            engine.opened();
            state = "running";
            ready = true;
            LOG.info("apiaccess is running");
            if (leadership instanceof LeaseLeadership lease) {
                endWhenLost(lease);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // What passed the look above and failed here cannot be mended inside this process: the pod is restarted.
            LOG.error("the operator could not be started", e);
            io.quarkus.runtime.Quarkus.asyncExit(1);
        }
    }

    /** Two replicas must not go on side by side: who lost the lease starts anew, as one that waits. */
    private void endWhenLost(LeaseLeadership lease) throws InterruptedException {
        while (!lease.lost()) {
            TimeUnit.MILLISECONDS.sleep(leader.getRetryPeriod().toMillis());
        }
        LOG.error("the lease was lost to another replica or could not be renewed: ending");
        ready = false;
        io.quarkus.runtime.Quarkus.asyncExit(1);
    }

    private Optional<String> missing() {
        for (var type : NEEDED) {
            try {
                client.resources(type)
                        .inAnyNamespace()
                        .list(new io.fabric8.kubernetes.api.model.ListOptionsBuilder()
                                .withLimit(1L)
                                .build());
            } catch (KubernetesClientException e) {
                var plural = HasMetadata.getPlural(type);
                return Optional.of(
                        switch (e.getCode()) {
                            case 404 -> "the CRD of " + plural + " is not installed: kubectl apply -f crds/";
                            case 401, 403 ->
                                "no right to list " + plural
                                        + ": bind the ClusterRole in deploy/ to this ServiceAccount";
                            default -> "the API server does not answer: " + e.getMessage();
                        });
            }
        }
        return noLease();
    }

    /** The framework ends the process when it may not lease: said here it can be put right while we wait. */
    private Optional<String> noLease() {
        var namespace = leader.getLeaseNamespace().orElse("default");
        try {
            client.leases()
                    .inNamespace(namespace)
                    .withName(leader.getLeaseName())
                    .get();
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of("no right to leases in namespace " + namespace
                    + ": bind the Role in deploy/ there, or set APIACCESS_LEASE_NAMESPACE to where it is bound");
        }
    }
}
