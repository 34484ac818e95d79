// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Observed;

/** From what a unit shall be and what it is to what has to be done. The same for the operator, the command line and tests. */
public final class Planner {

    private Planner() {}

    /**
     * Plans one unit.
     *
     * @throws IllegalArgumentException when the two are not of one kind
     */
    public static Plan plan(Desired desired, Observed observed) {
        return switch (desired) {
            case Desired.Policy policy
            when observed instanceof Observed.Policy found -> PolicyPlanner.plan(policy, found);
            case Desired.Plan plan when observed instanceof Observed.Plan found -> PlanPlanner.plan(plan, found);
            case Desired.Key key when observed instanceof Observed.Key found -> KeyPlanner.plan(key, found);
            case Desired.Absent absent ->
                switch (observed) {
                    case Observed.Policy found -> PolicyPlanner.delete(absent.unit(), found);
                    case Observed.Plan found -> PlanPlanner.delete(found);
                    case Observed.Key found -> KeyPlanner.delete(found, absent.tags());
                };
            case Desired.Undecided _ -> Plan.NOTHING;
            default ->
                throw new IllegalArgumentException(desired.unit().text() + " cannot be planned against " + observed);
        };
    }
}
