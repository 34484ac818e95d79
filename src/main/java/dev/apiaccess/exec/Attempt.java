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
 * One attempt to bring a unit to its desired state: decides the next step from the current state. It makes no calls; {@link Runner} carries
 * a step out, reports its result and asks again.
 */
final class Attempt {

    private static final String TOO_MANY = "there is too much of the name to read all its tags at once";

    /**
     * The state at one moment.
     *
     * @param wanted desired state of the unit
     * @param reachable whether an open connection leads to its account
     * @param unread whether AWS has something whose owner is not known yet
     * @param doubtful whether the view may be wrong, so that the unit is read first
     */
    record Now(Desired wanted, View view, boolean reachable, boolean unread, boolean doubtful) {

        /** The changes to make. Thousands of things may look like ours: proven ones do not wait until the owner of each is known. */
        private Plan plan(Observed found) {
            return Planner.plan(wanted, unread ? found.onlyProven() : found);
        }

        /** Nothing is created beside a thing that may be the unit's; owners not known yet are looked up when everything else is done. */
        private boolean waitsForTags(Plan plan) {
            return unread
                    && (plan.changes().isEmpty() || plan.changes().getFirst().creates());
        }
    }

    private final HeldChanges held = new HeldChanges();
    private boolean asked;
    private boolean looked;
    private boolean written;

    /** Whether nothing was written since the unit was read. */
    private boolean fresh;

    /**
     * The next step.
     *
     * @param repeats whether the first change of a plan may be repeated without a read, although an earlier call may have made it
     * @throws AwsFailure that keeps all remaining changes from being made
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
        var open = held.without(plan);
        var settled = plan.changes().isEmpty();
        var doubted = now.doubtful() && (settled || !repeats.test(plan));
        if ((!looked && (doubted || needsLook(open))) || (!fresh && readsFirst(open))) {
            return new Step.Look(found, urgency(plan, priority));
        }
        if (now.wanted() instanceof Desired.Policy
                && found instanceof Observed.Policy policy
                && !policy.others().isEmpty()) {
            // Names are unique in IAM: nothing can be done until a policy of that name is proven to be ours.
            return new Step.Taken(policy.others().getFirst());
        }
        if (settled) {
            return now.wanted() instanceof Desired.Absent && now.unread() ? new Step.Idle(TOO_MANY) : new Step.Done();
        }
        if (open.changes().isEmpty()) {
            return new Step.Wait(held.in(plan).orElseThrow());
        }
        return now.waitsForTags(open) ? new Step.Idle(TOO_MANY) : new Step.Make(open, found);
    }

    /**
     * The change to make now that the call has its turn; empty when none is left, or when the next one needs another turn.
     *
     * @param planned when the wait began
     */
    Optional<Step.Make> stillNext(Now now, Change planned) {
        if (now.wanted() instanceof Desired.Undecided || !(now.view() instanceof View.Known known)) {
            return Optional.empty();
        }
        var plan = held.without(now.plan(known.observed()));
        if (plan.changes().isEmpty()
                || (needsLook(plan) && !looked)
                || (readsFirst(plan) && !fresh)
                || now.waitsForTags(plan)) {
            return Optional.empty();
        }
        return isNext(plan.changes().getFirst(), planned)
                ? Optional.of(new Step.Make(plan, known.observed()))
                : Optional.empty();
    }

    /** A turn is for an operation. A check made before one key is removed does not hold for another. */
    private static boolean isNext(Change first, Change planned) {
        return first.operation() == planned.operation() && (!isDeparture(planned) || planned.equals(first));
    }

    private static boolean isDeparture(Change change) {
        return change instanceof ApiKeyChange.DeleteApiKey || change instanceof ApiKeyChange.RemoveKeyFromPlan;
    }

    /** The priority of a plan: a repair that takes access away is urgent like every revocation, with the changes it depends on. */
    static Priority urgency(Plan plan, Priority priority) {
        var first = plan.changes().stream().findFirst().filter(Change::revokes);
        return first.isPresent() || (priority == Priority.DRIFT_REPAIR && plan.revokes()) ? Priority.REVOKE : priority;
    }

    /**
     * Whether an attempt reads the unit before the plan's first step. Where anything is deleted, the proof comes before all steps, not only
     * before the deletion.
     */
    private static boolean needsLook(Plan plan) {
        return plan.changes().stream().anyMatch(Change::destroys)
                || plan.changes().stream().findFirst().filter(Change::readsOnce).isPresent();
    }

    /** Whether its first change is made of what was read right before; those after it are read for when it is their turn. */
    private static boolean readsFirst(Plan plan) {
        return plan.changes().stream().findFirst().filter(Change::readsFirst).isPresent();
    }

    /** Records that tags were read: once an attempt. */
    void asked() {
        asked = true;
    }

    /** Records that the unit was read: once an attempt, and before each change that is made of what was read. */
    void looked() {
        looked = true;
        fresh = true;
    }

    /** Records that a change was made: what was read before does not show it. */
    void wrote() {
        fresh = false;
        written = true;
    }

    boolean hasWritten() {
        return written;
    }

    boolean hasLooked() {
        return looked;
    }

    /** Holds a change that waits for something else, and those that depend on it. */
    void hold(Change change, String why) {
        held.hold(change, why);
    }

    /** Holds a change that cannot be made now. */
    void hold(Change change, AwsFailure why) {
        held.hold(change, why);
    }

    boolean holdsNothing() {
        return held.isEmpty();
    }
}
