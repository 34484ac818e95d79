// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Connections;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** Which accounts are within reach, by which connection, and what AWS does not let us read there. */
final class Reach {

    private final Accounts accounts;
    private final Connections connections;
    private final BiPredicate<String, String> denied;
    private final Settings settings;
    private final Clock clock;
    private final Map<String, String> partitions = new ConcurrentHashMap<>();

    /** @param denied whether AWS does not let us read API Gateway of an account in a region */
    Reach(
            Accounts accounts,
            Connections connections,
            BiPredicate<String, String> denied,
            Settings settings,
            Clock clock) {
        this.accounts = accounts;
        this.connections = connections;
        this.denied = denied;
        this.settings = settings;
        this.clock = clock;
    }

    /** Partition of an account's ARNs, remembered while AWS is out of reach. */
    Optional<String> partition(String accountId) {
        // Asked for with every look: what is known already is not written again.
        accounts.reach(accountId)
                .map(Accounts.Account::partition)
                .filter(partition -> !partition.equals(partitions.get(accountId)))
                .ifPresent(partition -> partitions.put(accountId, partition));
        return Optional.ofNullable(partitions.get(accountId));
    }

    /** Regions of an account that some connection to it names. */
    List<String> regions(String accountId) {
        return accounts.regions(accountId);
    }

    /** Whether AWS does not let us read API Gateway of an account in a region. */
    boolean denies(String accountId, String region) {
        return denied.test(accountId, region);
    }

    /** Whether the credentials of a connection belong to an account other than the one it names. */
    boolean leadsElsewhere(AwsConnection connection) {
        return state(connection) instanceof Connections.State.WrongAccount;
    }

    /** Whether an account is out of reach until somebody mends it; a failure that passes by itself is none of that. */
    boolean lost(AwsConnection connection) {
        return switch (state(connection)) {
            case Connections.State.WrongAccount _ -> true;
            // A session that expired or a trust that is edited is over in a moment.
            case Connections.State.Failed failed ->
                Outcomes.connection(failed.failure()).stalled()
                        && Duration.between(failed.since(), clock.instant()).compareTo(settings.deniedForLong()) >= 0;
            case Connections.State.Opening _, Connections.State.Open _ -> false;
        };
    }

    private Connections.State state(AwsConnection connection) {
        return connections.state(connection.getMetadata().getName()).orElseGet(Connections.State.Opening::new);
    }
}
