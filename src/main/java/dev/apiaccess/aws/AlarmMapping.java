// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ExistingAlarm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.model.CompositeAlarm;
import software.amazon.awssdk.services.cloudwatch.model.Dimension;
import software.amazon.awssdk.services.cloudwatch.model.MetricAlarm;

/** Alarms of the SDK as ours. Whatever one has that ours never have stands in {@link Alarm#otherwise}, so that it is seen. */
final class AlarmMapping {

    static final String API = "ApiName";
    static final String STAGE = "Stage";

    private AlarmMapping() {}

    static ExistingAlarm alarm(MetricAlarm shown) {
        var dimensions = shown.dimensions().stream()
                .collect(Collectors.toMap(
                        dimension -> text(dimension.name()),
                        dimension -> text(dimension.value()),
                        (first, _) -> first,
                        TreeMap::new));
        var alarm = new Alarm(
                text(shown.alarmName()),
                text(shown.alarmDescription()),
                text(shown.metricName()),
                dimensions.getOrDefault(API, ""),
                dimensions.getOrDefault(STAGE, ""),
                Objects.requireNonNullElse(shown.period(), 0),
                Objects.requireNonNullElse(shown.threshold(), 0.0),
                new TreeSet<>(shown.alarmActions()),
                otherwise(shown));
        return new ExistingAlarm(alarm, text(shown.alarmArn()), time(shown.alarmConfigurationUpdatedTimestamp()));
    }

    /** One that follows other alarms is none of ours, but may have the name of one. */
    static ExistingAlarm alarm(CompositeAlarm shown) {
        var alarm = new Alarm(
                text(shown.alarmName()),
                text(shown.alarmDescription()),
                "",
                "",
                "",
                0,
                0,
                new TreeSet<>(shown.alarmActions()),
                new TreeMap<>(Map.of("AlarmRule", text(shown.alarmRule()))));
        return new ExistingAlarm(alarm, text(shown.alarmArn()), time(shown.alarmConfigurationUpdatedTimestamp()));
    }

    private static SortedMap<String, String> otherwise(MetricAlarm shown) {
        var found = new TreeMap<String, String>();
        found.put("Namespace", text(shown.namespace()));
        found.put("Statistic", text(shown.statisticAsString()));
        found.put("EvaluationPeriods", text(shown.evaluationPeriods()));
        found.put("ComparisonOperator", text(shown.comparisonOperatorAsString()));
        found.put("TreatMissingData", text(shown.treatMissingData()));
        found.put("ActionsEnabled", text(shown.actionsEnabled()));
        found.entrySet().removeIf(one -> one.getValue().equals(Alarm.ALWAYS.get(one.getKey())));
        put(
                found,
                "DatapointsToAlarm",
                Objects.equals(shown.datapointsToAlarm(), 1) ? null : shown.datapointsToAlarm());
        put(found, "OKActions", list(shown.okActions()));
        put(found, "InsufficientDataActions", list(shown.insufficientDataActions()));
        put(found, "Unit", shown.unitAsString());
        put(found, "ExtendedStatistic", shown.extendedStatistic());
        put(found, "ThresholdMetricId", shown.thresholdMetricId());
        put(found, "Metrics", shown.metrics().isEmpty() ? null : shown.metrics().size());
        put(
                found,
                "Dimensions",
                list(shown.dimensions().stream()
                        .map(Dimension::name)
                        .filter(name -> !API.equals(name) && !STAGE.equals(name))
                        .toList()));
        return found;
    }

    private static void put(SortedMap<String, String> found, String setting, @Nullable Object value) {
        if (value != null) {
            found.put(setting, value.toString());
        }
    }

    private static @Nullable String list(List<String> all) {
        return all.isEmpty() ? null : all.stream().sorted().collect(Collectors.joining(", "));
    }

    private static String text(@Nullable Object value) {
        return value == null ? "" : value.toString();
    }

    private static String time(@Nullable Instant at) {
        return at == null ? "" : at.toString();
    }
}
