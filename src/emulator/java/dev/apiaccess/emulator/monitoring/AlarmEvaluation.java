// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.Alarm;
import dev.apiaccess.emulator.state.Metrics;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What an alarm says of the calls up to a moment. */
final class AlarmEvaluation {
    private AlarmEvaluation() {}

    /** The alarm's state at a moment; the same one as before where nothing has changed. */
    static Alarm.State state(Alarm alarm, Metrics metrics, Instant now) {
        ObjectNode settings = alarm.settings();
        int periods = settings.path("EvaluationPeriods").asInt();
        int wanted = settings.path("DatapointsToAlarm").asInt(periods);
        int breaching = 0;
        int known = 0;
        Duration period = Duration.ofSeconds(settings.path("Period").asInt());
        for (int i = 0; i < periods; i++) {
            OptionalDouble value = value(settings, metrics, now.minus(period.multipliedBy(i)), period);
            known += value.isPresent() ? 1 : 0;
            breaching += value.isPresent() && crosses(settings, value.getAsDouble()) ? 1 : 0;
        }
        String missing = settings.path("TreatMissingData").asText("missing");
        String before = alarm.state().value();
        if (missing.equals("breaching")) {
            breaching += periods - known;
        }
        String after = breaching >= wanted ? "ALARM" : "OK";
        if (known == 0 && (missing.equals("missing") || missing.equals("ignore"))) {
            after = missing.equals("ignore") ? before : Alarm.NO_DATA;
        }
        return after.equals(before)
                ? alarm.state()
                : new Alarm.State(after, reason(after, settings, breaching, known), now);
    }

    private static String reason(String value, ObjectNode settings, int breaching, int known) {
        if (value.equals(Alarm.NO_DATA)) {
            return "Insufficient Data: no datapoints were received for "
                    + settings.path("EvaluationPeriods").asInt() + " periods";
        }
        return "Threshold Crossed: " + breaching + " of " + known + " datapoints crossed the threshold ("
                + settings.path("Threshold").asDouble() + ")";
    }

    private static boolean crosses(ObjectNode settings, double value) {
        double threshold = settings.path("Threshold").asDouble();
        return switch (settings.path("ComparisonOperator").asText()) {
            case "GreaterThanThreshold" -> value > threshold;
            case "GreaterThanOrEqualToThreshold" -> value >= threshold;
            case "LessThanThreshold" -> value < threshold;
            default -> value <= threshold;
        };
    }

    /** A datapoint; empty where no call was made, or the metric is none that is counted here. */
    private static OptionalDouble value(ObjectNode settings, Metrics metrics, Instant end, Duration period) {
        Map<String, String> dimensions = new TreeMap<>();
        for (JsonNode dimension : settings.path("Dimensions")) {
            dimensions.put(
                    dimension.path("Name").asText(), dimension.path("Value").asText());
        }
        String api = dimensions.remove("ApiName");
        @Nullable String stage = dimensions.remove("Stage");
        if (api == null
                || !dimensions.isEmpty()
                || !settings.path("Namespace").asText().equals("AWS/ApiGateway")) {
            return OptionalDouble.empty();
        }
        Optional<Metrics.Counts> counts = metrics.sum(api, stage, end, period);
        if (counts.isEmpty()) {
            return OptionalDouble.empty();
        }
        double calls = counts.get().calls();
        double hits;
        switch (settings.path("MetricName").asText()) {
            case "Count" -> hits = calls;
            case "4XXError" -> hits = counts.get().clientErrors();
            case "5XXError" -> hits = counts.get().serverErrors();
            default -> {
                return OptionalDouble.empty();
            }
        }
        return OptionalDouble.of(
                switch (settings.path("Statistic").asText()) {
                    case "Sum" -> hits;
                    case "SampleCount" -> calls;
                    case "Average" -> hits / calls;
                    case "Maximum" -> hits > 0 ? 1 : 0;
                    default -> hits < calls ? 0 : 1;
                });
    }
}
