// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing in AWS that bears a unit's mark. */
public interface Existing<E extends Existing<E>> {

    /** The id that AWS gave it and never reuses, which proves ownership; for a policy its PolicyId. */
    String id();

    /** The identifier for calls to AWS: its id, for a policy its ARN. */
    default String address() {
        return id();
    }

    /** The tags, null when they were not read: bulk listings leave them out. */
    @Nullable
    Map<String, String> tags();

    /** What proves that it is ours, as far as is known. */
    Proof proof();

    E withTags(Map<String, String> next);

    E withProof(Proof next);
}
