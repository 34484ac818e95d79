// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Finalizers;
import io.fabric8.kubernetes.api.model.HasMetadata;

/** Objects that we are done with, and that others still hold by finalizers of their own. */
public final class Ended {

    private Ended() {}

    /** Whether an object is being deleted and our finalizer is off: it stands for nothing any more. */
    public static boolean is(HasMetadata object) {
        return object.isMarkedForDeletion() && !object.getFinalizers().contains(Finalizers.CLEANUP);
    }
}
