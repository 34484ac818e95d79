// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyLimits;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.intent.PolicySize;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Joins the contributions of several objects for one principal into one policy. */
public final class PolicyAssembly {

    /**
     * The policy, and the objects that did not fit.
     *
     * @param tooLarge each object whose statements do not fit
     */
    public record Assembled(Desired desired, Map<OwnerRef, TooLarge> tooLarge) {}

    /**
     * Why statements do not fit.
     *
     * @param characters that the document would have at least
     * @param sharers number of other objects with statements in it
     * @param theirs characters of those, and of what is retained
     */
    public record TooLarge(long characters, int sharers, long theirs) {}

    private PolicyAssembly() {}

    /**
     * Assembles one policy.
     *
     * @param claims in the order in which they are served when a document runs out of room: oldest first
     * @param correcting which drift is corrected
     */
    public static Assembled assemble(
            UnitKey.PolicyUnit unit,
            List<Contribution> claims,
            Observed.Policy observed,
            Naming naming,
            String partition,
            Correcting correcting) {
        return assemble(unit, claims, observed, naming, partition, correcting, false);
    }

    /**
     * Assembles one policy, with or without what outlived its objects. If there is nothing else, the policy is kept and only detached
     * from the principal: its owner may want to see what was there.
     *
     * @param revoked whether what no object wants any more loses its effect
     */
    public static Assembled assemble(
            UnitKey.PolicyUnit unit,
            List<Contribution> claims,
            Observed.Policy observed,
            Naming naming,
            String partition,
            Correcting correcting,
            boolean revoked) {
        var existing = observed.existing();
        var found = existing.map(one -> one.policy().document()).orElse(null);
        var statements = new ArrayList<Statement>();
        var tooLarge = new HashMap<OwnerRef, TooLarge>();
        var framed = existing.isEmpty();
        if (found != null && !revoked) {
            found.statements().stream()
                    .filter(one -> Sids.retained(one.sid()) && mayStay(one, unit))
                    .forEach(statements::add);
        }
        var shares = claims.stream()
                .map(claim -> share(claim, unit, found, correcting))
                .toList();
        var taken = PolicyText.weight(statements);
        var left = shares.stream().mapToLong(Share::room).sum();
        var before = 0;
        var after = (int) shares.stream().filter(share -> share.room() > 0).count();
        for (var share : shares) {
            var claim = share.claim();
            left -= share.room();
            after -= share.room() > 0 ? 1 : 0;
            var correct = correcting == Correcting.ALL || share.changed();
            // Statements that cannot fit beside the others are not rendered to find that out.
            var cannotFit = share.isImpossible()
                    || (share.isWritten(correct)
                            && PolicyText.size(taken + share.least() + left) > PolicyLimits.MANAGED_POLICY_SIZE);
            var wanted = cannotFit ? share.applied() : wanted(share, statements, correct);
            var weight = cannotFit ? share.least() : PolicyText.weight(wanted);
            var size = PolicyText.size(taken + weight + left);
            if (weight > 0 && size > PolicyLimits.MANAGED_POLICY_SIZE) {
                tooLarge.put(claim.owner(), new TooLarge(size, before + after, taken + left));
                wanted = PolicyText.size(taken + PolicyText.weight(share.applied())) > PolicyLimits.MANAGED_POLICY_SIZE
                        ? List.of()
                        : share.applied();
                weight = PolicyText.weight(wanted);
            }
            taken += weight;
            before += wanted.isEmpty() ? 0 : 1;
            statements.addAll(wanted);
            framed |= claim instanceof Contribution.Wants wants
                    && !wanted.isEmpty()
                    // What was never fully in force is not drift: a new policy is not attached yet.
                    && (correcting == Correcting.ALL
                            || wants.corrects()
                            || wants.applied() == null
                            || !wanted.equals(share.applied()));
        }
        if (statements.isEmpty() && existing.isPresent() && found == null && !claims.isEmpty()) {
            return new Assembled(new Desired.Undecided(unit, "its document cannot be read"), tooLarge);
        }
        if (statements.isEmpty() && revoked && existing.isPresent() && claims.isEmpty()) {
            return new Assembled(detached(unit, existing.get(), naming), tooLarge);
        }
        return new Assembled(desired(unit, statements, existing.orElse(null), framed, naming, partition), tooLarge);
    }

    /**
     * What is known of one claim before the document is assembled.
     *
     * @param applied its statements that AWS holds and that may stay
     * @param changed whether others changed some so that they may not
     * @param rendered its rules as statements, rendered on demand
     * @param least characters that its rules take at least, 0 of a claim without rules
     * @param room characters that are enough for it: the fewer of what is in force for it and what it wants. An object that grows takes
     *     no room from what is in force for another.
     */
    private record Share(
            Contribution claim,
            List<Statement> applied,
            boolean changed,
            Supplier<List<Statement>> rendered,
            long least,
            long room) {

        /** Whether its rules fit into no document: they are never rendered. */
        boolean isImpossible() {
            return isTooLong(least);
        }

        /** Whether its rules are written as they are, whatever AWS holds. */
        boolean isWritten(boolean correct) {
            return claim instanceof Contribution.Wants wants && (correct || wants.corrects());
        }
    }

    private static boolean isTooLong(long weight) {
        return PolicyText.size(weight) > PolicyLimits.MANAGED_POLICY_SIZE;
    }

    private static Share share(
            Contribution claim, UnitKey.PolicyUnit unit, @Nullable PolicyDocument found, Correcting correcting) {
        var there = Sids.statementsOf(found, claim.owner());
        var applied = there.stream().filter(one -> mayStay(one, unit)).toList();
        var rendered = rendered(claim, unit);
        var changed = applied.size() < there.size();
        var least = least(claim, unit);
        var inForce = PolicyText.weight(applied);
        var share = new Share(claim, applied, changed, rendered, least, inForce);
        if (inForce == 0 || share.isImpossible()) {
            return share;
        }
        var room = Math.min(inForce, PolicyText.weight(wanted(share, List.of(), correcting == Correcting.ALL)));
        return new Share(claim, applied, changed, rendered, least, room);
    }

    private static Supplier<List<Statement>> rendered(Contribution claim, UnitKey.PolicyUnit unit) {
        var once = new ArrayList<List<Statement>>(1);
        return () -> {
            if (once.isEmpty()) {
                once.add(
                        claim instanceof Contribution.Wants wants
                                ? StatementRenderer.render(wants.intent(), unit.principal())
                                : List.of());
            }
            return once.getFirst();
        };
    }

    private static long least(Contribution claim, UnitKey.PolicyUnit unit) {
        return claim instanceof Contribution.Wants wants
                ? PolicySize.characters(PolicySize.costs(wants.intent(), unit.principal()))
                : 0;
    }

    /**
     * A statement that says more than we ever write was put under our Sid by others. It would be refused when the document is written,
     * and with it every other change of the document.
     */
    private static boolean mayStay(Statement statement, UnitKey.PolicyUnit unit) {
        return ExecuteApi.onlyInvokes(statement, unit.accountId());
    }

    private static List<Statement> wanted(Share share, List<Statement> before, boolean correct) {
        var applied = share.applied();
        return switch (share.claim()) {
            case Contribution.Wants wants -> {
                var rendered = share.rendered().get();
                yield share.isWritten(correct)
                                || !StatementRenderer.digest(rendered).equals(wants.applied())
                        ? rendered
                        : applied;
            }
            case Contribution.Keeps keeps ->
                keeps.applied() == null || keeps.applied().equals(StatementRenderer.digest(applied))
                        ? applied
                        : List.of();
            case Contribution.Leaves _ -> Sids.retain(applied, before);
        };
    }

    private static Desired desired(
            UnitKey.PolicyUnit unit,
            List<Statement> statements,
            @Nullable ExistingPolicy existing,
            boolean framed,
            Naming naming,
            String partition) {
        if (statements.isEmpty()) {
            return new Desired.Absent(unit, owner(unit));
        }
        var name = naming.policyName(unit.namespace(), unit.principal());
        SortedSet<dev.apiaccess.model.PrincipalRef> attached = new TreeSet<>();
        if (framed || existing == null) {
            attached.add(unit.principal());
        } else {
            attached.addAll(existing.policy().attachedTo());
        }
        return new Desired.Policy(
                unit,
                naming.policyArn(partition, unit.accountId(), name),
                new ManagedPolicy(
                        naming.policyPath(),
                        name,
                        naming.policyDescription(unit.namespace(), unit.principal()),
                        PolicyDocument.of(statements),
                        attached),
                naming.policyTags(unit.namespace(), unit.principal()));
    }

    private static Desired detached(UnitKey.PolicyUnit unit, ExistingPolicy existing, Naming naming) {
        var others = new TreeSet<>(existing.policy().attachedTo());
        others.removeIf(one -> one.identity().equals(unit.principal().identity()));
        return new Desired.Policy(
                unit,
                existing.arn(),
                existing.policy().withAttachedTo(others),
                naming.policyTags(unit.namespace(), unit.principal()));
    }

    /** The owner tag of a policy. */
    static String owner(UnitKey.PolicyUnit unit) {
        return unit.namespace() + "/" + unit.principal().text();
    }
}
