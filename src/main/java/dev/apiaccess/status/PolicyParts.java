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
import dev.apiaccess.desired.StatementRenderer;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.LeftOut;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.snapshot.PolicyUnits;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * An admitted policy, principal by principal: each is in force, on its way, or left out with its reason, and none holds another one up.
 */
final class PolicyParts {

    /** A policy may name a thousand principals, and an object in etcd has room for a megabyte. */
    private static final int MOST_MESSAGES = 64;

    private final ApiAccessPolicy policy;
    private final AccessIntent intent;
    private final Findings findings;
    private final List<Findings.UnitState> states = new ArrayList<>();
    private final List<Change> changes = new ArrayList<>();
    private final List<UnitKey.PolicyUnit> leftovers = new ArrayList<>();
    private final List<LeftOut> left = new ArrayList<>();
    private final List<String> inForce = new ArrayList<>();
    private final List<PartStatus> stages = new ArrayList<>();
    private boolean kept;
    private boolean waits;

    PolicyParts(ApiAccessPolicy policy, AccessIntent intent, Findings findings) {
        this.policy = policy;
        this.intent = intent;
        this.findings = findings;
    }

    /** Whether all existing principals were looked at: some are not while tags are read, or where there is no room. */
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
     * @param found what AWS has of its policy
     * @return what status records of it, empty when there is nothing to record
     */
    Optional<PrincipalPolicy> look(PolicySituation.Unit unit, Observed.Policy found) {
        var principal = unit.key().principal();
        var missing = intent.missing(principal);
        if (missing.isPresent()) {
            return missing(unit, found, missing.get());
        }
        if (found.mayBeOurs() && !isPlanned() && !Applied.hadIt(policy, principal)) {
            findings.submit(unit.key(), Priority.USER_CHANGE);
            keeps(found);
            return intent.principals().contains(principal)
                    ? Optional.of(leaves(
                            principal,
                            PolicyNotes.before(policy, principal),
                            new LeftOut(
                                    Reason.Pending,
                                    "the tags of " + unit.key().text() + " are being read: are they ours?",
                                    true)))
                    : Optional.empty();
        }
        if (unit.tooLarge().isPresent()) {
            leave(unit);
            keeps(found);
            return Optional.of(leaves(
                    principal,
                    PolicyNotes.now(policy, unit.key(), found),
                    new LeftOut(
                            Reason.TooLarge,
                            TooLargeText.of(intent, principal, unit.tooLarge().get()),
                            false)));
        }
        return wanted(unit, found, unit.shown().orElse(Plan.NOTHING));
    }

    /** Removes what AWS has of the object, whatever becomes of the rest. */
    private void leave(PolicySituation.Unit unit) {
        if (unit.leaves()) {
            findings.submit(unit.key(), Priority.REVOKE);
        }
    }

    private void keeps(Observed.Policy found) {
        waits = true;
        kept |= !Sids.statementsOf(PolicyUnits.document(found), intent.owner()).isEmpty();
    }

    private boolean isPlanned() {
        return policy.getSpec().mode() == Mode.Plan;
    }

    /** Nothing is written for a missing principal; what AWS has and is not what the rules say now is removed. */
    private Optional<PrincipalPolicy> missing(PolicySituation.Unit unit, Observed.Policy found, LeftOut why) {
        var principal = unit.key().principal();
        var isThere =
                !Sids.statementsOf(PolicyUnits.document(found), intent.owner()).isEmpty();
        if (!isPlanned()) {
            leave(unit);
        } else if (isThere) {
            unit.shown().ifPresent(plan -> changes.addAll(plan.changes()));
        }
        return intent.principals().contains(principal)
                ? Optional.of(leaves(
                        principal,
                        PolicyNotes.before(policy, principal)
                                // A principal that comes back is the one to follow, since that was asked for while
                                // there was none.
                                .map(one -> follows() ? one.withPrincipalId(null) : one),
                        why))
                : PolicyNotes.before(policy, principal).filter(_ -> isThere);
    }

    private PrincipalPolicy leaves(PrincipalRef principal, Optional<PrincipalPolicy> noted, LeftOut why) {
        left.add(why);
        return noted.orElseGet(() -> PrincipalPolicy.noted(principal.text(), null, null, null, null))
                .standing(
                        PartState.Left,
                        why.reason().name(),
                        left.size() > MOST_MESSAGES ? null : Parts.message(why.message()));
    }

    private Optional<PrincipalPolicy> wanted(PolicySituation.Unit unit, Observed.Policy found, Plan plan) {
        var principal = unit.key().principal();
        var own = StatementRenderer.render(intent, principal);
        var digest = StatementRenderer.digest(own);
        var before = Applied.remembered(policy, principal).orElse(null);
        var there =
                !Sids.statementsOf(PolicyUnits.document(found), intent.owner()).isEmpty();
        var mine = mine(plan.differences(), intent.owner(), !own.isEmpty() || there);
        var had = digest.equals(before) || (there && Corrections.forgotten(policy.getSpec(), policy.getStatus()));
        states.add(findings.state(unit.key(), mine, had, unit.view().orElseThrow(), plan.revokes(), !own.isEmpty()));
        if (!mine.isEmpty()) {
            changes.addAll(plan.changes());
        } else if (found.ours()
                && plan.differences().isEmpty()
                && !plan.changes().isEmpty()) {
            leftovers.add(unit.key());
        }
        if (own.isEmpty() && intent.principals().contains(principal)) {
            // Named, but for nothing that exists: its id stays recorded.
            return Optional.of(PolicyNotes.before(policy, principal)
                    .orElseGet(() -> PrincipalPolicy.noted(principal.text(), null, null, null, null))
                    .withPrincipalId(principalId(unit))
                    .standing(
                            PartState.Left,
                            intent.missingStages().values().stream()
                                    .findFirst()
                                    .map(why -> why.reason().name())
                                    .orElse(null),
                            null));
        }
        if (own.isEmpty()) {
            return before != null && !mine.isEmpty() ? PolicyNotes.before(policy, principal) : Optional.empty();
        }
        var state = mine.isEmpty() ? PartState.InForce : PartState.Waiting;
        if (mine.isEmpty()) {
            inForce.add(principal.text());
        }
        var note = mine.isEmpty() || had
                ? PrincipalPolicy.noted(
                        principal.text(),
                        found.existing().map(existing -> existing.arn()).orElse(null),
                        digest,
                        Applied.policyId(policy, principal, found),
                        principalId(unit))
                : PolicyNotes.before(policy, principal)
                        .filter(_ -> before != null)
                        .map(one -> one.withPrincipalId(principalId(unit)))
                        .orElseGet(() -> PrincipalPolicy.noted(principal.text(), null, null, null, null));
        return Optional.of(note.standing(state, null, null));
    }

    /** Reports how all of them stand, and submits what is to be done. */
    void tell() {
        intent.missingStages().forEach((stage, why) -> {
            stages.add(Parts.left("stage/" + stage, why, ""));
            left.add(why);
        });
        if (isPlanned()) {
            findings.planned(states, changes);
        } else {
            findings.accepted(states, policy.getSpec().driftPolicy());
            leftovers.forEach(unit -> findings.submit(unit, Priority.SWEEP));
        }
        findings.leftOut(left, Parts.inForce(inForce), kept);
    }

    /**
     * The present id of the principal; as recorded, where that is not known. Where ids count a recorded one stays until another is
     * followed: what was admitted was looked at a moment ago, and IAM may have been listed since.
     */
    private @Nullable String principalId(PolicySituation.Unit unit) {
        var noted = Applied.principalId(policy, unit.key().principal());
        return noted != null && !follows() && intent.tenant().principalIdentity() == PrincipalIdentity.Id
                ? noted
                : unit.principalId().orElse(noted);
    }

    private boolean follows() {
        return policy.getStatus() == null
                || Annotated.retarget(policy, policy.getStatus().retargeted()).isPresent();
    }

    /** Whether AWS has for a principal what an object declares, attached. */
    static boolean isInForce(AccessIntent intent, PolicySituation.Unit unit) {
        return unit.shown()
                .filter(plan -> mine(plan.differences(), intent.owner(), true).isEmpty())
                .isPresent();
    }

    /** The object's own statements, what all that share the policy depend on, and statements without an owner. */
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
