// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * A usage plan or a key stays in the region where it was made: AWS moves neither, and in another region there would be a second one
 * while callers use the first, which nobody would look after any more.
 */
final class HomeRegion {

    private final Reach reach;
    private final Snapshot snapshot;

    HomeRegion(Reach reach, Snapshot snapshot) {
        this.reach = reach;
        this.snapshot = snapshot;
    }

    /**
     * What is wanted, unless the object had its thing once, and that is or may be in another region only. Where it is held already
     * there is nothing to move, and what another object of the name has left behind in another region is not its own.
     *
     * @param unit where it is wanted
     * @param at the object's unit by region
     * @param made whether the object had its thing once
     * @param stays whether the object is known to be for the region where its thing was made, so that one that is gone is made anew
     * @param thing what it is, for people
     */
    <T> Verdict<T> keep(
            T wanted,
            UnitKey unit,
            String region,
            Function<String, UnitKey> at,
            boolean made,
            boolean stays,
            String thing) {
        if (!made || stays || holds(unit)) {
            return Verdict.wanted(wanted);
        }
        var account = unit.accountId();
        for (var other : new TreeSet<>(snapshot.listedRegions(account))) {
            if (!other.equals(region) && holds(at.apply(other))) {
                return Verdict.rejected(
                        Reason.Invalid,
                        thing + " is in region " + other + " and cannot move to " + region
                                + ": take the change back, or make another object for " + region
                                + " and delete this one when nobody uses it");
            }
        }
        return reach.regions(account).stream()
                .filter(other -> !(snapshot.view(at.apply(other)) instanceof View.Known))
                .findFirst()
                .map(other -> Verdict.<T>waiting(
                        Reason.Pending,
                        thing + " may be in region " + other + ", which is being read for the first time"))
                .orElseGet(() -> Verdict.wanted(wanted));
    }

    private boolean holds(UnitKey unit) {
        return snapshot.view(unit) instanceof View.Known known
                && known.observed().ours();
    }
}
