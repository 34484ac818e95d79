// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Max;
import io.fabric8.generator.annotation.Min;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What became of an ApiRateLimit.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DeepMerge.class, input = Syntax.CONDITIONS_AND_PARTS)
public record ApiRateLimitStatus(
        @JsonPropertyDescription("The generation this status speaks of; -1 when the object was never seen.")
        @Default("-1")
        @Nullable
        Long observedGeneration,

        @JsonPropertyDescription("One per type.") @Size(max = 16)
        List<Condition> conditions,

        @JsonPropertyDescription("The answer in one line.") @Size(max = Syntax.LINE_LENGTH) @Nullable
        String summary,

        @JsonPropertyDescription("Echo of the annotation apiaccess.dev/reconcile-requested-at.")
        @Size(max = Syntax.LINE_LENGTH)
        @Nullable
        String reconcileRequestedAt,

        @JsonPropertyDescription("Value of the annotation apiaccess.dev/retarget that was followed; each counts once.")
        @Size(max = Syntax.LINE_LENGTH)
        @Nullable
        String retargeted,

        @JsonPropertyDescription("When something was last changed in AWS for this object, RFC 3339 in UTC.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String lastChangeTime,

        @JsonPropertyDescription("Name of the connection to which the object is bound.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String connection,

        @JsonPropertyDescription("The tenant that admitted the object last.") @Nullable
        AdmittedBy admittedBy,

        @JsonPropertyDescription("What differs now, a line per field.") @Size(max = Syntax.DRIFT_LINES)
        List<@Size(max = Syntax.LINE_LENGTH) String> drift,

        @JsonPropertyDescription("The last difference that was seen.") @Nullable
        LastDrift lastDrift,

        @JsonPropertyDescription("The last differences that are over, the newest first.") @Size(max = 5)
        List<LastDrift> driftHistory,

        @JsonPropertyDescription("What was put right of late, a field each: three times within an hour is a contest.")
        @Size(max = Syntax.DRIFT_LINES)
        List<Correction> corrections,

        @JsonPropertyDescription("In mode Plan: the calls that Enforce would make, in their order.")
        @Size(max = Syntax.DRIFT_LINES)
        List<@Size(max = Syntax.LINE_LENGTH) String> plannedChanges,

        @JsonPropertyDescription("Id of the usage plan in AWS.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String usagePlanId,

        @JsonPropertyDescription("Digest of what was last applied.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String digest,

        @JsonPropertyDescription("How many grants use this tier.") @Nullable
        Integer grants,

        @JsonPropertyDescription("How many of those are Ready.") @Nullable
        Integer grantsReady,

        @JsonPropertyDescription(
                "How many API keys are in the usage plan; a grant has two while one replaces the other.")
        @Nullable
        Integer keys,

        @JsonPropertyDescription("The stages, as API id and name, that each key in the usage plan opens.")
        @Size(max = 32)
        List<@Size(max = Syntax.OBJECT_NAME_LENGTH) String> stages,

        @JsonPropertyDescription("One per entry of spec.apis.") @Size(max = 64)
        List<PartStatus> parts,

        @JsonPropertyDescription("The REST APIs that the entries were resolved to; kept.") @Size(max = 16)
        List<LimitedApi> targets,

        @JsonPropertyDescription(
                "What keys that are gone have used of the quota in the period that runs, by the namespace of their grants: it is taken from the next keys there.")
        @Size(max = 256)
        List<CarriedQuota> carried,

        @JsonPropertyDescription("How many limits of methods meet no deployed method; absent while that is not known.")
        @Min(0)
        @Max(1_000_000)
        @Nullable
        Integer unmatchedLimits,

        @JsonPropertyDescription(
                "How many deployed methods take calls without an API key; absent while that is not known.")
        @Min(0)
        @Max(1_000_000)
        @Nullable
        Integer openMethods)
        implements ObjectStatus {
    /** Turns what is absent into empty lists and maps. */
    public ApiRateLimitStatus {
        conditions = Absent.list(conditions);
        parts = Absent.list(parts);
        drift = Absent.list(drift);
        driftHistory = Absent.list(driftHistory);
        corrections = Absent.list(corrections);
        plannedChanges = Absent.list(plannedChanges);
        stages = Absent.list(stages);
        targets = Absent.list(targets);
        carried = Absent.list(carried);
    }

    @Override
    public boolean standsForSomething() {
        return usagePlanId != null;
    }

    @Override
    public Set<String> ownIds() {
        return usagePlanId == null ? Set.of() : Set.of(usagePlanId);
    }
}
