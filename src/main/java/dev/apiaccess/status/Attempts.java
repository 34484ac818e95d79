// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.Outcome;
import java.time.Instant;
import java.util.Optional;

/** What writing a unit came to. */
public interface Attempts {

    /** How the last attempt went, empty when there was none. */
    Optional<Outcome> outcome(UnitKey unit);

    /** What was tried when a call had an effect that nobody knows; empty when the unit was read since. */
    Optional<Desired> unanswered(UnitKey unit);

    /** Whether something is being done for a unit, or waits for its turn. */
    boolean isOpen(UnitKey unit);

    /** When AWS last took a change of a unit, empty when none since this process runs. */
    Optional<Instant> lastWrite(UnitKey unit);
}
