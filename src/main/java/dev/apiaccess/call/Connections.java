// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.iam.Arn;
import dev.apiaccess.model.CallerIdentity;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsConnector.AwsAccess;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.ConnectionState;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Opens connections and keeps proving that their credentials belong to the account they name. A wrong account is closed before anything is
 * read or written there. Never blocks the caller: the known state is returned at once, and objects are woken when it changes.
 */
public final class Connections implements AutoCloseable {

    /** Settings of a connection; it is opened anew when any of them changes. */
    public record Wanted(AwsConnector.Settings settings, String accountId, List<String> regions, int percent) {}

    private record Entry(Wanted wanted, AwsAccess access, long opening, Future<?> prober) {}

    private static final Duration PROVE_AGAIN = Duration.ofMinutes(5);

    private final AwsConnector connector;
    private final Accounts accounts;
    private final Consumer<String> changed;
    private final Clock clock;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Map<String, Entry> entries = new ConcurrentHashMap<>();
    private final Map<String, ConnectionState> states = new ConcurrentHashMap<>();
    /**
     * Platform threads: they make the first calls of the process. A virtual thread that waits until another one has initialized a class
     * keeps its carrier, and few of them keep all there are (https://openjdk.org/jeps/491, Future Work).
     */
    private final ExecutorService probers = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("connection-", 0).daemon().factory());

    private long openings;

    /** @param changed called with the name of a connection whose state changed */
    public Connections(AwsConnector connector, Accounts accounts, Consumer<String> changed, Clock clock) {
        this.connector = connector;
        this.accounts = accounts;
        this.changed = changed;
        this.clock = clock;
    }

    /** Opens a connection, or opens it anew when its settings changed; returns its state. */
    public synchronized ConnectionState ensure(Wanted wanted) {
        var name = wanted.settings().name();
        var entry = entries.get(name);
        if (entry == null || !entry.wanted().equals(wanted)) {
            close(name);
            var access = connector.open(wanted.settings());
            var opening = ++openings;
            entries.put(name, new Entry(wanted, access, opening, probers.submit(() -> prove(wanted, access, opening))));
        }
        return states.getOrDefault(name, new ConnectionState.Opening());
    }

    public Optional<ConnectionState> state(String connection) {
        return Optional.ofNullable(states.get(connection));
    }

    /** Forgets a connection and closes its clients. */
    public synchronized void close(String connection) {
        var entry = entries.remove(connection);
        if (entry != null) {
            entry.prober().cancel(true);
            accounts.closed(connection);
            entry.access().close();
        }
        states.remove(connection);
    }

    @Override
    public void close() {
        probers.shutdownNow();
        List.copyOf(entries.keySet()).forEach(this::close);
    }

    private void prove(Wanted wanted, AwsAccess access, long opening) {
        var failures = 0;
        try {
            var since = clock.instant();
            while (!Thread.currentThread().isInterrupted()) {
                Duration wait;
                ConnectionState next;
                try {
                    next = proven(
                            wanted,
                            accounts.observed(
                                    wanted.accountId(), Operation.GET_CALLER_IDENTITY, access::callerIdentity));
                    failures = 0;
                    wait = PROVE_AGAIN;
                } catch (RuntimeException refused) {
                    var failure = refused instanceof AwsFailure known ? known : unreadable(refused);
                    since = failures == 0 ? clock.instant() : since;
                    failures++;
                    wait = backoff.after(failure, failures);
                    next = new ConnectionState.Failed(
                            failure, since, clock.instant().plus(wait));
                }
                publish(wanted, access, opening, next);
                TimeUnit.MILLISECONDS.sleep(wait.toMillis());
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The failure for an unreadable answer, which status then shows, instead of the end of the thread. */
    private static AwsFailure unreadable(RuntimeException cause) {
        return new AwsFailure(
                AwsFailure.Kind.INVALID,
                Operation.GET_CALLER_IDENTITY,
                "UnexpectedAnswer",
                String.valueOf(cause.getMessage()),
                null,
                cause);
    }

    private static ConnectionState proven(Wanted wanted, CallerIdentity identity) {
        return identity.accountId().equals(wanted.accountId())
                ? new ConnectionState.Open(identity, Arn.parse(identity.arn()).partition())
                : new ConnectionState.WrongAccount(identity);
    }

    /** Publishes a state, unless the connection was closed or opened anew meanwhile. */
    private void publish(Wanted wanted, AwsAccess access, long opening, ConnectionState next) {
        var name = wanted.settings().name();
        synchronized (this) {
            var entry = entries.get(name);
            if (entry == null || entry.opening() != opening) {
                return;
            }
            var before = states.put(name, next);
            if (next instanceof ConnectionState.Open open && !(before instanceof ConnectionState.Open)) {
                accounts.opened(new Accounts.Account(
                        name, wanted.accountId(), open.partition(), wanted.regions(), access, wanted.percent()));
            }
            // A failed check of the identity leaves the account usable: every call reports its own failure.
            if (next instanceof ConnectionState.WrongAccount) {
                accounts.closed(name);
            }
            if (next.equals(before)) {
                return;
            }
        }
        changed.accept(name);
    }
}
