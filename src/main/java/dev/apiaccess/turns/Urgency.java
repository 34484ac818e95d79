// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.GrantState;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** How soon an object has to be reconciled, the most urgent first. It follows from the object alone and costs next to nothing. */
public enum Urgency {
    /** Takes access away: a deletion, a grant that is disabled or ends, a connection that may admit less. */
    REVOKE,
    /** Changes something in AWS. Whether that reduces access is not known before the reconcile, so it may. */
    EDIT,
    /** Is not in force yet. */
    NEW,
    /** Everything else: most likely nothing has to be done. */
    REST;

    public static Urgency of(HasMetadata object, Instant now) {
        var status = status(object);
        var edited = edited(object, status);
        if (object.isMarkedForDeletion() && !edited && stays(status)) {
            // It is reconciled again and again until the deletion is released: no other object should wait for that.
            return EDIT;
        }
        if (object.isMarkedForDeletion()
                || (edited && object instanceof AwsConnection)
                || (bound(status) && ((edited && switchedOff(object)) || ends(object, status, now)))) {
            return REVOKE;
        }
        if (edited && bound(status)) {
            return EDIT;
        }
        return edited || holds(status, ConditionType.Reconciling) ? NEW : REST;
    }

    /** Whether an object may have something in AWS: a connection admitted it once. */
    public static boolean bound(HasMetadata object) {
        return bound(status(object));
    }

    /** Whether status is not about the current generation. */
    public static boolean edited(HasMetadata object) {
        return edited(object, status(object));
    }

    private static boolean bound(@Nullable CommonStatus status) {
        return status instanceof ObjectStatus object && object.connection() != null;
    }

    private static @Nullable CommonStatus status(HasMetadata object) {
        return object instanceof CustomResource<?, ?> ours && ours.getStatus() instanceof CommonStatus status
                ? status
                : null;
    }

    private static boolean edited(HasMetadata object, @Nullable CommonStatus status) {
        return status == null
                || !Objects.equals(
                        status.observedGeneration(), object.getMetadata().getGeneration());
    }

    private static boolean switchedOff(HasMetadata object) {
        return object instanceof ApiKeyGrant grant && grant.getSpec().state() == GrantState.Disabled;
    }

    /** Whether a deletion waits for people: many at once are held, and so is that of an object in use. */
    private static boolean stays(@Nullable CommonStatus status) {
        return says(status, Reason.DeletionHeld) || says(status, Reason.InUse);
    }

    /** Whether the end of a grant or of an old key has come and status does not say so yet. For a paused grant it is not enforced. */
    private static boolean ends(HasMetadata object, @Nullable CommonStatus status, Instant now) {
        return object instanceof ApiKeyGrant grant
                && grant.getSpec().mode() != Mode.Plan
                && !Annotations.isSet(grant, Annotations.PAUSED)
                && ((past(grant.getSpec().expiresAt(), now) && !says(status, Reason.Expired))
                        || past(overlapEnd(grant), now));
    }

    private static @Nullable String overlapEnd(ApiKeyGrant grant) {
        var rotation = grant.getStatus() == null ? null : grant.getStatus().rotation();
        return rotation == null ? null : rotation.overlapEndsAt();
    }

    private static boolean says(@Nullable CommonStatus status, Reason reason) {
        return status != null
                && status.conditions().stream().anyMatch(one -> reason.name().equals(one.getReason()));
    }

    private static boolean past(@Nullable String time, Instant now) {
        try {
            return time != null && !now.isBefore(Instant.parse(time));
        } catch (DateTimeException _) {
            return false;
        }
    }

    private static boolean holds(@Nullable CommonStatus status, ConditionType type) {
        return status != null
                && status.conditions().stream()
                        .anyMatch(one -> type.name().equals(one.getType()) && ConditionStatus.True.isOf(one));
    }
}
