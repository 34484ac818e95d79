// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.PrincipalIdentity;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.ResolvedApi;
import dev.apiaccess.desired.Sids;
import dev.apiaccess.desired.StatementRenderer;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Bindings;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.world.View;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Looks at one ApiAccessPolicy. */
final class PolicyAssessor {

    private final Snapshots snapshots;
    private final DesiredState desired;
    private final UnitExecutor executor;
    private final DeletionBrake brake;
    private final Settings settings;
    private final Clock clock;

    PolicyAssessor(
            Snapshots snapshots,
            DesiredState desired,
            UnitExecutor executor,
            DeletionBrake brake,
            Settings settings,
            Clock clock) {
        this.snapshots = snapshots;
        this.desired = desired;
        this.executor = executor;
        this.brake = brake;
        this.settings = settings;
        this.clock = clock;
    }

    Assessment<ApiAccessPolicyStatus> assess(ApiAccessPolicy policy) {
        return assess(policy, snapshots.take());
    }

    Assessment<ApiAccessPolicyStatus> assess(ApiAccessPolicy policy, Snapshot snapshot) {
        var before = policy.getStatus();
        var work = new Work(policy, before, executor, settings, clock);
        var verdict = snapshot.intent(policy);
        var intent = verdict instanceof Verdict.Wanted<AccessIntent>(var value) ? value : null;
        if (before != null && snapshot.unread(policy, before, verdict)) {
            return Assessment.unchanged(before);
        }
        var units = PolicyUnits.of(policy, intent, snapshot);
        var applied = new HashMap<PrincipalRef, PrincipalPolicy>();
        var retargeted = retargeted(policy);
        var listens = intent != null
                && !Annotated.has(policy, Annotations.PAUSED)
                && policy.getSpec().mode() != Mode.Plan;
        var going = listens ? List.<UnitKey.PolicyUnit>of() : withdrawn(policy, units, snapshot);
        if (!going.isEmpty()) {
            work.withdrawn(
                    why(policy, going, verdict, snapshot),
                    going.stream()
                            .map(work::holdup)
                            .filter(why -> !why.isEmpty())
                            .findFirst()
                            .orElse(""));
            keepApplied(policy, units, Reason.NotPermitted, applied, snapshot);
            going.forEach(unit -> work.submit(unit, Priority.REVOKE));
        } else if (Annotated.has(policy, Annotations.PAUSED)) {
            work.paused();
            keepApplied(policy, Set.of(), Reason.Paused, applied, snapshot);
        } else if (verdict instanceof Verdict.Rejected<AccessIntent> rejected) {
            work.rejected(rejected);
            keepApplied(policy, units, rejected.reason(), applied, snapshot);
            leaving(policy, units, work, snapshot);
        } else if (intent != null) {
            retargeted = accepted(policy, intent, units, applied, work, snapshot)
                    ? Annotated.retarget(policy).orElse(null)
                    : retargeted;
        }
        if (work.converged()) {
            work.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Ready,
                            RuleTimes.of(policy.getSpec().rules(), clock.instant())
                                    .inForce());
        }
        var interests = new HashMap<Place, Set<String>>();
        interest(policy, intent, interests, snapshot);
        return new Assessment<>(
                status(policy, before, intent, units, applied, retargeted, work),
                work.submissions(),
                interests,
                work.again());
    }

    /** Units that the object is done with once nothing of it is left in them. */
    Assessment<ApiAccessPolicyStatus> assessDeletion(ApiAccessPolicy policy) {
        var snapshot = snapshots.take();
        var before = policy.getStatus();
        var work = new Work(policy, before, executor, settings, clock);
        var open = new ArrayList<UnitKey.PolicyUnit>();
        var held = brake.holds(policy);
        for (var unit : PolicyUnits.of(policy, null, snapshot)) {
            if (!gone(policy, unit, snapshot)) {
                open.add(unit);
                if (!held) {
                    work.deleting(unit, clock.instant(), attachedByOthers(policy, unit, snapshot));
                }
            }
        }
        if (held) {
            withdrawn(policy, open, snapshot).forEach(unit -> work.submit(unit, Priority.REVOKE));
        }
        if (held && !open.isEmpty()) {
            work.held(policy.getMetadata().getNamespace(), before == null ? null : before.connection());
        } else if (open.isEmpty()) {
            work.conditions().reconciling(Reason.Pending, "removed from AWS");
        }
        var applied = new HashMap<PrincipalRef, PrincipalPolicy>();
        keepApplied(policy, Set.of(), Reason.Pending, applied, snapshot);
        return new Assessment<>(
                status(policy, before, null, open, applied, retargeted(policy), work),
                work.submissions(),
                Map.of(),
                Optional.empty(),
                snapshot.retention().told(policy));
    }

    /** AWS deletes no policy that is attached; what others attached they have to detach. */
    private static String attachedByOthers(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Snapshot snapshot) {
        if (!(snapshot.view(unit) instanceof View.Known known)
                || !(known.observed() instanceof Observed.Policy found)) {
            return "";
        }
        var others = found.existing().stream()
                .flatMap(existing -> existing.policy().attachedTo().stream())
                .filter(principal ->
                        !principal.identity().equals(unit.principal().identity()))
                .toList();
        if (others.isEmpty()) {
            return "";
        }
        var around = snapshot.around(policy.getMetadata().getNamespace());
        var bound = policy.getStatus() == null ? null : policy.getStatus().connection();
        var named = others.stream()
                .flatMap(principal -> Bindings.known(bound, around, principal).stream())
                .map(PrincipalRef::text)
                .limit(5)
                .collect(Collectors.toCollection(ArrayList::new));
        var rest = others.size() - named.size();
        if (rest > 0) {
            named.add(rest + (named.isEmpty() ? "" : " more") + (rest == 1 ? " principal" : " principals"));
        }
        return "; somebody else attached it to " + String.join(", ", named)
                + ": detach it there (aws iam list-entities-for-policy tells where)";
    }

    /** Whether nothing of the object is left in AWS, or nothing has to go. */
    boolean gone(ApiAccessPolicy policy) {
        var snapshot = snapshots.take();
        return PolicyUnits.of(policy, null, snapshot).stream().allMatch(unit -> gone(policy, unit, snapshot));
    }

    private boolean gone(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Snapshot snapshot) {
        var retains = snapshot.retention().keeps(policy);
        if (retains
                && (snapshot.partition(unit.accountId()).isEmpty()
                        || executor.outcome(unit).filter(Outcomes::isRefusal).isPresent())) {
            return true;
        }
        // A document that cannot be read may still grant: it is unknown, never empty.
        return snapshot.view(unit) instanceof View.Known known
                && known.observed() instanceof Observed.Policy found
                && (found.absent() || PolicyUnits.document(found) != null)
                && Sids.statementsOf(PolicyUnits.document(found), AccessIntents.owner(policy))
                        .isEmpty();
    }

    /** The value that was followed, as long as the annotation is there: who sets it again asks again. */
    private static @Nullable String retargeted(ApiAccessPolicy policy) {
        var status = policy.getStatus();
        return status == null || Annotated.retarget(policy).isEmpty() ? null : status.retargeted();
    }

    /** @return whether it was looked at to the end */
    private boolean accepted(
            ApiAccessPolicy policy,
            AccessIntent intent,
            Set<UnitKey.PolicyUnit> units,
            Map<PrincipalRef, PrincipalPolicy> applied,
            Work work,
            Snapshot snapshot) {
        var planned = policy.getSpec().mode() == Mode.Plan ? intent.owner() : null;
        var states = new ArrayList<Work.UnitState>();
        var changes = new ArrayList<Change>();
        var leftovers = new ArrayList<UnitKey.PolicyUnit>();
        for (var unit : units) {
            if (!(snapshot.view(unit) instanceof View.Known known)
                    || !(known.observed() instanceof Observed.Policy found)) {
                work.rejected(new Verdict.Rejected<>(Reason.Pending, "IAM is being read for the first time", true));
                keepApplied(policy, units, Reason.Pending, applied, snapshot);
                return false;
            }
            if (found.mayBeOurs() && policy.getSpec().mode() != Mode.Plan && !Applied.hadIt(policy, unit.principal())) {
                work.submit(unit, Priority.USER_CHANGE);
                if (!intent.principals().contains(unit.principal())) {
                    continue;
                }
                work.rejected(new Verdict.Rejected<>(
                        Reason.Pending, "the tags of " + unit.text() + " are being read: are they ours?", true));
                keepApplied(policy, units, Reason.Pending, applied, snapshot);
                return false;
            }
            var assembled = desired.policy(unit, found, true, planned, snapshot);
            var tooLarge = assembled.tooLarge().get(intent.owner());
            if (tooLarge != null) {
                work.rejected(new Verdict.Rejected<>(
                        Reason.TooLarge, TooLargeText.of(intent, unit.principal(), tooLarge), false));
                keepApplied(policy, units, Reason.TooLarge, applied, snapshot);
                leaving(policy, Set.of(unit), work, snapshot);
                return false;
            }
            var plan = desired.shown(unit, found, planned, snapshot);
            var own = StatementRenderer.render(intent, unit.principal());
            var digest = StatementRenderer.digest(own);
            var before = Applied.remembered(policy, unit.principal()).orElse(null);
            var there = !Sids.statementsOf(PolicyUnits.document(found), intent.owner())
                    .isEmpty();
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
            if (!own.isEmpty() && (mine.isEmpty() || had)) {
                applied.put(
                        unit.principal(),
                        new PrincipalPolicy(
                                unit.principal().text(),
                                found.existing().map(existing -> existing.arn()).orElse(null),
                                digest,
                                Applied.policyId(policy, unit.principal(), found),
                                principalId(policy, unit, intent, snapshot)));
            } else if (before != null && !mine.isEmpty()) {
                keep(policy.getStatus(), unit.principal(), applied);
                if (!own.isEmpty()) {
                    var id = principalId(policy, unit, intent, snapshot);
                    applied.computeIfPresent(unit.principal(), (_, one) -> one.withPrincipalId(id));
                }
            }
        }
        if (policy.getSpec().mode() == Mode.Plan) {
            work.planned(states, changes);
        } else {
            work.accepted(states, policy.getSpec().driftPolicy());
            leftovers.forEach(unit -> work.submit(unit, Priority.SWEEP));
        }
        return true;
    }

    /**
     * Who the principal is now; as noted, where that is not known. Where ids count a noted one stays until another is followed: what was
     * admitted was looked at a moment ago, and IAM may have been listed since.
     */
    private static @Nullable String principalId(
            ApiAccessPolicy policy, UnitKey.PolicyUnit unit, AccessIntent intent, Snapshot snapshot) {
        var noted = Applied.principalId(policy, unit.principal());
        var follows = policy.getStatus() == null
                || Annotated.retarget(policy, policy.getStatus().retargeted()).isPresent();
        return noted != null && !follows && intent.tenant().principalIdentity() == PrincipalIdentity.Id
                ? noted
                : snapshot.principalId(unit.accountId(), unit.principal()).orElse(noted);
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

    /** Units in which the object has what its connection takes back, whatever the object says. */
    private static List<UnitKey.PolicyUnit> withdrawn(
            ApiAccessPolicy policy, Collection<UnitKey.PolicyUnit> units, Snapshot snapshot) {
        return units.stream()
                .filter(unit -> snapshot.view(unit) instanceof View.Known known
                        && known.observed() instanceof Observed.Policy found
                        && (snapshot.withdrawn(policy, unit, found) || snapshot.madeAnew(policy, unit, found)))
                .toList();
    }

    private static boolean isWithdrawn(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Snapshot snapshot) {
        return snapshot.view(unit) instanceof View.Known known
                && known.observed() instanceof Observed.Policy found
                && snapshot.withdrawn(policy, unit, found);
    }

    /** Why what is in some units is taken away. */
    private static Verdict.Rejected<?> why(
            ApiAccessPolicy policy, List<UnitKey.PolicyUnit> going, Verdict<AccessIntent> verdict, Snapshot snapshot) {
        if (verdict instanceof Verdict.Rejected<AccessIntent> rejected
                && going.stream().noneMatch(unit -> isWithdrawn(policy, unit, snapshot))) {
            return rejected;
        }
        var principals =
                going.stream().map(unit -> unit.principal().text()).limit(3).collect(Collectors.joining(", "));
        if (going.stream().noneMatch(unit -> isWithdrawn(policy, unit, snapshot))) {
            return new Verdict.Rejected<>(
                    Reason.PrincipalNotFound,
                    principals + (going.size() > 3 ? ", …" : "")
                            + " was deleted and made anew, and the tenant that admitted this object knows principals by"
                            + " their ids: what the one before had is taken away",
                    true);
        }
        return snapshot.withdrawal(policy, policy.getStatus())
                .told("what " + principals + (going.size() > 3 ? ", …" : "") + " may call through this object");
    }

    /** A rejected object may still have something to leave, such as what somebody changed in AWS. */
    private void leaving(ApiAccessPolicy policy, Set<UnitKey.PolicyUnit> units, Work work, Snapshot snapshot) {
        for (var unit : units) {
            if (snapshot.view(unit) instanceof View.Known known
                    && known.observed() instanceof Observed.Policy found
                    && !Sids.statementsOf(PolicyUnits.document(found), AccessIntents.owner(policy))
                            .isEmpty()) {
                var plan = Planner.plan(desired.of(unit, snapshot), found);
                if (plan.differences().stream()
                        .anyMatch(line -> Sids.belongsTo(line.sid(), AccessIntents.owner(policy))
                                || line.field().equals("policy"))) {
                    work.submit(unit, Priority.REVOKE);
                }
            }
        }
    }

    /**
     * What the status goes on remembering. Before a rejection that is not Pending it must not lag any more: the statements that
     * it knows are all that is kept then, and where it is not known what there is, all is.
     *
     * @param units of which the status may lag behind AWS
     */
    private static void keepApplied(
            ApiAccessPolicy policy,
            Set<UnitKey.PolicyUnit> units,
            Reason why,
            Map<PrincipalRef, PrincipalPolicy> applied,
            Snapshot snapshot) {
        if (policy.getStatus() != null) {
            for (var one : policy.getStatus().policies()) {
                if (one.principal() != null) {
                    applied.put(PrincipalRef.parse(one.principal()), one);
                }
            }
        }
        // As long as nothing is decided it may lag: what is noted now would make of our own unfinished write a change
        // by others.
        if (why != Reason.Pending && Applied.mayLag(policy)) {
            for (var unit : units) {
                if (snapshot.view(unit) instanceof View.Known known
                        && known.observed() instanceof Observed.Policy found) {
                    Applied.found(policy, unit, found).ifPresent(now -> applied.put(unit.principal(), now));
                } else {
                    applied.computeIfPresent(
                            unit.principal(),
                            (_, one) -> new PrincipalPolicy(
                                    one.principal(), one.arn(), null, one.policyId(), one.principalId()));
                }
            }
        }
    }

    private static void keep(
            @Nullable ApiAccessPolicyStatus before,
            PrincipalRef principal,
            Map<PrincipalRef, PrincipalPolicy> applied) {
        if (before != null) {
            before.policies().stream()
                    .filter(one -> principal.text().equals(one.principal()))
                    .forEach(one -> applied.put(principal, one));
        }
    }

    /** The stages of an API are read only when somebody refers to it: also of one that is not resolved yet. */
    private static void interest(
            ApiAccessPolicy policy,
            @Nullable AccessIntent intent,
            Map<Place, Set<String>> interests,
            Snapshot snapshot) {
        if (intent != null) {
            interests.put(
                    new Place(intent.accountId(), intent.region()),
                    Set.of(intent.api().id()));
            return;
        }
        Interests.of(
                policy.getSpec().api(), snapshot.around(policy.getMetadata().getNamespace()), interests);
    }

    private ApiAccessPolicyStatus status(
            ApiAccessPolicy policy,
            @Nullable ApiAccessPolicyStatus before,
            @Nullable AccessIntent intent,
            Iterable<UnitKey.PolicyUnit> units,
            Map<PrincipalRef, PrincipalPolicy> applied,
            @Nullable String retargeted,
            Work work) {
        var policies = new TreeSet<PrincipalRef>(applied.keySet())
                .stream()
                        .map(principal -> Objects.requireNonNull(applied.get(principal)))
                        .toList();
        return new ApiAccessPolicyStatus(
                policy.getMetadata().getGeneration(),
                work.conditions().build(),
                Summaries.of(policy)
                        + RuleTimes.of(policy.getSpec().rules(), clock.instant())
                                .summary(),
                Summaries.requestedAt(policy),
                retargeted,
                work.lastChange(units),
                intent != null ? intent.connection() : before == null ? null : before.connection(),
                work.admittedBy(intent == null ? null : intent.tenant()),
                work.drift(),
                work.lastDrift(),
                work.driftHistory(),
                work.corrections(),
                work.plannedChanges(),
                intent != null
                        ? new ResolvedApi(intent.api().id(), intent.api().name(), intent.region())
                        : before == null ? null : before.restApi(),
                policies);
    }
}
