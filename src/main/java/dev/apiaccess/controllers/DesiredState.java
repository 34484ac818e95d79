// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.Mode;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.KeyAssembly;
import dev.apiaccess.desired.PlanAssembly;
import dev.apiaccess.desired.PolicyAssembly;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.PlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What each unit shall be, computed from everything that is known at the moment of the call. Where the picture is not whole the
 * answer is {@link Desired.Undecided}: half a cache would revoke everybody else's access.
 */
final class DesiredState {

    private static final KeyValue PLACEHOLDER = new KeyValue("made when it is enforced");

    private final ObjectStore objects;
    private final Facts facts;
    private final World world;
    private final Claims claims;
    private final DeletionBrake brake;
    private final Naming naming;
    private final Function<ApiKeyGrant, Optional<KeySecrets.Stored>> stored;
    private final PlanUse use;

    /** @param stored the key value that was stored for a grant */
    DesiredState(
            ObjectStore objects,
            Facts facts,
            World world,
            Claims claims,
            DeletionBrake brake,
            Naming naming,
            Function<ApiKeyGrant, Optional<KeySecrets.Stored>> stored) {
        this.objects = objects;
        this.facts = facts;
        this.world = world;
        this.claims = claims;
        this.brake = brake;
        this.naming = naming;
        this.stored = stored;
        use = new PlanUse(objects, world);
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
            case UnitKey.KeyUnit key -> key(key, known.observed());
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
        return PolicyAssembly.assemble(unit, accessClaims, found, naming, partition.get(), correctAll);
    }

    private Desired plan(UnitKey.PlanUnit unit, Observed observed) {
        var owner = "ApiRateLimit/" + unit.namespace() + "/" + unit.name();
        var limit = objects.limit(unit.namespace(), unit.name());
        if (limit.isEmpty()) {
            return new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        if (Annotated.has(limit.get(), Annotations.PAUSED)) {
            return new Desired.Undecided(unit, "paused");
        }
        if (limit.get().isMarkedForDeletion()) {
            return limit.get().getSpec().deletionPolicy() == DeletionPolicy.Retain
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
        return switch (facts.intent(limit.get())) {
            case Verdict.Wanted<PlanIntent>(var intent) -> {
                var desired = PlanAssembly.assemble(intent, naming);
                yield reportsOnly(limit.get(), PlanAssembly.digest(desired), observed)
                        ? new Desired.Undecided(unit, "drift is only reported")
                        : desired;
            }
            case Verdict.Rejected<PlanIntent> rejected -> new Desired.Undecided(unit, rejected.message());
        };
    }

    private static boolean reportsOnly(ApiRateLimit limit, String digest, Observed observed) {
        var status = limit.getStatus();
        return !Corrections.made(limit.getSpec(), status)
                && !observed.absent()
                && status != null
                && digest.equals(status.digest());
    }

    private Desired key(UnitKey.KeyUnit unit, Observed observed) {
        var owner = "ApiKeyGrant/" + unit.namespace() + "/" + unit.name();
        var grant = objects.grant(unit.namespace(), unit.name());
        if (grant.isEmpty()) {
            return new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        if (Annotated.has(grant.get(), Annotations.PAUSED)) {
            return new Desired.Undecided(unit, "paused");
        }
        if (grant.get().isMarkedForDeletion()) {
            return grant.get().getSpec().deletionPolicy() == DeletionPolicy.Retain
                    ? new Desired.Undecided(unit, "retained")
                    : brake.holds(grant.get())
                            ? new Desired.Undecided(unit, "the deletion is held")
                            : new Desired.Absent(unit, owner);
        }
        if (grant.get().getSpec().mode() == Mode.Plan) {
            return new Desired.Undecided(unit, "mode Plan");
        }
        return switch (facts.intent(grant.get())) {
            case Verdict.Wanted<KeyIntent>(var intent) -> key(intent, grant.get(), observed, false);
            case Verdict.Rejected<KeyIntent> rejected -> withoutForced(unit, grant.get(), observed, rejected.message());
        };
    }

    /** The key of a grant; with {@code correctAll} also what is only reported, to show what differs. */
    Desired key(KeyIntent intent, ApiKeyGrant grant, Observed observed, boolean correctAll) {
        var unit = KeyAssembly.unit(intent);
        var value = stored.apply(grant);
        if (value.isEmpty()) {
            return new Desired.Undecided(unit, "the value is not stored yet");
        }
        var planIds = planIds(intent.plans());
        if (planIds.isEmpty()) {
            return new Desired.Undecided(unit, "the usage plan is not there yet");
        }
        var desired = KeyAssembly.assemble(
                intent, planIds.get(), value.get().revision(), value.get().value(), naming);
        var status = grant.getStatus();
        var reportsOnly = !correctAll
                && !Corrections.made(grant.getSpec(), status)
                && !observed.absent()
                && status != null
                && KeyAssembly.digest(desired).equals(status.digest());
        return reportsOnly ? new Desired.Undecided(unit, "drift is only reported") : desired;
    }

    /**
     * What the key of a grant in mode Plan would be. Nothing is stored for it, so the value is a placeholder; usage plans that are
     * not there yet bear the names of their objects.
     */
    Desired planned(KeyIntent intent, ApiKeyGrant grant, Observed.Key found) {
        var unit = KeyAssembly.unit(intent);
        var ids = new TreeSet<String>();
        intent.plans()
                .forEach(plan -> ids.add(planId(plan).orElse("(of " + plan.namespace() + "/" + plan.name() + ")")));
        var revision = stored.apply(grant)
                .map(KeySecrets.Stored::revision)
                .or(() -> found.existing().stream()
                        .flatMap(existing ->
                                naming
                                        .keyRevision(
                                                unit.namespace(),
                                                unit.name(),
                                                existing.key().name())
                                        .stream())
                        .max(Integer::compare))
                .orElse(1);
        return KeyAssembly.assemble(intent, ids, revision, PLACEHOLDER, naming);
    }

    /** A limit that is deleted by force takes the key out of its plan, although the grant cannot be met any more. */
    private Desired withoutForced(UnitKey.KeyUnit unit, ApiKeyGrant grant, Observed observed, String why) {
        if (!(observed instanceof Observed.Key found) || found.first().isEmpty()) {
            return new Desired.Undecided(unit, why);
        }
        var existing = found.first().get();
        var value = stored.apply(grant);
        var left = new TreeSet<>(existing.key().planIds());
        for (var reference : grant.getSpec().rateLimits()) {
            objects.limit(
                            java.util.Objects.requireNonNullElse(reference.namespace(), unit.namespace()),
                            reference.name())
                    .filter(limit -> limit.isMarkedForDeletion() && Annotated.has(limit, Annotations.FORCE))
                    .map(limit -> new UnitKey.PlanUnit(
                            unit.accountId(),
                            unit.region(),
                            limit.getMetadata().getNamespace(),
                            limit.getMetadata().getName()))
                    .flatMap(this::planId)
                    .ifPresent(left::remove);
        }
        return value.isEmpty() || left.equals(existing.key().planIds())
                ? new Desired.Undecided(unit, why)
                : new Desired.Key(
                        unit, existing.key().withPlanIds(left), value.get().value(), new java.util.TreeMap<>());
    }

    /** Ids of plans, empty until all of them are there. */
    private Optional<SortedSet<String>> planIds(List<UnitKey.PlanUnit> plans) {
        var ids = new TreeSet<String>();
        for (var plan : plans) {
            var id = planId(plan);
            if (id.isEmpty()) {
                return Optional.empty();
            }
            ids.add(id.get());
        }
        return Optional.of(ids);
    }

    Optional<String> planId(UnitKey.PlanUnit unit) {
        return world.view(unit) instanceof View.Known known && known.observed() instanceof Observed.Plan plan
                ? plan.first().map(existing -> existing.id())
                : Optional.empty();
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
