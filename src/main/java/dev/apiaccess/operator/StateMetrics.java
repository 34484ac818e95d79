// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.status.ObjectCounts;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Metrics of the current state. Documented in docs/metrics.md. A replica that does not lead has no state and says so. */
@Singleton
public final class StateMetrics implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(StateMetrics.class);
    private static final long EVERY_SECONDS = 5;

    private final MeterRegistry registry;
    private final MultiGauge objects;
    private final MultiGauge changed;
    private final MultiGauge effective;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("census").daemon().factory());

    /** A series published once stays, with zero when its count is gone. */
    private final Map<String, Integer> drifted = new TreeMap<>();

    private final Map<Tags, Integer> states = new HashMap<>();
    private final Map<Tags, Integer> effects = new HashMap<>();

    StateMetrics(MeterRegistry registry) {
        this.registry = registry;
        objects = MultiGauge.builder("apiaccess.objects")
                .description("objects by the condition Ready")
                .register(registry);
        changed = MultiGauge.builder("apiaccess.objects.drifted")
                .description("objects of which others changed something that is not put right")
                .register(registry);
        effective = MultiGauge.builder("apiaccess.objects.effective")
                .description("policies by the condition Effective")
                .register(registry);
    }

    /** @param leads whether this replica leads */
    void watch(Gauges gauges, Supplier<Boolean> leads, Clock clock) {
        gauge("apiaccess.leader", "whether this replica does the work", () -> leads.get() ? 1 : 0);
        gauge("apiaccess.units.busy", "units of write with something to do or waiting for a retry", gauges::busyUnits);
        gauge(
                "apiaccess.sweep.age.seconds",
                "time since the last complete look at the account where that is longest ago",
                () -> gauges.sweepAge().map(StateMetrics::seconds).orElse(Double.NaN));
        gauge(
                "apiaccess.credentials.expiry.seconds",
                "time until the first of the sessions in use ends unless it is renewed",
                () -> gauges.credentialsEnd().map(end -> until(end, clock)).orElse(Double.NaN));
        for (var kind : PrincipalRef.Kind.values()) {
            Gauge.builder(
                            "apiaccess.aws.quota.used.ratio",
                            () -> gauges.attachmentsUsed(kind).orElse(Double.NaN))
                    .description("largest share of an AWS quota that is in use")
                    .tags("quota", "policies_per_" + kind.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
        for (var quota : List.of("managed policies", "usage plans", "API keys")) {
            Gauge.builder(
                            "apiaccess.aws.quota.used.ratio",
                            () -> gauges.quotasUsed().getOrDefault(quota, Double.NaN))
                    .description("largest share of an AWS quota that is in use")
                    .tags("quota", quota.toLowerCase(Locale.ROOT).replace(' ', '_'))
                    .register(registry);
        }
        gauge(
                "apiaccess.key.quota.used.ratio",
                "largest share of its quota that a key has used",
                () -> gauges.keyQuotas().most().orElse(Double.NaN));
        gauge(
                "apiaccess.key.expiry.seconds",
                "time until the first grant ends that has an end ahead",
                () -> gauges.census()
                        .nextEnd(clock.instant())
                        .map(end -> until(end, clock))
                        .orElse(Double.NaN));
        gauge(
                "apiaccess.keys.quota.low",
                "keys that have used four fifths of their quota or more",
                () -> gauges.keyQuotas().low());
        gauge(
                "apiaccess.keys.quota.used.up",
                "keys that have used their quota up",
                () -> gauges.keyQuotas().usedUp());
        gauge(
                "apiaccess.orphans",
                "things in AWS that bear our mark and belong to no object",
                () -> gauges.census().orphans());
    }

    /** Counts objects from now on. They may be many, so they are counted periodically and not with every scrape. */
    void count(ObjectCounts census, List<String> kinds) {
        kinds.forEach(kind -> drifted.put(kind, 0));
        var _ = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        counted(census.states(), census.drifted());
                        measured(census.effects());
                    } catch (RuntimeException e) {
                        LOG.warn("objects could not be counted", e);
                    }
                },
                0,
                EVERY_SECONDS,
                TimeUnit.SECONDS);
    }

    void counted(Map<ObjectCounts.State, Integer> byState, Map<String, Integer> changedByOthers) {
        states.replaceAll((_, _) -> 0);
        byState.forEach((state, count) ->
                states.put(Tags.of("kind", state.kind(), "ready", state.status(), "reason", state.reason()), count));
        objects.register(
                states.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue()))
                        .toList(),
                true);
        drifted.replaceAll((_, _) -> 0);
        drifted.putAll(changedByOthers);
        changed.register(
                drifted.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(Tags.of("kind", entry.getKey()), entry.getValue()))
                        .toList(),
                true);
    }

    void measured(Map<ObjectCounts.Effect, Integer> byEffect) {
        effects.replaceAll((_, _) -> 0);
        byEffect.forEach((effect, count) ->
                effects.put(Tags.of("effective", effect.effective(), "reason", effect.reason()), count));
        effective.register(
                effects.entrySet().stream()
                        .map(entry -> MultiGauge.Row.of(entry.getKey(), entry.getValue()))
                        .toList(),
                true);
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }

    private void gauge(String name, String description, Supplier<Number> value) {
        Gauge.builder(name, value).description(description).register(registry);
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1000.0;
    }

    private static double until(Instant end, Clock clock) {
        return seconds(Duration.between(clock.instant(), end));
    }
}
