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
 * What some namespaces may ask for in an account.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(message = "Grant and Deny need principals; write for example role/apps/orders-*", value = """
        !('Grant' in self.may || 'Deny' in self.may) \
        || (has(self.principals) && self.principals.size() > 0)""")
@ValidationRule(message = "Grant, Deny and RateLimit need apis; write for example restApiName: orders*", value = """
        !('Grant' in self.may || 'Deny' in self.may || 'RateLimit' in self.may) \
        || (has(self.apis) && self.apis.size() > 0)""")
@ValidationRule(
        message = "Protect, Fence, Observe, Redeploy and Open need apis; write for example restApiName: orders*",
        value = """
        !self.may.exists(word, word in ['Protect', 'Fence', 'Observe', 'Redeploy', 'Open']) \
        || (has(self.apis) && self.apis.size() > 0)""")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"principals": {"x-kubernetes-list-type": "set"}, "may": {"x-kubernetes-list-type": "set"}, "arns": {"x-kubernetes-list-type": "set"}}}""")
public record Tenant(
        @JsonPropertyDescription("Name of the tenant, unique in the connection.")
        @Required
        @Size(min = 1, max = Syntax.LABEL_LENGTH)
        @Pattern(Syntax.LABEL)
        String name,

        @JsonPropertyDescription("The namespaces of the tenant.") @Required
        TenantNamespaces namespaces,

        @JsonPropertyDescription("REST APIs that it may name.") @Size(max = 32)
        List<TenantApi> apis,

        @JsonPropertyDescription("Patterns of principals that its rules may name, such as role/apps/orders-*.")
        @Size(max = 32)
        List<@Size(max = Syntax.PRINCIPAL_LENGTH) @Pattern(Syntax.PRINCIPAL_PATTERN) String> principals,

        @JsonPropertyDescription(
                "By what a principal is known again: Name (whoever has it) or Id (one that was deleted and made anew gets"
                        + " nothing by itself). Absent: Name.")
        @OrUnknown
        @Nullable
        PrincipalIdentity principalIdentity,

        @JsonPropertyDescription(
                "What it may ask for: Grant, Deny, RateLimit, Key, ImportKey, Retain, Protect, Fence, Observe, Redeploy, Open.")
        @Required
        @OrUnknown
        @Size(min = 1, max = 16)
        List<Permission> may,

        @JsonPropertyDescription(
                "Patterns of ARNs that its objects may name beside principals, such as destinations of logs. A * does not cross : or /.")
        @Size(max = 32)
        List<@Size(max = Syntax.ARN_PATTERN_LENGTH) @Pattern(Syntax.ARN_PATTERN) String> arns,

        @JsonPropertyDescription("Upper bounds.") @Nullable TenantLimits limits,

        @JsonPropertyDescription(
                "What happens to objects that are no longer admitted: Freeze (keep, do not grow) or Revoke. Absent: Freeze.")
        @OrUnknown
        @Nullable
        WithdrawalPolicy onWithdrawal,

        @JsonPropertyDescription(
                "What Secrets of its grants may be. Absent: Opaque ones with labels and annotations of no prefix when"
                        + " onWithdrawal is Revoke, else any.")
        @Nullable
        TenantSecrets secrets,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Tenant {
        apis = Absent.list(apis);
        principals = Absent.list(principals);
        may = Absent.list(may);
        arns = Absent.list(arns);
        unknown = Absent.map(unknown);
    }
}
