// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Usage plans with neither a mark of ours nor a noted id, which may bear our tags all the same: a plan was renamed, its description
 * emptied, and status was lost. No bulk listing has tags, so those of each plan are read once, a few after every sweep.
 */
final class StrayPlans {

    private static final int AT_ONCE = 5;

    private final Accounts accounts;
    private final Naming naming;
    private final Map<Place, Set<String>> listed = new ConcurrentHashMap<>();

    /** Owners by the tags that were read, by id; empty for a plan that is not ours. */
    private final Map<Place, Map<String, Optional<UnitKey.UsagePlanUnit>>> read = new ConcurrentHashMap<>();

    StrayPlans(Accounts accounts, Naming naming) {
        this.accounts = accounts;
        this.naming = naming;
    }

    /** The owner of a plan by its tags, as far as they were read. */
    Optional<UnitKey.UsagePlanUnit> owner(String accountId, String region, String planId) {
        return read.getOrDefault(new Place(accountId, region), Map.of()).getOrDefault(planId, Optional.empty());
    }

    /** Records the plans of this kind in a listing; the others are forgotten. */
    void listed(String accountId, String region, Collection<String> planIds) {
        var place = new Place(accountId, region);
        listed.put(place, new TreeSet<>(planIds));
        of(place).keySet().retainAll(planIds);
    }

    /** Reads the tags of the next plans. */
    void next(Accounts.Account account, String region) throws InterruptedException {
        var place = new Place(account.accountId(), region);
        var known = of(place);
        var unread = listed.getOrDefault(place, Set.of()).stream()
                .filter(id -> !known.containsKey(id))
                .limit(AT_ONCE)
                .toList();
        for (var id : unread) {
            var plan = accounts.call(
                    account,
                    region,
                    Operation.GET_USAGE_PLAN,
                    Caller.SWEEP,
                    () -> account.access().gateway(region).getUsagePlan(id));
            known.put(id, plan.flatMap(one -> naming.planUnit(account.accountId(), region, one.tags())));
        }
    }

    /** Drops what is remembered of an account that is no longer swept. */
    void forget(String accountId) {
        listed.keySet().removeIf(place -> place.accountId().equals(accountId));
        read.keySet().removeIf(place -> place.accountId().equals(accountId));
    }

    private Map<String, Optional<UnitKey.UsagePlanUnit>> of(Place place) {
        return read.computeIfAbsent(place, _ -> new ConcurrentHashMap<>());
    }
}
