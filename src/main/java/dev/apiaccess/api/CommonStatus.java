// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the statuses of all kinds have in common. */
public interface CommonStatus {
    /** The generation this status speaks of; -1 when the object was never seen. */
    @Nullable
    Long observedGeneration();

    /** One per {@link ConditionType}, at most. */
    List<Condition> conditions();

    /** The answer in one line, for people and for the table. */
    @Nullable
    String summary();

    /** Echo of the annotation {@link Annotations#RECONCILE_REQUESTED_AT}. */
    @Nullable
    String reconcileRequestedAt();

    /** When something was last changed in AWS for this object, RFC 3339 in UTC. */
    @Nullable
    String lastChangeTime();
}
