// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.exec.Accounts;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
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
                .hasSize(2 * 2 * 4 + 6)
                .contains(
                        "apiaccess.aws.calls.waiting{priority=revoke,service=iam}",
                        "apiaccess.aws.calls.waiting.age.seconds{priority=sweep,service=api_gateway}",
                        "apiaccess.aws.rate{limit=reads,service=iam}",
                        "apiaccess.aws.rate{limit=writes,service=iam}",
                        "apiaccess.aws.rate{limit=all,service=api_gateway}",
                        "apiaccess.aws.rate{limit=UpdateUsagePlan,service=api_gateway}");
        assertThat(registry.get("apiaccess.aws.calls.waiting").gauges())
                .allSatisfy(gauge -> assertThat(gauge.value()).isZero());
    }

    private static String labels(Meter.Id id) {
        return id.getTags().stream()
                .map(tag -> tag.getKey() + "=" + tag.getValue())
                .sorted()
                .collect(Collectors.joining(",", "{", "}"));
    }
}
