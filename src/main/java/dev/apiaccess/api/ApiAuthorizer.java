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
 * An authorizer that is made and kept.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "Token and Request call a Lambda function: set lambdaArn, and leave out userPoolArns",
        value = "self.type == 'Cognito' || (has(self.lambdaArn) && !has(self.userPoolArns))")
@ValidationRule(
        message = "Cognito asks user pools: set userPoolArns, and leave out lambdaArn and credentialsRoleArn",
        value = """
        self.type != 'Cognito' || (has(self.userPoolArns) && !has(self.lambdaArn) && !has(self.credentialsRoleArn))""")
@ValidationRule(
        message =
                "what a Request authorizer answered is kept by its identity sources: set identitySources, or ttl to 0s",
        value = """
        self.type != 'Request' || has(self.identitySources) || (has(self.ttl) && self.ttl == '0s')""")
@ValidationRule(
        message = "Token and Cognito read one header: set one identity source, method.request.header.<name>",
        value = """
        self.type == 'Request' || !has(self.identitySources) \
        || (self.identitySources.size() == 1 && self.identitySources[0].startsWith('method.request.header.'))""")
@ValidationRule(
        message = "what an authorizer answered is kept for an hour at most",
        value = "!has(self.ttl) || duration(self.ttl) <= duration('1h')")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"userPoolArns": {"x-kubernetes-list-type": "set"}, "identitySources": {"x-kubernetes-list-type": "set"}}}""")
public record ApiAuthorizer(
        @JsonPropertyDescription("Name of the authorizer, unique in the object; rules name it.")
        @Required
        @Size(min = 1, max = Syntax.AUTHORIZER_LENGTH)
        @Pattern(Syntax.AUTHORIZER)
        String name,

        @JsonPropertyDescription(
                "Token (a Lambda function, by one header), Request (a Lambda function, by the call) or Cognito (user pools).")
        @Required
        @OrUnknown
        AuthorizerType type,

        @JsonPropertyDescription("ARN of the Lambda function that decides, with its version or alias if it has one.")
        @Size(max = Syntax.ARN_LENGTH)
        @Pattern(Syntax.LAMBDA_ARN)
        @Nullable
        String lambdaArn,

        @JsonPropertyDescription(
                "ARN of the role with which API Gateway calls the function. Absent: the function itself lets API Gateway call it.")
        @Size(max = Syntax.ARN_LENGTH)
        @Pattern(Syntax.ROLE_ARN)
        @Nullable
        String credentialsRoleArn,

        @JsonPropertyDescription("ARNs of the user pools, of which one issued the token.") @Size(min = 1, max = 16)
        List<@Size(max = Syntax.ARN_LENGTH) @Pattern(Syntax.USER_POOL_ARN) String> userPoolArns,

        @JsonPropertyDescription(
                "What a call has to bear, such as method.request.header.Authorization. Absent: that one for Token and Cognito, nothing for Request.")
        @Size(min = 1, max = 10)
        List<@Size(max = Syntax.WORDS_LENGTH) @Pattern(Syntax.IDENTITY_SOURCE) String> identitySources,

        @JsonPropertyDescription("How long an answer is kept, at most 1h; 0s: not at all. Absent: 5m.")
        @Size(max = Syntax.DURATION_LENGTH)
        @Pattern(Syntax.DURATION_OR_NONE)
        @Nullable
        String ttl,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public ApiAuthorizer {
        userPoolArns = Absent.list(userPoolArns);
        identitySources = Absent.list(identitySources);
        unknown = Absent.map(unknown);
    }
}
