// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import dev.apiaccess.api.schema.DeepMerge;
import io.fabric8.crdv2.generator.v1.SchemaCustomizer;
import io.fabric8.generator.annotation.Default;
import io.fabric8.generator.annotation.Size;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What became of an ApiProtection.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DeepMerge.class, input = Syntax.CONDITIONS_AND_PARTS)
// The generator loses the length of these alone.
@SchemaCustomizer(value = DeepMerge.class, input = """
        {"properties": {"settings": {"items": {"maxLength": 1024}}}}""")
public record ApiProtectionStatus(
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

        @JsonPropertyDescription("The REST API that was found; kept.") @Nullable
        ResolvedApi restApi,

        @JsonPropertyDescription("Digest of what was last applied.") @Size(max = Syntax.OBJECT_NAME_LENGTH) @Nullable
        String digest,

        @JsonPropertyDescription("One per rule, fence, limit and log that is declared.") @Size(max = 128)
        List<PartStatus> parts,

        @JsonPropertyDescription("How many methods stand where.") @Nullable
        MethodCounts methods,

        @JsonPropertyDescription("What was confirmed of rules, when that was.") @Size(max = 64)
        List<ConfirmedRule> confirmed,

        @JsonPropertyDescription("Methods that this object closed, as verb and path: only those may it open again.")
        @Size(max = 1000)
        List<@Size(max = Syntax.LINE_LENGTH) String> closed,

        @JsonPropertyDescription("Settings of stages that this object brought about, as stage and method.")
        @Size(max = 1000)
        List<@Size(max = Syntax.LINE_LENGTH) String> settings,

        @JsonPropertyDescription("Names in AWS of the alarms that this object brought about.") @Size(max = 500)
        List<@Size(max = 255) String> alarms,

        @JsonPropertyDescription(
                "Whether the resource policy was empty before the first statement of this object; absent before that.")
        @Nullable
        Boolean emptyBefore,

        @JsonPropertyDescription("A deployment that waits for consent.") @Nullable
        PendingDeployment pending,

        @JsonPropertyDescription("Authorizers that this object made: only those does it change and delete.")
        @Size(max = 20)
        List<MadeAuthorizer> authorizers,

        @JsonPropertyDescription(
                "The deployment to which the stages were rolled back, as long as the annotation apiaccess.dev/rollback is there.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String rolledBack,

        @JsonPropertyDescription(
                "Statements of others that got lost while the resource policy was written, with their texts, the newest first.")
        @Size(max = 5)
        List<@Size(max = Syntax.LINE_LENGTH) String> lostUpdates,

        @JsonPropertyDescription(
                "Methods that were opened again or published open, with the reason that was given, the newest first.")
        @Size(max = Syntax.DRIFT_LINES)
        List<@Size(max = Syntax.LINE_LENGTH) String> reopened)
        implements ObjectStatus {
    /** Turns what is absent into empty lists and maps. */
    public ApiProtectionStatus {
        conditions = Absent.list(conditions);
        parts = Absent.list(parts);
        drift = Absent.list(drift);
        driftHistory = Absent.list(driftHistory);
        corrections = Absent.list(corrections);
        plannedChanges = Absent.list(plannedChanges);
        confirmed = Absent.list(confirmed);
        closed = Absent.list(closed);
        settings = Absent.list(settings);
        alarms = Absent.list(alarms);
        authorizers = Absent.list(authorizers);
        lostUpdates = Absent.list(lostUpdates);
        reopened = Absent.list(reopened);
    }

    /** Also where everything that it brought about is retained: an owner that goes leaves it to others. */
    @Override
    public boolean standsForSomething() {
        return !closed.isEmpty()
                || !settings.isEmpty()
                || !alarms.isEmpty()
                || emptyBefore != null
                || !authorizers.isEmpty();
    }
}
