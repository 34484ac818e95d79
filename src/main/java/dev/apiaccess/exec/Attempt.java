// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.View;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * One try to bring a unit to what it shall be: says what comes next, given how things stand. It calls nobody; {@link Runner} carries
 * a step out, says what became of it, and asks again.
 */
final class Attempt {

    private static final String TOO_MANY = "there is too much of the name to read all its tags at once";

    /**
     * How things stand at one moment.
     *
     * @param wanted what the unit shall be
     * @param reachable whether a connection leads to its account
     * @param unread whether some of what is there may be ours or not
     * @param doubtful whether what is known may be wrong, so that it is looked at first
     */
    record Now(Desired wanted, View view, boolean reachable, boolean unread, boolean doubtful) {

        /**
         * What is to be done. Anybody may make thousands of things that look like ours: what is proven does not wait until it is known
         * of all of them whose they are.
         */
        private Plan plan(Observed found) {
            return Planner.plan(wanted, unread ? found.onlyProven() : found);
        }

        /** Nothing is made beside what may be it; what may be ours is asked for when everything else is done. */
        private boolean waitsForTags(Plan plan) {
            return unread
                    && (plan.changes().isEmpty() || plan.changes().getFirst().creates());
        }
    }

    private final HeldChanges held = new HeldChanges();
    private boolean asked;
    private boolean looked;

    /**
     * What comes next.
     *
     * @param repeats whether the first change of a plan may be made once more without a look, although the call may have made it
     * @throws AwsFailure that keeps all that is left from being made
     */
    Step next(Now now, Priority priority, Predicate<Plan> repeats) {
        if (!asked
                && now.reachable()
                && now.view() instanceof View.Known seen
                && now.waitsForTags(held.without(now.plan(seen.observed())))) {
            return new Step.ReadTags(seen.observed());
        }
        if (now.wanted() instanceof Desired.Undecided undecided) {
            return new Step.Idle(undecided.why());
        }
        var account = now.wanted().unit().accountId();
        if (!now.reachable()) {
            return new Step.Idle("no usable connection to account " + account);
        }
        if (!(now.view() instanceof View.Known known)) {
            return new Step.Idle("account " + account + " is being read for the first time");
        }
        return next(now, known.observed(), priority, repeats);
    }

    private Step next(Now now, Observed found, Priority priority, Predicate<Plan> repeats) {
        var plan = now.plan(found);
        var settled = plan.changes().isEmpty();
        if (!looked && ((now.doubtful() && (settled || !repeats.test(plan))) || destroys(plan))) {
            return new Step.Look(found, urgency(plan, priority));
        }
        if (now.wanted() instanceof Desired.Policy
                && found instanceof Observed.Policy policy
                && !policy.others().isEmpty()) {
            // IAM takes a name once: as long as a policy of that name is not proven to be ours there is nothing to do.
            return new Step.Taken(policy.others().getFirst());
        }
        if (settled) {
            return now.wanted() instanceof Desired.Absent && now.unread() ? new Step.Idle(TOO_MANY) : new Step.Done();
        }
        var open = held.without(plan);
        if (open.changes().isEmpty()) {
            return new Step.Wait(held.in(plan).orElseThrow());
        }
        return now.waitsForTags(open) ? new Step.Idle(TOO_MANY) : new Step.Make(open, found);
    }

    /**
     * What is made now that the turn of a call has come: meanwhile it may have become unnecessary, or another one.
     *
     * @param planned when the wait began
     */
    Optional<Step.Make> stillNext(Now now, Change planned) {
        if (now.wanted() instanceof Desired.Undecided || !(now.view() instanceof View.Known known)) {
            return Optional.empty();
        }
        var plan = held.without(now.plan(known.observed()));
        if (plan.changes().isEmpty() || (destroys(plan) && !looked) || now.waitsForTags(plan)) {
            return Optional.empty();
        }
        return isNext(plan.changes().getFirst(), planned)
                ? Optional.of(new Step.Make(plan, known.observed()))
                : Optional.empty();
    }

    /** A turn is for an operation. What was asked before one key goes is no answer for another. */
    private static boolean isNext(Change first, Change planned) {
        return first.operation() == planned.operation() && (!isDeparture(planned) || planned.equals(first));
    }

    private static boolean isDeparture(Change change) {
        return change instanceof ApiKeyChange.DeleteApiKey || change instanceof ApiKeyChange.RemoveKeyFromPlan;
    }

    /** A repair that takes access away goes ahead like every revocation, with what has to be done before. */
    static Priority urgency(Plan plan, Priority priority) {
        var first = plan.changes().stream().findFirst().filter(Change::revokes);
        return first.isPresent() || (priority == Priority.DRIFT_REPAIR && plan.revokes()) ? Priority.REVOKE : priority;
    }

    /** The proof comes before the first step of what ends in destroying, not only before the last one. */
    private static boolean destroys(Plan plan) {
        return plan.changes().stream().anyMatch(Change::destroys);
    }

    /** The tags were asked for: once a try. */
    void asked() {
        asked = true;
    }

    /** AWS was asked for the unit: once a try. */
    void looked() {
        looked = true;
    }

    boolean hasLooked() {
        return looked;
    }

    /** A change waits for something else, and what depends on it. */
    void hold(Change change, String why) {
        held.hold(change, why);
    }

    /** A change cannot be made now. */
    void hold(Change change, AwsFailure why) {
        held.hold(change, why);
    }

    boolean holdsNothing() {
        return held.isEmpty();
    }
}
