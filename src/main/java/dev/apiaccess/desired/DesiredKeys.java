// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.GrantState;
import dev.apiaccess.api.Mode;
import dev.apiaccess.intent.Annotated;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.Ended;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.Expiry;
import dev.apiaccess.snapshot.Endings;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.snapshot.OrphanRevocation;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.TierPlans;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.UUID;
import java.util.function.Function;
import java.util.stream.Stream;

/** The desired keys of a grant: the part of {@link DesiredState} about keys. */
public final class DesiredKeys {

    private final ObjectStore objects;
    private final Naming naming;
    private final Function<ApiKeyGrant, Optional<KeyHistory>> stored;
    private final Endings endings;
    private final OrphanRevocation revocation;

    /** @param stored the values stored for a grant */
    public DesiredKeys(
            ObjectStore objects,
            Endings endings,
            Naming naming,
            Function<ApiKeyGrant, Optional<KeyHistory>> stored,
            OrphanRevocation revocation) {
        this.objects = objects;
        this.naming = naming;
        this.stored = stored;
        this.endings = endings;
        this.revocation = revocation;
    }

    /** Decides whether what no object wants loses its effect. */
    public OrphanRevocation revocation() {
        return revocation;
    }

    /** Keys that no grant wants, disabled and left in place. */
    private Desired disabled(UnitKey.ApiKeyUnit unit, Observed.Key found) {
        return new Desired.Key(
                unit,
                found.existing().stream()
                        .map(one -> new Desired.Key.Revision(
                                one.key().withEnabled(false), Optional.of(one.id()), unknownValue()))
                        .toList(),
                naming.tags(owner(unit), ""));
    }

    /** A random value: a key from which something is taken needs none. */
    private static KeyValue unknownValue() {
        return new KeyValue(UUID.randomUUID() + "-" + UUID.randomUUID());
    }

    /** Ids of the keys of a grant, as recorded in its status and beside its stored values. */
    public Set<String> notedIds(ApiKeyGrant grant) {
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

    /** Whether a key may be that of a revision whose id is not recorded yet. */
    public boolean mayBeWanted(UnitKey.ApiKeyUnit unit, ApiKeyGrant grant, ExistingKey existing) {
        return stored.apply(grant)
                .flatMap(history -> revision(unit, existing).flatMap(history::find))
                .filter(one -> one.keyId().isEmpty())
                .isPresent();
    }

    /** The desired keys of a unit, decided by everything that is known. */
    public Desired of(UnitKey.ApiKeyUnit unit, Observed observed, Snapshot snapshot) {
        var grant = objects.grant(unit.namespace(), unit.name()).filter(one -> !Ended.is(one));
        if (grant.isEmpty()) {
            return revocation.takes(unit) && observed instanceof Observed.Key found && !found.absent()
                    ? disabled(unit, found)
                    : new Desired.Undecided(unit, "no object wants it: it is reported, not deleted");
        }
        return of(unit, grant.get(), observed, snapshot);
    }

    private Desired of(UnitKey.ApiKeyUnit unit, ApiKeyGrant grant, Observed observed, Snapshot snapshot) {
        return switch (snapshot.stance(grant)) {
            case Stance.Over<KeyIntent> _ -> absent(unit, grant);
            case Stance.Leaving<KeyIntent>(var ending) when ending == Stance.Ending.DELETE -> absent(unit, grant);
            case Stance.Enforced<KeyIntent>(var intent)
            when intent.unit().equals(unit) && !leaves(intent, observed, snapshot) -> {
                var whole = of(intent, grant, observed, Correcting.AS_DECLARED, snapshot);
                yield whole instanceof Desired.Undecided
                        ? reduced(unit, grant, observed, snapshot).orElse(whole)
                        : whole;
            }
            case Stance<KeyIntent> stance ->
                reduced(unit, grant, observed, snapshot).orElseGet(() -> new Desired.Undecided(unit, why(stance)));
        };
    }

    private static String why(Stance<KeyIntent> stance) {
        return switch (stance) {
            case Stance.Paused<KeyIntent> _ -> "paused";
            case Stance.Planned<KeyIntent> _ -> "mode Plan";
            case Stance.Rejected<KeyIntent>(var rejected, var plans) -> plans ? "mode Plan" : rejected.message();
            case Stance.Leaving<KeyIntent>(var ending) -> endingText(ending);
            case Stance.Enforced<KeyIntent> _, Stance.Over<KeyIntent> _ -> "not decided";
        };
    }

    /** Why the things of an object that is being deleted stay in place. */
    static String endingText(Stance.Ending ending) {
        return switch (ending) {
            case RETAIN -> "retained";
            case PAUSED -> "paused";
            case HELD -> "the deletion is held";
            case DELETE -> "not decided";
        };
    }

    private Desired absent(UnitKey.ApiKeyUnit unit, ApiKeyGrant grant) {
        return new Desired.Absent(unit, owner(unit).text(), tags(owner(unit), grant));
    }

    /** The desired keys of a grant; with {@link Correcting#ALL} also what is only reported, to show differences. */
    public Desired of(
            KeyIntent intent, ApiKeyGrant grant, Observed observed, Correcting correcting, Snapshot snapshot) {
        var unit = intent.unit();
        var history = stored.apply(grant);
        if (history.isEmpty()) {
            return new Desired.Undecided(unit, "the value is not stored yet");
        }
        var planIds = planIds(intent, observed, snapshot);
        if (planIds.isEmpty()) {
            return new Desired.Undecided(unit, "the usage plan is not there yet");
        }
        var works = intent.enabled() && !endings.hasEnded(grant);
        var alive = withoutGone(history.get(), observed);
        var desired = KeyAssembly.assemble(intent, planIds.get(), alive, works, naming);
        var status = grant.getStatus();
        var reportsOnly = correcting == Correcting.AS_DECLARED
                && !Corrections.made(grant.getSpec(), status)
                && !observed.absent()
                && status != null
                && KeyAssembly.digest(desired).equals(status.digest());
        return reportsOnly ? new Desired.Undecided(unit, "drift is only reported") : desired;
    }

    /** A key whose value was lost is kept while AWS has it; it cannot be made anew. */
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
     * The desired keys of a grant in mode Plan. Usage plans that do not exist yet bear the names of their objects.
     *
     * @param history what would be stored
     */
    public Desired planned(KeyIntent intent, KeyHistory history, Snapshot snapshot) {
        var ids = new TreeSet<String>();
        intent.plans()
                .forEach(plan ->
                        ids.add(planId(plan, snapshot).orElse("(of " + plan.namespace() + "/" + plan.name() + ")")));
        return KeyAssembly.assemble(intent, ids, history, intent.enabled(), naming);
    }

    /** The expiry of a grant. */
    public Expiry expiry(ApiKeyGrant grant) {
        return endings.expiry(grant);
    }

    /** Whether a key is in a wanted plan that it has to leave, whatever the grant asks for. */
    public boolean leaves(KeyIntent intent, Observed observed, Snapshot snapshot) {
        return observed instanceof Observed.Key found
                && TierPlans.isIn(found, tiers(snapshot).leaving(intent.unit(), intent.plans()));
    }

    /** In which plans keys stay, and which they leave. */
    public TierPlans tiers(Snapshot snapshot) {
        return new TierPlans(objects, snapshot);
    }

    /** The id of a plan, empty when none is proven to be ours. */
    public static Optional<String> planId(UnitKey.UsagePlanUnit unit, Snapshot snapshot) {
        return TierPlans.planId(unit, snapshot);
    }

    /**
     * What is taken away from keys although their grant cannot be met, is paused or is being deleted. The connection's owner takes
     * everything when the tenant withdraws, and plans that are deleted by force or withdrawn themselves; the owner of a plan takes it
     * from keys that it no longer admits; the grant's own switch, its end and the end of an overlap count unless it is paused or in
     * mode Plan. Empty when nothing is.
     */
    private Optional<Desired> reduced(
            UnitKey.ApiKeyUnit unit, ApiKeyGrant grant, Observed observed, Snapshot snapshot) {
        if (!(observed instanceof Observed.Key found) || found.existing().isEmpty()) {
            return Optional.empty();
        }
        var withdrawn = snapshot.withdrawn(grant, unit);
        var heard = !Annotated.has(grant, Annotations.PAUSED) && grant.getSpec().mode() != Mode.Plan;
        var off = withdrawn || (heard && (grant.getSpec().state() == GrantState.Disabled || endings.hasEnded(grant)));
        var history = stored.apply(grant);
        var leaving = tiers(snapshot).leaving(unit, grant);
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

    private static OwnerRef owner(UnitKey.ApiKeyUnit unit) {
        return new OwnerRef("ApiKeyGrant", unit.namespace(), unit.name());
    }

    private SortedMap<String, String> tags(OwnerRef owner, ApiKeyGrant grant) {
        return naming.tags(owner, Objects.requireNonNullElse(grant.getMetadata().getUid(), ""));
    }

    /** Whether the consumer has a later key, and this one is no longer needed. */
    private boolean isReplaced(UnitKey.ApiKeyUnit unit, ExistingKey existing, Optional<KeyHistory> history) {
        return history.isPresent()
                && history.get().newest().publishedAt().isPresent()
                && revision(unit, existing)
                        .filter(number -> number < history.get().newest().number()
                                && history.get().find(number).isEmpty())
                        .isPresent();
    }

    private Optional<Integer> revision(UnitKey.ApiKeyUnit unit, ExistingKey existing) {
        return naming.keyRevision(unit.namespace(), unit.name(), existing.key().name());
    }

    /**
     * Ids of the desired plans of a grant's keys; empty while that is not known. The first key waits until all plans exist, so that it
     * works everywhere when it is handed over; later a plan that cannot be made holds nothing else up.
     */
    private Optional<SortedSet<String>> planIds(KeyIntent intent, Observed observed, Snapshot snapshot) {
        var ids = new TreeSet<String>();
        for (var plan : intent.plans()) {
            var id = planId(plan, snapshot);
            if (id.isEmpty() && (observed.absent() || !isAbsent(plan, snapshot))) {
                return Optional.empty();
            }
            id.ifPresent(ids::add);
        }
        if (!observed.absent()
                && intent.missing().stream()
                        .map(KeyIntent.MissingTier::tier)
                        .anyMatch(tier -> planId(tier, snapshot).isEmpty() && !isAbsent(tier, snapshot))) {
            return Optional.empty();
        }
        return Optional.of(ids);
    }

    /** Desired plans of a key that do not exist: not made yet, or refused by AWS. */
    public List<UnitKey.UsagePlanUnit> absent(KeyIntent intent, Snapshot snapshot) {
        return intent.plans().stream().filter(plan -> isAbsent(plan, snapshot)).toList();
    }

    private static boolean isAbsent(UnitKey.UsagePlanUnit plan, Snapshot snapshot) {
        return snapshot.view(plan) instanceof View.Known known
                && known.observed().absent();
    }
}
