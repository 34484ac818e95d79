// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** The order of calls when AWS allows one more. */
public enum Priority {
    /** Takes access away. */
    REVOKE,
    /** A user changed the desired state. */
    USER_CHANGE,
    /** The state in AWS was changed by others. */
    DRIFT_REPAIR,
    /** Reads whole accounts. */
    SWEEP;

    /** The more urgent of two. */
    public Priority orMoreUrgent(Priority other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
