// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Fault.Effect;
import dev.apiaccess.emulator.control.Gate;

/**
 * Where a run is disturbed, and how.
 *
 * @param step of the script, from 0
 * @param operation the write that is hit
 * @param nth which of that operation in the step, from 1
 */
record Point(int step, String operation, int nth, Disturbance disturbance) {

    /** What happens to the write. */
    enum Disturbance {
        KILLED_BEFORE("operator killed before the effect"),
        KILLED_AFTER("operator killed after the effect, before the answer"),
        RESET_BEFORE("connection ends before the effect"),
        RESET_AFTER("connection ends after the effect"),
        ERROR_BEFORE("status 500 without the effect"),
        ERROR_AFTER("status 500 after the effect"),
        SILENCE_BEFORE("no answer in time, no effect"),
        SILENCE_AFTER("no answer in time, after the effect");

        private final String text;

        Disturbance(String text) {
            this.text = text;
        }

        String text() {
            return text;
        }

        boolean kills() {
            return this == KILLED_BEFORE || this == KILLED_AFTER;
        }

        private Effect effect(Gate gate) {
            return switch (this) {
                case KILLED_BEFORE, SILENCE_BEFORE -> new Effect.Hold(false, gate);
                case KILLED_AFTER, SILENCE_AFTER -> new Effect.Hold(true, gate);
                case RESET_BEFORE -> new Effect.Drop(false);
                case RESET_AFTER -> new Effect.Drop(true);
                case ERROR_BEFORE -> new Effect.Before(500, "ServiceFailure", "an injected fault");
                case ERROR_AFTER -> new Effect.After(500, "ServiceFailure", "an injected fault");
            };
        }
    }

    /** The rule that disturbs; put in force when the step begins. */
    Fault fault(String account, Gate gate) {
        return Fault.once(operation, disturbance.effect(gate)).at(nth).in(account);
    }

    String text() {
        return Script.STEPS.get(step).name() + ": " + operation + " " + nth + ", " + disturbance.text;
    }
}
