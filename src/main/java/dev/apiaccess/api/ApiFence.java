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
import org.jspecify.annotations.Nullable;

/**
 * Calls that are refused for where they come from: a Deny in the resource policy of the API.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(message = "set exactly one of onlyFrom and notFrom", value = "has(self.onlyFrom) != has(self.notFrom)")
@ValidationRule(
        message = "ANY already means every method but OPTIONS; list it alone",
        value = "!has(self.methods) || !('ANY' in self.methods) || self.methods.size() == 1")
@ValidationRule(
        message =
                "preflights are never signed: a fence by organizations, accounts or principals takes no OPTIONS; leave it out",
        value = """
        !has(self.methods) || !('OPTIONS' in self.methods) \
        || ((!has(self.onlyFrom) || !(has(self.onlyFrom.organizations) || has(self.onlyFrom.accounts) || has(self.onlyFrom.principals))) \
        && (!has(self.notFrom) || !(has(self.notFrom.organizations) || has(self.notFrom.accounts) || has(self.notFrom.principals))))""")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"methods": {"x-kubernetes-list-type": "set"}, "paths": {"x-kubernetes-list-type": "set"}}}""")
public record ApiFence(
        @JsonPropertyDescription("Name of the fence, unique in the object.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        String name,

        @JsonPropertyDescription(
                "HTTP methods, or ANY alone. Absent: all for a fence by address, all but OPTIONS for others.")
        @OrUnknown
        @Size(min = 1, max = 8)
        List<Verb> methods,

        @JsonPropertyDescription("Paths as API Gateway writes them. Absent: all.") @Size(min = 1, max = 32)
        List<@Size(max = Syntax.PATH_LENGTH) @Pattern(Syntax.PATH) String> paths,

        @JsonPropertyDescription("Calls from anywhere else are refused. Kinds of sources are joined by or.") @Nullable
        FenceSources onlyFrom,

        @JsonPropertyDescription("Calls from there are refused.") @Nullable
        FenceSources notFrom,

        @JsonPropertyDescription(
                "Enforce (it is made) or Verify (nothing is written for it; said is what would be). Absent: Enforce.")
        @OrUnknown
        @Nullable
        Enforcement enforcement,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiFence {
        methods = Absent.list(methods);
        paths = Absent.list(paths);
        unknown = Absent.map(unknown);
    }
}
