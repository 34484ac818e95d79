// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.world.Outcome;

/** A thing in AWS is in the way of a unit and is not ours, or not proven to be. */
final class ForeignThing extends RuntimeException {

    private final Outcome.Why why;
    private final String thing;

    /** @param thing its name, id or ARN */
    ForeignThing(Outcome.Why why, String thing, String message) {
        super(message);
        this.why = why;
        this.thing = thing;
    }

    Outcome.Why why() {
        return why;
    }

    String thing() {
        return thing;
    }
}
