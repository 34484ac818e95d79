// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the specs of all namespaced kinds have in common. */
public interface CommonSpec extends Lenient {
    /** The connection to use; null means the one that admits the namespace. */
    @Nullable
    ConnectionRef connectionRef();

    /** Whether AWS is written to; null means {@link Mode#Enforce}. */
    @Nullable
    Mode mode();

    /** What to do about drift; null means {@link DriftPolicy#Correct}. */
    @Nullable
    DriftPolicy driftPolicy();

    /** What happens in AWS when the object is deleted; null means {@link DeletionPolicy#Delete}. */
    @Nullable
    DeletionPolicy deletionPolicy();

    /** Paths of properties and enum values that this version does not know, such as {@code spec.rules[0].when.orgIds}. */
    default List<String> unknownFields() {
        return UnknownFields.of(this);
    }
}
