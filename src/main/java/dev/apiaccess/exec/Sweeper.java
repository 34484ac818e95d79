// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Naming;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at every account again and again, in bulk and behind everything else, and publishes what it saw. One virtual thread an
 * account; a listing that failed is published to nobody.
 */
public final class Sweeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final int MOST_INTERESTS = 10_000;

    /** Is told how sweeps went. */
    public interface Listener {

        /** A listing of the account was published. */
        void swept(String accountId, Duration took);

        /** A listing failed; the next try comes by itself. */
        void failed(String accountId, AwsFailure failure);
    }

    private record Watch(Future<?> task, Semaphore wake) {}

    private record Interest(String accountId, String region) {}

    private final Accounts accounts;
    private final World world;
    private final Listing listing;
    private final TagAudit audit;
    private final Function<String, Collection<UnitKey>> expected;
    private final Listener listener;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Map<String, Duration> intervals = new ConcurrentHashMap<>();
    private final Map<Interest, Set<String>> interests = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    /** @param expected units of an account that objects are known to have; they are recognised also without their mark */
    public Sweeper(
            Accounts accounts,
            World world,
            Naming naming,
            Function<String, Collection<UnitKey>> expected,
            Listener listener,
            Clock clock) {
        this.expected = expected;
        this.audit = new TagAudit(accounts, world);
        this.accounts = accounts;
        this.world = world;
        this.listing = new Listing(accounts, naming, clock);
        this.listener = listener;
    }

    /**
     * Begins to look at an account, or changes how often.
     *
     * @param interval between two looks
     */
    public void watch(String accountId, Duration interval) {
        intervals.put(accountId, interval);
        watches.computeIfAbsent(accountId, id -> {
            var wake = new Semaphore(0);
            return new Watch(threads.submit(() -> loop(id, wake)), wake);
        });
    }

    /** Whether it looks at an account. */
    public boolean watches(String accountId) {
        return watches.containsKey(accountId);
    }

    /** No longer looks at an account. */
    public void unwatch(String accountId) {
        var watch = watches.remove(accountId);
        if (watch != null) {
            watch.task().cancel(true);
        }
        intervals.remove(accountId);
        interests.keySet().removeIf(interest -> interest.accountId().equals(accountId));
    }

    /** Looks soon; requests that come while one waits are one. */
    public void request(String accountId) {
        var watch = watches.get(accountId);
        if (watch != null && watch.wake().availablePermits() == 0) {
            watch.wake().release();
        }
    }

    /** Asks for the stages of an API to be part of every listing from now on, and for one soon if they were not before. */
    public void stagesOf(String accountId, String region, String apiId) {
        var apis = interests.computeIfAbsent(new Interest(accountId, region), _ -> ConcurrentHashMap.newKeySet());
        if (apis.size() < MOST_INTERESTS && apis.add(apiId)) {
            request(accountId);
        }
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void loop(String accountId, Semaphore wake) {
        var failures = 0;
        // The first look costs nothing for single objects, so that a restart is one sweep and no more.
        var audits = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var failure = sweep(accountId, audits);
                audits = true;
                failures = failure.isEmpty() ? 0 : failures + 1;
                TimeUnit.MILLISECONDS.sleep(LEAST.toMillis());
                var interval = intervals.getOrDefault(accountId, Duration.ofMinutes(5));
                var failed = failures;
                var pause = failure.map(one -> backoff.after(one, failed))
                        .filter(soon -> soon.compareTo(interval) < 0)
                        .orElse(interval);
                if (wake.tryAcquire(pause.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    /** The first failure; services and regions fail on their own. */
    private Optional<AwsFailure> sweep(String accountId, boolean audits) throws InterruptedException {
        var account = accounts.reach(accountId);
        if (account.isEmpty()) {
            return Optional.empty();
        }
        var failures = new ArrayList<AwsFailure>();
        list(accountId, () -> world.publish(listing.iam(account.get()))).ifPresent(failures::add);
        for (var region : accounts.regions(accountId)) {
            var apis = interests.getOrDefault(new Interest(accountId, region), Set.of());
            list(
                            accountId,
                            () -> world.publish(listing.gateway(
                                    account.get(), region, Set.copyOf(apis), expected.apply(accountId))))
                    .ifPresent(failures::add);
        }
        if (failures.isEmpty() && audits) {
            attempt(accountId, () -> audit.next(account.get())).ifPresent(failures::add);
        }
        // Told last, so that what went well elsewhere does not hide it.
        failures.stream().findFirst().ifPresent(failure -> listener.failed(accountId, failure));
        return failures.stream().findFirst();
    }

    /** One listing, which may wait for its turns. */
    private interface Step {
        void run() throws InterruptedException;
    }

    private Optional<AwsFailure> list(String accountId, Step step) throws InterruptedException {
        var began = System.nanoTime();
        return attempt(accountId, () -> {
            step.run();
            listener.swept(accountId, Duration.ofNanos(System.nanoTime() - began));
        });
    }

    private static Optional<AwsFailure> attempt(String accountId, Step step) throws InterruptedException {
        try {
            step.run();
            return Optional.empty();
        } catch (AwsFailure failure) {
            LOG.warn("account {} could not be listed: {}", accountId, failure.getMessage());
            return Optional.of(failure);
        } catch (RuntimeException bug) {
            LOG.error("account {} could not be listed", accountId, bug);
            return Optional.empty();
        }
    }
}
