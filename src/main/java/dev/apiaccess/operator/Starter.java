// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.api.Kind;
import dev.apiaccess.api.Kinds;
import dev.apiaccess.port.Leadership;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListOptionsBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.RequestConfigBuilder;
import io.javaoperatorsdk.operator.Operator;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.Readiness;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Starts the reconcilers once the cluster can serve them. A missing CRD or right, or an API server not reachable yet, is reported in the
 * log and in readiness, and checked again until it is fixed.
 */
@Readiness
@Singleton
public final class Starter implements HealthCheck {

    private static final Logger LOG = LoggerFactory.getLogger(Starter.class);
    private static final long PAUSE_SECONDS = 2;
    private static final int NO_ANSWER = -1;
    private static final int UNAUTHORIZED = 401;
    private static final int FORBIDDEN = 403;
    private static final int MOST_NAMES = 3;
    private static final int NOT_FOUND = 404;
    private static final Duration PATIENCE = Duration.ofSeconds(5);
    /** How often a running operator checks whether its kinds are still served. */
    private static final Duration LOOK = Duration.ofSeconds(10);

    private final KubernetesClient client;
    private final Operator operator;
    private final Wiring wiring;
    private final ClusterRights rights;
    private final ServedSchemas schemas;
    private final LeaderElectionConfiguration leader;
    private final Leadership leadership;
    private final Leading leading;
    private final AwsMetrics metrics;
    private final StateMetrics stateMetrics;
    private final LostLease lost;
    private volatile String state = "starting";
    private volatile boolean ready;
    private volatile boolean stopped;

    Starter(
            KubernetesClient client,
            Operator operator,
            Wiring wiring,
            LeaderElectionConfiguration leader,
            Leadership leadership,
            Leading leading,
            AwsMetrics metrics,
            StateMetrics stateMetrics,
            LostLease lost) {
        this.lost = lost;
        this.leading = leading;
        this.metrics = metrics;
        this.stateMetrics = stateMetrics;
        this.leader = leader;
        this.leadership = leadership;
        this.client = impatient(client);
        this.schemas = new ServedSchemas(this.client);
        this.rights =
                new ClusterRights(this.client, leader.getLeaseNamespace().orElse("default"), leader.getLeaseName());
        this.operator = operator;
        this.wiring = wiring;
    }

    void onStart(@Observes StartupEvent event) {
        Thread.ofVirtual().name("starter").start(this::start);
    }

    void onStop(@Observes ShutdownEvent event) {
        stopped = true;
        stateMetrics.close();
    }

    @Override
    public HealthCheckResponse call() {
        var answer = HealthCheckResponse.named("apiaccess").status(ready).withData("state", state);
        if (ready) {
            answer.withData("leader", leading.get()).withData("aws", aws());
        }
        return answer.build();
    }

    /** The state of AWS, reported without failing: without AWS this replica is as good as any other, and a rollout must not wait for it. */
    private String aws() {
        var census = wiring.gauges().census();
        var troubled = census.troubledConnections();
        return troubled.isEmpty()
                ? census.connections() + " connections, all ready"
                : troubled.size() + " of " + census.connections() + " connections not ready: "
                        + String.join(", ", troubled.subList(0, Math.min(MOST_NAMES, troubled.size())));
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
            wiring.start();
            Arrivals.inTurns(operator.getConfigurationService(), wiring.turns());
            operator.start();
            wiring.opened();
            metrics.begin(Kinds.names());
            stateMetrics.count(wiring.gauges().census(), Kinds.names());
            state = "running";
            ready = true;
            LOG.info("apiaccess is running");
            Thread.ofVirtual().name("kinds").start(this::watchKinds);
            if (leadership instanceof LeaseLeadership lease) {
                endWhenLost(lease);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } catch (RuntimeException e) {
            // A failure here after the checks above cannot be fixed inside this process: the pod is restarted.
            LOG.error("the operator could not be started", e);
            io.quarkus.runtime.Quarkus.asyncExit(1);
        }
    }

    /** Checks that the CRDs are still there: without its CRD a kind is no longer reconciled, and its watch reports nothing. */
    private void watchKinds() {
        try {
            while (!stopped) {
                TimeUnit.SECONDS.sleep(LOOK.toSeconds());
                var now = served().orElse("running");
                if (!now.equals(state) && !stopped) {
                    if (now.equals("running")) {
                        LOG.info("the CRDs are installed again");
                    } else {
                        LOG.warn("{}", now);
                    }
                    state = now;
                    ready = now.equals("running");
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** Message with what is missing; the last one when the API server does not answer. */
    private Optional<String> served() {
        try {
            return absent();
        } catch (KubernetesClientException _) {
            return "running".equals(state) ? Optional.empty() : Optional.of(state);
        }
    }

    /** Two replicas must not work side by side: a process that lost the lease is restarted as a waiting one. */
    private void endWhenLost(LeaseLeadership lease) throws InterruptedException {
        while (!lease.lost()) {
            TimeUnit.MILLISECONDS.sleep(leader.getRetryPeriod().toMillis());
        }
        ready = false;
        lost.end();
    }

    /**
     * A client without retries: the shared one tries for minutes before it fails, while here a failure is reported at once and checked
     * again anyway.
     */
    private static KubernetesClient impatient(KubernetesClient client) {
        return client.newClient(
                        new RequestConfigBuilder(client.getConfiguration().getRequestConfig())
                                .withRequestRetryBackoffLimit(0)
                                .withRequestTimeout((int) PATIENCE.toMillis())
                                .build())
                .adapt(KubernetesClient.class);
    }

    private Optional<String> missing() {
        try {
            var right = rights.missing();
            return right.isPresent() ? right : missingCrds();
        } catch (KubernetesClientException e) {
            return Optional.of(told(e));
        }
    }

    private Optional<String> missingCrds() {
        var absent = absent();
        return absent.isPresent() ? absent : schemas.behind();
    }

    private Optional<String> absent() {
        var absent = Kinds.ALL.stream()
                .filter(kind -> !served(kind.type()))
                .map(Kind::crd)
                .toList();
        return absent.isEmpty()
                ? Optional.empty()
                : Optional.of("CRDs are not installed: " + String.join(", ", absent)
                        + ": kubectl apply --server-side -f crds/");
    }

    private boolean served(Class<? extends HasMetadata> type) {
        try {
            client.resources(type)
                    .inAnyNamespace()
                    .list(new ListOptionsBuilder().withLimit(1L).build());
            return true;
        } catch (KubernetesClientException e) {
            if (e.getCode() == NOT_FOUND) {
                return false;
            }
            throw e;
        }
    }

    private String told(KubernetesClientException e) {
        var server = client.getMasterUrl();
        return switch (e.getCode()) {
            case UNAUTHORIZED ->
                "the API server at " + server
                        + " does not accept our credentials: renew the token of the ServiceAccount or"
                        + " correct KUBECONFIG";
            case FORBIDDEN ->
                "the API server refuses: " + e.getMessage() + ": bind the " + ClusterRights.CLUSTER_ROLE
                        + " to this ServiceAccount";
            case NO_ANSWER ->
                "the API server at " + server + " does not answer (" + root(e) + "): check KUBECONFIG and the network";
            default -> "the API server at " + server + " fails with " + e.getCode() + ": " + e.getMessage();
        };
    }

    private static String root(Throwable thrown) {
        var cause = thrown;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause.getMessage() == null ? cause.getClass().getSimpleName() : cause.getMessage();
    }
}
