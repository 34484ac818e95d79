// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.testing.UnitArbitraries.Case;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A unit worked on as the executor does it: plan, make the first change, believe what {@link Effects} says of it, plan anew.
 *
 * @param made changes in the order in which they were made
 * @param seen what was there before each change, and at the end
 * @param last the plan at the end
 * @param refused why it ended early, null when nothing was left to do
 */
record Run(Case of, List<Change> made, List<Observed> seen, Plan last, Witness.@Nullable Refused refused) {

    private static final int MOST_STEPS = 30;

    static Run of(Case one) {
        var witness = new Witness();
        var made = new ArrayList<Change>();
        var seen = new ArrayList<Observed>(List.of(one.observed()));
        while (true) {
            var now = seen.getLast();
            var plan = Planner.plan(one.desired(), now);
            if (plan.changes().isEmpty()) {
                return new Run(one, made, seen, plan, null);
            }
            var change = plan.changes().getFirst();
            if (made.size() == MOST_STEPS) {
                throw new AssertionError("does not end: " + made);
            }
            try {
                var reply = witness.call(now, change);
                var believed = Effects.after(now, change, reply.answer());
                if (!comparable(believed).equals(comparable(reply.after()))) {
                    throw new AssertionError(
                            change + "\nis believed to give " + believed + "\nbut gives           " + reply.after());
                }
                made.add(change);
                seen.add(believed);
            } catch (Witness.Refused refused) {
                return new Run(one, made, seen, plan, refused);
            }
        }
    }

    Observed end() {
        return seen.getLast();
    }

    /** Whether the document in force could not be read at the beginning. */
    boolean unreadable() {
        return of.desired() instanceof Desired.Policy
                && of.observed() instanceof Observed.Policy(var existing, var _)
                && existing.filter(one -> one.policy().document() == null).isPresent();
    }

    /** One line a change, for a message. */
    String evidence() {
        return "wanted " + of.desired() + "\nfound  " + of.observed() + "\nmade   "
                + made.stream().map(Change::text).toList() + "\nend    " + end() + "\nrefused " + refused;
    }

    /** Versions of a policy as a set: which of two older ones is older is not told by an answer. */
    private static Object comparable(Observed observed) {
        return observed instanceof Observed.Policy(Optional<ExistingPolicy> existing, var _)
                ? existing.map(one -> List.of(
                        one.arn(),
                        one.policyId(),
                        one.defaultVersionId(),
                        new TreeSet<>(one.otherVersionIds()),
                        one.policy()))
                : observed;
    }
}
