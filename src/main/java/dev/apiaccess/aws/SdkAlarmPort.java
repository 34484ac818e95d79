// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AlarmPort;
import dev.apiaccess.port.Page;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchClient;
import software.amazon.awssdk.services.cloudwatch.model.AlarmType;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.PutMetricAlarmRequest;
import software.amazon.awssdk.services.cloudwatch.model.Tag;

/** CloudWatch through its client, in the largest pages that AWS gives. */
final class SdkAlarmPort implements AlarmPort {

    private static final int PAGE = 100;

    private final Supplier<CloudWatchClient> client;
    private final Calls calls;

    SdkAlarmPort(Supplier<CloudWatchClient> client, Calls calls) {
        this.client = client;
        this.calls = calls;
    }

    @Override
    public Page<ExistingAlarm> describeAlarms(String prefix, @Nullable String position) {
        var answer = calls.call(
                Operation.DESCRIBE_ALARMS,
                () -> client.get()
                        .describeAlarms(request -> request.alarmNamePrefix(prefix)
                                .alarmTypes(AlarmType.METRIC_ALARM, AlarmType.COMPOSITE_ALARM)
                                .maxRecords(PAGE)
                                .nextToken(position)));
        return new Page<>(
                Stream.concat(
                                answer.metricAlarms().stream().map(AlarmMapping::alarm),
                                answer.compositeAlarms().stream().map(AlarmMapping::alarm))
                        .toList(),
                answer.nextToken());
    }

    @Override
    public Optional<Map<String, String>> tags(String arn) {
        return calls.find(
                        Operation.LIST_TAGS_FOR_RESOURCE,
                        () -> client.get().listTagsForResource(request -> request.resourceARN(arn)))
                .map(answer -> answer.tags().stream().collect(Collectors.toUnmodifiableMap(Tag::key, Tag::value)));
    }

    @Override
    public void putMetricAlarm(Alarm alarm, Map<String, String> tags) {
        var request = PutMetricAlarmRequest.builder()
                .alarmName(alarm.name())
                .alarmDescription(alarm.description())
                .metricName(alarm.metric())
                .dimensions(dimension(AlarmMapping.API, alarm.apiName()), dimension(AlarmMapping.STAGE, alarm.stage()))
                .period(alarm.seconds())
                .threshold(alarm.above())
                .alarmActions(alarm.topics())
                .namespace(always("Namespace"))
                .statistic(always("Statistic"))
                .evaluationPeriods(Integer.valueOf(always("EvaluationPeriods")))
                .comparisonOperator(always("ComparisonOperator"))
                .treatMissingData(always("TreatMissingData"))
                .actionsEnabled(Boolean.valueOf(always("ActionsEnabled")))
                .tags(tags.entrySet().stream()
                        .map(tag -> Tag.builder()
                                .key(tag.getKey())
                                .value(tag.getValue())
                                .build())
                        .toList())
                .build();
        calls.call(Operation.PUT_METRIC_ALARM, () -> client.get().putMetricAlarm(request));
    }

    @Override
    public void deleteAlarms(Collection<String> names) {
        calls.call(Operation.DELETE_ALARMS, () -> client.get().deleteAlarms(request -> request.alarmNames(names)));
    }

    private static Dimension dimension(String name, String value) {
        return Dimension.builder().name(name).value(value).build();
    }

    private static String always(String setting) {
        return Alarm.ALWAYS.getOrDefault(setting, "");
    }
}
