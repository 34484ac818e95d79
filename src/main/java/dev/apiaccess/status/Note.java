// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;

/**
 * An event, with its line in the log.
 *
 * @param object that it is about: the one that was looked at, or another one concerned
 */
public record Note(HasMetadata object, Type type, String reason, String text) {

    /** Whether the event needs attention. */
    public enum Type {
        NORMAL,
        WARNING
    }

    /**
     * An event for an object that is being deleted: nothing of it stays although it asks for that.
     *
     * @param refusing name of the tenant that does not let it be retained, empty when none refuses
     */
    static List<Note> ofRetention(HasMetadata object, Optional<String> refusing) {
        return refusing
                .map(tenant -> new Note(
                        object,
                        Type.WARNING,
                        "RetainRefused",
                        "tenant " + tenant + " takes back and may not Retain: deleted as with deletionPolicy: Delete"))
                .stream()
                .toList();
    }
}
