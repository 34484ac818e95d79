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
 * What calls of some methods have to show.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "ANY already means every method but OPTIONS; list it alone",
        value = "!('ANY' in self.methods) || self.methods.size() == 1")
@ValidationRule(
        message = "a rule asks for something: set authorization, apiKey or both",
        value = "has(self.authorization) || has(self.apiKey)")
@ValidationRule(
        message = "confirm is for authorization AwsIam: it says that callers sign; leave it out",
        value = "!has(self.confirm) || (has(self.authorization) && self.authorization == 'AwsIam')")
@ValidationRule(
        message = "reopen is for authorization None: it says why methods are opened again; leave it out",
        value = "!has(self.reopen) || (has(self.authorization) && self.authorization == 'None')")
@ValidationRule(
        message = "authorizer goes with authorization Authorizer: set both, or neither",
        value = "has(self.authorizer) == (has(self.authorization) && self.authorization == 'Authorizer')")
@ValidationRule(
        message = "scopes are of the tokens that an authorizer reads: set authorization Authorizer, or leave them out",
        value = "!has(self.scopes) || (has(self.authorization) && self.authorization == 'Authorizer')")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"methods": {"x-kubernetes-list-type": "set"}, "paths": {"x-kubernetes-list-type": "set"},
          "scopes": {"x-kubernetes-list-type": "set"}}}""")
public record ProtectionRule(
        @JsonPropertyDescription("Name of the rule, unique in the object.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        String name,

        @JsonPropertyDescription("HTTP methods, or ANY alone: every method but OPTIONS.")
        @Required
        @OrUnknown
        @Size(min = 1, max = 8)
        List<Verb> methods,

        @JsonPropertyDescription("Paths as API Gateway writes them, such as /orders/{id} or /files/{path+}.")
        @Required
        @Size(min = 1, max = 32)
        List<@Size(max = Syntax.PATH_LENGTH) @Pattern(Syntax.PATH) String> paths,

        @JsonPropertyDescription(
                "None (open on purpose: said, never made), AwsIam (signed calls that policies allow) or Authorizer (what an authorizer asks for). Absent: left alone.")
        @OrUnknown
        @Nullable
        MethodAuthorization authorization,

        @JsonPropertyDescription(
                "Name of the authorizer: one of authorizers, or one that the API has. For authorization Authorizer.")
        @Size(min = 1, max = Syntax.AUTHORIZER_LENGTH)
        @Pattern(Syntax.AUTHORIZER)
        @Nullable
        String authorizer,

        @JsonPropertyDescription("Scopes of which a token has to have one. For an authorizer of type Cognito.")
        @Size(min = 1, max = 16)
        List<@Size(max = Syntax.WORDS_LENGTH) @Pattern(Syntax.SCOPE) String> scopes,

        @JsonPropertyDescription("Required: a call needs an API key of a usage plan. Absent: left alone.")
        @OrUnknown
        @Nullable
        ApiKeyDemand apiKey,

        @JsonPropertyDescription(
                "CallersSign: everybody who shall keep access signs the calls, which AWS cannot know of a method that is open. AwsIam waits for it.")
        @OrUnknown
        @Nullable
        Confirmation confirm,

        @JsonPropertyDescription("Why methods that this object closed are opened again. For authorization None only.")
        @Size(min = 1, max = Syntax.WORDS_LENGTH)
        @Pattern(Syntax.WORDS)
        @Nullable
        String reopen,

        @JsonPropertyDescription(
                "Enforce (it is made) or Verify (nothing is written for it; said is what would be). Absent: Enforce.")
        @OrUnknown
        @Nullable
        Enforcement enforcement,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ProtectionRule {
        methods = Absent.list(methods);
        paths = Absent.list(paths);
        scopes = Absent.list(scopes);
        unknown = Absent.map(unknown);
    }
}
