// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.controllers.Engine;
import dev.apiaccess.exec.Accounts;
import dev.apiaccess.exec.CallObserver;
import dev.apiaccess.exec.Limits;
import dev.apiaccess.exec.Priority;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What the operator does with AWS, in numbers. Documented in docs/metrics.md. */
@Singleton
public final class AwsMetrics implements CallObserver {

    private final MeterRegistry registry;

    AwsMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    @Override
    public void called(String accountId, Operation operation, @Nullable AwsFailure failure, Duration took) {
        registry.timer(
                        "apiaccess.aws.calls",
                        "operation",
                        operation.awsName(),
                        "write",
                        Boolean.toString(operation.write()),
                        "result",
                        failure == null ? "ok" : lower(failure.kind()))
                .record(took);
    }

    void swept(Duration took) {
        registry.timer("apiaccess.sweeps").record(took);
    }

    Engine watching(Engine engine) {
        Gauge.builder("apiaccess.units.busy", engine.busyUnits())
                .description("units of write with something to do or waiting for a retry")
                .register(registry);
        watching(engine.accounts());
        return engine;
    }

    void watching(Accounts accounts) {
        for (var service : List.of(Operation.Service.IAM, Operation.Service.API_GATEWAY)) {
            budgets(service, accounts);
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
        for (var limit : Limits.names(service)) {
            Gauge.builder("apiaccess.aws.rate", () -> accounts.perSecond(service, limit))
                    .description("calls a second that a limit lets through now, where it is lowest")
                    .tags("service", lower(service), "limit", limit)
                    .register(registry);
        }
    }

    private static String lower(Enum<?> one) {
        return one.name().toLowerCase(Locale.ROOT);
    }
}
