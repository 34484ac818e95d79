// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import io.fabric8.kubernetes.api.model.HasMetadata;

/** Annotations that people set to ask for something. */
public final class Annotated {

    private Annotated() {}

    /** Whether an annotation is there and is not {@code "false"}. */
    public static boolean has(HasMetadata object, String annotation) {
        var annotations = object.getMetadata().getAnnotations();
        var value = annotations == null ? null : annotations.get(annotation);
        return value != null && !value.equals("false");
    }
}
