// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** Which things are where, by what the world believes of each: the policies of a namespace, the keys in a usage plan. */
public final class Inventory {

    private record Tenant(String accountId, String namespace) {}

    private final World world;
    private final Map<Place, Map<String, Set<String>>> unproven = new ConcurrentHashMap<>();
    private final Map<Place, Map<String, Set<UnitKey.ApiKeyUnit>>> members = new ConcurrentHashMap<>();

    /** Policies with a note, and maybe others, by namespace: one object is assessed without going through the policies of all. */
    private final Map<Tenant, Set<UnitKey.PolicyUnit>> noted = new ConcurrentHashMap<>();

    Inventory(World world) {
        this.world = world;
    }

    /** Records that a unit has a note. */
    void noted(UnitKey unit) {
        if (unit instanceof UnitKey.PolicyUnit policy) {
            noted.compute(new Tenant(policy.accountId(), policy.namespace()), (_, known) -> {
                var units = known == null ? ConcurrentHashMap.<UnitKey.PolicyUnit>newKeySet() : known;
                units.add(policy);
                return units;
            });
        }
    }

    /** Drops the notes of an account. */
    void forgetNoted(String accountId) {
        for (var tenant : noted.keySet()) {
            if (tenant.accountId().equals(accountId)) {
                noted.computeIfPresent(tenant, (_, units) -> {
                    units.removeIf(unit -> !world.isNoted(unit));
                    return units.isEmpty() ? null : units;
                });
            }
        }
    }

    /** Indexes a listing that is believed from now on. */
    void listed(Slice slice) {
        if (slice instanceof GatewaySlice gateway) {
            unproven.put(gateway.place(), unprovenIn(gateway));
            members.put(gateway.place(), membersIn(gateway));
        }
    }

    void forget(String accountId) {
        unproven.keySet().removeIf(place -> place.accountId().equals(accountId));
        members.keySet().removeIf(place -> place.accountId().equals(accountId));
        forgetNoted(accountId);
    }

    /** Policies of one namespace that AWS is known to hold. */
    public Set<UnitKey.PolicyUnit> policiesOf(String accountId, String namespace) {
        var units = new HashSet<UnitKey.PolicyUnit>();
        noted.getOrDefault(new Tenant(accountId, namespace), Set.of()).stream()
                .filter(world::isNoted)
                .forEach(units::add);
        world.iam(accountId).ifPresent(slice -> units.addAll(slice.ownedBy(namespace)));
        units.removeIf(unit ->
                world.view(unit) instanceof View.Known known && known.observed().absent());
        return units;
    }

    /** Our API keys that are in a usage plan. */
    public Set<UnitKey.ApiKeyUnit> keysIn(String accountId, String planId) {
        var keys = new HashSet<UnitKey.ApiKeyUnit>();
        for (var unit : world.unitsOf(accountId)) {
            if (unit instanceof UnitKey.ApiKeyUnit key
                    && world.view(key) instanceof View.Known known
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
        for (var unit : world.unitsOf(accountId)) {
            if (unit instanceof UnitKey.ApiKeyUnit key
                    && key.region().equals(region)
                    && world.view(key) instanceof View.Known known
                    && known.observed() instanceof Observed.Key observed) {
                observed.existing().forEach(one -> plans.put(one.id(), one.key().planIds()));
            }
        }
        return plans;
    }

    /** Names and ids of the API keys in a usage plan of ours that are not ours, whatever marks they bear, as of the last listing. */
    public Set<String> foreignKeysIn(String accountId, String region, String planId) {
        var found = new TreeSet<String>(world.gateway(accountId, region)
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
            if (world.view(unit) instanceof View.Known known && known.observed() instanceof Observed.Key keys) {
                keys.others()
                        .forEach(one -> one.key()
                                .planIds()
                                .forEach(plan -> found.computeIfAbsent(plan, _ -> new TreeSet<>())
                                        .add(one.key().name() + " " + one.id())));
            }
        }
        return Map.copyOf(found);
    }

    /** Units whose keys are in a usage plan as of the last listing, by the marks that the keys bear. */
    public Set<UnitKey.ApiKeyUnit> keysListedIn(String accountId, String region, String planId) {
        return members.getOrDefault(new Place(accountId, region), Map.of()).getOrDefault(planId, Set.of());
    }

    private static Map<String, Set<UnitKey.ApiKeyUnit>> membersIn(GatewaySlice slice) {
        var found = new HashMap<String, Set<UnitKey.ApiKeyUnit>>();
        slice.keys()
                .forEach((unit, keys) -> keys.forEach(one -> one.key()
                        .planIds()
                        .forEach(plan -> found.computeIfAbsent(plan, _ -> new HashSet<>())
                                .add(unit))));
        return Map.copyOf(found);
    }
}
