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
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What became of an ApiKeyGrant. Nothing here is derived from the value of the key.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DeepMerge.class, input = Syntax.CONDITIONS_AND_PARTS)
public record ApiKeyGrantStatus(
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

        @JsonPropertyDescription("Id of the key in AWS.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String apiKeyId,

        @JsonPropertyDescription("Counts the values that keys of this grant have had, from 1: the newest.") @Nullable
        Integer revision,

        @JsonPropertyDescription("Digest of what was last applied, without the value of the key.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String digest,

        @JsonPropertyDescription("The Secret that was written.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String secretName,

        @JsonPropertyDescription("The generation by whose spec.secret it was written.") @Nullable
        Long secretGeneration,

        @JsonPropertyDescription("The usage plans in which the key is.") @Size(max = 10)
        List<GrantPlan> plans,

        @JsonPropertyDescription("One per rate limit that the grant names.") @Size(max = 64)
        List<PartStatus> parts,

        @JsonPropertyDescription("Since when the key works, RFC 3339 in UTC.") @Size(max = Syntax.TIME_LENGTH) @Nullable
        String usableSince,

        @JsonPropertyDescription("Where the replacing of the key stands.") @Nullable
        RotationStatus rotation,

        @JsonPropertyDescription("Echo of the annotation apiaccess.dev/rotate-requested-at, once it was followed.")
        @Size(max = Syntax.LINE_LENGTH)
        @Nullable
        String rotateRequestedAt,

        @JsonPropertyDescription("The Secret to bind to, as the Service Binding specification has it.") @Nullable
        SecretBinding binding,

        @JsonPropertyDescription(
                "How much of the quota that it is nearest to the end of the key has used at least, in percent and steps of 5; absent while that is not known.")
        @Min(0)
        @Max(100)
        @Nullable
        Integer quotaUsedPercent,

        @JsonPropertyDescription(
                "The day, in UTC, from which QuotaCarried says nothing any more of what could not be carried over.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String quotaNotCarriedUntil)
        implements ObjectStatus {
    /** Turns what is absent into empty lists and maps. */
    public ApiKeyGrantStatus {
        conditions = Absent.list(conditions);
        parts = Absent.list(parts);
        drift = Absent.list(drift);
        driftHistory = Absent.list(driftHistory);
        corrections = Absent.list(corrections);
        plannedChanges = Absent.list(plannedChanges);
        plans = Absent.list(plans);
    }

    @Override
    public boolean standsForSomething() {
        return apiKeyId != null;
    }

    @Override
    public Set<String> ownIds() {
        return Stream.of(apiKeyId, rotation == null ? null : rotation.previousApiKeyId())
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }
}
