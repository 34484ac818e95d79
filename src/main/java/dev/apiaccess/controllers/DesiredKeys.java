// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.GrantState;
import dev.apiaccess.api.Mode;
import dev.apiaccess.api.RateLimitRef;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.KeyAssembly;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.PlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.Expiry;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the keys of a grant shall be: the part of {@link DesiredState} about them. */
final class DesiredKeys {

    private final ObjectStore objects;
    private final DeletionBrake brake;
    private final Naming naming;
    private final Function<ApiKeyGrant, Optional<KeyHistory>> stored;
    private final Settings settings;
    private final Clock clock;
    private final OrphanRevocation revocation;

    /** @param stored the values that were stored for a grant */
    DesiredKeys(
            ObjectStore objects,
            World world,
            DeletionBrake brake,
            Naming naming,
            Function<ApiKeyGrant, Optional<KeyHistory>> stored,
            Settings settings,
            Clock clock) {
        this.objects = objects;
        this.brake = brake;
        this.naming = naming;
        this.stored = stored;
        this.settings = settings;
        this.clock = clock;
        revocation = new OrphanRevocation(objects, world, settings, clock);
    }

    /** Whether what no object wants loses its effect. */
    OrphanRevocation revocation() {
        return revocation;
    }

    /** Keys that no grant wants, switched off and left where they are. */
    private Desired disabled(UnitKey.KeyUnit unit, Observed.Key found) {
        return new Desired.Key(
                unit,
                found.existing().stream()
                        .map(one -> new Desired.Key.Revision(
                                one.key().withEnabled(false), Optional.of(one.id()), unknownValue()))
                        .toList(),
                naming.tags(owner(unit), ""));
    }

    /** A key from which something is taken needs no value: one that nobody knows. */
    private static KeyValue unknownValue() {
        return new KeyValue(UUID.randomUUID() + "-" + UUID.randomUUID());
    }

    /** Ids of the keys of a grant, as its status and what is kept of its values note them. */
    Set<String> notedIds(ApiKeyGrant grant) {
        var ids = new TreeSet<String>();
        var status = grant.getStatus();
        if (status != null) {
            var rotation = status.rotation();
            Stream.of(
                            Optional.ofNullable(status.apiKeyId()),
                            Optional.ofNullable(rotation == null ? null : rotation.previousApiKeyId()))
                    .flatMap(Optional::stream)
                    .forEach(ids::add);
        }
        stored.apply(grant)
                .ifPresent(history -> history.revisions().stream()
                        .flatMap(one -> one.keyId().stream())
                        .forEach(ids::add));
        return ids;
    }

    /** Whether a key may be that of a revision whose id was not noted yet. */
    boolean mayBeWanted(UnitKey.KeyUnit unit, ApiKeyGrant grant, ExistingKey existing) {
        return stored.apply(grant)
                .flatMap(history -> revision(unit, existing).flatMap(history::find))
                .filter(one -> one.keyId().isEmpty())
                .isPresent();
    }

    /** Everything that is known decides. */
    Desired of(UnitKey.KeyUnit unit, Observed observed, Snapshot snapshot) {
        var owner = owner(unit);
        var grant = objects.grant(unit.namespace(), unit.name()).filter(one -> !Ended.is(one));
        if (grant.isEmpty()) {
            return revocation.takes(unit) && observed instanceof Observed.Key found && !found.absent()
                    ? disabled(unit, found)
                    : new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        var paused = Annotated.has(grant.get(), Annotations.PAUSED);
        var plans = grant.get().getSpec().mode() == Mode.Plan;
        if (!paused && !plans && expiry(grant.get()).state(clock.instant()) == Expiry.State.OVER) {
            return new Desired.Absent(unit, owner.text(), tags(owner, grant.get()));
        }
        var listens = !grant.get().isMarkedForDeletion() && !paused && !plans;
        var verdict = snapshot.intent(grant.get());
        if (listens
                && verdict instanceof Verdict.Wanted<KeyIntent>(var intent)
                && KeyAssembly.unit(intent).equals(unit)
                && !leaves(unit, grant.get(), observed, snapshot)) {
            var whole = of(intent, grant.get(), observed, false, snapshot);
            return whole instanceof Desired.Undecided
                    ? less(unit, grant.get(), observed, snapshot).orElse(whole)
                    : whole;
        }
        var retained = snapshot.retention().keeps(grant.get());
        if (grant.get().isMarkedForDeletion() && !paused && !retained && !brake.holds(grant.get())) {
            return new Desired.Absent(unit, owner.text(), tags(owner, grant.get()));
        }
        var less = less(unit, grant.get(), observed, snapshot);
        if (less.isPresent()) {
            return less.get();
        }
        if (paused) {
            return new Desired.Undecided(unit, "paused");
        }
        if (grant.get().isMarkedForDeletion()) {
            return new Desired.Undecided(unit, retained ? "retained" : "the deletion is held");
        }
        if (plans) {
            return new Desired.Undecided(unit, "mode Plan");
        }
        return new Desired.Undecided(
                unit, verdict instanceof Verdict.Rejected<KeyIntent> rejected ? rejected.message() : "not decided");
    }

    /** The keys of a grant; with {@code correctAll} also what is only reported, to show what differs. */
    Desired of(KeyIntent intent, ApiKeyGrant grant, Observed observed, boolean correctAll, Snapshot snapshot) {
        var unit = KeyAssembly.unit(intent);
        var history = stored.apply(grant);
        if (history.isEmpty()) {
            return new Desired.Undecided(unit, "the value is not stored yet");
        }
        var planIds = planIds(intent.plans(), snapshot);
        if (planIds.isEmpty()) {
            return new Desired.Undecided(unit, "the usage plan is not there yet");
        }
        var works = intent.enabled() && !expiry(grant).ended(clock.instant());
        var alive = withoutGone(history.get(), observed);
        var desired = KeyAssembly.assemble(intent, planIds.get(), alive, works, naming);
        var status = grant.getStatus();
        var reportsOnly = !correctAll
                && !Corrections.made(grant.getSpec(), status)
                && !observed.absent()
                && status != null
                && KeyAssembly.digest(desired).equals(status.digest());
        return reportsOnly ? new Desired.Undecided(unit, "drift is only reported") : desired;
    }

    /** A key whose value was lost is kept while it is there; it cannot be made anew. */
    private KeyHistory withoutGone(KeyHistory history, Observed observed) {
        var lost = history.previous().filter(one -> one.publishedAt().isEmpty());
        return lost.isPresent()
                        && (!(observed instanceof Observed.Key found)
                                || found.existing().stream()
                                        .noneMatch(one -> lost.get().keyId().equals(Optional.of(one.id()))))
                ? history.onlyNewest()
                : history;
    }

    /**
     * What the keys of a grant in mode Plan would be. Usage plans that are not there yet bear the names of their objects.
     *
     * @param history what would be stored
     */
    Desired planned(KeyIntent intent, KeyHistory history, Snapshot snapshot) {
        var ids = new TreeSet<String>();
        intent.plans()
                .forEach(plan ->
                        ids.add(planId(plan, snapshot).orElse("(of " + plan.namespace() + "/" + plan.name() + ")")));
        return KeyAssembly.assemble(intent, ids, history, intent.enabled(), naming);
    }

    /** When a grant ends; warning and keeping go by AWS's clock. */
    Expiry expiry(ApiKeyGrant grant) {
        return new Expiry(
                Optional.ofNullable(grant.getSpec().expiresAt()).map(Instant::parse),
                settings.expiryWarning(),
                settings.expiredKept());
    }

    /** Whether a key is in a plan that goes, whatever the grant asks for. */
    boolean leaves(UnitKey.KeyUnit unit, ApiKeyGrant grant, Observed observed, Snapshot snapshot) {
        var leaving = leaving(unit, grant, snapshot);
        return observed instanceof Observed.Key found
                && found.existing().stream()
                        .anyMatch(
                                one -> !java.util.Collections.disjoint(one.key().planIds(), leaving));
    }

    /** The id of a plan, empty when there is none that is proven to be ours: no key is led into another. */
    static Optional<String> planId(UnitKey.PlanUnit unit, Snapshot snapshot) {
        return snapshot.view(unit) instanceof View.Known known && known.observed() instanceof Observed.Plan plan
                ? plan.proven().map(existing -> existing.id())
                : Optional.empty();
    }

    /**
     * What is taken away of keys although their grant cannot be met, is paused or goes. The connection's owner takes all when the
     * tenant withdraws, and plans that are deleted by force or withdrawn themselves; the owner of a plan takes it from those whom it
     * admits no more; the grant's own switch, its end and the end of an overlap count unless it is paused or plans. Empty when
     * nothing is.
     */
    private Optional<Desired> less(UnitKey.KeyUnit unit, ApiKeyGrant grant, Observed observed, Snapshot snapshot) {
        if (!(observed instanceof Observed.Key found) || found.existing().isEmpty()) {
            return Optional.empty();
        }
        var withdrawn = snapshot.withdrawn(grant, unit);
        var heard = !Annotated.has(grant, Annotations.PAUSED) && grant.getSpec().mode() != Mode.Plan;
        var off = withdrawn
                || (heard
                        && (grant.getSpec().state() == GrantState.Disabled
                                || expiry(grant).ended(clock.instant())));
        var history = stored.apply(grant);
        var leaving = leaving(unit, grant, snapshot);
        var revisions = found.existing().stream()
                .filter(one -> !(heard && isReplaced(unit, one, history)))
                .map(one -> {
                    var left = new TreeSet<>(
                            withdrawn ? Set.<String>of() : one.key().planIds());
                    left.removeAll(leaving);
                    var value = history.flatMap(known -> revision(unit, one).flatMap(known::find))
                            .map(KeyRevision::value)
                            .orElseGet(DesiredKeys::unknownValue);
                    return new Desired.Key.Revision(
                            one.key().withPlanIds(left).withEnabled(one.key().enabled() && !off),
                            Optional.of(one.id()),
                            value);
                })
                .toList();
        var same = revisions.stream()
                .map(Desired.Key.Revision::key)
                .toList()
                .equals(found.existing().stream().map(ExistingKey::key).toList());
        if (same) {
            return Optional.empty();
        }
        return Optional.of(
                revisions.isEmpty()
                        ? new Desired.Absent(unit, owner(unit).text(), tags(owner(unit), grant))
                        : new Desired.Key(unit, revisions, tags(owner(unit), grant)));
    }

    private static OwnerRef owner(UnitKey.KeyUnit unit) {
        return new OwnerRef("ApiKeyGrant", unit.namespace(), unit.name());
    }

    private SortedMap<String, String> tags(OwnerRef owner, ApiKeyGrant grant) {
        return naming.tags(owner, Objects.requireNonNullElse(grant.getMetadata().getUid(), ""));
    }

    /** Whether the consumer has a later one, and nobody needs this one any more. */
    private boolean isReplaced(UnitKey.KeyUnit unit, ExistingKey existing, Optional<KeyHistory> history) {
        return history.isPresent()
                && history.get().newest().publishedAt().isPresent()
                && revision(unit, existing)
                        .filter(number -> number < history.get().newest().number()
                                && history.get().find(number).isEmpty())
                        .isPresent();
    }

    private Optional<Integer> revision(UnitKey.KeyUnit unit, ExistingKey existing) {
        return naming.keyRevision(unit.namespace(), unit.name(), existing.key().name());
    }

    /** Ids of plans that the grant has to leave although it names them, or named them when its status was written. */
    private Set<String> leaving(UnitKey.KeyUnit unit, ApiKeyGrant grant, Snapshot snapshot) {
        return references(grant).stream()
                .flatMap(reference -> leaving(unit, reference, snapshot).stream())
                .flatMap(plan -> planId(plan, snapshot).stream())
                .collect(Collectors.toSet());
    }

    /**
     * The tiers in whose plans a key of the grant is although their owners do not admit its namespace, or no more; empty when their
     * plans are not known.
     *
     * @param held whether it is about those that are paused or in mode Plan, where nothing is written for their owners
     */
    List<ApiRateLimit> refusing(
            UnitKey.KeyUnit unit, ApiKeyGrant grant, Observed observed, boolean held, Snapshot snapshot) {
        return references(grant).stream()
                .flatMap(reference -> limit(unit, reference).stream())
                .filter(limit -> !snapshot.consents(limit, unit.namespace()) && held == holds(limit))
                .filter(limit -> observed instanceof Observed.Key found
                        && planId(plan(unit, limit), snapshot)
                                .filter(id -> found.existing().stream()
                                        .anyMatch(one -> one.key().planIds().contains(id)))
                                .isPresent())
                .toList();
    }

    private Set<RateLimitRef> references(ApiKeyGrant grant) {
        var references = new LinkedHashSet<RateLimitRef>(grant.getSpec().rateLimits());
        if (grant.getStatus() != null) {
            grant.getStatus().plans().stream()
                    .filter(plan -> plan.name() != null)
                    .forEach(plan ->
                            references.add(new RateLimitRef(String.valueOf(plan.name()), plan.namespace(), Map.of())));
        }
        return references;
    }

    private Optional<ApiRateLimit> limit(UnitKey.KeyUnit unit, RateLimitRef reference) {
        return objects.limit(Objects.requireNonNullElse(reference.namespace(), unit.namespace()), reference.name());
    }

    private static UnitKey.PlanUnit plan(UnitKey.KeyUnit unit, ApiRateLimit limit) {
        return new UnitKey.PlanUnit(
                unit.accountId(),
                unit.region(),
                limit.getMetadata().getNamespace(),
                limit.getMetadata().getName());
    }

    /** Whether nothing is written for a tier now: its owner says so, or says what only a later version understands. */
    private static boolean holds(ApiRateLimit limit) {
        return Annotated.has(limit, Annotations.PAUSED)
                || !limit.getSpec().unknownFields().isEmpty()
                || (!limit.isMarkedForDeletion() && limit.getSpec().mode() == Mode.Plan);
    }

    /** The plan of a limit that goes although grants name it, or that does not admit this one. */
    private Optional<UnitKey.PlanUnit> leaving(UnitKey.KeyUnit unit, RateLimitRef reference, Snapshot snapshot) {
        return limit(unit, reference).flatMap(limit -> {
            var plan = plan(unit, limit);
            var refuses = !holds(limit) && !snapshot.consents(limit, unit.namespace());
            var forced = limit.isMarkedForDeletion() && Annotated.has(limit, Annotations.FORCE);
            var admitted = !limit.isMarkedForDeletion()
                    && snapshot.intent(limit) instanceof Verdict.Wanted<PlanIntent>
                    && !Annotated.has(limit, Annotations.PAUSED)
                    && limit.getSpec().mode() != Mode.Plan;
            return forced || refuses || (!admitted && snapshot.withdrawn(limit, plan))
                    ? Optional.of(plan)
                    : Optional.empty();
        });
    }

    /** Ids of plans, empty until all of them are there. */
    private static Optional<SortedSet<String>> planIds(List<UnitKey.PlanUnit> plans, Snapshot snapshot) {
        var ids = new TreeSet<String>();
        for (var plan : plans) {
            var id = planId(plan, snapshot);
            if (id.isEmpty()) {
                return Optional.empty();
            }
            ids.add(id.get());
        }
        return Optional.of(ids);
    }
}
