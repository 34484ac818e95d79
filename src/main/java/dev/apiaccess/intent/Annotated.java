// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Annotations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Annotations by which people ask for something. */
public final class Annotated {

    private static final int LONGEST_VALUE = 256;

    private Annotated() {}

    /** Whether an annotation is set and is not {@code "false"}. */
    public static boolean has(HasMetadata object, String annotation) {
        return Annotations.isSet(object, annotation);
    }

    /** The value of an annotation. */
    static Optional<String> text(HasMetadata object, String annotation) {
        var annotations = object.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(annotation));
    }

    /**
     * The value of an annotation, shortened for status: status has room for a line, annotations for a book.
     *
     * @return empty when the annotation is not set
     */
    public static Optional<String> value(HasMetadata object, String annotation) {
        return text(object, annotation)
                .map(text -> text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE));
    }

    /**
     * The value of {@link Annotations#RETARGET} to follow; empty when there is none, or when it was followed before: an annotation that
     * stays in place does not ask for later changes.
     *
     * @param followed the value recorded in status
     */
    public static Optional<String> retarget(HasMetadata object, @Nullable String followed) {
        return retarget(object).filter(value -> !value.equals(followed));
    }

    /** The value of {@link Annotations#RETARGET}, followed or not. */
    public static Optional<String> retarget(HasMetadata object) {
        return has(object, Annotations.RETARGET)
                // Status leaves empty texts out.
                ? value(object, Annotations.RETARGET).map(text -> text.isEmpty() ? "true" : text)
                : Optional.empty();
    }
}
