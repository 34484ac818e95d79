// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.exec.Outcome;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.model.UnitKey;
import java.util.Optional;

/** What writing a unit came to. */
interface Attempts {

    /** How the last attempt went, empty when there was none. */
    Optional<Outcome> outcome(UnitKey unit);

    /** What was tried when a call had an effect that nobody knows; empty when the unit was read since. */
    Optional<Desired> unanswered(UnitKey unit);

    static Attempts of(UnitExecutor executor) {
        return new Attempts() {
            @Override
            public Optional<Outcome> outcome(UnitKey unit) {
                return executor.outcome(unit);
            }

            @Override
            public Optional<Desired> unanswered(UnitKey unit) {
                return executor.unanswered(unit);
            }
        };
    }
}
