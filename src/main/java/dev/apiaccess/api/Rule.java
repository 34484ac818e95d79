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
 * Who may, or may not, call which methods and paths.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "when is for Allow; write unless for Deny",
        value = "!has(self.when) || !has(self.effect) || self.effect != 'Deny'")
@ValidationRule(
        message = "unless is for Deny; write when for Allow",
        value = "!has(self.unless) || (has(self.effect) && self.effect == 'Deny')")
@ValidationRule(
        message = "ANY already means every method; list it alone",
        value = "!('ANY' in self.methods) || self.methods.size() == 1")
@ValidationRule(
        message =
                "mfa works for users and groups only; role sessions carry no MFA. Put roles into a rule of their own, without mfa",
        value = """
        !((has(self.when) && has(self.when.mfa)) || (has(self.unless) && has(self.unless.mfa))) \
        || self.principals.all(who, !who.startsWith('role/') && !who.contains(':role/'))""")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"principals": {"x-kubernetes-list-type": "set"}, "methods": {"x-kubernetes-list-type": "set"}, "paths": {"x-kubernetes-list-type": "set"}}}""")
public record Rule(
        @JsonPropertyDescription("Name of the rule, unique in the policy.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        String name,

        @JsonPropertyDescription("Allow or Deny. Absent: Allow.") @OrUnknown @Nullable
        RuleEffect effect,

        @JsonPropertyDescription("Who: role/path/name, user/path/name, group/path/name, or the ARN of one.")
        @Required
        @Size(min = 1, max = 32)
        List<@Size(max = Syntax.PRINCIPAL_LENGTH) @Pattern(Syntax.PRINCIPAL) String> principals,

        @JsonPropertyDescription("HTTP methods, or ANY alone.") @Required @OrUnknown @Size(min = 1, max = 8)
        List<Verb> methods,

        @JsonPropertyDescription("Paths as API Gateway writes them, such as /orders/{id} or /files/{path+}.")
        @Required
        @Size(min = 1, max = 32)
        List<@Size(max = Syntax.PATH_LENGTH) @Pattern(Syntax.PATH) String> paths,

        @JsonPropertyDescription("For Allow: it holds only when all of this holds.") @Nullable
        Conditions when,

        @JsonPropertyDescription("For Deny: it holds unless all of this holds.") @Nullable
        Conditions unless,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Rule {
        principals = Absent.list(principals);
        methods = Absent.list(methods);
        paths = Absent.list(paths);
        unknown = Absent.map(unknown);
    }

    /** The same with other paths. */
    public Rule withPaths(List<String> others) {
        return new Rule(name, effect, principals, methods, others, when, unless, unknown);
    }
}
