// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

/** Which changes by others a desired state reverts. */
public enum Correcting {
    /** All of them, to show differences also where they are only reported. */
    ALL,
    /** Those of objects whose {@code driftPolicy} asks for it. */
    AS_DECLARED
}
