// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.model.UnitKey;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Whose authorizers are tried by a look: APIs take turns, one authorizer each, and those whose turn is longest ago come first. So nobody's
 * authorizers that never answer keep those of others from being tried.
 */
final class TrialRotation {

    /** How many authorizers one look tries: each calls a function. */
    static final int MOST = 50;

    /** How many of one API. */
    static final int MOST_OF_API = 5;

    /**
     * An authorizer.
     *
     * @param id in API Gateway
     */
    record One(UnitKey.RestApiUnit unit, String id) {}

    private final Map<UnitKey.RestApiUnit, Long> turns = new HashMap<>();
    private final Map<One, Long> trials = new HashMap<>();

    /** Even numbers; what a look tried comes behind what it saw for the first time. */
    private long look;

    /**
     * Those that this look tries, in order.
     *
     * @param waiting all of an account and region that did not answer yet
     */
    synchronized List<One> next(String accountId, String region, Collection<One> waiting) {
        look += 2;
        forget(accountId, region, waiting);
        var byApi = new TreeMap<UnitKey.RestApiUnit, List<One>>(Comparator.comparing(UnitKey.RestApiUnit::apiId));
        for (var one : waiting) {
            // Who is new waits behind those that are there.
            turns.putIfAbsent(one.unit(), look);
            trials.putIfAbsent(one, look);
            byApi.computeIfAbsent(one.unit(), _ -> new ArrayList<>()).add(one);
        }
        byApi.values()
                .forEach(some -> some.sort(Comparator.comparing((One one) -> trials.getOrDefault(one, look))
                        .thenComparing(One::id)));
        var apis = new ArrayList<>(byApi.keySet());
        apis.sort(Comparator.comparing(unit -> turns.getOrDefault(unit, look)));
        var next = new ArrayList<One>();
        for (var round = 0; round < MOST_OF_API; round++) {
            for (var api : apis) {
                var some = byApi.getOrDefault(api, List.of());
                if (round < some.size() && next.size() < MOST) {
                    next.add(some.get(round));
                }
            }
        }
        return List.copyOf(next);
    }

    /** One of them was tried. */
    synchronized void tried(One one) {
        turns.put(one.unit(), look + 1);
        trials.put(one, look + 1);
    }

    private void forget(String accountId, String region, Collection<One> waiting) {
        var kept = new TreeSet<String>();
        waiting.forEach(one -> kept.add(one.unit().apiId()));
        turns.keySet().removeIf(unit -> isIn(unit, accountId, region) && !kept.contains(unit.apiId()));
        trials.keySet().removeIf(one -> isIn(one.unit(), accountId, region) && !waiting.contains(one));
    }

    private static boolean isIn(UnitKey.RestApiUnit unit, String accountId, String region) {
        return unit.accountId().equals(accountId) && unit.region().equals(region);
    }
}
