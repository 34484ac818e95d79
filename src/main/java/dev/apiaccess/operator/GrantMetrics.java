// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.status.KeyQuotas;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Quota usage grant by grant: as many series as there are grants, so only when enabled. */
final class GrantMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(GrantMetrics.class);
    private static final long EVERY_SECONDS = 5;

    private final MultiGauge used;
    private final MultiGauge quota;

    GrantMetrics(MeterRegistry registry) {
        used = MultiGauge.builder("apiaccess.grant.quota.used")
                .description("requests that the key of a grant has used of a quota in the period that runs")
                .register(registry);
        quota = MultiGauge.builder("apiaccess.grant.quota")
                .description("requests that the quota grants in a period")
                .register(registry);
    }

    void watch(Supplier<List<KeyQuotas.OfGrant>> grants) {
        var timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("grant-metrics").daemon().factory());
        var _ = timer.scheduleWithFixedDelay(
                () -> {
                    try {
                        counted(grants.get());
                    } catch (RuntimeException e) {
                        LOG.warn("the use of quotas could not be told", e);
                    }
                },
                0,
                EVERY_SECONDS,
                TimeUnit.SECONDS);
    }

    void counted(List<KeyQuotas.OfGrant> grants) {
        register(used, grants, KeyQuotas.OfGrant::used);
        register(quota, grants, KeyQuotas.OfGrant::quota);
    }

    private static void register(
            MultiGauge gauge, List<KeyQuotas.OfGrant> grants, ToLongFunction<KeyQuotas.OfGrant> number) {
        gauge.register(
                grants.stream()
                        .map(one -> MultiGauge.Row.of(
                                Tags.of("namespace", one.namespace(), "grant", one.name(), "rate_limit", one.limit()),
                                number.applyAsLong(one)))
                        .toList(),
                true);
    }
}
