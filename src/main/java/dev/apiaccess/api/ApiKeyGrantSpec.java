// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import io.fabric8.generator.annotation.Pattern;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One key in some tiers.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "connectionRef cannot be changed or removed; delete the object and create it anew",
        value = """
        !has(oldSelf.connectionRef) \
        || (has(self.connectionRef) && self.connectionRef.name == oldSelf.connectionRef.name)""")
@ValidationRule(
        message = "secret.name cannot be changed; create another grant",
        value = "self.secret.name == oldSelf.secret.name")
@ValidationRule(message = "valueFrom cannot be added, changed or removed; create another grant", value = """
        has(oldSelf.valueFrom) == has(self.valueFrom) && (!has(self.valueFrom) \
        || (self.valueFrom.secretKeyRef.name == oldSelf.valueFrom.secretKeyRef.name \
        && self.valueFrom.secretKeyRef.key == oldSelf.valueFrom.secretKeyRef.key))""")
@ValidationRule(
        message = "valueFrom names the Secret that is written; a value cannot come from where it goes",
        value = "!has(self.valueFrom) || self.valueFrom.secretKeyRef.name != self.secret.name")
@ValidationRule(
        message = "rotation.interval makes values and valueFrom brings one; change the value in its Secret instead",
        value = "!has(self.valueFrom) || !has(self.rotation) || !has(self.rotation.interval)")
@ValidationRule(
        message = "deletionPolicy Retain would let a key outlive its expiresAt; remove one of them",
        value = "!has(self.expiresAt) || !has(self.deletionPolicy) || self.deletionPolicy != 'Retain'")
@ValidationRule(message = "rateLimits names the same rate limit twice; keep one", value = """
        self.rateLimits.all(a, self.rateLimits.exists_one(b, a.name == b.name \
        && (has(a.__namespace__) ? has(b.__namespace__) && a.__namespace__ == b.__namespace__ : !has(b.__namespace__))))""")
public record ApiKeyGrantSpec(
        @JsonPropertyDescription("The connection to use. Absent: the one that admits the namespace. Once set it stays.")
        @Nullable
        ConnectionRef connectionRef,

        @JsonPropertyDescription(
                "Enforce (make it so in AWS) or Plan (write nothing and list in status.plannedChanges what would be written). Absent: Enforce.")
        @OrUnknown
        @Nullable
        Mode mode,

        @JsonPropertyDescription(
                "What to do when AWS was changed by others: Correct (put it right) or Report (only say so). Absent: Correct.")
        @OrUnknown
        @Nullable
        DriftPolicy driftPolicy,

        @JsonPropertyDescription("What happens in AWS when the object is deleted: Delete or Retain. Absent: Delete.")
        @OrUnknown
        @Nullable
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription("The tiers in which the key is.") @Required @Size(min = 1, max = 10)
        List<RateLimitRef> rateLimits,

        @JsonPropertyDescription("Active or Disabled. Absent: Active.") @OrUnknown @Nullable
        GrantState state,

        @JsonPropertyDescription(
                "From then on no key of the grant works, RFC 3339 in UTC such as 2027-01-31T18:00:00Z. Absent: it has no end.")
        @Size(max = Syntax.TIME_LENGTH)
        @Pattern(Syntax.UTC_TIME)
        @Nullable
        String expiresAt,

        @JsonPropertyDescription("When the key is replaced by another. Absent: on request only.") @Nullable
        KeyRotation rotation,

        @JsonPropertyDescription(
                "A value that was not made here. Absent: one is made. Needs ImportKey from the tenant. Once set it stays.")
        @Nullable
        KeyValueSource valueFrom,

        @JsonPropertyDescription("Where the key is handed over.") @Required
        GrantSecret secret,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements CommonSpec {
    /** Turns what is absent into empty lists and maps. */
    public ApiKeyGrantSpec {
        rateLimits = Absent.list(rateLimits);
        unknown = Absent.map(unknown);
    }
}
