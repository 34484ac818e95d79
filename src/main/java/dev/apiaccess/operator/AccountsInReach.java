// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Connections;
import dev.apiaccess.model.Settings;
import dev.apiaccess.port.ConnectionState;
import dev.apiaccess.snapshot.Reach;
import dev.apiaccess.status.OutcomeReasons;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;

/** {@link Reach} by the connections of this process. */
public final class AccountsInReach implements Reach {

    private final Accounts accounts;
    private final Connections connections;
    private final BiPredicate<String, String> denied;
    private final Settings settings;
    private final Clock clock;
    private final Map<String, String> partitions = new ConcurrentHashMap<>();

    /** @param denied whether AWS denies us to read API Gateway of an account in a region */
    public AccountsInReach(
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

    @Override
    public Optional<String> partition(String accountId) {
        // Submitted with every reconcile: a claim already known is not written again.
        accounts.reach(accountId)
                .map(Accounts.Account::partition)
                .filter(partition -> !partition.equals(partitions.get(accountId)))
                .ifPresent(partition -> partitions.put(accountId, partition));
        return Optional.ofNullable(partitions.get(accountId));
    }

    @Override
    public List<String> regions(String accountId) {
        return accounts.regions(accountId);
    }

    @Override
    public boolean denies(String accountId, String region) {
        return denied.test(accountId, region);
    }

    @Override
    public boolean leadsElsewhere(AwsConnection connection) {
        return state(connection) instanceof ConnectionState.WrongAccount;
    }

    @Override
    public boolean lost(AwsConnection connection) {
        return switch (state(connection)) {
            case ConnectionState.WrongAccount _ -> true;
            // An expired session or an edited trust policy passes in a moment.
            case ConnectionState.Failed failed ->
                OutcomeReasons.connection(failed.failure()).stalled()
                        && Duration.between(failed.since(), clock.instant()).compareTo(settings.deniedForLong()) >= 0;
            case ConnectionState.Opening _, ConnectionState.Open _ -> false;
        };
    }

    @Override
    public ConnectionState state(AwsConnection connection) {
        return connections.state(connection.getMetadata().getName()).orElseGet(ConnectionState.Opening::new);
    }
}
