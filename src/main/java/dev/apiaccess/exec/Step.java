// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.plan.Plan;

/** The next step of an attempt to bring a unit to its desired state. */
sealed interface Step {

    /** Nothing can be done now; an event wakes the unit. */
    record Idle(String why) implements Step {}

    /** Everything left waits for something else; the unit is submitted again by itself. */
    record Wait(String why) implements Step {}

    /** The unit is in its desired state. */
    record Done() implements Step {}

    /** The owner of some things that bear the unit's mark has to be known first. */
    record ReadTags(Observed found) implements Step {}

    /** This one unit is read from AWS: the view may be wrong, or something is about to be deleted. */
    record Look(Observed found, Priority urgency) implements Step {}

    /** A thing that is not the unit's has its name. */
    record Taken(ExistingPolicy other) implements Step {}

    /**
     * The next call is made when it has its turn.
     *
     * @param plan the changes that may be made now, the next one first
     */
    record Make(Plan plan, Observed found) implements Step {}
}
