// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Circumstances of a call; all that are set must hold.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "set at least one of mfa, sourceIps, notBefore and notAfter",
        value = "has(self.mfa) || has(self.sourceIps) || has(self.notBefore) || has(self.notAfter)")
@ValidationRule(
        message =
                "sourceIps takes ranges such as 203.0.113.0/24 or 2001:db8::/32; write 203.0.113.7/32 for one address",
        value = "!has(self.sourceIps) || self.sourceIps.all(range, isCIDR(range))")
@ValidationRule(
        message = "sourceIps takes the first address of a range; write 203.0.113.0/24, not 203.0.113.7/24",
        value = """
        !has(self.sourceIps) \
        || self.sourceIps.all(range, !isCIDR(range) || cidr(range) == cidr(range).masked())""")
@ValidationRule(
        message = "notBefore must be earlier than notAfter",
        value = "!has(self.notBefore) || !has(self.notAfter) || self.notBefore < self.notAfter")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"sourceIps": {"x-kubernetes-list-type": "set"}, "notBefore": {"format": "date-time"}, "notAfter": {"format": "date-time"}}}""")
public record Conditions(
        @JsonPropertyDescription("A second factor was given. For users and groups only.") @Nullable
        Mfa mfa,

        @JsonPropertyDescription("The caller comes from one of these ranges, in CIDR notation.")
        @Size(min = 1, max = 32)
        List<@Size(min = 1, max = 43) String> sourceIps,

        @JsonPropertyDescription("The call is not earlier, in RFC 3339.") @Size(max = Syntax.TIME_LENGTH) @Nullable
        String notBefore,

        @JsonPropertyDescription("The call is not later, in RFC 3339.") @Size(max = Syntax.TIME_LENGTH) @Nullable
        String notAfter,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements Lenient {
    /** Turns what is absent into empty lists and maps. */
    public Conditions {
        sourceIps = Absent.list(sourceIps);
        unknown = Absent.map(unknown);
    }
}
