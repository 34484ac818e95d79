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
 * Rules for one REST API. The bound on all rules stands on their list, not on the spec: an object that was stored before there
 * was one can still be paused, retained and let go, as long as its rules stay as they are.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "connectionRef cannot be changed or removed; delete the object and create it anew",
        value = """
        !has(oldSelf.connectionRef) \
        || (has(self.connectionRef) && self.connectionRef.name == oldSelf.connectionRef.name)""")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"rules": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"],
          "x-kubernetes-validations": [{
            "rule": "self.map(rule, rule.paths.size() + rule.principals.size()).sum() <= 256",
            "message": "paths and principals of all rules may be 256 together; split the policy into several"}]}}}""")
public record ApiAccessPolicySpec(
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

        @JsonPropertyDescription("The REST API and its stages.") @Required
        ApiTarget api,

        @JsonPropertyDescription("Who may, or may not, call what.") @Required @Size(min = 1, max = 32)
        List<Rule> rules,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements CommonSpec {
    /** Turns what is absent into empty lists and maps. */
    public ApiAccessPolicySpec {
        rules = Absent.list(rules);
        unknown = Absent.map(unknown);
    }

    /** The same with other rules. */
    public ApiAccessPolicySpec withRules(List<Rule> others) {
        return new ApiAccessPolicySpec(connectionRef, mode, driftPolicy, deletionPolicy, api, others, unknown);
    }
}
