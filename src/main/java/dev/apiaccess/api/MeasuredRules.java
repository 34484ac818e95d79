// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the rules of a policy come to in AWS, as far as that is known.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"rules": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
          "items": {"required": ["name"]}}}}""")
public record MeasuredRules(
        @JsonPropertyDescription(
                "The generation that was ready before Effective was known, and stays so whatever Effective says.")
        @Nullable
        Long exemptGeneration,

        @JsonPropertyDescription("One per rule that is in force.") @Size(max = 64)
        List<MeasuredRule> rules) {
    /** Turns what is absent into an empty list. */
    public MeasuredRules {
        rules = Absent.list(rules);
    }
}
