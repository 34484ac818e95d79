// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonAnyGetter;
import com.fasterxml.jackson.annotation.JsonAnySetter;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds for every caller of one REST API.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "connectionRef cannot be changed or removed; delete the object and create it anew",
        value = """
        !has(oldSelf.connectionRef) \
        || (has(self.connectionRef) && self.connectionRef.name == oldSelf.connectionRef.name)""")
@ValidationRule(
        message =
                "the API of a protection cannot become another one; delete the object, which may retain what it did, and create it anew",
        value = """
        (has(self.api.restApiId) ? has(oldSelf.api.restApiId) && self.api.restApiId == oldSelf.api.restApiId \
        : !has(oldSelf.api.restApiId)) \
        && (has(self.api.restApiName) ? has(oldSelf.api.restApiName) && self.api.restApiName == oldSelf.api.restApiName \
        : !has(oldSelf.api.restApiName)) \
        && (!has(oldSelf.api.region) || (has(self.api.region) && self.api.region == oldSelf.api.region))""")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {
          "rules": {"x-kubernetes-list-type": "atomic", "x-kubernetes-validations": [{
            "rule": "self.all(one, self.exists_one(other, other.name == one.name))",
            "message": "two rules have the same name; give each a name of its own"}]},
          "authorizers": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]},
          "alarms": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]},
          "fences": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
            "x-kubernetes-validations": [{
              "rule": "self.map(fence, (has(fence.onlyFrom) && has(fence.onlyFrom.sourceIps) ? fence.onlyFrom.sourceIps.size() : 0) \
        + (has(fence.notFrom) && has(fence.notFrom.sourceIps) ? fence.notFrom.sourceIps.size() : 0)).sum() <= 128",
              "message": "sourceIps of all fences may be 128 ranges together; use wider ranges"}]}}}""")
public record ApiProtectionSpec(
        @JsonPropertyDescription("The connection to use. Absent: the one that admits the namespace. Once set it stays.")
        @Nullable
        ConnectionRef connectionRef,

        @JsonPropertyDescription(
                "Enforce (make it so in AWS) or Plan (write nothing and list in status.plannedChanges what would be written). Absent: Enforce.")
        @OrUnknown
        @Nullable
        Mode mode,

        @JsonPropertyDescription(
                "What to do when AWS was changed by others: Correct (put it right) or Report (only say so). Absent: Report.")
        @OrUnknown
        @Nullable
        DriftPolicy driftPolicy,

        @JsonPropertyDescription(
                "What happens in AWS when the object is deleted: Delete (fences, limits and logs go; what was closed stays closed) or Retain. Absent: Retain.")
        @OrUnknown
        @Nullable
        DeletionPolicy deletionPolicy,

        @JsonPropertyDescription("The REST API and its stages.") @Required
        ApiTarget api,

        @JsonPropertyDescription(
                "What calls of methods have to show: the first rule that covers a method whole decides it.")
        @Size(max = 64)
        List<ProtectionRule> rules,

        @JsonPropertyDescription("Authorizers that are made and kept; rules name them.") @Size(max = 10)
        List<ApiAuthorizer> authorizers,

        @JsonPropertyDescription("From where methods may be called.") @Size(max = 32)
        List<ApiFence> fences,

        @JsonPropertyDescription("How often methods may be called, by everybody together.") @Nullable
        ProtectionThrottle throttle,

        @JsonPropertyDescription("What is logged and measured of calls.") @Nullable
        ProtectionLogging logging,

        @JsonPropertyDescription("When somebody is told: an alarm for each stage.") @Size(max = 10)
        List<ApiAlarm> alarms,

        @JsonPropertyDescription("The web ACL in front of the stages. Absent: not looked at.") @Nullable
        ApiWebAcl webAcl,

        @JsonPropertyDescription("Who publishes what changes: Automatic or Manual. Absent: Manual.")
        @OrUnknown
        @Nullable
        Redeploy redeploy,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements CommonSpec {
    /** Turns what is absent into empty lists and maps. */
    public ApiProtectionSpec {
        rules = Absent.list(rules);
        authorizers = Absent.list(authorizers);
        fences = Absent.list(fences);
        alarms = Absent.list(alarms);
        unknown = Absent.map(unknown);
    }
}
