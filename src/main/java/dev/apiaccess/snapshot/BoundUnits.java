// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.util.ArrayList;
import java.util.Optional;
import java.util.TreeSet;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Where the things of an object are in AWS when the object itself no longer says so: in one of the regions that its connection covers,
 * or covered when they were listed.
 */
public final class BoundUnits {

    private BoundUnits() {}

    /**
     * The unit to handle next: one that AWS holds, else one not known yet. Empty when no region holds any: a region that cannot be
     * listed hides nothing in the others, and does not count as empty.
     *
     * @param at the object's unit by account and region
     */
    public static <U extends UnitKey> Optional<U> next(
            @Nullable ObjectStatus status, BiFunction<String, String, U> at, Snapshot snapshot) {
        var bound = status == null ? null : status.connection();
        var unknown = new ArrayList<U>();
        var unread = new ArrayList<U>();
        for (var connection : snapshot.connections()) {
            if (!connection.getMetadata().getName().equals(bound)) {
                continue;
            }
            var accountId = connection.getSpec().accountId();
            var regions = new TreeSet<>(connection.getSpec().regions());
            regions.addAll(snapshot.listedRegions(accountId));
            for (var region : regions) {
                var unit = at.apply(accountId, region);
                if (!(snapshot.view(unit) instanceof View.Known known)) {
                    unknown.add(unit);
                } else if (known.observed().ours()) {
                    return Optional.of(unit);
                } else if (!known.observed().absent()) {
                    // It may be foreign: what is proven comes first.
                    unread.add(unit);
                }
            }
        }
        return Stream.concat(unread.stream(), unknown.stream()).findFirst();
    }
}
