// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

/** Finalizers that the operator sets. */
public final class Finalizers {
    /** Held until nothing of the object is left in AWS. */
    public static final String CLEANUP = "apiaccess.dev/cleanup";

    private Finalizers() {}
}
