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
import io.fabric8.generator.annotation.Required;
import io.fabric8.generator.annotation.Size;
import io.fabric8.generator.annotation.ValidationRule;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One tier, which is one usage plan.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@ValidationRule(
        message = "connectionRef cannot be changed or removed; delete the object and create it anew",
        value = """
        !has(oldSelf.connectionRef) \
        || (has(self.connectionRef) && self.connectionRef.name == oldSelf.connectionRef.name)""")
@ValidationRule(
        message = "rate and burst belong together; set both or neither",
        value = "has(self.rate) == has(self.burst)")
@ValidationRule(message = "two entries of apis name the same stage of the same API; keep one", value = """
        self.apis.all(a, self.apis.exists_one(b, a.stage == b.stage \
        && (has(a.restApiId) ? has(b.restApiId) && a.restApiId == b.restApiId : !has(b.restApiId)) \
        && (has(a.restApiName) ? has(b.restApiName) && a.restApiName == b.restApiName : !has(b.restApiName)) \
        && (has(a.region) ? has(b.region) && a.region == b.region : !has(b.region))))""")
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"apis": {"x-kubernetes-list-type": "map", "x-kubernetes-list-map-keys": ["name"]}}}""")
public record ApiRateLimitSpec(
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

        @JsonPropertyDescription("The stages that a key of this tier opens.") @Required @Size(min = 1, max = 16)
        List<RateLimitedApi> apis,

        @JsonPropertyDescription("Sustained rate per key, over all stages. Needs burst.") @Nullable
        Rate rate,

        @JsonPropertyDescription("Requests at once per key. Needs rate.") @Min(1) @Max(1_000_000) @Nullable
        Integer burst,

        @JsonPropertyDescription("Requests per calendar period and key.") @Nullable
        QuotaSpec quota,

        @JsonPropertyDescription("Namespaces whose grants may use this tier. Absent: its own namespace only.") @Nullable
        NamespaceSelector consumers,

        @JsonPropertyDescription(
                "How many grants of one namespace may have a key in this tier; the newest are refused. Absent: any number.")
        @Min(1)
        @Max(10_000)
        @Nullable
        Integer maxKeysPerNamespace,

        @JsonAnySetter @JsonAnyGetter Map<String, Object> unknown)
        implements CommonSpec {
    /** Turns what is absent into empty lists and maps. */
    public ApiRateLimitSpec {
        apis = Absent.list(apis);
        unknown = Absent.map(unknown);
    }
}
