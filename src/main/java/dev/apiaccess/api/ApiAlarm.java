// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import java.util.Map;

/**
 * When somebody is told: an alarm of CloudWatch for each stage.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"notify": {"x-kubernetes-list-type": "set"}}}""")
public record ApiAlarm(
        @JsonPropertyDescription("Name of the alarm, unique in the object.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        String name,

        @JsonPropertyDescription(
                "What is counted: 4XXError (refused or wrong calls), 5XXError (failed calls) or Count (calls).")
        @Required
        @OrUnknown
        AlarmMetric metric,

        @JsonPropertyDescription("More than so many are told.") @Required @Min(0) @Max(9_999_999)
        Integer above,

        @JsonPropertyDescription("The time in which they are counted: 1m, 5m, 15m or 1h.") @Required @OrUnknown
        AlarmWindow within,

        @JsonPropertyDescription("ARNs of the SNS topics that are told.")
        @JsonProperty("notify")
        @Required
        @Size(min = 1, max = 5)
        List<@Size(max = Syntax.ARN_LENGTH) @Pattern(Syntax.TOPIC_ARN) String> topics,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiAlarm {
        topics = Absent.list(topics);
        unknown = Absent.map(unknown);
    }
}
