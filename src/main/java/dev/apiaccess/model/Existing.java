// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/** One thing in AWS that bears a unit's mark. */
public interface Existing<E extends Existing<E>> {

    /** What AWS gave it and never gives again, which proves whose it is; of a policy its PolicyId. */
    String id();

    /** What AWS is asked for it by: its id, of a policy its ARN. */
    default String address() {
        return id();
    }

    /** Null when they were not read: bulk listings leave them out. */
    @Nullable
    Map<String, String> tags();

    /** What proves that it is ours, as far as is known. */
    Proof proof();

    E withTags(Map<String, String> next);

    E withProof(Proof next);
}
