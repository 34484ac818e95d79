// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Backoff;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.world.Slice;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Looks at every account again and again, in bulk and behind everything else, and publishes what it saw. One thread an account,
 * of the system's, since its calls are the first to IAM and API Gateway (see {@link Connections}); a listing that failed is
 * published to nobody.
 */
public final class Sweeper implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sweeper.class);
    private static final Duration LEAST = Duration.ofMillis(200);
    private static final Duration SPACED = Duration.ofSeconds(20);

    /** What a sweep should also read, computed anew for each. */
    public interface Wishes extends ProtectionWishes, Archiving {

        /** Units of an account that objects are known to have; they are recognized also without their mark. */
        Collection<UnitKey> units(String accountId);

        /** APIs of an account and region whose stages are read. */
        Set<String> apis(String accountId, String region);

        /** Stages of rate limits, of which the deployed methods are read. */
        Set<ApiStage> limited(String accountId, String region);

        /** Stages in which policies hold, of which the deployed resource policy is read too. */
        Set<ApiStage> granted(String accountId, String region);

        /** Whether an object wants alarms in an account and region, or had some there. */
        boolean alarms(String accountId, String region);

        /** Principals whose policies are kept, by {@link dev.apiaccess.model.PrincipalRef#identity()}. */
        Set<String> principals(String accountId);
    }

    /** Receives the results of sweeps. */
    public interface Listener {

        /**
         * A listing of the account was published.
         *
         * @param region whose API Gateway was listed, empty for IAM
         */
        void swept(String accountId, String region);

        /**
         * A sweep of the whole account has ended.
         *
         * @param complete whether everything was read
         */
        void ended(String accountId, boolean complete, Duration took);

        /** The values that one listing compares with what AWS shows of the keys of a unit, by id. */
        default BiFunction<UnitKey.ApiKeyUnit, String, List<KeptValues.Kept>> kept() {
            return (_, _) -> List.of();
        }

        /** The quota usage of keys was read, or failed to be. */
        default void used(String accountId) {}

        /** What is read beside the listings changed, and with it what rules come to. */
        default void deployed(String accountId) {}

        /**
         * A listing failed; the next try comes by itself.
         *
         * @param region whose API Gateway could not be listed, empty for what concerns the account as a whole
         */
        void failed(String accountId, String region, AwsFailure failure);
    }

    private record Watch(Future<?> task, Semaphore wake, AtomicBoolean soon, AtomicLong complete) {}

    /** Result of one sweep; services and regions fail independently. */
    private record Result(boolean complete, String region, Optional<AwsFailure> failure) {}

    private final Accounts accounts;
    private final World world;
    private final Listing listing;
    private final AlarmListing alarms;
    private final TagAudit audit;
    private final UsageReading usage;
    private final MethodReading methods;
    private final ExportReading exports;
    private final DocumentReading documents;
    private final Wishes wishes;
    private final Listener listener;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Map<String, Watch> watches = new ConcurrentHashMap<>();
    private final Map<String, Duration> intervals = new ConcurrentHashMap<>();
    private volatile boolean closed;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("sweep-", 0).daemon().factory());

    public Sweeper(Accounts accounts, World world, Naming naming, Wishes wishes, Listener listener, Clock clock) {
        this.wishes = wishes;
        this.alarms = new AlarmListing(accounts, world, naming);
        this.audit = new TagAudit(accounts, world);
        this.usage = new UsageReading(accounts, world, clock);
        this.methods = new MethodReading(accounts, world);
        this.exports = new ExportReading(accounts, world);
        this.documents = new DocumentReading(new AwsPolicies(accounts, clock));
        this.accounts = accounts;
        this.world = world;
        this.listing = new Listing(accounts, naming, world::moment, world::idsOf, world::view, wishes.archive());
        this.listener = listener;
    }

    /**
     * Starts to sweep an account, or changes the interval.
     *
     * @param interval between two sweeps
     */
    public void watch(String accountId, Duration interval) {
        var before = intervals.put(accountId, interval);
        if (before != null && interval.compareTo(before) < 0) {
            // Not only after the longer interval.
            request(accountId);
        }
        watches.computeIfAbsent(accountId, id -> {
            var wake = new Semaphore(0);
            var soon = new AtomicBoolean();
            var complete = new AtomicLong(accounts.nanoTime());
            return new Watch(threads.submit(() -> loop(id, wake, soon, complete)), wake, soon, complete);
        });
    }

    /** Whether the account is swept. */
    public boolean watches(String accountId) {
        return watches.containsKey(accountId);
    }

    /** The longest time over all accounts since the last complete sweep, or since sweeping began; empty without accounts. */
    public Optional<Duration> age() {
        var now = accounts.nanoTime();
        return watches.values().stream()
                .map(watch -> Duration.ofNanos(now - watch.complete().get()))
                .max(Comparator.naturalOrder());
    }

    /** Description of accounts that are no longer swept though they should be, which only a defect causes. */
    Optional<String> lost() {
        return closed
                ? Optional.empty()
                : watches.entrySet().stream()
                        .filter(entry -> entry.getValue().task().isDone()
                                && !entry.getValue().task().isCancelled())
                        .map(entry -> what(entry.getKey()) + ": nobody looks at it any more")
                        .findFirst();
    }

    /** Stops sweeping an account. */
    public void unwatch(String accountId) {
        var watch = watches.remove(accountId);
        if (watch != null) {
            watch.task().cancel(true);
        }
        intervals.remove(accountId);
        listing.forget(accountId);
        alarms.forget(accountId);
        documents.forget(accountId);
    }

    /** Looks soon; requests that come while one waits are one. */
    public void request(String accountId) {
        var watch = watches.get(accountId);
        if (watch != null && watch.wake().availablePermits() == 0) {
            watch.wake().release();
        }
    }

    /** Looks within {@link #SPACED}, however many ask for it: for what says more and changes nothing. */
    public void requestSoon(String accountId) {
        var watch = watches.get(accountId);
        if (watch != null) {
            watch.soon().set(true);
        }
    }

    @Override
    public void close() {
        closed = true;
        threads.shutdownNow();
    }

    private void loop(String accountId, Semaphore wake, AtomicBoolean soon, AtomicLong complete) {
        MDC.clear();
        var failures = 0;
        // The first sweep makes no calls for single objects, so that a restart costs one sweep and no more.
        var audits = false;
        try {
            while (!Thread.currentThread().isInterrupted()) {
                var began = accounts.nanoTime();
                accounts.progress().works(what(accountId));
                var result = sweep(accountId, audits);
                var now = accounts.nanoTime();
                if (result.complete()) {
                    complete.set(now);
                }
                audits = true;
                var failure = result.failure();
                failures = failure.isEmpty() ? 0 : failures + 1;
                var interval = intervals.getOrDefault(accountId, Duration.ofMinutes(5));
                var failed = failures;
                var pause = failure.map(one -> backoff.after(one, failed))
                        .filter(sooner -> sooner.compareTo(interval) < 0)
                        .orElse(interval);
                accounts.progress().rests(what(accountId), pause.plus(LEAST));
                listener.ended(accountId, result.complete(), Duration.ofNanos(now - began));
                TimeUnit.MILLISECONDS.sleep(LEAST.toMillis());
                Pause.rest(pause, SPACED, wake, soon);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        } finally {
            accounts.progress().ends();
        }
    }

    private static String what(String accountId) {
        return "look at account " + accountId;
    }

    private Result sweep(String accountId, boolean audits) throws InterruptedException {
        var account = accounts.reach(accountId);
        if (account.isEmpty()) {
            return new Result(false, "", Optional.empty());
        }
        var results = new ArrayList<Result>();
        var held = documents.begin(account.get(), wishes.principals(accountId));
        results.add(list(accountId, "", () -> {
            var slice = listing.iam(account.get(), held::page);
            // First, since the listing leads to a look at every object.
            var _ = attempt(accountId, "", () -> world.readings().publish(held.end()));
            return slice;
        }));
        // A region that cannot be read delays no other.
        listing.keepRegions(accountId, accounts.regions(accountId));
        for (var region : accounts.regions(accountId)) {
            // Before the listing that leads to a look at every object.
            alarms.read(account.get(), region, wishes);
            results.add(list(
                    accountId,
                    region,
                    () -> listing.gateway(
                            account.get(),
                            region,
                            wishes.apis(accountId, region),
                            wishes.units(accountId),
                            listener.kept(),
                            ProtectionWish.of(wishes, accountId, region))));
        }
        if (listing.waits(accountId)) {
            requestSoon(accountId);
        }
        var readable = results.stream()
                .filter(Result::complete)
                .map(Result::region)
                .collect(Collectors.toCollection(TreeSet::new));
        var regions = readable.stream().filter(region -> !region.isEmpty()).toList();
        // The sweep is complete without what follows, also when that fails.
        for (var region : regions) {
            var _ = attempt(accountId, region, () -> usage.read(account.get(), region));
        }
        if (!regions.isEmpty()) {
            listener.used(accountId);
        }
        for (var region : regions) {
            var _ = attempt(accountId, region, () -> {
                var granted = wishes.granted(accountId, region);
                var all = new HashSet<>(wishes.limited(accountId, region));
                all.addAll(granted);
                var changed = methods.read(account.get(), region, all);
                if (exports.read(account.get(), region, granted) || changed) {
                    listener.deployed(accountId);
                }
            });
        }
        if (readable.contains("")) {
            var _ = attempt(accountId, "", () -> {
                if (held.readOfAws()) {
                    world.readings().publish(held.end());
                    listener.deployed(accountId);
                }
            });
        }
        if (audits) {
            for (var region : regions) {
                var _ = attempt(accountId, region, () -> listing.strays().next(account.get(), region));
            }
        }
        if (audits && !readable.isEmpty()) {
            attempt(accountId, "", () -> audit.next(account.get(), readable))
                    .failure()
                    .ifPresent(one -> listener.failed(accountId, "", one));
        }
        results.forEach(result -> result.failure().ifPresent(one -> listener.failed(accountId, result.region(), one)));
        var failure = results.stream().flatMap(one -> one.failure().stream()).findFirst();
        return new Result(results.stream().allMatch(Result::complete), "", failure);
    }

    /** One listing, which may wait for its turns. */
    private interface Reading {
        Slice read() throws InterruptedException;
    }

    private interface Step {
        void run() throws InterruptedException;
    }

    /** A listing that is refused, since its account was forgotten meanwhile, counts for nothing: it is made again. */
    private Result list(String accountId, String region, Reading reading) throws InterruptedException {
        var refused = new AtomicBoolean();
        var result = attempt(accountId, region, () -> {
            var slice = reading.read();
            if (world.publish(slice)) {
                listener.swept(accountId, region);
                return;
            }
            refused.set(true);
            LOG.info("{} was left while it was listed", place(accountId, region));
            if (world.slice(Slice.class, slice.service(), slice.place()).isEmpty()) {
                request(accountId);
            }
        });
        return refused.get() ? new Result(false, region, Optional.empty()) : result;
    }

    private Result attempt(String accountId, String region, Step step) throws InterruptedException {
        try {
            step.run();
            return new Result(true, region, Optional.empty());
        } catch (AwsFailure failure) {
            LOG.warn("{} could not be listed: {}", place(accountId, region), failure.getMessage());
            return new Result(false, region, Optional.of(failure));
        } catch (RuntimeException bug) {
            accounts.internalError();
            LOG.error("{} could not be listed", place(accountId, region), bug);
            return new Result(false, region, Optional.empty());
        }
    }

    private static String place(String accountId, String region) {
        return "account " + accountId + (region.isEmpty() ? "" : " in " + region);
    }
}
