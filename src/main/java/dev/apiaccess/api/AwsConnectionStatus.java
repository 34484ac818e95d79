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
 * What became of an AwsConnection.
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@JsonIgnoreProperties(ignoreUnknown = true)
@SchemaCustomizer(value = DeepMerge.class, input = Syntax.CONDITIONS)
public record AwsConnectionStatus(
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

        @JsonPropertyDescription("The account that answered.") @Size(max = 12) @Nullable
        String accountId,

        @JsonPropertyDescription("The identity under which it was reached.") @Size(max = Syntax.ARN_LENGTH) @Nullable
        String identityArn,

        @JsonPropertyDescription("How many objects use the connection.") @Nullable
        Integer users,

        @JsonPropertyDescription("How much of the quotas of AWS is used, whoever uses it, as of the last look.")
        @Size(max = 128)
        List<QuotaUse> usage,

        @JsonPropertyDescription("How many deletions are held until somebody acknowledges them.") @Nullable
        Integer heldDeletions,

        @JsonPropertyDescription("Where they are held, the namespaces with most first.") @Size(max = 20)
        List<HeldDeletions> held,

        @JsonPropertyDescription("How many things in the account bear our mark and are wanted by no object.") @Nullable
        Integer orphanCount,

        @JsonPropertyDescription("The first of those things, a line each.") @Size(max = Syntax.DRIFT_LINES)
        List<@Size(max = Syntax.LINE_LENGTH) String> orphans,

        @JsonPropertyDescription("The same things for programs, and since when they belong to no object.")
        @Size(max = 50)
        List<UnownedThing> unowned,

        @JsonPropertyDescription("The resource policies of APIs that policies name, as their stages were deployed.")
        @Size(max = 600)
        List<DeployedPolicyNote> apis,

        @JsonPropertyDescription("When the account was taken over from another cluster, RFC 3339 in UTC.")
        @Size(max = Syntax.TIME_LENGTH)
        @Nullable
        String takenOverAt,

        @JsonPropertyDescription("Fingerprint of the cluster that holds the claim in the account.")
        @Size(max = Syntax.OBJECT_NAME_LENGTH)
        @Nullable
        String fingerprint)
        implements CommonStatus {
    /** Turns what is absent into empty lists and maps. */
    public AwsConnectionStatus {
        conditions = Absent.list(conditions);
        usage = Absent.list(usage);
        held = Absent.list(held);
        unowned = Absent.list(unowned);
        apis = Absent.list(apis);
        orphans = Absent.list(orphans);
    }
}
