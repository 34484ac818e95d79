// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.Naming;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
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
    private final Listener listener;
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Map<String, Duration> intervals = new ConcurrentHashMap<>();
    private final Map<Interest, Set<String>> interests = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();

    public Sweeper(Accounts accounts, World world, Naming naming, Listener listener, Clock clock) {
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
        try {
            while (!Thread.currentThread().isInterrupted()) {
                sweep(accountId);
                TimeUnit.MILLISECONDS.sleep(LEAST.toMillis());
                var interval = intervals.getOrDefault(accountId, Duration.ofMinutes(5));
                if (wake.tryAcquire(interval.toMillis(), TimeUnit.MILLISECONDS)) {
                    wake.drainPermits();
                }
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void sweep(String accountId) throws InterruptedException {
        var account = accounts.reach(accountId);
        if (account.isEmpty()) {
            return;
        }
        var began = System.nanoTime();
        try {
            world.publish(listing.iam(account.get()));
            listener.swept(accountId, Duration.ofNanos(System.nanoTime() - began));
            for (var region : accounts.regions(accountId)) {
                var apis = interests.getOrDefault(new Interest(accountId, region), Set.of());
                world.publish(listing.gateway(account.get(), region, Set.copyOf(apis)));
                listener.swept(accountId, Duration.ofNanos(System.nanoTime() - began));
            }
        } catch (AwsFailure failure) {
            LOG.warn("account {} could not be listed: {}", accountId, failure.getMessage());
            listener.failed(accountId, failure);
        } catch (RuntimeException bug) {
            LOG.error("account {} could not be listed", accountId, bug);
        }
    }
}
