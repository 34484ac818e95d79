// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Existing;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.Proof;
import dev.apiaccess.model.UnitKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What AWS holds, as far as we know. Listings are immutable and replaced whole; what we wrote or read ourselves is laid
 * over them until a listing that began after it, and after AWS's consistency window, can be trusted to show it.
 */
public final class World {

    /** Where a listing is kept until the next one of the same service and place. */
    private record Shelf(Operation.Service service, Place place) {}

    /** @param written whether it is the answer to our own write, rather than a read */
    private record Note(Observed observed, Instant at, boolean written) {}

    /** How long it is known that an account was forgotten. */
    private static final Duration REMEMBERED = Duration.ofHours(6);

    private final Supplier<Instant> moments;
    private final Duration consistencyWindow;
    private final @Nullable Proofs proofs;
    private final Readings readings;
    private final Inventory inventory;
    private final Map<Shelf, Slice> slices = new ConcurrentHashMap<>();

    /** When accounts were forgotten: a listing that began before is outdated. */
    private final Map<String, Instant> forgotten = new HashMap<>();

    private final Map<UnitKey, Note> notes = new ConcurrentHashMap<>();

    /** Tags by id of the thing. Listings leave tags out; they hold until we change the unit or read them again. */
    private final Map<UnitKey, Map<String, Map<String, String>>> tags = new ConcurrentHashMap<>();

    /** Things that a direct read did not find though the last listing shows them; the next listing decides anew. */
    private final Map<UnitKey, Set<String>> gone = new ConcurrentHashMap<>();

    /** @param consistencyWindow how long AWS may go on showing the state before a write */
    public World(Clock clock, Duration consistencyWindow) {
        this(clock, steady(clock), consistencyWindow, null);
    }

    /** @param proofs decides which things are ours */
    public World(Clock clock, Duration consistencyWindow, Proofs proofs) {
        this(clock, steady(clock), consistencyWindow, proofs);
    }

    /** Without proofs: none are looked up. */
    World(Clock clock, Supplier<Instant> moments, Duration consistencyWindow) {
        this(clock, moments, consistencyWindow, null);
    }

    /**
     * The order of listings and writes follows a clock of its own: after a clock is set back, a listing would count as newer than all later
     * writes.
     *
     * @param clock the time of day
     * @param moments never goes back
     * @param proofs decides which things are ours; null where that does not matter
     */
    public World(Clock clock, Supplier<Instant> moments, Duration consistencyWindow, @Nullable Proofs proofs) {
        this.proofs = proofs;
        this.readings = new Readings(clock);
        this.moments = moments;
        this.consistencyWindow = consistencyWindow;
        this.inventory = new Inventory(this);
    }

    private static Supplier<Instant> steady(Clock clock) {
        var start = clock.instant();
        var began = System.nanoTime();
        return () -> start.plusNanos(System.nanoTime() - began);
    }

    /** The moment to note as the beginning of a listing: not the time of day, but the time of the start and what has passed since. */
    public Instant moment() {
        return moments.get();
    }

    /**
     * Replaces the listing of the same service and place. Ignored when it began before the current one, or before its account was
     * forgotten.
     *
     * @return whether it is believed
     */
    public synchronized boolean publish(Slice slice) {
        var place = slice.place();
        var shelf = new Shelf(slice.service(), place);
        var before = slices.get(shelf);
        var since = forgotten.get(place.accountId());
        if ((before != null && slice.beganAt().isBefore(before.beganAt()))
                || (since != null && slice.beganAt().isBefore(since))) {
            return false;
        }
        slices.put(shelf, slice);
        gone.keySet().removeIf(unit -> shelf(unit).equals(shelf));
        forgetNotesOlderThan(slice.beganAt(), shelf);
        inventory.forgetNoted(place.accountId());
        forgetTagsOfOthers(shelf);
        if (proofs != null) {
            proofs.keep(
                    unit -> shelf(unit).equals(shelf) && !notes.containsKey(unit),
                    unit -> slice.of(unit).held().stream().map(Existing::id).collect(Collectors.toSet()));
        }
        inventory.listed(slice);
        return true;
    }

    private static Shelf shelf(UnitKey unit) {
        return new Shelf(unit.service(), unit.place());
    }

    /** What is read beside the listings. */
    public Readings readings() {
        return readings;
    }

    /** Index of the things by place, by what is believed of each. */
    public Inventory inventory() {
        return inventory;
    }

    boolean isNoted(UnitKey unit) {
        return notes.containsKey(unit);
    }

    /** Lays the answer to our own write over the listings. */
    public void note(UnitKey unit, Observed observed) {
        lay(unit, new Note(observed, moment(), true));
    }

    /** Lays a read of a single thing over the listings. */
    public void read(UnitKey unit, Observed observed) {
        lay(unit, new Note(observed, moment(), false));
    }

    /** Whether a direct read may still show the state before our last write, as those of IAM do for a while. */
    public boolean readsMayLag(UnitKey unit) {
        var note = notes.get(unit);
        return unit.place().isGlobal() && note != null && note.written() && !trusted(moment(), note.at());
    }

    /** Records an id from the answer to a call of ours, which proves that the thing is ours. */
    public void made(UnitKey unit, String id) {
        if (proofs != null) {
            proofs.made(unit, id);
        }
    }

    /**
     * Remembers tags that were read of things of a unit, to decide whether they are ours. What else is known of the unit stays.
     *
     * @param read tags by id or ARN
     * @param lost ids or ARNs that AWS no longer has: without this they would be read again and again until the next listing
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

    /** Remembers the owners that a read shows, where the read itself may lag behind what was written. */
    public void learn(UnitKey unit, Observed read) {
        var _ = judged(unit, read);
    }

    /** Ids of things that are known to be the unit's, noted in status or learned. */
    public Set<String> idsOf(UnitKey unit) {
        return proofs == null ? Set.of() : proofs.ids(unit);
    }

    /** Whether an id is known to be the unit's. */
    public boolean knows(UnitKey unit, String id) {
        return proofs != null && proofs.knows(unit, id);
    }

    /** Whether AWS has something whose owner is not known yet: its tags have to be read before anything is written. */
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
        inventory.noted(unit);
    }

    /**
     * Remembers tags that were read of the things of a unit, unless it changed since. Known tags of other things stay: where many things
     * look alike, not all are read at once.
     *
     * @param seen the view of the unit before the tags were read
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

    /** What is known about a unit now. */
    public View view(UnitKey unit) {
        // The note first: it is dropped after the listing that replaces it is published, so one of the two is always
        // seen.
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
        return slice(IamSlice.class, Operation.Service.IAM, Place.global(accountId));
    }

    public Optional<GatewaySlice> gateway(String accountId, String region) {
        return slice(GatewaySlice.class, Operation.Service.API_GATEWAY, new Place(accountId, region));
    }

    public Optional<AlarmSlice> alarms(String accountId, String region) {
        return slice(AlarmSlice.class, Operation.Service.CLOUDWATCH, new Place(accountId, region));
    }

    /** The last listing of a service in a place. */
    public <S extends Slice> Optional<S> slice(Class<S> type, Operation.Service service, Place place) {
        return Optional.ofNullable(slices.get(new Shelf(service, place))).map(type::cast);
    }

    /** Listed regions of an account, also those that no connection covers any more. */
    public Set<String> regions(String accountId) {
        return slices.keySet().stream()
                .filter(shelf -> shelf.service() == Operation.Service.API_GATEWAY)
                .map(Shelf::place)
                .filter(place -> place.accountId().equals(accountId) && !place.isGlobal())
                .map(Place::region)
                .collect(Collectors.toSet());
    }

    /** Every unit of an account of which AWS is known to hold something, desired or not. */
    public Set<UnitKey> unitsOf(String accountId) {
        // Notes first, as in view().
        var units = new HashSet<UnitKey>();
        notes.keySet().stream()
                .filter(unit -> unit.accountId().equals(accountId) && !(unit instanceof UnitKey.ClaimUnit))
                .forEach(units::add);
        slices.forEach((shelf, slice) -> {
            if (shelf.place().accountId().equals(accountId)) {
                slice.units().forEach(units::add);
            }
        });
        units.removeIf(unit ->
                view(unit) instanceof View.Known known && known.observed().nothing());
        return units;
    }

    /** Drops everything about an account, once its last connection is gone. */
    public synchronized void forget(String accountId) {
        var now = moment();
        // No listing takes so long.
        forgotten.values().removeIf(at -> at.isBefore(now.minus(REMEMBERED)));
        forgotten.put(accountId, now);
        slices.keySet().removeIf(shelf -> shelf.place().accountId().equals(accountId));
        readings.forget(accountId);
        notes.keySet().removeIf(unit -> unit.accountId().equals(accountId));
        tags.keySet().removeIf(unit -> unit.accountId().equals(accountId));
        gone.keySet().removeIf(unit -> unit.accountId().equals(accountId));
        if (proofs != null) {
            proofs.forget(unit -> unit.accountId().equals(accountId));
        }
        inventory.forget(accountId);
    }

    private View.@Nullable Known listed(UnitKey unit) {
        var slice = slices.get(shelf(unit));
        return slice == null || !slice.knows(unit) ? null : new View.Known(slice.of(unit), slice.beganAt(), true);
    }

    /** Whether the view of a unit comes from a listing that can be trusted to show what was done at a moment. */
    public boolean shows(UnitKey unit, Instant at) {
        return view(unit) instanceof View.Known known && known.settled() && trusted(known.asOf(), at);
    }

    private boolean trusted(Instant listingBegan, Instant written) {
        return listingBegan.isAfter(written.plus(consistencyWindow));
    }

    private void forgetNotesOlderThan(Instant listingBegan, Shelf listed) {
        notes.entrySet().removeIf(note -> {
            var goes = shelf(note.getKey()).equals(listed)
                    && trusted(listingBegan, note.getValue().at());
            if (goes) {
                keepTags(note.getKey(), note.getValue().observed());
            }
            return goes;
        });
    }

    /**
     * A listing has no tags: imported keys still lack them when it replaces the note, and things found not to be ours are not read anew for
     * every write.
     */
    private void keepTags(UnitKey unit, Observed observed) {
        var known = observed.lastingTags();
        if (!known.isEmpty()) {
            tags.put(unit, Map.copyOf(known));
        }
    }

    /** Drops the tags of things that the listing no longer shows: in time they may be thousands. */
    private void forgetTagsOfOthers(Shelf shelf) {
        for (var unit : tags.keySet()) {
            var listed = shelf(unit).equals(shelf) ? listed(unit) : null;
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
}
