// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.plan.Plan;

/** What comes next in a try to bring a unit to what it shall be. */
sealed interface Step {

    /** Nothing can be done now; what it waits for wakes it. */
    record Idle(String why) implements Step {}

    /** All that is left waits for something else, and is asked for again by itself. */
    record Wait(String why) implements Step {}

    /** It is as it shall be. */
    record Done() implements Step {}

    /** Whose some of the things are that bear its mark has to be known first. */
    record ReadTags(Observed found) implements Step {}

    /** AWS is asked for this one unit: what is known may be wrong, or something is about to be destroyed. */
    record Look(Observed found, Priority urgency) implements Step {}

    /** Something else has its name. */
    record Taken(ExistingPolicy other) implements Step {}

    /**
     * A call is made, when its turn has come.
     *
     * @param plan what may be done now, of which the first change is next
     */
    record Make(Plan plan, Observed found) implements Step {}
}
