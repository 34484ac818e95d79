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
 * The objects behind the units, as far as writing needs them.
 *
 * @param desired desired state of a unit, computed from everything that is known at the moment of the call
 * @param authors the objects that a unit is written for, for the audit log
 * @param changed called when a unit's outcome changed, to wake its objects
 */
public record Owners(
        Function<UnitKey, Desired> desired, Function<UnitKey, List<Author>> authors, Consumer<UnitKey> changed) {

    /** The desired state of a unit now; the mailbox remembers it as tried. */
    Desired tried(UnitKey unit, Mailbox box) {
        var wanted = desired.apply(unit);
        box.tries(wanted);
        return wanted;
    }

    /** The namespace whose objects a unit is for; empty when there are several, or none. */
    String namespace(UnitKey unit) {
        if (!(unit instanceof UnitKey.RestApiUnit)) {
            return unit.namespace();
        }
        var namespaces = authors.apply(unit).stream()
                .map(author -> author.object().namespace())
                .distinct()
                .toList();
        return namespaces.size() == 1 ? namespaces.getFirst() : "";
    }

    /** Wakes the objects only for a new outcome: otherwise they would submit, be woken and submit again without end. */
    void tell(UnitKey unit, Mailbox box, Outcome outcome) {
        if (box.remember(outcome)) {
            changed.accept(unit);
        }
    }
}
