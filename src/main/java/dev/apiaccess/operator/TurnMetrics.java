// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.turns.TurnExecutor;
import dev.apiaccess.turns.Urgency;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Locale;

/** How many objects wait to be reconciled, and for how long. Documented in docs/metrics.md. */
final class TurnMetrics {

    private TurnMetrics() {}

    static void watch(MeterRegistry registry, TurnExecutor turns, List<String> kinds) {
        for (var urgency : Urgency.values()) {
            var priority = urgency.name().toLowerCase(Locale.ROOT);
            Gauge.builder(
                            "apiaccess.objects.waiting.age.seconds",
                            () -> turns.oldest(urgency).toMillis() / 1000.0)
                    .description("how long the object that waits longest has waited")
                    .tags("priority", priority)
                    .register(registry);
            for (var kind : kinds) {
                Gauge.builder("apiaccess.objects.waiting", () -> turns.waiting(kind, urgency))
                        .description("objects that wait to be looked at")
                        .tags("kind", kind, "priority", priority)
                        .register(registry);
            }
        }
    }
}
