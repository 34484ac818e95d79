// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Proof;
import dev.apiaccess.model.UnitKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What AWS holds, as far as we know. Listings are immutable and replaced whole; what we wrote or read ourselves is laid
 * over them until a listing that began after it, and after AWS's consistency window, can be trusted to show it.
 */
public final class World {

    /** @param written whether it is the answer to our own write, rather than a read */
    private record Note(Observed observed, Instant at, boolean written) {}

    private record Tenant(String accountId, String namespace) {}

    private final Clock clock;
    private final Supplier<Instant> moments;
    private final Duration consistencyWindow;
    private final @Nullable Proofs proofs;
    private final Map<String, IamSlice> iam = new ConcurrentHashMap<>();
    private final Map<Place, GatewaySlice> gateways = new ConcurrentHashMap<>();
    private final Map<Place, UsageSlice> usage = new ConcurrentHashMap<>();
    private final Map<Place, MethodSlice> methods = new ConcurrentHashMap<>();
    private final Map<Place, Map<String, Set<String>>> unproven = new ConcurrentHashMap<>();
    private final Map<Place, Map<String, Set<UnitKey.KeyUnit>>> members = new ConcurrentHashMap<>();
    private final Map<UnitKey, Note> notes = new ConcurrentHashMap<>();

    /** Tags by id of the thing. Listings leave tags out; they hold until we change the unit or read them again. */
    private final Map<UnitKey, Map<String, Map<String, String>>> tags = new ConcurrentHashMap<>();

    /** What was asked for and not found, though the last listing shows it; a listing that comes says it anew. */
    private final Map<UnitKey, Set<String>> gone = new ConcurrentHashMap<>();

    /** At least the policies that there are notes of: one object is looked at without going through those of all others. */
    private final Map<Tenant, Set<UnitKey.PolicyUnit>> noted = new ConcurrentHashMap<>();

    /** @param consistencyWindow how long AWS may go on showing the state before a write */
    public World(Clock clock, Duration consistencyWindow) {
        this(clock, steady(clock), consistencyWindow, null);
    }

    /** @param proofs tells what of it is ours */
    public World(Clock clock, Duration consistencyWindow, Proofs proofs) {
        this(clock, steady(clock), consistencyWindow, proofs);
    }

    /** Without proofs: nothing is asked for them. */
    World(Clock clock, Supplier<Instant> moments, Duration consistencyWindow) {
        this(clock, moments, consistencyWindow, null);
    }

    /**
     * What came first is told by a clock of its own: by one that is set back, a listing would count as newer than all that is written
     * from then on.
     *
     * @param clock the time of day
     * @param moments never goes back
     * @param proofs tells what of it is ours; null where nobody asks
     */
    public World(Clock clock, Supplier<Instant> moments, Duration consistencyWindow, @Nullable Proofs proofs) {
        this.proofs = proofs;
        this.clock = clock;
        this.moments = moments;
        this.consistencyWindow = consistencyWindow;
    }

    private static Supplier<Instant> steady(Clock clock) {
        var start = clock.instant();
        var began = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - began);
    }

    /** The moment to note as the beginning of a listing; no time of day, but that of the start and what has passed since. */
    public Instant moment() {
        return moments.get();
    }

    public void publish(IamSlice slice) {
        var place = Place.global(slice.accountId());
        iam.put(slice.accountId(), slice);
        gone.keySet().removeIf(unit -> unit.place().equals(place));
        forgetNotesOlderThan(slice.beganAt(), place);
        forgetNoted(slice.accountId());
        forgetTagsOfOthers(place);
        if (proofs != null) {
            proofs.keep(
                    unit -> unit.place().equals(place) && !notes.containsKey(unit),
                    unit -> unit instanceof UnitKey.PolicyUnit policy
                            ? Optional.ofNullable(slice.owned().get(policy))
                                    .map(one -> Set.of(one.policyId()))
                                    .orElse(Set.of())
                            : Set.of());
        }
    }

    public void publish(GatewaySlice slice) {
        var place = new Place(slice.accountId(), slice.region());
        gateways.put(place, slice);
        gone.keySet().removeIf(unit -> unit.place().equals(place));
        forgetNotesOlderThan(slice.beganAt(), place);
        forgetTagsOfOthers(place);
        if (proofs != null) {
            proofs.keep(unit -> unit.place().equals(place) && !notes.containsKey(unit), unit -> switch (unit) {
                case UnitKey.PlanUnit plan ->
                    slice.plans().getOrDefault(plan, List.of()).stream()
                            .map(ExistingPlan::id)
                            .collect(Collectors.toSet());
                case UnitKey.KeyUnit key ->
                    slice.keys().getOrDefault(key, List.of()).stream()
                            .map(ExistingKey::id)
                            .collect(Collectors.toSet());
                case UnitKey.PolicyUnit _, UnitKey.ClaimUnit _ -> Set.of();
            });
        }
        unproven.put(place, unprovenIn(slice));
        members.put(place, membersIn(slice));
    }

    public void publish(UsageSlice slice) {
        usage.put(new Place(slice.accountId(), slice.region()), slice);
    }

    public void publish(MethodSlice slice) {
        methods.put(new Place(slice.accountId(), slice.region()), slice);
    }

    /** What was read of deployed methods last, empty before the first time. */
    public Optional<MethodSlice> methods(String accountId, String region) {
        return Optional.ofNullable(methods.get(new Place(accountId, region)));
    }

    /** What was read of usage last, empty before the first time. */
    public Optional<UsageSlice> usage(String accountId, String region) {
        return Optional.ofNullable(usage.get(new Place(accountId, region)));
    }

    /** What our keys have used of a plan's quota in the period that runs now; empty when it is not known. */
    public Optional<PlanUsage> usage(String accountId, String region, String planId) {
        var today = today();
        return usage(accountId, region).map(slice -> slice.plans().get(planId)).filter(plan -> plan.runs(today));
    }

    /** The usage of all plans of an account of which it is known. */
    public List<PlanUsage> usages(String accountId) {
        var today = today();
        return usage.values().stream()
                .filter(slice -> slice.accountId().equals(accountId))
                .flatMap(slice -> slice.plans().values().stream())
                .filter(plan -> plan.runs(today))
                .toList();
    }

    private LocalDate today() {
        return LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
    }

    /** Lays the answer to our own write over the listings. */
    public void note(UnitKey unit, Observed observed) {
        lay(unit, new Note(observed, moment(), true));
    }

    /** Lays a read of a single thing over the listings. */
    public void read(UnitKey unit, Observed observed) {
        lay(unit, new Note(observed, moment(), false));
    }

    /** Whether a single read may still show what was there before our last write of it, as IAM's do for a while. */
    public boolean readsMayLag(UnitKey unit) {
        var note = notes.get(unit);
        return unit.place().isGlobal() && note != null && note.written() && !trusted(moment(), note.at());
    }

    /** An id came out of the answer to a call of ours, which proves that the thing is. */
    public void made(UnitKey unit, String id) {
        if (proofs != null) {
            proofs.made(unit, id);
        }
    }

    /**
     * Tags that were read of things of a unit, to tell whether they are ours. What else is known of the unit stays.
     *
     * @param read tags by id or ARN
     * @param lost ids or ARNs of what AWS does not have any more: it would be asked for again and again until a listing comes
     */
    public void learn(UnitKey unit, Map<String, Map<String, String>> read, Set<String> lost) {
        var note = notes.computeIfPresent(
                unit,
                (_, one) ->
                        new Note(judged(unit, one.observed().withTags(read).without(lost)), one.at(), one.written()));
        if (note == null) {
            addTags(unit, read);
            if (!lost.isEmpty()) {
                gone.merge(unit, Set.copyOf(lost), World::union);
            }
        }
    }

    private void addTags(UnitKey unit, Map<String, Map<String, String>> read) {
        if (!read.isEmpty()) {
            tags.merge(unit, Map.copyOf(read), (known, more) -> {
                var both = new HashMap<>(known);
                both.putAll(more);
                return Map.copyOf(both);
            });
        }
    }

    private static Set<String> union(Set<String> one, Set<String> other) {
        var both = new HashSet<>(one);
        both.addAll(other);
        return Set.copyOf(both);
    }

    /** What a read tells of who owns what, where the read itself may lag behind what was written. */
    public void learn(UnitKey unit, Observed read) {
        var _ = judged(unit, read);
    }

    /** Ids of things that are known to be the unit's, by what is noted or was learned. */
    public Set<String> idsOf(UnitKey unit) {
        return proofs == null ? Set.of() : proofs.ids(unit);
    }

    /** Whether an id is known to be the unit's. */
    public boolean knows(UnitKey unit, String id) {
        return proofs != null && proofs.knows(unit, id);
    }

    /** Whether something is there that may be ours or not: its tags have to be read before anything is written. */
    public boolean isUnread(Observed observed) {
        return proofs != null && observed.proofs().contains(Proof.UNREAD);
    }

    private Observed judged(UnitKey unit, Observed observed) {
        return proofs == null ? observed : proofs.apply(unit, observed);
    }

    private void lay(UnitKey unit, Note raw) {
        tags.remove(unit);
        var note = new Note(judged(unit, raw.observed()), raw.at(), raw.written());
        notes.put(unit, note);
        if (unit instanceof UnitKey.PolicyUnit policy) {
            noted.compute(tenant(policy), (_, known) -> {
                var units = known == null ? ConcurrentHashMap.<UnitKey.PolicyUnit>newKeySet() : known;
                units.add(policy);
                return units;
            });
        }
    }

    /**
     * Remembers tags that were read of the things of a unit, unless it changed since. What is known of others stays: where many things
     * look alike, not all are read at one time.
     *
     * @param seen what was believed of the unit before the tags were read
     * @param read tags by id or ARN
     */
    public void tagged(UnitKey unit, View seen, Map<String, Map<String, String>> read) {
        if (view(unit).equals(seen)) {
            addTags(unit, read);
            if (notes.containsKey(unit)) {
                // A write of ours came meanwhile.
                tags.remove(unit);
            }
        }
    }

    /** What may be believed about a unit now. */
    public View view(UnitKey unit) {
        // The note first: it goes after the listing came that replaces it, so one of the two is always seen.
        var note = notes.get(unit);
        var listed = listed(unit);
        if (note != null && (listed == null || !trusted(listed.asOf(), note.at()))) {
            return judged(unit, new View.Known(note.observed(), note.at(), false));
        }
        return listed == null ? new View.Unknown() : judged(unit, learned(unit, listed));
    }

    private View.Known judged(UnitKey unit, View.Known known) {
        var observed = judged(unit, known.observed());
        return observed.equals(known.observed()) ? known : new View.Known(observed, known.asOf(), known.settled());
    }

    private View.Known learned(UnitKey unit, View.Known listed) {
        var known = tags.getOrDefault(unit, Map.of());
        var lost = gone.getOrDefault(unit, Set.of());
        return known.isEmpty() && lost.isEmpty()
                ? listed
                : new View.Known(listed.observed().without(lost).withTags(known), listed.asOf(), listed.settled());
    }

    public Optional<IamSlice> iam(String accountId) {
        return Optional.ofNullable(iam.get(accountId));
    }

    public Optional<GatewaySlice> gateway(String accountId, String region) {
        return Optional.ofNullable(gateways.get(new Place(accountId, region)));
    }

    /** Regions of an account that were listed, also those that no connection covers any more. */
    public Set<String> regions(String accountId) {
        return gateways.keySet().stream()
                .filter(place -> place.accountId().equals(accountId))
                .map(Place::region)
                .collect(Collectors.toSet());
    }

    /** Every unit of an account that AWS is known to hold something for, whether anybody wants it or not. */
    public Set<UnitKey> unitsOf(String accountId) {
        // Notes first, as in view().
        var units = new HashSet<UnitKey>();
        notes.keySet().stream()
                .filter(unit -> unit.accountId().equals(accountId) && !(unit instanceof UnitKey.ClaimUnit))
                .forEach(units::add);
        iam(accountId).ifPresent(slice -> units.addAll(slice.owned().keySet()));
        gateways.forEach((place, slice) -> {
            if (place.accountId().equals(accountId)) {
                units.addAll(slice.plans().keySet());
                units.addAll(slice.keys().keySet());
            }
        });
        units.removeIf(unit ->
                view(unit) instanceof View.Known known && known.observed().nothing());
        return units;
    }

    /** Policies of one namespace that AWS is known to hold. */
    public Set<UnitKey.PolicyUnit> policiesOf(String accountId, String namespace) {
        var units = new HashSet<UnitKey.PolicyUnit>();
        noted.getOrDefault(new Tenant(accountId, namespace), Set.of()).stream()
                .filter(notes::containsKey)
                .forEach(units::add);
        iam(accountId).ifPresent(slice -> units.addAll(slice.ownedBy(namespace)));
        units.removeIf(unit ->
                view(unit) instanceof View.Known known && known.observed().absent());
        return units;
    }

    /** Our API keys that are in a usage plan. */
    public Set<UnitKey.KeyUnit> keysIn(String accountId, String planId) {
        var keys = new HashSet<UnitKey.KeyUnit>();
        for (var unit : unitsOf(accountId)) {
            if (unit instanceof UnitKey.KeyUnit key
                    && view(key) instanceof View.Known known
                    && known.observed() instanceof Observed.Key observed
                    && observed.existing().stream()
                            .anyMatch(one -> one.key().planIds().contains(planId))) {
                keys.add(key);
            }
        }
        return keys;
    }

    /** The usage plans of each API key of grants in a region, by id, as far as is known. One walk over all keys. */
    public Map<String, Set<String>> plansOfKeys(String accountId, String region) {
        var plans = new HashMap<String, Set<String>>();
        for (var unit : unitsOf(accountId)) {
            if (unit instanceof UnitKey.KeyUnit key
                    && key.region().equals(region)
                    && view(key) instanceof View.Known known
                    && known.observed() instanceof Observed.Key observed) {
                observed.existing().forEach(one -> plans.put(one.id(), one.key().planIds()));
            }
        }
        return plans;
    }

    /** Names and ids of the API keys in a usage plan of ours that are not ours, whatever they bear, as of the last listing. */
    public Set<String> foreignKeysIn(String accountId, String region, String planId) {
        var found = new TreeSet<String>(gateway(accountId, region)
                .map(slice -> slice.foreignKeys().getOrDefault(planId, Set.of()))
                .orElse(Set.of()));
        found.addAll(
                unproven.getOrDefault(new Place(accountId, region), Map.of()).getOrDefault(planId, Set.of()));
        return found;
    }

    /** Keys with our mark that are not ours, by the plans that they are in. */
    private Map<String, Set<String>> unprovenIn(GatewaySlice slice) {
        var found = new HashMap<String, Set<String>>();
        for (var unit : slice.keys().keySet()) {
            if (view(unit) instanceof View.Known known && known.observed() instanceof Observed.Key keys) {
                keys.others()
                        .forEach(one -> one.key()
                                .planIds()
                                .forEach(plan -> found.computeIfAbsent(plan, _ -> new TreeSet<>())
                                        .add(one.key().name() + " " + one.id())));
            }
        }
        return Map.copyOf(found);
    }

    /** Whose keys are in a usage plan as of the last listing, by what the keys bear. */
    public Set<UnitKey.KeyUnit> keysListedIn(String accountId, String region, String planId) {
        return members.getOrDefault(new Place(accountId, region), Map.of()).getOrDefault(planId, Set.of());
    }

    private static Map<String, Set<UnitKey.KeyUnit>> membersIn(GatewaySlice slice) {
        var found = new HashMap<String, Set<UnitKey.KeyUnit>>();
        slice.keys()
                .forEach((unit, keys) -> keys.forEach(one -> one.key()
                        .planIds()
                        .forEach(plan -> found.computeIfAbsent(plan, _ -> new HashSet<>())
                                .add(unit))));
        return Map.copyOf(found);
    }

    /** Drops everything about an account, when the last connection to it has gone. */
    public void forget(String accountId) {
        iam.remove(accountId);
        gateways.keySet().removeIf(place -> place.accountId().equals(accountId));
        unproven.keySet().removeIf(place -> place.accountId().equals(accountId));
        members.keySet().removeIf(place -> place.accountId().equals(accountId));
        usage.keySet().removeIf(place -> place.accountId().equals(accountId));
        methods.keySet().removeIf(place -> place.accountId().equals(accountId));
        notes.keySet().removeIf(unit -> unit.accountId().equals(accountId));
        tags.keySet().removeIf(unit -> unit.accountId().equals(accountId));
        gone.keySet().removeIf(unit -> unit.accountId().equals(accountId));
        if (proofs != null) {
            proofs.forget(unit -> unit.accountId().equals(accountId));
        }
        forgetNoted(accountId);
    }

    private View.@Nullable Known listed(UnitKey unit) {
        return switch (unit) {
            case UnitKey.PolicyUnit policy ->
                iam(policy.accountId())
                        .map(slice -> known(
                                new Observed.Policy(
                                        Optional.ofNullable(slice.owned().get(policy))),
                                slice.beganAt()))
                        .orElse(null);
            case UnitKey.ClaimUnit claim ->
                iam(claim.accountId())
                        .map(slice -> known(new Observed.Policy(slice.claim()), slice.beganAt()))
                        .orElse(null);
            case UnitKey.PlanUnit plan ->
                gateway(plan.accountId(), plan.region())
                        .map(slice ->
                                known(new Observed.Plan(slice.plans().getOrDefault(plan, List.of())), slice.beganAt()))
                        .orElse(null);
            case UnitKey.KeyUnit key ->
                gateway(key.accountId(), key.region())
                        .map(slice ->
                                known(new Observed.Key(slice.keys().getOrDefault(key, List.of())), slice.beganAt()))
                        .orElse(null);
        };
    }

    /** Whether what is known of a unit comes from a listing that can be trusted to show what was done at a moment. */
    public boolean shows(UnitKey unit, Instant at) {
        return view(unit) instanceof View.Known known && known.settled() && trusted(known.asOf(), at);
    }

    private static View.Known known(Observed observed, Instant asOf) {
        return new View.Known(observed, asOf, true);
    }

    private boolean trusted(Instant listingBegan, Instant written) {
        return listingBegan.isAfter(written.plus(consistencyWindow));
    }

    private void forgetNotesOlderThan(Instant listingBegan, Place listed) {
        notes.entrySet().removeIf(note -> {
            var goes = note.getKey().place().equals(listed)
                    && trusted(listingBegan, note.getValue().at());
            if (goes) {
                keepTags(note.getKey(), note.getValue().observed());
            }
            return goes;
        });
    }

    /**
     * A listing tells no tags: those of keys that were imported are still missing when it replaces the note, and what was read and is
     * not ours is not read anew for every write.
     */
    private void keepTags(UnitKey unit, Observed observed) {
        var known = new HashMap<String, Map<String, String>>();
        switch (observed) {
            case Observed.Policy policy -> policy.others().forEach(one -> keep(one.arn(), one.tags(), known));
            case Observed.Plan plan -> plan.others().forEach(one -> keep(one.id(), one.tags(), known));
            case Observed.Key keys -> {
                keys.existing().forEach(one -> keep(one.id(), one.tags(), known));
                keys.others().forEach(one -> keep(one.id(), one.tags(), known));
            }
        }
        if (!known.isEmpty()) {
            tags.put(unit, Map.copyOf(known));
        }
    }

    /** Of things that a listing does not show any more nothing is remembered: they may be thousands in time. */
    private void forgetTagsOfOthers(Place place) {
        for (var unit : tags.keySet()) {
            var listed = unit.place().equals(place) ? listed(unit) : null;
            if (listed != null) {
                var shown = Set.copyOf(listed.observed().ids());
                tags.computeIfPresent(unit, (_, known) -> {
                    var left = new HashMap<>(known);
                    left.keySet().retainAll(shown);
                    return left.isEmpty() ? null : Map.copyOf(left);
                });
            }
        }
    }

    private static void keep(String id, @Nullable Map<String, String> read, Map<String, Map<String, String>> into) {
        if (read != null) {
            into.put(id, read);
        }
    }

    private void forgetNoted(String accountId) {
        for (var tenant : noted.keySet()) {
            if (tenant.accountId().equals(accountId)) {
                noted.computeIfPresent(tenant, (_, units) -> {
                    units.removeIf(unit -> !notes.containsKey(unit));
                    return units.isEmpty() ? null : units;
                });
            }
        }
    }

    private static Tenant tenant(UnitKey.PolicyUnit unit) {
        return new Tenant(unit.accountId(), unit.namespace());
    }
}
