// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

/** Who goes first when AWS allows one more call. */
public enum Priority {
    /** Takes access away. */
    REVOKE,
    /** A user changed what is wanted. */
    USER_CHANGE,
    /** Somebody changed what is there. */
    DRIFT_REPAIR,
    /** Looking after everything. */
    SWEEP;

    /** The more urgent of two. */
    public Priority orMoreUrgent(Priority other) {
        return compareTo(other) <= 0 ? this : other;
    }
}
