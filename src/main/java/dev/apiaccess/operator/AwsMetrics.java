// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.controllers.Engine;
import dev.apiaccess.exec.CallObserver;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import jakarta.inject.Singleton;
import java.time.Duration;
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
                        failure == null ? "ok" : failure.kind().name().toLowerCase(Locale.ROOT))
                .record(took);
    }

    void swept(Duration took) {
        registry.timer("apiaccess.sweeps").record(took);
    }

    Engine watching(Engine engine) {
        Gauge.builder("apiaccess.units.busy", engine.busyUnits())
                .description("units of write with something to do or waiting for a retry")
                .register(registry);
        Gauge.builder("apiaccess.aws.calls.waiting", engine.waitingCalls())
                .description("calls that wait for their turn in AWS's request limits")
                .register(registry);
        return engine;
    }
}
