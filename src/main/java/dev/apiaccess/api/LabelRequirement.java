// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * A demand on one label.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(message = "In and NotIn need values; Exists and DoesNotExist take none", value = """
        self.operator in ['In', 'NotIn'] \
        ? has(self.values) \
        && self.values.size() > 0 \
        : !has(self.values) \
        || self.values.size() == 0""")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"values": {"x-kubernetes-list-type": "set"}}}""")
public record LabelRequirement(
        @JsonPropertyDescription("Label key.") @Required @Size(min = 1, max = Syntax.LABEL_KEY_LENGTH)
        String key,

        @JsonPropertyDescription("In, NotIn, Exists or DoesNotExist.") @Required @OrUnknown
        LabelOperator operator,

        @JsonPropertyDescription("Values for In and NotIn.") @Size(max = 32)
        List<@Size(max = Syntax.LABEL_LENGTH) @Pattern(Syntax.LABEL_VALUE) String> values,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public LabelRequirement {
        values = Absent.list(values);
        unknown = Absent.map(unknown);
    }
}
