// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads tags, which no bulk listing shows, of a few units after every sweep, in turns: one call for each thing. With sweeps every
 * five minutes everything has been read after four hours at the latest, at a cost of two percent of a call for each unit and sweep.
 */
final class TagAudit {

    private static final int LEAST = 5;
    private static final int SHARE = 50;
    private static final Comparator<UnitKey> ORDER = Comparator.comparing(UnitKey::toString);

    private final TagReading tags;
    private final World world;
    private final Map<String, UnitKey> last = new ConcurrentHashMap<>();

    TagAudit(Accounts accounts, World world) {
        tags = new TagReading(accounts);
        this.world = world;
    }

    /**
     * Reads the tags of the units whose turn it is.
     *
     * @param regions regions where AWS answers now, the empty one for IAM: units elsewhere keep their turn
     */
    void next(Accounts.Account account, Set<String> regions) throws InterruptedException {
        var units = world.unitsOf(account.accountId()).stream()
                // Listings bring the tags of alarms.
                .filter(unit -> unit.service() != Operation.Service.CLOUDWATCH)
                .filter(unit -> regions.contains(unit.place().region()))
                .sorted(ORDER)
                .toList();
        for (var unit : turn(units, last.get(account.accountId()))) {
            last.put(account.accountId(), unit);
            if (world.view(unit) instanceof View.Known known && known.settled()) {
                world.tagged(unit, known, tags.all(account, unit, known.observed(), Caller.SWEEP));
            }
        }
    }

    /** The units after the last one read, from the beginning again at the end of the list. */
    private static List<UnitKey> turn(List<UnitKey> units, @org.jspecify.annotations.Nullable UnitKey last) {
        var number = Math.min(units.size(), Math.max(LEAST, units.size() / SHARE));
        var first = 0;
        while (last != null && first < units.size() && ORDER.compare(units.get(first), last) <= 0) {
            first++;
        }
        var begin = first;
        return java.util.stream.IntStream.range(0, number)
                .mapToObj(index -> units.get((begin + index) % units.size()))
                .toList();
    }
}
