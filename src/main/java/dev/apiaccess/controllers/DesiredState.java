// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.Mode;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.PlanAssembly;
import dev.apiaccess.desired.PolicyAssembly;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.PlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import org.jspecify.annotations.Nullable;

/**
 * What each unit shall be, computed from everything that is known at the moment of the call. Where the picture is not whole the
 * answer is {@link Desired.Undecided}: half a cache would revoke everybody else's access.
 */
final class DesiredState {

    private final ObjectStore objects;
    private final Facts facts;
    private final World world;
    private final Claims claims;
    private final DeletionBrake brake;
    private final Naming naming;
    private final DesiredKeys keys;
    private final PlanUse use;
    private final StageConflicts conflicts;

    DesiredState(
            ObjectStore objects,
            Facts facts,
            World world,
            Claims claims,
            DeletionBrake brake,
            Naming naming,
            DesiredKeys keys) {
        this.objects = objects;
        this.facts = facts;
        this.world = world;
        this.claims = claims;
        this.brake = brake;
        this.naming = naming;
        this.keys = keys;
        use = new PlanUse(objects, world);
        conflicts = new StageConflicts(objects, facts, world);
    }

    /** What the executor may bring about now. */
    Desired of(UnitKey unit) {
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
        if (!(world.view(unit) instanceof View.Known known)) {
            return new Desired.Undecided(unit, "account " + unit.accountId() + " is being read for the first time");
        }
        return switch (unit) {
            case UnitKey.PolicyUnit policy
            when known.observed() instanceof Observed.Policy found ->
                policy(policy, found, false, null).desired();
            case UnitKey.PlanUnit plan -> plan(plan, known.observed());
            case UnitKey.KeyUnit key -> keys.of(key, known.observed());
            case UnitKey.ClaimUnit claim -> claim(claim, fingerprint.get());
            default -> new Desired.Undecided(unit, "it is not known what is there");
        };
    }

    /**
     * The policy of a principal.
     *
     * @param correctAll also what is only reported, to show what differs
     * @param enforced an object that is taken as if its mode were Enforce, to show what it would change
     */
    PolicyAssembly.Assembled policy(
            UnitKey.PolicyUnit unit, Observed.Policy found, boolean correctAll, @Nullable OwnerRef enforced) {
        var partition = facts.partition(unit.accountId());
        if (partition.isEmpty()) {
            return new PolicyAssembly.Assembled(
                    new Desired.Undecided(unit, "the account was not reached yet"), java.util.Map.of());
        }
        var accessClaims = new AccessClaims(objects, facts, brake).on(unit, found, enforced);
        var unowned = keys.revocation().takes(unit);
        var assembled =
                PolicyAssembly.assemble(unit, accessClaims, found, naming, partition.get(), correctAll, unowned);
        var kept = accessClaims.stream()
                .filter(claim ->
                        !assembled.tooLarge().containsKey(claim.owner()) || !withdrawn(claim.owner(), unit, found))
                .toList();
        // What does not fit keeps what it has, unless that was withdrawn meanwhile.
        return kept.size() == accessClaims.size()
                ? assembled
                : new PolicyAssembly.Assembled(
                        PolicyAssembly.assemble(unit, kept, found, naming, partition.get(), correctAll, unowned)
                                .desired(),
                        assembled.tooLarge());
    }

    private boolean withdrawn(OwnerRef owner, UnitKey.PolicyUnit unit, Observed.Policy found) {
        return objects.policies(unit.namespace(), unit.principal()).stream()
                .filter(policy -> AccessIntents.owner(policy).equals(owner))
                .anyMatch(policy -> facts.withdrawn(policy, unit, found));
    }

    private Desired plan(UnitKey.PlanUnit unit, Observed observed) {
        var owner = "ApiRateLimit/" + unit.namespace() + "/" + unit.name();
        var limit = objects.limit(unit.namespace(), unit.name()).filter(one -> !Ended.is(one));
        if (limit.isEmpty()) {
            return new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        var paused = Annotated.has(limit.get(), Annotations.PAUSED);
        var listens = !limit.get().isMarkedForDeletion()
                && !paused
                && limit.get().getSpec().mode() != Mode.Plan;
        var verdict = facts.intent(limit.get());
        if (listens
                && verdict instanceof Verdict.Wanted<PlanIntent>(var intent)
                && PlanAssembly.unit(intent).equals(unit)) {
            var desired = conflicts
                    .of(PlanAssembly.assemble(intent, naming), observed)
                    .plan();
            return reportsOnly(limit.get(), PlanAssembly.digest(desired), observed)
                    ? new Desired.Undecided(unit, "drift is only reported")
                    : desired;
        }
        if (facts.withdrawn(limit.get(), unit)) {
            return use.keepsWithdrawn(unit, observed)
                    .<Desired>map(why -> new Desired.Undecided(unit, why))
                    .orElseGet(() -> new Desired.Absent(unit, owner));
        }
        if (paused) {
            return new Desired.Undecided(unit, "paused");
        }
        if (limit.get().isMarkedForDeletion()) {
            return facts.retention().keeps(limit.get())
                    ? new Desired.Undecided(unit, "retained")
                    : brake.holds(limit.get())
                            ? new Desired.Undecided(unit, "the deletion is held")
                            : use.keeps(limit.get(), unit, observed)
                                    .<Desired>map(why -> new Desired.Undecided(unit, why))
                                    .orElseGet(() -> new Desired.Absent(unit, owner));
        }
        if (limit.get().getSpec().mode() == Mode.Plan) {
            return new Desired.Undecided(unit, "mode Plan");
        }
        return new Desired.Undecided(
                unit, verdict instanceof Verdict.Rejected<PlanIntent> rejected ? rejected.message() : "not decided");
    }

    private static boolean reportsOnly(ApiRateLimit limit, String digest, Observed observed) {
        var status = limit.getStatus();
        return !Corrections.made(limit.getSpec(), status)
                && !observed.absent()
                && status != null
                && digest.equals(status.digest());
    }

    DesiredKeys keys() {
        return keys;
    }

    private Desired claim(UnitKey.ClaimUnit unit, String fingerprint) {
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
            // The description of a policy cannot be changed: taking over is to delete it and to make it anew.
            return living.stream().anyMatch(connection -> Annotated.has(connection, Annotations.TAKE_OVER))
                    ? new Desired.Absent(unit, "claim")
                    : new Desired.Undecided(unit, "another cluster uses the cluster id");
        }
        AwsConnection connection = living.getFirst();
        return facts.partition(unit.accountId())
                .<Desired>map(partition -> claims.marker(
                        unit.accountId(),
                        partition,
                        connection.getSpec().regions().getFirst(),
                        fingerprint))
                .orElseGet(() -> new Desired.Undecided(unit, "the account was not reached yet"));
    }
}
