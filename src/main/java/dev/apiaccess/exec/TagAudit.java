// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Reads tags, which no bulk listing shows, of a few units after every sweep, in turns: one call for each thing. With sweeps every
 * five minutes everything has been read after four hours at the latest, at a cost of two percent of a call for each unit and sweep.
 */
final class TagAudit {

    private static final int LEAST = 5;
    private static final int SHARE = 50;
    private static final Comparator<UnitKey> ORDER = Comparator.comparing(UnitKey::toString);

    private final Accounts accounts;
    private final World world;
    private final Map<String, UnitKey> last = new ConcurrentHashMap<>();

    TagAudit(Accounts accounts, World world) {
        this.accounts = accounts;
        this.world = world;
    }

    /** Reads the tags of the units whose turn it is. */
    void next(Accounts.Account account) throws InterruptedException {
        var units = world.unitsOf(account.accountId()).stream().sorted(ORDER).toList();
        for (var unit : turn(units, last.get(account.accountId()))) {
            last.put(account.accountId(), unit);
            if (world.view(unit) instanceof View.Known known && known.settled()) {
                world.tagged(unit, known, read(account, unit, known.observed()));
            }
        }
    }

    /** Those after the last one that was read, from the beginning again when the end is reached. */
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

    private Map<String, Map<String, String>> read(Accounts.Account account, UnitKey unit, Observed observed)
            throws InterruptedException {
        var tags = new HashMap<String, Map<String, String>>();
        var region = Applier.region(unit);
        switch (observed) {
            case Observed.Policy policy -> {
                for (var one : policy.existing().stream().toList()) {
                    accounts.call(
                                    account,
                                    region,
                                    Operation.GET_POLICY,
                                    Caller.SWEEP,
                                    () -> account.access().iam().getPolicy(one.arn()))
                            .ifPresent(head -> tags.put(one.arn(), head.tags()));
                }
            }
            case Observed.Plan plan -> {
                for (var one : plan.existing()) {
                    accounts.call(
                                    account,
                                    region,
                                    Operation.GET_USAGE_PLAN,
                                    Caller.SWEEP,
                                    () -> account.access().gateway(region).getUsagePlan(one.id()))
                            .ifPresent(tagged -> tags.put(one.id(), tagged.tags()));
                }
            }
            case Observed.Key key -> {
                for (var one : key.existing()) {
                    accounts.call(
                                    account,
                                    region,
                                    Operation.GET_API_KEY,
                                    Caller.SWEEP,
                                    () -> account.access().gateway(region).getApiKey(one.id()))
                            .ifPresent(tagged -> tags.put(one.id(), tagged.tags()));
                }
            }
        }
        return tags;
    }
}
