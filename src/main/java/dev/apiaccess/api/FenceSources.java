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
 * Where calls come from, or who makes them.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "name at least one of sourceIps, vpcEndpoints, vpcs, organizations, accounts and principals",
        value = """
        has(self.sourceIps) || has(self.vpcEndpoints) || has(self.vpcs) \
        || has(self.organizations) || has(self.accounts) || has(self.principals)""")
@ValidationRule(
        message =
                "sourceIps takes ranges such as 203.0.113.0/24 or 2001:db8::/32; write 203.0.113.7/32 for one address",
        value = "!has(self.sourceIps) || self.sourceIps.all(range, isCIDR(range))")
@ValidationRule(
        message = "sourceIps takes the first address of a range; write 203.0.113.0/24, not 203.0.113.7/24",
        value = """
        !has(self.sourceIps) \
        || self.sourceIps.all(range, !isCIDR(range) || range.endsWith('/0') || cidr(range) == cidr(range).masked())""")
@ValidationRule(
        message = "a range of all addresses fences nothing, or everybody; leave the fence out",
        value = "!has(self.sourceIps) || self.sourceIps.all(range, !isCIDR(range) || cidr(range).prefixLength() > 0)")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"sourceIps": {"x-kubernetes-list-type": "set"}, "vpcEndpoints": {"x-kubernetes-list-type": "set"}, "vpcs": {"x-kubernetes-list-type": "set"}, "organizations": {"x-kubernetes-list-type": "set"}, "accounts": {"x-kubernetes-list-type": "set"}, "principals": {"x-kubernetes-list-type": "set"}}}""")
public record FenceSources(
        @JsonPropertyDescription("Address ranges in CIDR notation, of IPv4 and IPv6.") @Size(min = 1, max = 128)
        List<@Size(min = 1, max = 43) String> sourceIps,

        @JsonPropertyDescription("Ids of VPC endpoints, such as vpce-0123456789abcdef0; for private APIs.")
        @Size(min = 1, max = 64)
        List<@Size(max = Syntax.NETWORK_ID_LENGTH) @Pattern(Syntax.VPC_ENDPOINT) String> vpcEndpoints,

        @JsonPropertyDescription("Ids of VPCs, such as vpc-0123456789abcdef0; for private APIs.")
        @Size(min = 1, max = 64)
        List<@Size(max = Syntax.NETWORK_ID_LENGTH) @Pattern(Syntax.VPC) String> vpcs,

        @JsonPropertyDescription("Ids of organizations in AWS Organizations, for signed calls.")
        @Size(min = 1, max = 16)
        List<@Size(max = Syntax.NETWORK_ID_LENGTH) @Pattern(Syntax.ORGANIZATION) String> organizations,

        @JsonPropertyDescription("Account numbers, for signed calls.") @Size(min = 1, max = 64)
        List<@Size(max = Syntax.ACCOUNT_ID_LENGTH) @Pattern(Syntax.ACCOUNT_ID) String> accounts,

        @JsonPropertyDescription(
                "ARNs of roles and users, with * and ? as wildcards behind the account, for signed calls.")
        @Size(min = 1, max = 32)
        List<@Size(max = Syntax.PRINCIPAL_LENGTH) @Pattern(Syntax.CALLER_ARN) String> principals,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public FenceSources {
        sourceIps = Absent.list(sourceIps);
        vpcEndpoints = Absent.list(vpcEndpoints);
        vpcs = Absent.list(vpcs);
        organizations = Absent.list(organizations);
        accounts = Absent.list(accounts);
        principals = Absent.list(principals);
        unknown = Absent.map(unknown);
    }
}
