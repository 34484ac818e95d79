// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Proof;
import dev.apiaccess.model.UnitKey;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Which of the things that bear a unit's mark are ours. A name or a description only finds them: both can be copied. An id that was proven
 * once stays proven, since AWS gives none twice.
 */
public final class Proofs {

    private final Naming naming;
    private final Function<UnitKey, Set<String>> noted;
    private final Function<UnitKey, Set<String>> kept;
    private final Map<UnitKey, Set<String>> own = new ConcurrentHashMap<>();

    /**
     * @param noted the ids in the statuses of a unit's objects; for policies the PolicyId
     * @param kept the ids in the Secret of a grant. Others may edit it, so these ids prove only things that bear the mark, and find no
     *     others
     */
    public Proofs(Naming naming, Function<UnitKey, Set<String>> noted, Function<UnitKey, Set<String>> kept) {
        this.naming = naming;
        this.noted = noted;
        this.kept = kept;
    }

    /** Records an id from the answer to a call of ours. */
    void made(UnitKey unit, String id) {
        own.merge(unit, Set.of(id), (known, more) -> {
            var both = new HashSet<>(known);
            both.addAll(more);
            return Set.copyOf(both);
        });
    }

    /** The ids by which things of the unit are found under any name, whether AWS still has them or not. */
    Set<String> ids(UnitKey unit) {
        var all = new HashSet<>(own.getOrDefault(unit, Set.of()));
        all.addAll(noted.apply(unit));
        return all;
    }

    boolean knows(UnitKey unit, String id) {
        return own.getOrDefault(unit, Set.of()).contains(id)
                || noted.apply(unit).contains(id);
    }

    /** Drops what was learned of units that AWS does not hold any more. */
    void forget(Predicate<UnitKey> gone) {
        own.keySet().removeIf(gone);
    }

    /**
     * Drops the ids that a listing does not show any more.
     *
     * @param listed units that the listing shows completely
     * @param shown the ids that it shows of a unit
     */
    void keep(Predicate<UnitKey> listed, Function<UnitKey, Set<String>> shown) {
        for (var unit : own.keySet()) {
            if (listed.test(unit)) {
                own.computeIfPresent(unit, (_, ids) -> {
                    var left = shown.apply(unit).stream().filter(ids::contains).collect(Collectors.toSet());
                    return left.isEmpty() ? null : Set.copyOf(left);
                });
            }
        }
    }

    /** Tells apart what is ours, what may be, and what is not. */
    Observed apply(UnitKey unit, Observed observed) {
        var rank = rank(unit, observed.held().size() + observed.others().size());
        return rank == null && observed.isJudged()
                ? observed
                : observed.withProofs(one -> proof(unit, one.id(), one.tags(), rank));
    }

    /** Noted ids decide the order of several things; for a single thing that is proven already they are not looked up. */
    private @Nullable Set<String> rank(UnitKey unit, int things) {
        return things > 1 ? noted.apply(unit) : null;
    }

    private Proof proof(UnitKey unit, String id, @Nullable Map<String, String> tags, @Nullable Set<String> ranked) {
        if (unit instanceof UnitKey.ClaimUnit || unit instanceof UnitKey.RestApiUnit) {
            // The description of a claim names its owner; an API is never ours, and who may write to it is decided
            // elsewhere.
            return Proof.OWN;
        }
        if (unit instanceof UnitKey.AlarmUnit) {
            // The only id of an alarm is its name, which others may give to one of theirs as soon as ours is deleted.
            return tags == null ? Proof.UNREAD : naming.ours(tags, unit) ? Proof.OWN : Proof.NONE;
        }
        var isOwn = own.getOrDefault(unit, Set.of()).contains(id);
        if (ranked != null || !isOwn) {
            var ids = ranked == null ? noted.apply(unit) : ranked;
            if (ids.contains(id)) {
                if (!isOwn) {
                    made(unit, id);
                }
                return Proof.NOTED;
            }
        }
        if (isOwn) {
            return Proof.OWN;
        }
        if (!anothers(unit, tags) && kept.apply(unit).contains(id)) {
            made(unit, id);
            return Proof.NOTED;
        }
        if (tags == null) {
            return Proof.UNREAD;
        }
        if (naming.ours(tags, unit)) {
            made(unit, id);
            return Proof.OWN;
        }
        return Proof.NONE;
    }

    private boolean anothers(UnitKey unit, @Nullable Map<String, String> tags) {
        return tags != null && tags.containsKey(Naming.TAG_OWNER) && !naming.ours(tags, unit);
    }
}
