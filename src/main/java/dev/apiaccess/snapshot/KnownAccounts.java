// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.IamSlice;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is known of the accounts that connections name, as input to the checks of a namespace's objects. */
final class KnownAccounts implements AccessMemory.Accounts {

    private final Snapshot snapshot;
    private final World world;
    private final Reach reach;

    KnownAccounts(Snapshot snapshot, World world, Reach reach) {
        this.snapshot = snapshot;
        this.world = world;
        this.reach = reach;
    }

    /**
     * For a namespace, each account when it is asked for: with hundreds of accounts and namespaces, and a pass for each account, all of them
     * for each namespace fill the memory.
     */
    Surroundings.Accounts of(String namespace) {
        var asked = new HashMap<String, Surroundings.Account>();
        return accountId -> {
            var known = asked.get(accountId);
            if (known == null) {
                known = account(accountId, namespace).orElse(null);
                if (known != null) {
                    asked.put(accountId, known);
                }
            }
            return known;
        };
    }

    private Optional<Surroundings.Account> account(String accountId, String namespace) {
        return snapshot.account(accountId)
                .map(account -> world.iam(accountId).isEmpty()
                        ? account
                        : account.withHolding(principal -> holds(accountId, namespace, principal)));
    }

    /** An account, for no namespace; empty until it was reached once. */
    Optional<Surroundings.Account> account(String accountId) {
        return snapshot.partition(accountId)
                .flatMap(partition -> connections(accountId).stream()
                        .filter(connection -> !reach.leadsElsewhere(connection))
                        .map(connection -> account(connection, partition))
                        .reduce(KnownAccounts::both));
    }

    private record ByAccount() implements Question<Map<String, List<AwsConnection>>> {}

    /** Connections to an account: with hundreds of accounts nobody looks through all of them for each. */
    private List<AwsConnection> connections(String accountId) {
        return snapshot.once(
                        new ByAccount(),
                        () -> snapshot.connections().stream()
                                .collect(Collectors.groupingBy(
                                        connection -> connection.getSpec().accountId())))
                .getOrDefault(accountId, List.of());
    }

    private Surroundings.Account account(AwsConnection connection, String partition) {
        var accountId = connection.getSpec().accountId();
        var regions = new HashMap<String, Surroundings.Region>();
        for (var region : connection.getSpec().regions()) {
            world.gateway(accountId, region)
                    .ifPresent(slice -> regions.put(region, new Surroundings.Region(slice.apis(), slice.stages())));
        }
        var iam = world.iam(accountId);
        return new Surroundings.Account(
                partition,
                iam.map(IamSlice::principals),
                iam.map(IamSlice::principalIds).orElse(Map.of()),
                iam.map(slice -> new Surroundings.Slots(slice.attachments(), _ -> false, slice.quotas()))
                        .orElse(Surroundings.Slots.FREE),
                regions,
                denied(connection));
    }

    private Set<String> denied(AwsConnection connection) {
        return connection.getSpec().regions().stream()
                .filter(region -> reach.denies(connection.getSpec().accountId(), region))
                .collect(Collectors.toSet());
    }

    private static Surroundings.Account both(Surroundings.Account one, Surroundings.Account other) {
        var regions = new HashMap<>(one.regions());
        regions.putAll(other.regions());
        var denied = new HashSet<>(one.denied());
        denied.addAll(other.denied());
        return new Surroundings.Account(
                one.partition(), one.principals(), one.principalIds(), one.slots(), regions, denied);
    }

    private boolean holds(String accountId, String namespace, PrincipalRef principal) {
        return snapshot.view(new UnitKey.PolicyUnit(accountId, namespace, principal)) instanceof View.Known known
                && known.observed() instanceof Observed.Policy found
                && found.existing().stream()
                        .flatMap(existing -> existing.policy().attachedTo().stream())
                        .anyMatch(one -> one.identity().equals(principal.identity()));
    }

    private record StateOf(String accountId) implements Question<SurroundingsState.Account> {}

    @Override
    public SurroundingsState.Account before(String accountId) {
        return snapshot.once(new StateOf(accountId), () -> now(accountId));
    }

    /** Listings are published while a pass runs. */
    @Override
    public SurroundingsState.Account now(String accountId) {
        return new SurroundingsState.Account(
                snapshot.partition(accountId).orElse(""),
                connections(accountId).stream().map(this::access).toList());
    }

    private SurroundingsState.Access access(AwsConnection connection) {
        var accountId = connection.getSpec().accountId();
        var listings = new ArrayList<SurroundingsState.Listing>();
        world.iam(accountId).ifPresent(slice -> listings.add(new SurroundingsState.Listing(slice)));
        connection.getSpec().regions().stream()
                .sorted()
                .forEach(region -> world.gateway(accountId, region)
                        .ifPresent(slice -> listings.add(new SurroundingsState.Listing(slice))));
        return new SurroundingsState.Access(
                reach.leadsElsewhere(connection), List.copyOf(listings), denied(connection));
    }
}
