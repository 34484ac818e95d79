// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * Chooses namespaces by labels or by name.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "an empty selector would admit every namespace; set matchLabels, matchExpressions or names",
        value = """
        (has(self.matchLabels) && self.matchLabels.size() > 0) \
        || (has(self.matchExpressions) && self.matchExpressions.size() > 0) \
        || (has(self.names) && self.names.size() > 0)""")
@ValidationRule(
        message = "choose namespaces by names or by labels, not both; make two tenants",
        value = "!has(self.names) || (!has(self.matchLabels) && !has(self.matchExpressions))")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"names": {"x-kubernetes-list-type": "set"}}}""")
public record TenantNamespaces(
        @JsonPropertyDescription("Labels that the namespace must have.") @Size(max = 16)
        Map<String, @Size(max = Syntax.LABEL_LENGTH) @Pattern(Syntax.LABEL_VALUE) String> matchLabels,

        @JsonPropertyDescription("Demands on labels of the namespace.") @Size(max = 16)
        List<LabelRequirement> matchExpressions,

        @JsonPropertyDescription("Names of namespaces, instead of labels.") @Size(max = 64)
        List<@Size(max = Syntax.LABEL_LENGTH) @Pattern(Syntax.LABEL) String> names,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public TenantNamespaces {
        matchLabels = Absent.map(matchLabels);
        matchExpressions = Absent.list(matchExpressions);
        names = Absent.list(names);
        unknown = Absent.map(unknown);
    }
}
