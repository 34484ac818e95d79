// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Limits;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyWriter;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Joins what several objects say about one principal into one policy. */
public final class PolicyAssembly {

    /**
     * The policy, and who did not fit.
     *
     * @param tooLarge size that the document would have had with an object's statements, for each that does not fit
     */
    public record Assembled(Desired desired, Map<OwnerRef, Integer> tooLarge) {}

    private PolicyAssembly() {}

    /**
     * Assembles one policy.
     *
     * @param claims in the order in which they are served when the room of a document gets short: oldest first
     * @param correctAll whether drift is put right for everybody; used to show what differs also where it is only reported
     */
    public static Assembled assemble(
            UnitKey.PolicyUnit unit,
            List<AccessClaim> claims,
            Observed.Policy observed,
            Naming naming,
            String partition,
            boolean correctAll) {
        var existing = observed.existing();
        var found = existing.map(one -> one.policy().document()).orElse(null);
        var statements = new ArrayList<Statement>();
        var tooLarge = new HashMap<OwnerRef, Integer>();
        var framed = existing.isEmpty();
        if (found != null) {
            found.statements().stream()
                    .filter(one -> Sids.retained(one.sid()) && mayStay(one, unit))
                    .forEach(statements::add);
        }
        var room = room(claims, unit, found, correctAll);
        for (var claim : claims) {
            room.removeFirst();
            var there = Sids.statementsOf(found, claim.owner());
            var applied = there.stream().filter(one -> mayStay(one, unit)).toList();
            var wanted = wanted(claim, unit, applied, statements, correctAll || applied.size() < there.size());
            var others = room.stream().flatMap(List::stream).toList();
            if (!fits(statements, wanted, others)) {
                tooLarge.put(claim.owner(), size(statements, wanted, others));
                wanted = fits(statements, applied, List.of()) ? applied : List.of();
            }
            statements.addAll(wanted);
            framed |= claim instanceof AccessClaim.Wants wants
                    && !wanted.isEmpty()
                    // What was never in force as a whole is not drift: a policy that was just made is not attached yet.
                    && (correctAll || wants.corrects() || wants.applied() == null || !wanted.equals(applied));
        }
        if (statements.isEmpty() && existing.isPresent() && found == null && !claims.isEmpty()) {
            return new Assembled(new Desired.Undecided(unit, "its document cannot be read"), tooLarge);
        }
        return new Assembled(desired(unit, statements, existing.orElse(null), framed, naming, partition), tooLarge);
    }

    /**
     * What each object can do with: the smaller of what is in force for it and what it wants. An object that grows takes no room
     * from what is in force for another.
     */
    private static Deque<List<Statement>> room(
            List<AccessClaim> claims, UnitKey.PolicyUnit unit, @Nullable PolicyDocument found, boolean correctAll) {
        var room = new ArrayDeque<List<Statement>>();
        for (var claim : claims) {
            var applied = Sids.statementsOf(found, claim.owner()).stream()
                    .filter(one -> mayStay(one, unit))
                    .toList();
            var wanted = wanted(claim, unit, applied, List.of(), correctAll);
            room.addLast(size(List.of(), wanted, List.of()) < size(List.of(), applied, List.of()) ? wanted : applied);
        }
        return room;
    }

    /**
     * What says more than we ever write is somebody else's under our Sid. It would be refused when the document is written, and
     * with it everything else that shall change there.
     */
    private static boolean mayStay(Statement statement, UnitKey.PolicyUnit unit) {
        return ExecuteApi.onlyInvokes(statement, unit.accountId());
    }

    private static List<Statement> wanted(
            AccessClaim claim,
            UnitKey.PolicyUnit unit,
            List<Statement> applied,
            List<Statement> before,
            boolean correctAll) {
        return switch (claim) {
            case AccessClaim.Wants wants -> {
                var rendered = StatementRenderer.render(wants.intent(), unit.principal());
                var edited = !StatementRenderer.digest(rendered).equals(wants.applied());
                yield correctAll || wants.corrects() || edited ? rendered : applied;
            }
            case AccessClaim.Keeps keeps ->
                keeps.applied() == null || keeps.applied().equals(StatementRenderer.digest(applied))
                        ? applied
                        : List.of();
            case AccessClaim.Leaves _ -> Sids.retain(applied, before);
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

    /** The owner tag of a policy. */
    static String owner(UnitKey.PolicyUnit unit) {
        return unit.namespace() + "/" + unit.principal().text();
    }

    private static boolean fits(List<Statement> before, List<Statement> more, List<Statement> others) {
        return more.isEmpty() || size(before, more, others) <= Limits.MANAGED_POLICY_SIZE;
    }

    private static int size(List<Statement> before, List<Statement> more, List<Statement> others) {
        var all = new ArrayList<>(before);
        all.addAll(more);
        all.addAll(others);
        return all.isEmpty() ? 0 : PolicyWriter.managedPolicySize(PolicyWriter.write(PolicyDocument.of(all)));
    }
}
