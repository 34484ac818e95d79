// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.Question;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The desired state of each unit, computed from everything that is known at the moment of the call. Where the picture is incomplete the
 * answer is {@link Desired.Undecided}: half a cache would revoke the access of all others.
 */
public final class DesiredState {

    private final ObjectStore objects;
    private final Snapshots snapshots;
    private final ClusterClaim claims;
    private final Naming naming;
    private final DesiredKeys keys;
    private final UsagePlanUse use;
    private final StageConflicts conflicts;
    private final Contributions accessClaims;
    private final DesiredProtection protections = new DesiredProtection();
    private final DesiredAlarms alarms;

    public DesiredState(
            ObjectStore objects,
            Snapshots snapshots,
            World world,
            ClusterClaim claims,
            Naming naming,
            DesiredKeys keys) {
        this.objects = objects;
        this.snapshots = snapshots;
        this.claims = claims;
        this.naming = naming;
        this.keys = keys;
        use = new UsagePlanUse(objects, world);
        conflicts = new StageConflicts(objects, world);
        accessClaims = new Contributions(objects);
        alarms = new DesiredAlarms(objects, naming);
    }

    /** What the executor may bring about now, from a new snapshot. */
    public Desired of(UnitKey unit) {
        return of(unit, snapshots.take());
    }

    private record DesiredOf(UnitKey unit) implements Question<Desired> {}

    /** The desired state of a unit, as a pass sees it. */
    public Desired of(UnitKey unit, Snapshot snapshot) {
        return snapshot.once(new DesiredOf(unit), () -> decided(unit, snapshot));
    }

    private Desired decided(UnitKey unit, Snapshot snapshot) {
        if (!objects.complete()) {
            return new Desired.Undecided(unit, "the cluster is still being read");
        }
        var fingerprint = objects.fingerprint();
        if (fingerprint.isEmpty()) {
            return new Desired.Undecided(unit, "the cluster's fingerprint is not known");
        }
        if (!(unit instanceof UnitKey.ClaimUnit) && !claims.held(unit.accountId(), fingerprint.get())) {
            return new Desired.Undecided(unit, "account " + unit.accountId() + " is not claimed by this cluster");
        }
        if (!(snapshot.view(unit) instanceof View.Known known)) {
            return new Desired.Undecided(unit, "account " + unit.accountId() + " is being read for the first time");
        }
        return switch (unit) {
            case UnitKey.PolicyUnit policy ->
                known.observed() instanceof Observed.Policy found
                        ? policy(policy, found, Correcting.AS_DECLARED, null, snapshot)
                                .desired()
                        : new Desired.Undecided(unit, "it is not known what is there");
            case UnitKey.UsagePlanUnit plan -> plan(plan, known.observed(), snapshot);
            case UnitKey.ApiKeyUnit key -> keys.of(key, known.observed(), snapshot);
            case UnitKey.RestApiUnit api -> protections.of(api, known.observed(), snapshot);
            case UnitKey.AlarmUnit unitOfAlarms -> alarms.of(unitOfAlarms, snapshot);
            case UnitKey.ClaimUnit claim -> claim(claim, fingerprint.get(), snapshot);
        };
    }

    /** @param planned set only for an object in mode Plan: for all others the answer is the same */
    private record AssemblyOf(UnitKey.PolicyUnit unit, Correcting correcting, Optional<OwnerRef> planned)
            implements Question<PolicyAssembly.Assembled> {}

    /**
     * The policy of a principal.
     *
     * @param correcting which drift is corrected
     * @param planned an object in mode Plan that is treated as if its mode were Enforce, to show what it would change
     */
    public PolicyAssembly.Assembled policy(
            UnitKey.PolicyUnit unit,
            Observed.Policy found,
            Correcting correcting,
            @Nullable OwnerRef planned,
            Snapshot snapshot) {
        return snapshot.once(
                new AssemblyOf(unit, correcting, Optional.ofNullable(planned)),
                () -> assembled(unit, found, correcting, planned, snapshot));
    }

    private PolicyAssembly.Assembled assembled(
            UnitKey.PolicyUnit unit,
            Observed.Policy found,
            Correcting correcting,
            @Nullable OwnerRef planned,
            Snapshot snapshot) {
        var partition = snapshot.partition(unit.accountId());
        if (partition.isEmpty()) {
            return new PolicyAssembly.Assembled(
                    new Desired.Undecided(unit, "the account was not reached yet"), Map.of());
        }
        var claimed = accessClaims.on(unit, found, planned, snapshot);
        var unowned = keys.revocation().takes(unit);
        var assembled = PolicyAssembly.assemble(unit, claimed, found, naming, partition.get(), correcting, unowned);
        var kept = claimed.stream()
                .filter(claim -> !assembled.tooLarge().containsKey(claim.owner())
                        || !withdrawn(claim.owner(), unit, found, snapshot))
                .toList();
        // An object that does not fit keeps what it has, unless that was withdrawn meanwhile.
        return kept.size() == claimed.size()
                ? assembled
                : new PolicyAssembly.Assembled(
                        PolicyAssembly.assemble(unit, kept, found, naming, partition.get(), correcting, unowned)
                                .desired(),
                        assembled.tooLarge());
    }

    private boolean withdrawn(OwnerRef owner, UnitKey.PolicyUnit unit, Observed.Policy found, Snapshot snapshot) {
        return objects.policy(owner.namespace(), owner.name())
                .filter(policy -> snapshot.withdrawn(policy, unit, found))
                .isPresent();
    }

    private Desired plan(UnitKey.UsagePlanUnit unit, Observed observed, Snapshot snapshot) {
        var limit = objects.limit(unit.namespace(), unit.name()).filter(one -> !Ended.is(one));
        if (limit.isEmpty()) {
            return new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        return plan(unit, limit.get(), observed, snapshot);
    }

    private Desired plan(UnitKey.UsagePlanUnit unit, ApiRateLimit limit, Observed observed, Snapshot snapshot) {
        return switch (snapshot.stance(limit)) {
            case Stance.Enforced<UsagePlanIntent>(var intent)
            when intent.unit().equals(unit) -> plan(unit, limit, intent, observed, snapshot);
            case Stance<UsagePlanIntent> _
            when snapshot.withdrawn(limit, unit) ->
                use.keepsWithdrawn(unit, observed)
                        .<Desired>map(why -> new Desired.Undecided(unit, why))
                        .orElseGet(() -> absent(unit));
            case Stance.Paused<UsagePlanIntent> _ -> new Desired.Undecided(unit, "paused");
            case Stance.Leaving<UsagePlanIntent>(var ending)
            when ending == Stance.Ending.DELETE ->
                use.keeps(limit, unit, observed)
                        .<Desired>map(why -> new Desired.Undecided(unit, why))
                        .orElseGet(() -> absent(unit));
            case Stance.Leaving<UsagePlanIntent>(var ending) ->
                new Desired.Undecided(unit, DesiredKeys.endingText(ending));
            case Stance.Planned<UsagePlanIntent> _ -> new Desired.Undecided(unit, "mode Plan");
            case Stance.Rejected<UsagePlanIntent>(var rejected, var plans) ->
                new Desired.Undecided(unit, plans ? "mode Plan" : rejected.message());
            case Stance.Enforced<UsagePlanIntent> _, Stance.Over<UsagePlanIntent> _ ->
                new Desired.Undecided(unit, "not decided");
        };
    }

    private Desired plan(
            UnitKey.UsagePlanUnit unit,
            ApiRateLimit limit,
            UsagePlanIntent intent,
            Observed observed,
            Snapshot snapshot) {
        if (!(observed instanceof Observed.Plan found)) {
            return new Desired.Undecided(unit, "it is not known what is there");
        }
        var desired = conflicts
                .of(UsagePlanAssembly.assemble(intent, naming, found), observed, snapshot)
                .plan();
        return reportsOnly(limit, UsagePlanAssembly.digest(desired), observed)
                        || (!intent.missing().isEmpty()
                                && reportsOnly(limit, UsagePlanAssembly.wholeDigest(intent, naming), observed))
                ? new Desired.Undecided(unit, "drift is only reported")
                : desired;
    }

    private static Desired absent(UnitKey.UsagePlanUnit unit) {
        return new Desired.Absent(unit, unit.ownerTag());
    }

    private static boolean reportsOnly(ApiRateLimit limit, String digest, Observed observed) {
        var status = limit.getStatus();
        return !Corrections.made(limit.getSpec(), status)
                && !observed.absent()
                && status != null
                && digest.equals(status.digest());
    }

    /** The part about alarms. */
    public DesiredAlarms alarms() {
        return alarms;
    }

    /** The part about keys. */
    public DesiredKeys keys() {
        return keys;
    }

    private Desired claim(UnitKey.ClaimUnit unit, String fingerprint, Snapshot snapshot) {
        var using = objects.connections().stream()
                .filter(connection -> connection.getSpec().accountId().equals(unit.accountId()))
                .toList();
        var living = using.stream()
                .filter(connection -> !connection.isMarkedForDeletion())
                .toList();
        var holder = claims.holder(unit.accountId());
        if (living.isEmpty()) {
            return holder.filter(fingerprint::equals).isPresent()
                    ? new Desired.Absent(unit, "claim")
                    : new Desired.Undecided(unit, "the claim is not ours");
        }
        if (holder.isPresent() && !holder.get().equals(fingerprint)) {
            // The description of a policy cannot be changed: a takeover deletes the policy and makes it anew.
            return living.stream().anyMatch(connection -> Annotated.has(connection, Annotations.TAKE_OVER))
                    ? new Desired.Absent(unit, "claim")
                    : new Desired.Undecided(unit, "another cluster uses the cluster id");
        }
        AwsConnection connection = living.getFirst();
        return snapshot.partition(unit.accountId())
                .<Desired>map(partition -> claims.marker(
                        unit.accountId(),
                        partition,
                        connection.getSpec().regions().getFirst(),
                        fingerprint))
                .orElseGet(() -> new Desired.Undecided(unit, "the account was not reached yet"));
    }
}
