// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.api.Kinds;
import dev.apiaccess.aws.ClientSettings;
import dev.apiaccess.aws.SdkAwsConnector;
import dev.apiaccess.controllers.Collaborators;
import dev.apiaccess.kube.EventRecorder;
import dev.apiaccess.model.Settings;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.Leadership;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.extended.leaderelection.LeaderCallbacks;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfiguration;
import io.javaoperatorsdk.operator.api.config.LeaderElectionConfigurationBuilder;
import io.javaoperatorsdk.operator.api.monitoring.AggregatedMetrics;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.monitoring.micrometer.MicrometerMetricsV2;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import io.quarkus.runtime.configuration.ConfigUtils;
import jakarta.enterprise.inject.Disposes;
import jakarta.enterprise.inject.Instance;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;

/** CDI producers. */
public final class Producers {

    @Produces
    @Singleton
    Settings settings(OperatorConfig config) {
        return SettingsReader.read(config);
    }

    @Produces
    @Singleton
    AwsConnector connector(Leadership leadership) {
        return new SdkAwsConnector(ClientSettings.standard(), leadership);
    }

    /** Outside of production there is no leader election and no lease to check. */
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
    Wiring wiring(
            KubernetesClient client,
            AwsConnector connector,
            Settings settings,
            AwsMetrics metrics,
            StateMetrics state,
            MeterRegistry registry,
            OperatorConfig config,
            Leading leading) {
        var clock = Clock.systemUTC();
        var instance = Objects.requireNonNullElse(System.getenv("HOSTNAME"), "apiaccess");
        var wiring =
                new Wiring(client, connector, settings, new EventRecorder(client, clock, instance), metrics, clock);
        metrics.watching(wiring.accounts());
        state.watch(wiring.gauges(), leading, clock);
        TurnMetrics.watch(registry, wiring.turns(), Kinds.names());
        if (SettingsReader.grantMetrics(config)) {
            new GrantMetrics(registry).watch(wiring.gauges()::grantQuotas);
        }
        return wiring;
    }

    @Produces
    @Singleton
    Collaborators collaborators(Wiring wiring) {
        return wiring.collaborators();
    }

    void close(@Disposes Wiring wiring) {
        wiring.close();
    }

    @Produces
    @Singleton
    LeaderElectionConfiguration leaderElection(
            OperatorConfig config, KubernetesClient client, Instance<Leading> leading, Instance<LostLease> lost) {
        var own = Objects.requireNonNullElse(client.getNamespace(), "apiaccess-system");
        // Looked up on demand: ending the process needs the wiring, which checks leadership before it sends anything.
        var callbacks = new LeaderCallbacks(
                () -> leading.get().elected(), () -> lost.get().end(), _ -> {});
        var lasts = SettingsReader.leaseDuration(config);
        var pod = System.getenv("HOSTNAME");
        return LeaderElectionConfigurationBuilder.aLeaderElectionConfiguration("apiaccess")
                .withIdentity(pod == null || pod.isBlank() ? UUID.randomUUID().toString() : pod)
                .withLeaseNamespace(config.leaseNamespace().orElse(own))
                .withLeaseDuration(lasts)
                .withRenewDeadline(lasts.multipliedBy(2).dividedBy(3))
                .withRetryPeriod(lasts.multipliedBy(2).dividedBy(15))
                .withLeaderCallbacks(callbacks)
                .build();
    }

    /** The framework's own provider has no metrics in production. */
    @Produces
    @Singleton
    Metrics frameworkMetrics(MeterRegistry registry, Wiring wiring) {
        return new AggregatedMetrics(List.of(
                MicrometerMetricsV2.newBuilder(registry).build(),
                new Arrivals(wiring.turns(), wiring::object, Clock.systemUTC())));
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
