// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the statuses of all namespaced kinds have in common. */
public interface ObjectStatus extends CommonStatus {
    /** Whether something in AWS stands for the object, as far as its status tells. */
    boolean standsForSomething();

    /** The ids in AWS of what the object alone has there, as far as its status tells. */
    default Set<String> ownIds() {
        return Set.of();
    }

    /** Name of the connection to which the object is bound. */
    @Nullable
    String connection();

    /** The tenant that admitted the object last. */
    @Nullable
    AdmittedBy admittedBy();

    /** What differs now, a line per field, at most 20. */
    List<String> drift();

    /** The last difference that was seen. */
    @Nullable
    LastDrift lastDrift();

    /** The last differences that are over, the newest first, at most 5. */
    List<LastDrift> driftHistory();

    /** What was put right of late, a field each, at most 20. */
    List<Correction> corrections();

    /** In mode Plan, the calls that Enforce would make, at most 20. */
    List<String> plannedChanges();
}
