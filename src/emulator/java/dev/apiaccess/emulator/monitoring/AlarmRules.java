// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.monitoring;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.wire.AwsError;
import java.util.List;
import java.util.Set;

/** What an alarm has to have, and what it is kept as. */
final class AlarmRules {
    static final List<String> ACTIONS = List.of("OKActions", "AlarmActions", "InsufficientDataActions");
    private static final int MOST_ACTIONS = 5;
    private static final int DAY = 86_400;
    private static final Set<String> STATISTICS = Set.of("SampleCount", "Average", "Sum", "Minimum", "Maximum");
    private static final Set<String> COMPARISONS = Set.of(
            "GreaterThanOrEqualToThreshold", "GreaterThanThreshold", "LessThanThreshold", "LessThanOrEqualToThreshold");
    private static final Set<String> MISSING = Set.of("breaching", "notBreaching", "ignore", "missing");

    private AlarmRules() {}

    /** The settings with types, without name and tags, or a refusal. */
    static ObjectNode checked(String region, ObjectNode sent) {
        if (sent.has("Metrics") || sent.has("ExtendedStatistic") || sent.has("ThresholdMetricId")) {
            throw invalid("Only alarms on one metric and statistic are emulated");
        }
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        if (sent.hasNonNull("AlarmDescription")) {
            out.put("AlarmDescription", sent.get("AlarmDescription").asText());
        }
        out.put("ActionsEnabled", sent.path("ActionsEnabled").asBoolean(true));
        ACTIONS.forEach(field -> out.set(field, actions(region, field, sent.path(field))));
        out.put("MetricName", need(sent, "MetricName")).put("Namespace", need(sent, "Namespace"));
        out.put("Statistic", oneOf(sent, "Statistic", STATISTICS));
        out.set("Dimensions", dimensions(sent.path("Dimensions")));
        int period = whole(sent, "Period");
        if (period != 10 && period != 20 && period != 30 && (period < 60 || period % 60 != 0)) {
            throw invalid("The parameter Period must be 10, 20, 30 or a multiple of 60");
        }
        int periods = whole(sent, "EvaluationPeriods");
        if (periods < 1 || (long) periods * period > (period >= 3600 ? 7L * DAY : DAY)) {
            throw invalid(
                    "Metrics cannot be checked across more than a day (EvaluationPeriods * Period must be <= 86400)");
        }
        out.put("Period", period).put("EvaluationPeriods", periods);
        if (sent.hasNonNull("DatapointsToAlarm")) {
            int wanted = whole(sent, "DatapointsToAlarm");
            if (wanted < 1 || wanted > periods) {
                throw invalid("DatapointsToAlarm must be between 1 and EvaluationPeriods");
            }
            out.put("DatapointsToAlarm", wanted);
        }
        out.put("Threshold", number(sent, "Threshold"));
        out.put("ComparisonOperator", oneOf(sent, "ComparisonOperator", COMPARISONS));
        if (sent.hasNonNull("TreatMissingData")) {
            out.put("TreatMissingData", oneOf(sent, "TreatMissingData", MISSING));
        }
        if (sent.hasNonNull("Unit")) {
            out.put("Unit", sent.get("Unit").asText());
        }
        return out;
    }

    static String name(ObjectNode sent) {
        String name = need(sent, "AlarmName");
        if (name.length() > 255) {
            throw invalid("1 validation error detected: Value at 'alarmName' failed to satisfy constraint: Member must"
                    + " have length less than or equal to 255");
        }
        return name;
    }

    private static ArrayNode actions(String region, String field, JsonNode sent) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (JsonNode action : sent) {
            String arn = action.asText();
            String[] parts = arn.split(":", -1);
            if (parts.length < 6 || !parts[0].equals("arn")) {
                throw invalid("Invalid arn syntax: " + arn);
            }
            if (parts[2].equals("sns") && !parts[3].equals(region)) {
                throw invalid("Invalid region " + parts[3] + " specified. Only " + region + " is supported.");
            }
            out.add(arn);
        }
        if (out.size() > MOST_ACTIONS) {
            throw invalid("The collection " + field + " must not have a size greater than " + MOST_ACTIONS);
        }
        return out;
    }

    private static ArrayNode dimensions(JsonNode sent) {
        ArrayNode out = JsonNodeFactory.instance.arrayNode();
        for (JsonNode dimension : sent) {
            out.addObject().put("Name", need(dimension, "Name")).put("Value", need(dimension, "Value"));
        }
        return out;
    }

    static String need(JsonNode sent, String field) {
        String value = sent.path(field).asText("");
        if (value.isEmpty()) {
            throw new AwsError(400, "MissingParameter", "The parameter " + field + " is required.");
        }
        return value;
    }

    private static String oneOf(ObjectNode sent, String field, Set<String> allowed) {
        String value = need(sent, field);
        if (!allowed.contains(value)) {
            throw invalid("Value '" + value + "' at '" + field
                    + "' failed to satisfy constraint: Member must satisfy enum" + " value set: " + allowed);
        }
        return value;
    }

    private static double number(ObjectNode sent, String field) {
        try {
            double number = Double.parseDouble(need(sent, field));
            if (Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw invalid("The parameter " + field + " must be a number");
        }
        throw invalid("The parameter " + field + " must be a finite number");
    }

    private static int whole(ObjectNode sent, String field) {
        double number = number(sent, field);
        if (number != Math.rint(number) || Math.abs(number) > Integer.MAX_VALUE) {
            throw invalid("The parameter " + field + " must be an integer");
        }
        return (int) number;
    }

    static AwsError invalid(String message) {
        return new AwsError(400, "ValidationError", message);
    }
}
