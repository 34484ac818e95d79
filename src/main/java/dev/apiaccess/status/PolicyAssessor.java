// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.api.Reason;
import dev.apiaccess.api.ResolvedApi;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Bindings;
import dev.apiaccess.intent.Interests;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.snapshot.PolicyUnits;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
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
public final class PolicyAssessor {

    private final Snapshots snapshots;
    private final DesiredState desired;
    private final Attempts attempts;
    private final DeletionBrake brake;
    private final Settings settings;
    private final Clock clock;

    public PolicyAssessor(
            Snapshots snapshots,
            DesiredState desired,
            Attempts attempts,
            DeletionBrake brake,
            Settings settings,
            Clock clock) {
        this.snapshots = snapshots;
        this.desired = desired;
        this.attempts = attempts;
        this.brake = brake;
        this.settings = settings;
        this.clock = clock;
    }

    /** Looks at a policy. */
    public Assessment<ApiAccessPolicyStatus> assess(ApiAccessPolicy policy) {
        return assess(policy, snapshots.take());
    }

    /** Looks at a policy, as a pass sees it. */
    public Assessment<ApiAccessPolicyStatus> assess(ApiAccessPolicy policy, Snapshot snapshot) {
        var before = policy.getStatus();
        var work = new Work(policy, before, attempts, settings, clock);
        var verdict = snapshot.intent(policy);
        if (before != null && snapshot.unread(policy, before, verdict)) {
            return Assessment.unchanged(before);
        }
        var intent = verdict instanceof Verdict.Wanted<AccessIntent>(var value) ? value : null;
        var units = PolicyUnits.of(policy, intent, snapshot);
        var stance = snapshot.stance(policy);
        var going = stance.enforced() ? List.<UnitKey.PolicyUnit>of() : withdrawn(policy, units, snapshot);
        var applied = new HashMap<PrincipalRef, PrincipalPolicy>();
        var parts = Optional.<PolicyParts>empty();
        if (!going.isEmpty()) {
            work.withdrawn(
                    why(policy, going, verdict, snapshot),
                    going.stream()
                            .map(work::holdup)
                            .filter(why -> !why.isEmpty())
                            .findFirst()
                            .orElse(""));
            PolicyNotes.keep(policy, units, Reason.NotPermitted, applied, snapshot);
            going.forEach(unit -> work.submit(unit, Priority.REVOKE));
        } else {
            parts = switch (stance) {
                case Stance.Paused<AccessIntent> _ -> {
                    work.paused();
                    PolicyNotes.keep(policy, Set.of(), Reason.Paused, applied, snapshot);
                    yield Optional.empty();
                }
                case Stance.Rejected<AccessIntent>(var rejected, var _) -> {
                    work.rejected(rejected);
                    PolicyNotes.keep(policy, units, rejected.reason(), applied, snapshot);
                    parts(policy, work, snapshot).leaving(units);
                    yield Optional.empty();
                }
                case Stance.Enforced<AccessIntent>(var wanted) ->
                    accepted(policy, wanted, units, applied, work, snapshot);
                case Stance.Planned<AccessIntent>(var wanted) ->
                    accepted(policy, wanted, units, applied, work, snapshot);
                case Stance.Leaving<AccessIntent> _, Stance.Over<AccessIntent> _ -> Optional.empty();
            };
        }
        if (work.converged()) {
            work.conditions()
                    .isTrue(
                            ConditionType.Ready,
                            Reason.Ready,
                            RuleTimes.of(policy.getSpec().rules(), clock.instant())
                                    .inForce());
        }
        var retargeted = parts.filter(PolicyParts::complete).isPresent()
                ? Annotated.retarget(policy).orElse(null)
                : retargeted(policy);
        var interests = new HashMap<Place, Set<String>>();
        interest(policy, intent, interests, snapshot);
        return new Assessment<>(
                status(
                        policy,
                        before,
                        intent,
                        units,
                        applied,
                        retargeted,
                        parts.map(PolicyParts::stages).orElse(List.of()),
                        work),
                work.submissions(),
                interests,
                work.again());
    }

    /** Units that the object is done with once nothing of it is left in them. */
    public Assessment<ApiAccessPolicyStatus> assessDeletion(ApiAccessPolicy policy) {
        var snapshot = snapshots.take();
        var before = policy.getStatus();
        var work = new Work(policy, before, attempts, settings, clock);
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
        PolicyNotes.keep(policy, Set.of(), Reason.Pending, applied, snapshot);
        return new Assessment<>(
                status(policy, before, null, open, applied, retargeted(policy), List.of(), work),
                work.submissions(),
                Map.of(),
                Optional.empty(),
                Note.ofRetention(policy, snapshot.retention().refusing(policy)));
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
    public boolean gone(ApiAccessPolicy policy) {
        var snapshot = snapshots.take();
        return PolicyUnits.of(policy, null, snapshot).stream().allMatch(unit -> gone(policy, unit, snapshot));
    }

    private boolean gone(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Snapshot snapshot) {
        var retains = snapshot.retention().keeps(policy);
        if (retains
                && (snapshot.partition(unit.accountId()).isEmpty()
                        || attempts.outcome(unit).filter(Outcomes::isRefusal).isPresent())) {
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

    private PolicyParts parts(ApiAccessPolicy policy, Work work, Snapshot snapshot) {
        return new PolicyParts(policy, desired, work, snapshot);
    }

    /** @return its parts, empty when it could not be looked at to the end */
    private Optional<PolicyParts> accepted(
            ApiAccessPolicy policy,
            AccessIntent intent,
            Set<UnitKey.PolicyUnit> units,
            Map<PrincipalRef, PrincipalPolicy> applied,
            Work work,
            Snapshot snapshot) {
        if (units.stream().anyMatch(unit -> !(snapshot.view(unit) instanceof View.Known))) {
            work.rejected(new Verdict.Rejected<>(Reason.Pending, "IAM is being read for the first time", true));
            PolicyNotes.keep(policy, units, Reason.Pending, applied, snapshot);
            return Optional.empty();
        }
        var parts = parts(policy, work, snapshot);
        for (var unit : units) {
            if (snapshot.view(unit) instanceof View.Known known && known.observed() instanceof Observed.Policy found) {
                parts.look(intent, unit, known, found).ifPresent(note -> applied.put(unit.principal(), note));
            }
        }
        parts.tell(intent);
        return Optional.of(parts);
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
            List<PartStatus> parts,
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
                parts,
                policies);
    }
}
