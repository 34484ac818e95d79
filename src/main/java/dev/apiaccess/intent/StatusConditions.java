// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import io.fabric8.kubernetes.api.model.Condition;
import java.util.List;
import java.util.Optional;

/** Reads the conditions of a status. */
public final class StatusConditions {

    private StatusConditions() {}

    /** The condition of a type, empty when the status has none. */
    public static Optional<Condition> find(List<Condition> conditions, ConditionType type) {
        return conditions.stream()
                .filter(condition -> type.name().equals(condition.getType()))
                .findFirst();
    }

    /** Whether a condition is true. */
    public static boolean holds(List<Condition> conditions, ConditionType type) {
        return find(conditions, type)
                .filter(one -> ConditionStatus.True.isOf(one))
                .isPresent();
    }
}
