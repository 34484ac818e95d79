// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.DeletionPolicy;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.RateLimitRef;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.KeyAssembly;
import dev.apiaccess.desired.PlanAssembly;
import dev.apiaccess.desired.PolicyAssembly;
import dev.apiaccess.intent.AccessIntents;
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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
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
        var assembled = PolicyAssembly.assemble(unit, accessClaims, found, naming, partition.get(), correctAll);
        var kept = accessClaims.stream()
                .filter(claim ->
                        !assembled.tooLarge().containsKey(claim.owner()) || !withdrawn(claim.owner(), unit, found))
                .toList();
        // What does not fit keeps what it has, unless that was withdrawn meanwhile.
        return kept.size() == accessClaims.size()
                ? assembled
                : new PolicyAssembly.Assembled(
                        PolicyAssembly.assemble(unit, kept, found, naming, partition.get(), correctAll)
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
        var limit = objects.limit(unit.namespace(), unit.name());
        if (limit.isEmpty()) {
            return new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        var paused = Annotated.has(limit.get(), Annotations.PAUSED);
        var listens = !limit.get().isMarkedForDeletion()
                && !paused
                && limit.get().getSpec().mode() != Mode.Plan;
        var verdict = facts.intent(limit.get());
        if (listens && verdict instanceof Verdict.Wanted<PlanIntent>(var intent)) {
            var desired = PlanAssembly.assemble(intent, naming);
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

    private Desired key(UnitKey.KeyUnit unit, Observed observed) {
        var owner = "ApiKeyGrant/" + unit.namespace() + "/" + unit.name();
        var grant = objects.grant(unit.namespace(), unit.name());
        if (grant.isEmpty()) {
            return new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        var paused = Annotated.has(grant.get(), Annotations.PAUSED);
        var listens = !grant.get().isMarkedForDeletion()
                && !paused
                && grant.get().getSpec().mode() != Mode.Plan;
        var verdict = facts.intent(grant.get());
        if (listens
                && verdict instanceof Verdict.Wanted<KeyIntent>(var intent)
                && !leaves(unit, grant.get(), observed)) {
            var whole = key(intent, grant.get(), observed, false);
            return whole instanceof Desired.Undecided
                    ? less(unit, grant.get(), observed).orElse(whole)
                    : whole;
        }
        var retained = grant.get().getSpec().deletionPolicy() == DeletionPolicy.Retain;
        if (grant.get().isMarkedForDeletion() && !paused && !retained && !brake.holds(grant.get())) {
            return new Desired.Absent(unit, owner);
        }
        var less = less(unit, grant.get(), observed);
        if (less.isPresent()) {
            return less.get();
        }
        if (paused) {
            return new Desired.Undecided(unit, "paused");
        }
        if (grant.get().isMarkedForDeletion()) {
            return new Desired.Undecided(unit, retained ? "retained" : "the deletion is held");
        }
        if (grant.get().getSpec().mode() == Mode.Plan) {
            return new Desired.Undecided(unit, "mode Plan");
        }
        return new Desired.Undecided(
                unit, verdict instanceof Verdict.Rejected<KeyIntent> rejected ? rejected.message() : "not decided");
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

    /**
     * What is taken away of a key whatever its grant says: all of it when its tenant withdraws, and the plans that are deleted by
     * force or withdrawn themselves. Empty when nothing is.
     */
    private Optional<Desired> less(UnitKey.KeyUnit unit, ApiKeyGrant grant, Observed observed) {
        if (!(observed instanceof Observed.Key found) || found.first().isEmpty()) {
            return Optional.empty();
        }
        var key = found.first().get().key();
        var left = new TreeSet<>(key.planIds());
        var withdrawn = facts.withdrawn(grant, unit);
        if (withdrawn) {
            left.clear();
        } else {
            left.removeAll(leaving(unit, grant));
        }
        var next = key.withPlanIds(left).withEnabled(key.enabled() && !withdrawn);
        return next.equals(key) && !(withdrawn && found.existing().size() > 1)
                ? Optional.empty()
                : Optional.of(new Desired.Key(unit, next, anyValue(grant), new java.util.TreeMap<>()));
    }

    /** A key from which something is taken needs no value, and its Secret may be gone: then one that nobody knows. */
    private KeyValue anyValue(ApiKeyGrant grant) {
        return stored.apply(grant)
                .map(KeySecrets.Stored::value)
                .orElseGet(() -> new KeyValue(UUID.randomUUID() + "-" + UUID.randomUUID()));
    }

    /** Whether the key is in a plan that goes, whatever the grant asks for. */
    boolean leaves(UnitKey.KeyUnit unit, ApiKeyGrant grant, Observed observed) {
        return observed instanceof Observed.Key found
                && found.first()
                        .filter(one -> !java.util.Collections.disjoint(one.key().planIds(), leaving(unit, grant)))
                        .isPresent();
    }

    /** Ids of plans that go although the grant names them, or named them when its status was written. */
    private Set<String> leaving(UnitKey.KeyUnit unit, ApiKeyGrant grant) {
        var references = new LinkedHashSet<RateLimitRef>(grant.getSpec().rateLimits());
        if (grant.getStatus() != null) {
            grant.getStatus().plans().stream()
                    .filter(plan -> plan.name() != null)
                    .forEach(plan -> references.add(
                            new RateLimitRef(String.valueOf(plan.name()), plan.namespace(), java.util.Map.of())));
        }
        return references.stream()
                .flatMap(reference -> leaving(unit, reference).stream())
                .flatMap(plan -> planId(plan).stream())
                .collect(Collectors.toSet());
    }

    /** The plan of a limit that goes although grants name it. */
    private Optional<UnitKey.PlanUnit> leaving(UnitKey.KeyUnit unit, RateLimitRef reference) {
        return objects.limit(
                        java.util.Objects.requireNonNullElse(reference.namespace(), unit.namespace()), reference.name())
                .flatMap(limit -> {
                    var plan = new UnitKey.PlanUnit(
                            unit.accountId(),
                            unit.region(),
                            limit.getMetadata().getNamespace(),
                            limit.getMetadata().getName());
                    var forced = limit.isMarkedForDeletion() && Annotated.has(limit, Annotations.FORCE);
                    var admitted = !limit.isMarkedForDeletion()
                            && facts.intent(limit) instanceof Verdict.Wanted<PlanIntent>
                            && !Annotated.has(limit, Annotations.PAUSED)
                            && limit.getSpec().mode() != Mode.Plan;
                    return forced || (!admitted && facts.withdrawn(limit, plan)) ? Optional.of(plan) : Optional.empty();
                });
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
