// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One AWS account, how to reach it, and what each tenant may ask for.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "accountId cannot be changed; create another connection",
        value = "self.accountId == oldSelf.accountId")
@ValidationRule(
        message = "assumeRole.arn names another account than accountId; correct one of them",
        value =
                "!has(self.assumeRole) || !self.accountId.matches('^[0-9]{12}$') || !self.assumeRole.arn.matches('^[^:]*:[^:]*:[^:]*:[^:]*:[0-9]{12}:') || self.assumeRole.arn.split(':')[4] == self.accountId")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"regions": {"x-kubernetes-list-type": "set"}, "assumptions": {"x-kubernetes-list-type": "set"}, "tenants": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]}}}""")
public record AwsConnectionSpec(
        @JsonPropertyDescription("The account, twelve digits, in quotes.")
        @Required
        @Size(max = Syntax.ACCOUNT_ID_LENGTH)
        @Pattern(Syntax.ACCOUNT_ID)
        String accountId,

        @JsonPropertyDescription("AWS regions to look after.") @Required @Size(min = 1, max = 32)
        List<@Size(max = Syntax.REGION_LENGTH) @Pattern(Syntax.REGION) String> regions,

        @JsonPropertyDescription("The role through which the account is reached. Absent: the identity of the operator.")
        @Nullable
        AssumeRole assumeRole,

        @JsonPropertyDescription(
                "Share of the request quotas of AWS that may be used, in per cent. Absent: the setting of the operator.")
        @Min(1)
        @Max(100)
        @Nullable
        Integer quotaPercent,

        @JsonPropertyDescription(
                "Time between two looks at everything, such as 5m. Absent: the setting of the operator.")
        @Size(max = Syntax.DURATION_LENGTH)
        @Pattern(Syntax.DURATION)
        @Nullable
        String sweepInterval,

        @JsonPropertyDescription("Who may ask for what. Entries that match a namespace are alternatives.")
        @Size(max = 64)
        List<Tenant> tenants,

        @JsonPropertyDescription(
                "What happens to things in AWS that bear our mark and that no object wants: Keep (they are told), or Revoke (those of namespaces that no tenant admits lose their effect, nothing is deleted). Absent: Keep.")
        @OrUnknown
        @Nullable
        OrphanPolicy orphans,

        @JsonPropertyDescription(
                "What is taken for granted where AWS does not say it: PolicyDeployed (the resource policy of an API is the one that its stages have deployed). Absent: nothing.")
        @OrUnknown
        @Size(max = 8)
        List<Assumption> assumptions,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public AwsConnectionSpec {
        regions = Absent.list(regions);
        tenants = Absent.list(tenants);
        assumptions = Absent.list(assumptions);
        unknown = Absent.map(unknown);
    }

    /** Paths of properties and enum values that this version does not know, such as {@code spec.tenants[0].orgIds}. */
    public List<String> unknownFields() {
        return UnknownFields.of(this);
    }
}
