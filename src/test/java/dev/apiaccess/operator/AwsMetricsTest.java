// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.Leadership;
import dev.apiaccess.status.ObjectCounts;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AwsMetricsTest {

    @Test
    void budgetsAreToldByServicePriorityAndLimitAndByNothingElse() {
        var registry = new SimpleMeterRegistry();
        var metrics = new AwsMetrics(registry);

        metrics.watching(new Accounts(1, metrics));

        var meters = registry.getMeters().stream()
                .map(meter -> meter.getId().getName() + labels(meter.getId()))
                .toList();
        assertThat(meters)
                .hasSize(3 * 2 * 4 + 12)
                .contains(
                        "apiaccess.aws.calls.waiting{priority=revoke,service=iam}",
                        "apiaccess.aws.calls.waiting.age.seconds{priority=sweep,service=api_gateway}",
                        "apiaccess.aws.rate{limit=reads,service=iam}",
                        "apiaccess.aws.rate{limit=writes,service=iam}",
                        "apiaccess.aws.rate{limit=all,service=api_gateway}",
                        "apiaccess.aws.rate{limit=UpdateUsagePlan,service=api_gateway}",
                        "apiaccess.aws.rate{limit=CreateDeployment,service=api_gateway}",
                        "apiaccess.aws.rate{limit=GetResources,service=api_gateway}",
                        "apiaccess.aws.rate{limit=PutMetricAlarm,service=cloudwatch}");
        assertThat(registry.get("apiaccess.aws.calls.waiting").gauges())
                .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
    }

    @Test
    void callsAreCountedByServiceOperationAndOutcome() {
        var registry = new SimpleMeterRegistry();
        var metrics = new AwsMetrics(registry);

        metrics.called("111122223333", Operation.CREATE_POLICY, null, Duration.ofMillis(20));
        metrics.called(
                "111122223333",
                Operation.CREATE_POLICY,
                new AwsFailure(
                        AwsFailure.Kind.THROTTLED, Operation.CREATE_POLICY, "Throttling", "slow down", null, null),
                Duration.ofMillis(20));
        metrics.turned(Operation.CREATE_POLICY, Priority.REVOKE, Duration.ofSeconds(5));
        metrics.swept(false, Duration.ofSeconds(1));

        assertThat(registry.get("apiaccess.aws.calls")
                        .tags("service", "iam", "operation", "CreatePolicy", "outcome", "throttled")
                        .counter()
                        .count())
                .isEqualTo(1);
        assertThat(registry.get("apiaccess.aws.call.duration")
                        .tags("service", "iam")
                        .timer()
                        .count())
                .isEqualTo(2);
        assertThat(registry.get("apiaccess.aws.call.wait")
                        .tags("service", "iam", "priority", "revoke")
                        .timer()
                        .totalTime(TimeUnit.SECONDS))
                .isEqualTo(5);
        assertThat(registry.get("apiaccess.sweep.duration")
                        .tags("outcome", "incomplete")
                        .timer()
                        .count())
                .isEqualTo(1);
    }

    @Test
    void whatAlertsAskForIsThereBeforeItHappens() {
        var registry = new SimpleMeterRegistry();
        var metrics = new AwsMetrics(registry);

        metrics.begin(List.of("ApiRateLimit"));

        assertThat(registry.get("apiaccess.internal.errors").counter().count()).isZero();
        metrics.internalError();
        assertThat(registry.get("apiaccess.internal.errors").counter().count()).isEqualTo(1);

        assertThat(registry.get("apiaccess.aws.calls")
                        .tags("operation", "AttachPolicy", "outcome", "access_denied")
                        .counter()
                        .count())
                .isZero();
        assertThat(registry.get("apiaccess.drift.seen")
                        .tags("kind", "ApiRateLimit")
                        .counter()
                        .count())
                .isZero();
        assertThat(registry.get("apiaccess.sweep.duration")
                        .tags("outcome", "incomplete")
                        .timer()
                        .count())
                .isZero();
    }

    @Test
    void aStateThatNoObjectIsInAnyMoreIsTold() {
        var registry = new SimpleMeterRegistry();
        var metrics = new StateMetrics(registry);
        var pending = new ObjectCounts.State("ApiRateLimit", "False", "Pending");
        var ready = new ObjectCounts.State("ApiRateLimit", "True", "Ready");

        metrics.counted(Map.of(pending, 2), Map.of("ApiRateLimit", 1));
        metrics.counted(Map.of(ready, 2), Map.of());

        assertThat(registry.get("apiaccess.objects")
                        .tags("reason", "Pending")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("apiaccess.objects")
                        .tags("kind", "ApiRateLimit", "ready", "True", "reason", "Ready")
                        .gauge()
                        .value())
                .isEqualTo(2);
        assertThat(registry.get("apiaccess.objects.drifted")
                        .tags("kind", "ApiRateLimit")
                        .gauge()
                        .value())
                .isZero();
        metrics.close();
    }

    @Test
    void aReplicaThatNeverLedDoesNotAskWhoDoes() {
        var asked = new AtomicInteger();
        var lease = new LeaseLeadership(
                () -> {
                    asked.incrementAndGet();
                    return null;
                },
                "me",
                Duration.ofSeconds(10),
                Clock.systemUTC(),
                System::nanoTime);
        var leading = new Leading(lease);

        assertThat(leading.get()).isFalse();
        assertThat(asked).hasValue(0);

        leading.elected();
        assertThat(leading.get()).as("elected, but the lease is not ours").isFalse();
        assertThat(asked).hasValue(1);
        assertThat(new Leading(Leadership.ALONE).get()).isTrue();
    }

    private static String labels(Meter.Id id) {
        return id.getTags().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .sorted()
                .collect(Collectors.joining(",", "{", "}"));
    }
}
