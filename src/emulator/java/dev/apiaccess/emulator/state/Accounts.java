// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** All accounts, the keys given out, and where each REST API lives. */
public final class Accounts {
    private final Clock clock;
    private final Map<String, Account> accounts = new ConcurrentHashMap<>();
    private final Map<String, Credential> roots = new ConcurrentHashMap<>();
    private final Map<String, Credential> credentials = new ConcurrentHashMap<>();
    private final Map<String, Place> places = new ConcurrentHashMap<>();
    private final Organizations organizations = new Organizations();
    private final AuthorizerTable authorizers = new AuthorizerTable();
    private final Networks networks = new Networks();
    private final LogGroups logs = new LogGroups();

    /** Where a REST API lives. */
    public record Place(Account account, String region) {}

    /** No accounts yet. */
    public Accounts(Clock clock) {
        this.clock = clock;
    }

    /** Makes an account, or returns the root credentials of the one that is there. */
    public Credential create(String accountId) {
        accounts.computeIfAbsent(accountId, Account::new);
        return roots.computeIfAbsent(accountId, id -> issue(id, new Holder.Root()));
    }

    /** The time in all of them. */
    public Instant now() {
        return clock.instant();
    }

    /** Which accounts belong together. */
    public Organizations organizations() {
        return organizations;
    }

    /** What stands behind the authorizers of all of them. */
    public AuthorizerTable authorizers() {
        return authorizers;
    }

    /** Through which networks callers come. */
    public Networks networks() {
        return networks;
    }

    /** What was written to their logs. */
    public LogGroups logs() {
        return logs;
    }

    /** An account by id. */
    public Optional<Account> account(String id) {
        return Optional.ofNullable(accounts.get(id));
    }

    /** A credential by access key id. */
    public Optional<Credential> credential(String accessKeyId) {
        return Optional.ofNullable(credentials.get(accessKeyId));
    }

    /** Gives out a permanent key pair. */
    public Credential issue(String accountId, Holder holder) {
        Credential made = new Credential(
                Ids.accessKey("AKIA"), Ids.secret(), null, accountId, holder, clock.instant(), null, null, null);
        credentials.put(made.accessKeyId(), made);
        return made;
    }

    /** Gives out temporary credentials. */
    public Credential issue(
            String accountId,
            Holder holder,
            Duration life,
            @Nullable Instant mfaAt,
            @Nullable SessionPolicies session) {
        Instant now = clock.instant();
        // The wire shows whole seconds, so that is when it ends.
        Instant end = now.plus(life).truncatedTo(ChronoUnit.SECONDS);
        Instant longGone = now.minus(Duration.ofHours(1));
        credentials
                .values()
                .removeIf(c -> c.expiresAt() != null && c.expiresAt().isBefore(longGone));
        Credential made = new Credential(
                Ids.accessKey("ASIA"), Ids.secret(), Ids.token(), accountId, holder, now, end, mfaAt, session);
        credentials.put(made.accessKeyId(), made);
        return made;
    }

    /** Takes back every key of a holder. */
    public void revoke(String accountId, Holder holder) {
        credentials
                .values()
                .removeIf(c -> c.accountId().equals(accountId) && c.holder().equals(holder));
    }

    /** Remembers where an API lives; ids are unique over all accounts. */
    public void place(String apiId, Account account, String region) {
        places.put(apiId, new Place(account, region));
    }

    /** Where an API lives. */
    public Optional<Place> place(String apiId) {
        return Optional.ofNullable(places.get(apiId));
    }

    /** Forgets an API. */
    public void unplace(String apiId) {
        places.remove(apiId);
    }

    /** Empties an account; its root credentials stay good, all others end. */
    public void reset(Account account) {
        credentials.values().removeIf(c -> c.accountId().equals(account.id()) && !(c.holder() instanceof Holder.Root));
        places.values().removeIf(p -> p.account() == account);
        logs.clear(account.id());
        account.locked(() -> {
            account.clear();
            return account;
        });
    }
}
