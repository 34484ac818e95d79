// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.aws.ClientSettings;
import dev.apiaccess.aws.SdkAwsConnector;
import dev.apiaccess.controllers.Engine;
import dev.apiaccess.controllers.Settings;
import dev.apiaccess.kube.EventRecorder;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.Leadership;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** Makes what CDI cannot make by itself. */
public final class Producers {

    private static final Duration SHORTEST_LEASE = Duration.ofSeconds(3);
    private static final Pattern CLUSTER_ID = Pattern.compile("[a-z0-9]([a-z0-9-]{0,30}[a-z0-9])?");

    @Produces
    @Singleton
    Settings settings(OperatorConfig config) {
        var clusterId = config.clusterId()
                .orElseThrow(() -> new IllegalStateException(
                        "APIACCESS_CLUSTER_ID is not set: choose a name for this cluster that no other cluster uses in the same AWS"
                                + " accounts, and never change it"));
        if (!CLUSTER_ID.matcher(clusterId).matches()) {
            throw new IllegalStateException("APIACCESS_CLUSTER_ID is '" + clusterId
                    + "': it takes lower-case letters, digits and dashes, at most 32, and ends with a letter or digit");
        }
        if (config.timeDivisor() < 1 || config.quotaPercent() < 1 || config.quotaPercent() > 100) {
            throw new IllegalStateException(
                    "APIACCESS_TIME_DIVISOR is at least 1 and APIACCESS_QUOTA_PERCENT lies between 1 and 100");
        }
        return new Settings(
                clusterId,
                config.sweepInterval().dividedBy(config.timeDivisor()),
                config.quotaPercent(),
                config.consistencyWindow().dividedBy(config.timeDivisor()),
                config.keySettleTime().dividedBy(config.timeDivisor()),
                config.timeDivisor());
    }

    @Produces
    @Singleton
    AwsConnector connector(Leadership leadership) {
        return new SdkAwsConnector(ClientSettings.standard(), leadership);
    }

    /** Elsewhere than in production nobody leads, and there is no lease to look at. */
    @Produces
    @Singleton
    Leadership leadership(KubernetesClient client, LeaderElectionConfiguration election) {
        if (!ConfigUtils.isProfileActive("prod")) {
            return Leadership.ALONE;
        }
        var lease = client.leases()
                .inNamespace(election.getLeaseNamespace().orElseThrow())
                .withName(election.getLeaseName());
        return new LeaseLeadership(
                () -> Optional.ofNullable(lease.get()).map(Lease::getSpec).orElse(null),
                election.getIdentity().orElseThrow(),
                election.getRenewDeadline(),
                Clock.systemUTC(),
                System::nanoTime);
    }

    @Produces
    @Singleton
    Engine engine(KubernetesClient client, AwsConnector connector, Settings settings, AwsMetrics metrics) {
        var clock = Clock.systemUTC();
        var instance = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "apiaccess");
        return metrics.watching(new Engine(
                client,
                connector,
                settings,
                new EventRecorder(client, clock, instance),
                metrics,
                metrics::swept,
                clock));
    }

    void close(@Disposes Engine engine) {
        engine.close();
    }

    @Produces
    @Singleton
    LeaderElectionConfiguration leaderElection(OperatorConfig config, KubernetesClient client) {
        var own = Objects.requireNonNullElse(client.getNamespace(), "apiaccess-system");
        var lasts = config.leaseDuration();
        if (lasts.compareTo(SHORTEST_LEASE) < 0) {
            throw new IllegalStateException("APIACCESS_LEASE_DURATION is at least " + SHORTEST_LEASE.toSeconds() + "s");
        }
        var pod = System.getenv("HOSTNAME");
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("apiaccess")
                .withIdentity(pod == null || pod.isBlank() ? UUID.randomUUID().toString() : pod)
                .withLeaseNamespace(config.leaseNamespace().orElse(own))
                .withLeaseDuration(lasts)
                .withRenewDeadline(lasts.multipliedBy(2).dividedBy(3))
                .withRetryPeriod(lasts.multipliedBy(2).dividedBy(15))
                .build();
    }

    /** The provider that the framework brings hands out no metrics in production. */
    @Produces
    @Singleton
    Metrics frameworkMetrics(MeterRegistry registry) {
        return MicrometerMetricsV2.newBuilder(registry).build();
    }

    /** The framework counts events with and without the tag {@code action}, which Prometheus refuses. */
    @Produces
    @Singleton
    MeterFilter uniformEventTags() {
        return new MeterFilter() {
            @Override
            public Meter.Id map(Meter.Id id) {
                return id.getName().equals("events.received") && id.getTag("action") == null
                        ? id.withTag(Tag.of("action", "NONE"))
                        : id;
            }
        };
    }
}
