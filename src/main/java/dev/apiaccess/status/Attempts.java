// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.LostStatement;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** The results of writing units. */
public interface Attempts {

    /** How the last attempt went, empty when there was none. */
    Optional<Outcome> outcome(UnitKey unit);

    /** What was tried when a call had an unknown effect; empty when the unit was read since. */
    Optional<Desired> unanswered(UnitKey unit);

    /** Whether a change of a unit is under way, or waits for its turn. */
    boolean isOpen(UnitKey unit);

    /** What of others went with the last writes of a unit, the newest first; none where nobody notes it. */
    default List<LostStatement> lost(UnitKey unit) {
        return List.of();
    }

    /** When AWS last took a change of a unit, empty when none since this process started. */
    Optional<Instant> lastWrite(UnitKey unit);
}
