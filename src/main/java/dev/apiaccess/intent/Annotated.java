// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import dev.apiaccess.api.Annotations;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Annotations that people set to ask for something. */
public final class Annotated {

    private static final int LONGEST_VALUE = 256;

    private Annotated() {}

    /** Whether an annotation is there and is not {@code "false"}. */
    public static boolean has(HasMetadata object, String annotation) {
        return Annotations.isSet(object, annotation);
    }

    /** The value of an annotation. */
    static Optional<String> text(HasMetadata object, String annotation) {
        var annotations = object.getMetadata().getAnnotations();
        return Optional.ofNullable(annotations == null ? null : annotations.get(annotation));
    }

    /**
     * The value of an annotation as status echoes it: status has room for a line, annotations for a book.
     *
     * @return empty when the annotation is not there
     */
    public static Optional<String> value(HasMetadata object, String annotation) {
        return text(object, annotation)
                .map(text -> text.length() <= LONGEST_VALUE ? text : text.substring(0, LONGEST_VALUE));
    }

    /**
     * The value of {@link Annotations#RETARGET} that is to be followed; empty when there is none, or when it was followed before:
     * who leaves the annotation in place has not asked for whatever comes next.
     *
     * @param followed the value that status notes
     */
    public static Optional<String> retarget(HasMetadata object, @Nullable String followed) {
        return retarget(object).filter(value -> !value.equals(followed));
    }

    /** The value of {@link Annotations#RETARGET}, which may have been followed. */
    public static Optional<String> retarget(HasMetadata object) {
        return has(object, Annotations.RETARGET)
                // Status leaves empty texts out.
                ? value(object, Annotations.RETARGET).map(text -> text.isEmpty() ? "true" : text)
                : Optional.empty();
    }
}
