// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.CallLimits;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.reactions.Observer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Metrics of the operator's work with AWS. Documented in docs/metrics.md. */
@Singleton
public final class AwsMetrics implements Observer {

    /** From unnoticeable waits to alarming ones. */
    private static final Duration[] WAITS = {
        Duration.ofMillis(100),
        Duration.ofSeconds(1),
        Duration.ofSeconds(10),
        Duration.ofMinutes(1),
        Duration.ofMinutes(5),
        Duration.ofMinutes(30)
    };

    private final MeterRegistry registry;

    AwsMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(String accountId, Operation operation, @Nullable AwsFailure failure, Duration took) {
        var service = lower(operation.service());
        var outcome = failure == null ? "ok" : lower(failure.kind());
        registry.counter(
                        "apiaccess.aws.calls", "service", service, "operation", operation.awsName(), "outcome", outcome)
                .increment();
        registry.timer("apiaccess.aws.call.duration", "service", service).record(took);
    }

    @Override
    public void turned(Operation operation, Priority priority, Duration waited) {
        Timer.builder("apiaccess.aws.call.wait")
                .description("how long calls waited for their turn in AWS's request limits")
                .tags("service", lower(operation.service()), "priority", lower(priority))
                .serviceLevelObjectives(WAITS)
                .register(registry)
                .record(waited);
    }

    @Override
    public void swept(boolean complete, Duration took) {
        registry.timer("apiaccess.sweep.duration", "outcome", complete ? "complete" : "incomplete")
                .record(took);
    }

    @Override
    public void internalError() {
        internalErrors().increment();
    }

    @Override
    public void driftSeen(String kind, int fields) {
        registry.counter("apiaccess.drift.seen", "kind", kind).increment(fields);
    }

    @Override
    public void driftRepaired(String kind, int fields) {
        registry.counter("apiaccess.drift.repaired", "kind", kind).increment(fields);
    }

    /** Registers the counters used by alerts from the beginning: a series that appears with its first count has no increase. */
    void begin(List<String> kinds) {
        for (var kind : kinds) {
            driftSeen(kind, 0);
            driftRepaired(kind, 0);
        }
        internalErrors().increment(0);
        for (var outcome : List.of("complete", "incomplete")) {
            registry.timer("apiaccess.sweep.duration", "outcome", outcome);
        }
        for (var operation : Operation.values()) {
            if (!operation.ofOperator()) {
                continue;
            }
            var service = lower(operation.service());
            for (var outcome : List.of("ok", lower(AwsFailure.Kind.ACCESS_DENIED))) {
                registry.counter(
                        "apiaccess.aws.calls",
                        "service",
                        service,
                        "operation",
                        operation.awsName(),
                        "outcome",
                        outcome);
            }
        }
    }

    void watching(Accounts accounts) {
        for (var service : Operation.Service.values()) {
            if (service != Operation.Service.ORGANIZATIONS
                    && !CallLimits.names(service).isEmpty()) {
                budgets(service, accounts);
            }
        }
    }

    private void budgets(Operation.Service service, Accounts accounts) {
        for (var priority : Priority.values()) {
            var labels = Tags.of("service", lower(service), "priority", lower(priority));
            Gauge.builder("apiaccess.aws.calls.waiting", () -> accounts.waiting(service, priority))
                    .description("calls that wait for their turn in AWS's request limits")
                    .tags(labels)
                    .register(registry);
            Gauge.builder(
                            "apiaccess.aws.calls.waiting.age.seconds",
                            () -> accounts.oldest(service, priority).toMillis() / 1000.0)
                    .description("how long the call that waits longest has waited")
                    .tags(labels)
                    .register(registry);
        }
        for (var limit : CallLimits.names(service)) {
            Gauge.builder("apiaccess.aws.rate", () -> accounts.perSecond(service, limit))
                    .description("calls a second that a limit lets through now, where it is lowest")
                    .tags("service", lower(service), "limit", limit)
                    .register(registry);
        }
    }

    private Counter internalErrors() {
        return registry.counter("apiaccess.internal.errors");
    }

    private static String lower(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
