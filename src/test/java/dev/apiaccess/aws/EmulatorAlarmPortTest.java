// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.port.AlarmPort;
import dev.apiaccess.port.AwsFailure.Kind;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;

/** CloudWatch as our emulator plays it, by the client and the protocol that the operator uses. */
class EmulatorAlarmPortTest extends PortContract implements AlarmPortContract {

    private final EmulatedAccount account = new EmulatedAccount();
    private final AtomicInteger numbers = new AtomicInteger();

    @Override
    URI start() {
        return account.endpoint();
    }

    @Override
    AwsCredentialsProvider administrator() {
        return account.administrator();
    }

    @AfterAll
    void stop() {
        account.close();
    }

    @Override
    public AlarmPort alarms() {
        return access().alarms(REGION);
    }

    @Override
    public String topic(String name) {
        return "arn:aws:sns:" + REGION + ":" + EmulatedAccount.ID + ":" + name;
    }

    @Override
    public String fresh(String name) {
        return name + "-" + numbers.incrementAndGet();
    }

    @Test
    void whatOursNeverHaveIsSeen() {
        // given an alarm that others set in their way
        var name = fresh("apiaccess/test/otherwise");
        try (var client = CloudWatchClient.builder()
                .endpointOverride(account.endpoint())
                .region(Region.of(REGION))
                .credentialsProvider(administrator())
                .build()) {
            client.putMetricAlarm(request -> request.alarmName(name)
                    .namespace("AWS/Lambda")
                    .metricName("Errors")
                    .dimensions(
                            Dimension.builder().name("FunctionName").value("f").build())
                    .statistic(Statistic.MAXIMUM)
                    .period(60)
                    .evaluationPeriods(3)
                    .datapointsToAlarm(2)
                    .threshold(1.0)
                    .comparisonOperator("LessThanThreshold")
                    .actionsEnabled(false)
                    .okActions(topic("ok")));
        }

        // when
        var found = alarms().describeAlarms(name, null).items().getFirst().alarm();

        // then
        assertThat(found.apiName()).isEmpty();
        assertThat(found.otherwise())
                .containsExactlyInAnyOrderEntriesOf(Map.of(
                        "Namespace", "AWS/Lambda",
                        "Statistic", "Maximum",
                        "EvaluationPeriods", "3",
                        "DatapointsToAlarm", "2",
                        "ComparisonOperator", "LessThanThreshold",
                        "TreatMissingData", "",
                        "ActionsEnabled", "false",
                        "OKActions", topic("ok"),
                        "Dimensions", "FunctionName"));
    }

    @Test
    void whatCloudWatchRefusesIsInvalid() {
        var alarm = new Alarm(
                fresh("apiaccess/test/refused"),
                "",
                "Count",
                "orders",
                "prod",
                60,
                1,
                new TreeSet<>(List.of("arn:aws:sns:us-east-1:" + EmulatedAccount.ID + ":elsewhere")));

        assertFails(Kind.INVALID, () -> alarms().putMetricAlarm(alarm, Map.of()));
        assertThat(alarms().describeAlarms(alarm.name(), null).items()).isEmpty();
    }
}
