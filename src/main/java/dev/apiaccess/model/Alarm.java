// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Collections;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * An alarm of CloudWatch on a metric of a stage. Everything of an alarm that is the same for all that we make is in {@link #ALWAYS}.
 *
 * @param metric {@code 4XXError}, {@code 5XXError} or {@code Count} of API Gateway
 * @param apiName name of the API, which CloudWatch tells APIs apart by: its metrics know no ids
 * @param seconds in which it counts
 * @param above more than so many are told
 * @param topics ARNs of those that are told
 * @param otherwise settings that AWS has otherwise than {@link #ALWAYS} says or that we set on no alarm, by their names
 */
public record Alarm(
        String name,
        String description,
        String metric,
        String apiName,
        String stage,
        int seconds,
        double above,
        SortedSet<String> topics,
        SortedMap<String, String> otherwise) {

    /** What every alarm of ours is set to: told at once, and quiet where nobody calls. */
    public static final SortedMap<String, String> ALWAYS = Collections.unmodifiableSortedMap(new TreeMap<>(Map.of(
            "Namespace", "AWS/ApiGateway",
            "Statistic", "Sum",
            "EvaluationPeriods", "1",
            "ComparisonOperator", "GreaterThanThreshold",
            "TreatMissingData", "notBreaching",
            "ActionsEnabled", "true")));

    public Alarm {
        topics = Collections.unmodifiableSortedSet(new TreeSet<>(topics));
        otherwise = Collections.unmodifiableSortedMap(new TreeMap<>(otherwise));
    }

    /** One with nothing otherwise than ours are. */
    public Alarm(
            String name,
            String description,
            String metric,
            String apiName,
            String stage,
            int seconds,
            double above,
            SortedSet<String> topics) {
        this(name, description, metric, apiName, stage, seconds, above, topics, new TreeMap<>());
    }
}
