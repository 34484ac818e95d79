// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

/** Which of the changes that others made a desired state takes back. */
public enum Correcting {
    /** All of them, to show what differs also where that is only reported. */
    ALL,
    /** Those of objects whose {@code driftPolicy} asks for that. */
    AS_DECLARED
}
