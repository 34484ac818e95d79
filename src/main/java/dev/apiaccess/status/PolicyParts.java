// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.PrincipalIdentity;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Applied;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.desired.StatementRenderer;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.LeftOut;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.snapshot.PolicyUnits;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.world.View;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A policy that is admitted, principal by principal: each is in force, on its way, or left out with its reason, and none holds
 * another one up.
 */
final class PolicyParts {

    /** A policy may name a thousand principals, and an object in etcd has room for a megabyte. */
    private static final int MOST_MESSAGES = 64;

    private final ApiAccessPolicy policy;
    private final DesiredState desired;
    private final Work work;
    private final Snapshot snapshot;
    private final List<Work.UnitState> states = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<UnitKey.PolicyUnit> leftovers = new ArrayList<>();
    private final List<LeftOut> left = new ArrayList<>();
    private final List<String> inForce = new ArrayList<>();
    private final List<PartStatus> stages = new ArrayList<>();
    private boolean kept;
    private boolean waits;

    PolicyParts(ApiAccessPolicy policy, DesiredState desired, Work work, Snapshot snapshot) {
        this.policy = policy;
        this.desired = desired;
        this.work = work;
        this.snapshot = snapshot;
    }

    /** Whether all principals were looked at that are there: some are not while tags are read, or where there is no room. */
    boolean complete() {
        return !waits;
    }

    /** The stages that are missing, for status. */
    List<PartStatus> stages() {
        return stages;
    }

    /**
     * Looks at one principal.
     *
     * @return what status notes of it, empty when there is nothing to note
     */
    Optional<PrincipalPolicy> look(
            AccessIntent intent, UnitKey.PolicyUnit unit, View.Known known, Observed.Policy found) {
        var missing = intent.missing(unit.principal());
        if (missing.isPresent()) {
            return missing(intent, unit, found, missing.get());
        }
        if (found.mayBeOurs() && !isPlanned() && !Applied.hadIt(policy, unit.principal())) {
            work.submit(unit, Priority.USER_CHANGE);
            keeps(intent, found);
            return intent.principals().contains(unit.principal())
                    ? Optional.of(leaves(
                            unit,
                            PolicyNotes.before(policy, unit.principal()),
                            new LeftOut(
                                    Reason.Pending,
                                    "the tags of " + unit.text() + " are being read: are they ours?",
                                    true)))
                    : Optional.empty();
        }
        var planned = isPlanned() ? intent.owner() : null;
        var tooLarge =
                desired.policy(unit, found, true, planned, snapshot).tooLarge().get(intent.owner());
        if (tooLarge != null) {
            leaving(List.of(unit));
            keeps(intent, found);
            return Optional.of(leaves(
                    unit,
                    PolicyNotes.now(policy, unit, found),
                    new LeftOut(Reason.TooLarge, TooLargeText.of(intent, unit.principal(), tooLarge), false)));
        }
        return wanted(intent, unit, known, found, ShownPolicies.of(desired, unit, found, planned, snapshot));
    }

    private void keeps(AccessIntent intent, Observed.Policy found) {
        waits = true;
        kept |= !Sids.statementsOf(PolicyUnits.document(found), intent.owner()).isEmpty();
    }

    private boolean isPlanned() {
        return policy.getSpec().mode() == Mode.Plan;
    }

    /** Nothing is written for it; what is there and is not what the rules say now is taken away. */
    private Optional<PrincipalPolicy> missing(
            AccessIntent intent, UnitKey.PolicyUnit unit, Observed.Policy found, LeftOut why) {
        if (!isPlanned()) {
            leaving(List.of(unit));
        } else if (!Sids.statementsOf(PolicyUnits.document(found), intent.owner())
                .isEmpty()) {
            changes.addAll(ShownPolicies.of(desired, unit, found, intent.owner(), snapshot)
                    .changes());
        }
        return intent.principals().contains(unit.principal())
                ? Optional.of(leaves(
                        unit,
                        PolicyNotes.before(policy, unit.principal())
                                // Who comes back is the one who is followed, as somebody asked for while nobody was
                                // there.
                                .map(one -> follows() ? one.withPrincipalId(null) : one),
                        why))
                : PolicyNotes.before(policy, unit.principal())
                        .filter(_ -> !Sids.statementsOf(PolicyUnits.document(found), intent.owner())
                                .isEmpty());
    }

    private PrincipalPolicy leaves(UnitKey.PolicyUnit unit, Optional<PrincipalPolicy> noted, LeftOut why) {
        left.add(why);
        return noted.orElseGet(() -> PrincipalPolicy.noted(unit.principal().text(), null, null, null, null))
                .standing(
                        PartState.Left,
                        why.reason().name(),
                        left.size() > MOST_MESSAGES ? null : Parts.message(why.message()));
    }

    private Optional<PrincipalPolicy> wanted(
            AccessIntent intent, UnitKey.PolicyUnit unit, View.Known known, Observed.Policy found, Plan plan) {
        var own = StatementRenderer.render(intent, unit.principal());
        var digest = StatementRenderer.digest(own);
        var before = Applied.remembered(policy, unit.principal()).orElse(null);
        var there =
                !Sids.statementsOf(PolicyUnits.document(found), intent.owner()).isEmpty();
        var mine = mine(plan.differences(), intent.owner(), !own.isEmpty() || there);
        var had = digest.equals(before) || (there && Corrections.forgotten(policy.getSpec(), policy.getStatus()));
        states.add(work.state(unit, mine, had, known, plan.revokes(), !own.isEmpty()));
        if (!mine.isEmpty()) {
            changes.addAll(plan.changes());
        } else if (found.ours()
                && plan.differences().isEmpty()
                && !plan.changes().isEmpty()) {
            leftovers.add(unit);
        }
        if (own.isEmpty() && intent.principals().contains(unit.principal())) {
            // Named, and for nothing that is there: who it is stays known.
            return Optional.of(PolicyNotes.before(policy, unit.principal())
                    .orElseGet(() -> PrincipalPolicy.noted(unit.principal().text(), null, null, null, null))
                    .withPrincipalId(principalId(unit, intent))
                    .standing(
                            PartState.Left,
                            intent.missingStages().values().stream()
                                    .findFirst()
                                    .map(why -> why.reason().name())
                                    .orElse(null),
                            null));
        }
        if (own.isEmpty()) {
            return before != null && !mine.isEmpty() ? PolicyNotes.before(policy, unit.principal()) : Optional.empty();
        }
        var state = mine.isEmpty() ? PartState.InForce : PartState.Waiting;
        if (mine.isEmpty()) {
            inForce.add(unit.principal().text());
        }
        var note = mine.isEmpty() || had
                ? PrincipalPolicy.noted(
                        unit.principal().text(),
                        found.existing().map(existing -> existing.arn()).orElse(null),
                        digest,
                        Applied.policyId(policy, unit.principal(), found),
                        principalId(unit, intent))
                : PolicyNotes.before(policy, unit.principal())
                        .filter(_ -> before != null)
                        .map(one -> one.withPrincipalId(principalId(unit, intent)))
                        .orElseGet(() -> PrincipalPolicy.noted(unit.principal().text(), null, null, null, null));
        return Optional.of(note.standing(state, null, null));
    }

    /** Says how all of them stand, and hands over what is to be done. */
    void tell(AccessIntent intent) {
        intent.missingStages().forEach((stage, why) -> {
            stages.add(Parts.left("stage/" + stage, why, ""));
            left.add(why);
        });
        if (isPlanned()) {
            work.planned(states, changes);
        } else {
            work.accepted(states, policy.getSpec().driftPolicy());
            leftovers.forEach(unit -> work.submit(unit, Priority.SWEEP));
        }
        work.leftOut(left, Parts.inForce(inForce), kept);
    }

    /** What is not looked after may still have something to leave, such as what somebody changed in AWS. */
    void leaving(Collection<UnitKey.PolicyUnit> units) {
        var owner = AccessIntents.owner(policy);
        for (var unit : units) {
            if (snapshot.view(unit) instanceof View.Known known
                    && known.observed() instanceof Observed.Policy found
                    && !Sids.statementsOf(PolicyUnits.document(found), owner).isEmpty()
                    && Planner.plan(desired.of(unit, snapshot), found).differences().stream()
                            .anyMatch(line -> Sids.belongsTo(line.sid(), owner)
                                    || line.field().equals("policy"))) {
                work.submit(unit, Priority.REVOKE);
            }
        }
    }

    /**
     * Who the principal is now; as noted, where that is not known. Where ids count a noted one stays until another is followed: what was
     * admitted was looked at a moment ago, and IAM may have been listed since.
     */
    private @Nullable String principalId(UnitKey.PolicyUnit unit, AccessIntent intent) {
        var noted = Applied.principalId(policy, unit.principal());
        return noted != null && !follows() && intent.tenant().principalIdentity() == PrincipalIdentity.Id
                ? noted
                : snapshot.principalId(unit.accountId(), unit.principal()).orElse(noted);
    }

    private boolean follows() {
        return policy.getStatus() == null
                || Annotated.retarget(policy, policy.getStatus().retargeted()).isPresent();
    }

    /** The object's own statements, what all who share the policy depend on, and statements that are nobody's. */
    private static List<Difference> mine(List<Difference> all, OwnerRef owner, boolean concerned) {
        var lines = new ArrayList<Difference>();
        var own = all.stream().filter(line -> Sids.belongsTo(line.sid(), owner)).toList();
        var strange = all.stream()
                .filter(line -> !line.sid().isEmpty() && !Sids.owned(line.sid()))
                .toList();
        for (var line : all) {
            var shared = line.sid().isEmpty()
                    && (!line.field().equals("defaultVersion") || !own.isEmpty() || !strange.isEmpty());
            if (own.contains(line) || (concerned && (shared || strange.contains(line)))) {
                lines.add(line);
            }
        }
        return lines;
    }
}
