// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static org.awaitility.Awaitility.await;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.CallObserver;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.sweep.Listing;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.Proofs;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** An executor with everything around it but Kubernetes. */
public final class ExecBench implements AutoCloseable {

    private static final Duration LONGEST = Duration.ofSeconds(20);

    public final FakeAws aws = new FakeAws();
    public final Map<UnitKey, Desired> wanted = new ConcurrentHashMap<>();
    public final List<UnitKey> woken = new CopyOnWriteArrayList<>();
    public final Clock clock = Clock.systemUTC();

    /** Ids that objects have noted. */
    public final Map<UnitKey, Set<String>> noted = new ConcurrentHashMap<>();

    /** What is asked before a key is deleted or leaves a plan. */
    public volatile Departures departures = Departures.FREE;

    /** Units that no object is about any more. */
    public final Set<UnitKey> unowned = ConcurrentHashMap.newKeySet();

    /** Whether the values of keys count as made here. */
    public volatile boolean fresh;

    /** Called whenever the value of a key is read for an import. */
    public volatile Consumer<UnitKey> reading = _ -> {};

    /** How often our own code failed. */
    public final AtomicInteger internalErrors = new AtomicInteger();

    public final World world;
    public final Accounts accounts;
    public final UnitExecutor executor;

    /** @param timeDivisor how much faster than AWS's the limits are: 20 means one UpdateUsagePlan a second */
    public ExecBench(int timeDivisor, Duration consistencyWindow) {
        this(timeDivisor, consistencyWindow, System::nanoTime);
    }

    /** @param nanoTime the clock of the limits */
    public ExecBench(int timeDivisor, Duration consistencyWindow, LongSupplier nanoTime) {
        world = new World(
                clock,
                consistencyWindow,
                new Proofs(Samples.NAMING, unit -> noted.getOrDefault(unit, Set.of()), _ -> Set.of()));
        accounts = new Accounts(
                timeDivisor,
                new CallObserver() {
                    @Override
                    public void called(
                            String accountId, Operation operation, @Nullable AwsFailure failure, Duration took) {}

                    @Override
                    public void internalError() {
                        internalErrors.incrementAndGet();
                    }
                },
                nanoTime);
        accounts.opened(account("main"));
        executor = new UnitExecutor(
                accounts,
                world,
                Samples.NAMING,
                new Owners(
                        unit -> wanted.getOrDefault(unit, new Desired.Undecided(unit, "not synced yet")),
                        unit -> unowned.contains(unit)
                                ? List.of()
                                : List.of(
                                        new Author(new OwnerRef("ApiRateLimit", unit.namespace(), "one"), "uid-1", 3)),
                        woken::add),
                new KeyCare(
                        new FreshKeys() {
                            @Override
                            public boolean mayBeFresh(UnitKey.ApiKeyUnit unit, KeptValue value) {
                                return fresh;
                            }

                            @Override
                            public Optional<KeyValue> fresh(UnitKey.ApiKeyUnit unit, KeptValue value) {
                                reading.accept(unit);
                                return fresh ? value.read() : Optional.empty();
                            }

                            @Override
                            public Optional<KeyValue> toCreate(UnitKey.ApiKeyUnit unit, KeptValue value) {
                                return value.read();
                            }

                            @Override
                            public void made(UnitKey.ApiKeyUnit unit, KeptValue value, String keyId) {}
                        },
                        new Departures() {
                            @Override
                            public Optional<String> heldBy(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all)
                                    throws InterruptedException {
                                return departures.heldBy(unit, key, all);
                            }

                            @Override
                            public Optional<String> heldIn(UnitKey.ApiKeyUnit unit, ExistingKey key, String planId)
                                    throws InterruptedException {
                                return departures.heldIn(unit, key, planId);
                            }
                        }),
                clock);
        aws.iam().principal("role/apps/web");
        aws.iam().principal("role/ops/admin");
        aws.gateway().api("a1b2c3", "orders", "prod", "test");
    }

    public static ExecBench fast() {
        return new ExecBench(1000, Duration.ofMinutes(2));
    }

    public Accounts.Account account(String connection) {
        return new Accounts.Account(connection, FakeAws.ACCOUNT, "aws", List.of(FakeAws.REGION), aws, 50);
    }

    /** Lists everything and publishes it, then forgets the calls that took. */
    public void sweep() throws InterruptedException {
        sweep(List.of());
    }

    /** @param expected units that objects are known to have */
    public void sweep(List<UnitKey> expected) throws InterruptedException {
        var listing = new Listing(accounts, Samples.NAMING, world::moment, world::idsOf);
        world.publish(listing.iam(account("main")));
        world.publish(listing.gateway(account("main"), FakeAws.REGION, Set.of("a1b2c3"), expected));
        aws.calls().forget();
    }

    public void submit(Desired desired, Priority priority) {
        wanted.put(desired.unit(), desired);
        executor.submit(desired.unit(), priority);
    }

    /** Submits and waits until it is so. */
    public void bring(Desired desired) {
        submit(desired, Priority.USER_CHANGE);
        awaitOutcome(desired.unit(), Outcome.Done.class);
        awaitIdle();
    }

    public void awaitIdle() {
        await().alias("everything at rest")
                .pollInterval(Duration.ofMillis(2))
                .atMost(LONGEST)
                .until(() -> executor.busy() == 0);
    }

    public void awaitOutcome(UnitKey unit, Class<? extends Outcome> kind) {
        await().alias(unit.text() + " ends as " + kind.getSimpleName())
                .pollInterval(Duration.ofMillis(2))
                .atMost(LONGEST)
                .until(() -> executor.outcome(unit).filter(kind::isInstance).isPresent());
    }

    /** The id of the usage plan that is there. */
    public String onlyPlan() {
        return aws.gateway().plans().keySet().iterator().next();
    }

    @Override
    public void close() {
        executor.close();
    }
}
