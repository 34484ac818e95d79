// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

/** What becomes of access by a change; what matters most comes first. */
public enum Direction {
    /** Calls are answered that were not. */
    WIDER,
    /** Something is not known on one side, or the conditions of both sides cannot be compared. */
    UNCLEAR,
    /** Calls are not answered any more, and none is that was not. */
    NARROWER,
    /** Something is there or gone, and nobody gains or loses by that alone. */
    NEUTRAL
}
