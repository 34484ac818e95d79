// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Observed;

/** Turns the desired and the observed state of a unit into a plan. The same for the operator, the command line and tests. */
public final class Planner {

    private Planner() {}

    /**
     * The plan of one unit.
     *
     * @throws IllegalArgumentException when the two are not of one kind
     */
    public static Plan plan(Desired desired, Observed observed) {
        return switch (desired) {
            case Desired.Policy one ->
                PolicyPlanner.plan(
                        one, observed.as(Observed.Policy.class, one.unit().text()));
            case Desired.Plan one ->
                UsagePlanPlanner.plan(
                        one, observed.as(Observed.Plan.class, one.unit().text()));
            case Desired.Key one ->
                ApiKeyPlanner.plan(
                        one, observed.as(Observed.Key.class, one.unit().text()));
            case Desired.Api one ->
                RestApiPlanner.plan(
                        one, observed.as(Observed.Api.class, one.unit().text()));
            case Desired.Alarms one ->
                AlarmPlanner.plan(
                        one, observed.as(Observed.Alarms.class, one.unit().text()));
            case Desired.Absent absent ->
                switch (observed) {
                    case Observed.Policy found -> PolicyPlanner.delete(absent.unit(), found);
                    case Observed.Plan found -> UsagePlanPlanner.delete(found);
                    case Observed.Key found -> ApiKeyPlanner.delete(found, absent.tags());
                    case Observed.Alarms found -> AlarmPlanner.delete(found);
                    // It is never ours to delete.
                    case Observed.Api _ -> Plan.NOTHING;
                };
            case Desired.Undecided _ -> Plan.NOTHING;
        };
    }
}
