// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;

/**
 * Chooses namespaces by their labels; all that is set must hold.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "an empty selector would admit every namespace; set matchLabels or matchExpressions",
        value = """
        (has(self.matchLabels) && self.matchLabels.size() > 0) \
        || (has(self.matchExpressions) && self.matchExpressions.size() > 0)""")
public record NamespaceSelector(
        @JsonPropertyDescription("Labels that the namespace must have.") @Size(max = 16)
        Map<String, @Size(max = Syntax.LABEL_LENGTH) @Pattern(Syntax.LABEL_VALUE) String> matchLabels,

        @JsonPropertyDescription("Demands on labels of the namespace.") @Size(max = 16)
        List<LabelRequirement> matchExpressions,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public NamespaceSelector {
        matchLabels = Absent.map(matchLabels);
        matchExpressions = Absent.list(matchExpressions);
        unknown = Absent.map(unknown);
    }
}
