// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.testing.ManualClock;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.CloudWatchException;
import software.amazon.awssdk.services.cloudwatch.model.ComparisonOperator;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.ResourceNotFoundException;
import software.amazon.awssdk.services.cloudwatch.model.StateValue;
import software.amazon.awssdk.services.cloudwatch.model.Statistic;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/** CloudWatch's alarms, over calls that the data plane answered. */
class AlarmsTest {
    private final ManualClock clock = new ManualClock();
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests().withClock(clock));
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private final CloudWatchClient alarms = aws.alarms(aws.root);
    private String api = "";

    @BeforeEach
    void aDeployedApi() {
        api = aws.api("orders");
        aws.method(api, "orders", "NONE", false);
        aws.method(api, "mine", "AWS_IAM", false);
        aws.deploy(api);
    }

    @AfterEach
    void stop() {
        alarms.close();
        invoker.close();
        aws.close();
        emulator.close();
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static Consumer<PutMetricAlarmRequest.Builder> refusals(String name) {
        return r -> r.alarmName(name)
                .namespace("AWS/ApiGateway")
                .metricName("4XXError")
                .dimensions(dimension("ApiName", "orders"), dimension("Stage", "prod"))
                .statistic(Statistic.SUM)
                .period(300)
                .evaluationPeriods(1)
                .threshold(2.0)
                .comparisonOperator(ComparisonOperator.GREATER_THAN_THRESHOLD);
    }

    private MetricAlarm alarm(String name) {
        List<MetricAlarm> found = alarms.describeAlarms(r -> r.alarmNames(name)).metricAlarms();
        assertThat(found).hasSize(1);
        return found.getFirst();
    }

    private void call(String path, int times) {
        IntStream.range(0, times).forEach(i -> invoker.get("/_api/" + api + "/prod/" + path, null, null));
    }

    private String arn(String name) {
        return "arn:aws:cloudwatch:eu-west-1:" + aws.account + ":alarm:" + name;
    }

    @Test
    void anAlarmFollowsTheCalls() {
        // given
        alarms.putMetricAlarm(refusals("refused"));
        assertThat(alarm("refused").stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);

        // when, then calls that are answered keep it quiet, too many refusals do not
        call("orders", 5);
        assertThat(alarm("refused").stateValue()).isEqualTo(StateValue.OK);
        call("mine", 2);
        call("nowhere", 1);
        assertThat(alarm("refused").stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(alarm("refused").stateReason()).contains("Threshold Crossed: 1 of 1 datapoints");
        assertThat(alarm("refused").stateUpdatedTimestamp().truncatedTo(ChronoUnit.MILLIS))
                .isEqualTo(clock.instant().truncatedTo(ChronoUnit.MILLIS));
        assertThat(alarms.describeAlarms(r -> r.stateValue(StateValue.OK)).metricAlarms())
                .isEmpty();

        // when the period is over
        clock.advance(Duration.ofSeconds(301));

        // then there is nothing to go by, unless that counts as quiet
        assertThat(alarm("refused").stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        alarms.putMetricAlarm(refusals("refused").andThen(r -> r.treatMissingData("notBreaching")));
        assertThat(alarm("refused").stateValue()).isEqualTo(StateValue.OK);
    }

    @Test
    void otherStagesApisAndMetricsAreOtherMatters() {
        // given
        call("mine", 3);
        alarms.putMetricAlarm(refusals("all stages").andThen(r -> r.dimensions(dimension("ApiName", "orders"))));
        alarms.putMetricAlarm(refusals("another")
                .andThen(r -> r.dimensions(dimension("ApiName", "orders"), dimension("Stage", "test"))));
        alarms.putMetricAlarm(refusals("failures").andThen(r -> r.metricName("5XXError")));
        alarms.putMetricAlarm(refusals("calls").andThen(r -> r.metricName("Count")));
        alarms.putMetricAlarm(refusals("foreign").andThen(r -> r.namespace("AWS/Lambda")));

        // when, then
        assertThat(alarm("all stages").stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(alarm("another").stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
        assertThat(alarm("failures").stateValue()).isEqualTo(StateValue.OK);
        assertThat(alarm("calls").stateValue()).isEqualTo(StateValue.ALARM);
        assertThat(alarm("foreign").stateValue()).isEqualTo(StateValue.INSUFFICIENT_DATA);
    }

    @Test
    void anAlarmIsSetAsAWholeButForItsTagsAndState() {
        // given
        String topic = "arn:aws:sns:eu-west-1:" + aws.account + ":oncall";
        alarms.putMetricAlarm(refusals("refused")
                .andThen(r -> r.alarmDescription("too many")
                        .alarmActions(topic)
                        .datapointsToAlarm(1)
                        .treatMissingData("notBreaching")
                        .tags(tag("owner", "a"))));
        MetricAlarm first = alarm("refused");
        assertThat(first.alarmArn()).isEqualTo(arn("refused"));
        assertThat(first.alarmActions()).containsExactly(topic);
        assertThat(first.alarmDescription()).isEqualTo("too many");
        assertThat(first.dimensions()).hasSize(2);
        assertThat(first.threshold()).isEqualTo(2.0);
        assertThat(first.period()).isEqualTo(300);
        assertThat(first.actionsEnabled()).isTrue();

        // when
        alarms.putMetricAlarm(refusals("refused").andThen(r -> r.threshold(0.5).tags(tag("owner", "b"))));

        // then
        assertThat(alarm("refused").threshold()).isEqualTo(0.5);
        assertThat(alarm("refused").alarmDescription()).isNull();
        assertThat(alarm("refused").alarmActions()).isEmpty();
        assertThat(alarms.listTagsForResource(r -> r.resourceARN(arn("refused")))
                        .tags())
                .containsExactly(tag("owner", "a"));
        alarms.tagResource(r -> r.resourceARN(arn("refused")).tags(tag("team", "x")));
        alarms.untagResource(r -> r.resourceARN(arn("refused")).tagKeys("owner"));
        assertThat(alarms.listTagsForResource(r -> r.resourceARN(arn("refused")))
                        .tags())
                .containsExactly(tag("team", "x"));
        assertThatExceptionOfType(ResourceNotFoundException.class)
                .isThrownBy(() -> alarms.listTagsForResource(r -> r.resourceARN(arn("none"))));

        // when it is deleted, with one that nobody has
        alarms.deleteAlarms(r -> r.alarmNames("refused", "none"));

        // then
        assertThat(alarms.describeAlarms().metricAlarms()).isEmpty();
    }

    @Test
    void listsComeInPagesByPrefix() {
        // given
        IntStream.range(0, 7).forEach(i -> alarms.putMetricAlarm(refusals("apiaccess/a" + i)));
        alarms.putMetricAlarm(refusals("foreign"));

        // when
        var pages = alarms
                .describeAlarmsPaginator(r -> r.alarmNamePrefix("apiaccess/").maxRecords(3))
                .stream()
                .toList();

        // then
        assertThat(pages).extracting(page -> page.metricAlarms().size()).containsExactly(3, 3, 1);
        assertThatExceptionOfType(CloudWatchException.class)
                .isThrownBy(
                        () -> alarms.describeAlarms(r -> r.alarmNamePrefix("a").alarmNames("b")))
                .withMessageContaining("cannot be used together");
        assertThatExceptionOfType(CloudWatchException.class)
                .isThrownBy(() -> alarms.describeAlarms(r -> r.nextToken("%%")))
                .withMessageContaining("next token");
    }

    @Test
    void whatMakesNoSenseIsRefused() {
        refused("Invalid arn syntax: oncall", r -> r.alarmActions("oncall"));
        refused(
                "Invalid region us-east-1 specified. Only eu-west-1 is supported.",
                r -> r.alarmActions("arn:aws:sns:us-east-1:" + aws.account + ":oncall"));
        refused("multiple of 60", r -> r.period(45));
        refused("EvaluationPeriods * Period must be <= 86400", r -> r.evaluationPeriods(289));
        refused("DatapointsToAlarm", r -> r.datapointsToAlarm(2));
        refused("MetricName is required", r -> r.metricName(null));
        refused("enum value set", r -> r.treatMissingData("good"));
        assertThat(alarms.describeAlarms().metricAlarms()).isEmpty();
    }

    private void refused(String text, Consumer<PutMetricAlarmRequest.Builder> change) {
        assertThatExceptionOfType(CloudWatchException.class)
                .isThrownBy(() -> alarms.putMetricAlarm(refusals("refused").andThen(change)))
                .withMessageContaining(text)
                .satisfies(e -> assertThat(e.statusCode()).isEqualTo(400));
    }

    @Test
    void whoMaySetAlarmsIsDecidedByPolicies() {
        // given a user that may set alarms of a prefix, marked as its own, and read all
        var operator = aws.user(
                "operator",
                "{\"Version\":\"2012-10-17\",\"Statement\":["
                        + "{\"Effect\":\"Allow\",\"Action\":[\"cloudwatch:PutMetricAlarm\",\"cloudwatch:TagResource\"],"
                        + "\"Resource\":\"" + arn("apiaccess/*") + "\",\"Condition\":{\"StringEquals\":"
                        + "{\"aws:RequestTag/owner\":\"me\"}}},"
                        + "{\"Effect\":\"Allow\",\"Action\":\"cloudwatch:DescribeAlarms\",\"Resource\":\"*\"}]}");

        // when, then
        try (CloudWatchClient client = aws.alarms(operator)) {
            client.putMetricAlarm(refusals("apiaccess/a").andThen(r -> r.tags(tag("owner", "me"))));
            assertThat(client.describeAlarms().metricAlarms()).hasSize(1);
            assertThatThrownBy(() ->
                            client.putMetricAlarm(refusals("foreign").andThen(r -> r.tags(tag("owner", "me")))))
                    .hasMessageContaining(
                            "is not authorized to perform: cloudwatch:PutMetricAlarm on resource: " + arn("foreign"));
            assertThatThrownBy(() -> client.putMetricAlarm(refusals("apiaccess/a")))
                    .hasMessageContaining("is not authorized");
            assertThatThrownBy(() -> client.deleteAlarms(r -> r.alarmNames("apiaccess/a")))
                    .hasMessageContaining("cloudwatch:DeleteAlarms on resource: " + arn("apiaccess/a"));
        }
    }

    @Test
    void threeAlarmsASecondMayBeSet() {
        try (var limited = Emulator.start(
                        EmulatorOptions.forTests().withClock(clock).withLimits(1));
                var slow = new Aws(limited, TestAccounts.next());
                CloudWatchClient client = slow.alarms(slow.root)) {
            IntStream.range(0, 3).forEach(i -> client.putMetricAlarm(refusals("a" + i)));
            assertThatExceptionOfType(CloudWatchException.class)
                    .isThrownBy(() -> client.putMetricAlarm(refusals("a3")))
                    .satisfies(e -> assertThat(e.isThrottlingException()).isTrue());
            clock.advance(Duration.ofSeconds(1));
            client.putMetricAlarm(refusals("a3"));
            assertThat(client.describeAlarms().metricAlarms()).hasSize(4);
        }
    }

    @Test
    void olderClientsSpeakFormsAndXml() {
        try (SignedPost post = new SignedPost(emulator.endpoint(), "monitoring", "eu-west-1")) {
            // given
            Map<String, String> form = Map.of("Content-Type", "application/x-www-form-urlencoded");

            // when
            post.send(
                    aws.root,
                    "/",
                    form,
                    "Action=PutMetricAlarm&Version=2010-08-01&AlarmName=old&MetricName=4XXError"
                            + "&Namespace=AWS%2FApiGateway&Dimensions.member.1.Name=ApiName"
                            + "&Dimensions.member.1.Value=orders&Statistic=Sum&Period=60&EvaluationPeriods=1"
                            + "&Threshold=1.5&ComparisonOperator=GreaterThanThreshold&Tags.member.1.Key=owner"
                            + "&Tags.member.1.Value=me");
            String shown =
                    post.send(aws.root, "/", form, "Action=DescribeAlarms&Version=2010-08-01&AlarmNames.member.1=old");
            String refused = post.send(aws.root, "/", form, "Action=PutMetricAlarm&Version=2010-08-01");

            // then
            assertThat(shown)
                    .contains("<AlarmName>old</AlarmName>")
                    .contains("<Dimensions><member><Name>ApiName</Name><Value>orders</Value></member></Dimensions>")
                    .contains("<Threshold>1.5</Threshold>");
            assertThat(refused).contains("<Code>MissingParameter</Code>");
            assertThat(alarm("old").period()).isEqualTo(60);
            assertThat(alarms.listTagsForResource(r -> r.resourceARN(arn("old")))
                            .tags())
                    .containsExactly(tag("owner", "me"));
        }
    }

    @Test
    void jsonIsSpokenToo() {
        try (SignedPost post = new SignedPost(emulator.endpoint(), "monitoring", "eu-west-1")) {
            // given
            alarms.putMetricAlarm(refusals("refused"));

            // when
            String shown = post.send(
                    aws.root,
                    "/",
                    Map.of(
                            "Content-Type",
                            "application/x-amz-json-1.0",
                            "X-Amz-Target",
                            "GraniteServiceVersion20100801.DescribeAlarms"),
                    "{\"AlarmNames\":[\"refused\"]}");

            // then
            assertThat(shown)
                    .contains("\"AlarmName\":\"refused\"")
                    .contains("\"StateUpdatedTimestamp\":" + clock.instant().getEpochSecond());
        }
    }
}
