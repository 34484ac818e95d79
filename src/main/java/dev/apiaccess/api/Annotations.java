// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Set;

/** Annotations that people set to ask for something once. */
public final class Annotations {
    /** Any new value asks for a reconcile; echoed in status. */
    public static final String RECONCILE_REQUESTED_AT = "apiaccess.dev/reconcile-requested-at";
    /** On a grant: any new value asks for another key; echoed in status. */
    public static final String ROTATE_REQUESTED_AT = "apiaccess.dev/rotate-requested-at";
    /** While it is there, nothing is written for the object. */
    public static final String PAUSED = "apiaccess.dev/paused";
    /**
     * Lets the object follow another API that has the same name now, and principals that were made anew. Each value counts once;
     * status echoes the one that was followed.
     */
    public static final String RETARGET = "apiaccess.dev/retarget";
    /** Lets a rate limit be deleted while grants use it. */
    public static final String FORCE = "apiaccess.dev/force";
    /** On a connection: claims an account that another cluster holds under the same cluster id. */
    public static final String TAKE_OVER = "apiaccess.dev/take-over";

    /** On a connection or a Namespace: deletions asked for up to this time, RFC 3339, are meant, however many they are. */
    public static final String DELETION_ACKNOWLEDGED = "apiaccess.dev/deletion-acknowledged";

    /**
     * On a connection: objects, as kind/namespace/name with commas between, or * for all, whose {@code deletionPolicy: Retain} is
     * followed whatever their tenant may.
     */
    public static final String LET_GO = "apiaccess.dev/let-go";

    /**
     * On a protection: the id of a deployment that may be served though it opens what others left in the API; status names it. Any other
     * deployment is still held.
     */
    public static final String PUBLISH = "apiaccess.dev/publish";

    /**
     * On a protection: rules whose methods may be closed though stages serve them open, as rule=digest with commas between; the message of
     * the condition has each digest, which changes with those methods.
     */
    public static final String CONFIRM = "apiaccess.dev/confirm";

    /**
     * On a protection: the id of a deployment of ours that its stages show as long as the annotation is there; nothing else is published
     * meanwhile.
     */
    public static final String ROLLBACK = "apiaccess.dev/rollback";

    /** All of them: of an object's annotations no other is looked at. */
    public static final Set<String> ALL = Set.of(
            RECONCILE_REQUESTED_AT,
            ROTATE_REQUESTED_AT,
            PAUSED,
            RETARGET,
            FORCE,
            TAKE_OVER,
            DELETION_ACKNOWLEDGED,
            LET_GO,
            PUBLISH,
            CONFIRM,
            ROLLBACK);

    private Annotations() {}

    /** Whether an annotation is there; {@code false} means that it is not. */
    public static boolean isSet(HasMetadata object, String annotation) {
        var annotations = object.getMetadata().getAnnotations();
        var value = annotations == null ? null : annotations.get(annotation);
        return value != null && !value.equals("false");
    }
}
