// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.kubernetes.api.model.Condition;

/** Whether a condition holds; the names are what stands in status. Source: Kubernetes API conventions, typical status properties. */
public enum ConditionStatus {
    True,
    False,
    Unknown;

    /** Whether a condition says so. */
    public boolean isOf(Condition condition) {
        return name().equals(condition.getStatus());
    }
}
