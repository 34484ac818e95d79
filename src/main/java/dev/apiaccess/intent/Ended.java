// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Finalizers;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Objects that the operator is done with, and that only finalizers of others still hold. */
public final class Ended {

    private Ended() {}

    /** Whether an object is being deleted and our finalizer is off: it no longer stands for anything. */
    public static boolean is(HasMetadata object) {
        return object.isMarkedForDeletion() && !object.getFinalizers().contains(Finalizers.CLEANUP);
    }
}
