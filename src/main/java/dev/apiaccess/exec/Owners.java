// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.Outcome;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;

/**
 * The objects behind the units, as far as writing has to know of them.
 *
 * @param desired what a unit shall be, computed from everything that is known at the moment of the call
 * @param authors the objects that a unit is written for, for the audit log
 * @param changed is told when a unit's outcome changed, to wake the objects that it belongs to
 */
public record Owners(
        Function<UnitKey, Desired> desired, Function<UnitKey, List<Author>> authors, Consumer<UnitKey> changed) {

    /** What a unit shall be now; the mailbox remembers what was tried. */
    Desired tried(UnitKey unit, Mailbox box) {
        var wanted = desired.apply(unit);
        box.tries(wanted);
        return wanted;
    }

    /** Waking for what is known already would make reconciling spin: the objects submit, and are woken, and submit. */
    void tell(UnitKey unit, Mailbox box, Outcome outcome) {
        if (box.remember(outcome)) {
            changed.accept(unit);
        }
    }
}
