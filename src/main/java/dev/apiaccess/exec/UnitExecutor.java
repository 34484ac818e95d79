// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Backoff;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.LostStatement;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Brings units to their desired state. Every unit has a mailbox with at most one runner, a virtual thread that may wait for the account's
 * budget; submitting returns at once. Desired and observed state are compared again after every wait, so that edits made meanwhile are part
 * of the same call and nothing outdated is written.
 */
public final class UnitExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UnitExecutor.class);
    private static final Duration HELD_FOR = Duration.ofSeconds(5);

    private final Accounts accounts;
    private final World world;
    private final Owners owners;
    private final Runner runner;
    private final Clock clock;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Map<UnitKey, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer;
    private volatile boolean closed;

    /**
     * Nothing runs before the first submission.
     *
     * @param keys source of key values, and the check before a key is removed
     */
    public UnitExecutor(Accounts accounts, World world, Naming naming, Owners owners, KeyCare keys, Clock clock) {
        this.accounts = accounts;
        this.world = world;
        this.owners = owners;
        this.clock = clock;
        var writer = new UnitWriter(accounts, world, naming, owners, keys.values(), clock);
        this.runner = new Runner(accounts, world, naming, owners, keys.departures(), writer);
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("unit-retry").daemon().factory());
    }

    /**
     * Submits a unit to be brought to its desired state; returns at once. While a failure waits for its retry, only a change of the desired
     * state starts the next attempt early.
     */
    public void submit(UnitKey unit, Priority priority) {
        var wanted = owners.desired().apply(unit);
        // Inside the map's compute, so that the mailbox is not dropped before it has a submission.
        mailboxes.compute(unit, (_, known) -> {
            var box = known == null ? new Mailbox() : known;
            box.submitted(wanted, priority, clock.instant());
            start(unit, box);
            return box;
        });
    }

    /** Result of the last attempt, empty when there was none. */
    public Optional<Outcome> outcome(UnitKey unit) {
        return box(unit).flatMap(Mailbox::outcome);
    }

    /** The desired state that was tried when a call had an unknown effect; empty when the unit was read since. */
    public Optional<Desired> unanswered(UnitKey unit) {
        return box(unit).flatMap(box -> box.unanswered(at -> world.shows(unit, at)));
    }

    /** Whether a unit known to be absent may exist all the same: a call is in flight, or its answer was lost. */
    public boolean isOpen(UnitKey unit) {
        return box(unit).filter(Mailbox::isOpen).isPresent();
    }

    /** Time of our last change of the unit in AWS, empty when this process made none. */
    public Optional<Instant> lastWrite(UnitKey unit) {
        return box(unit).flatMap(Mailbox::lastWrite);
    }

    /** Statements of others that went with our last writes of the unit, the newest first; none after a restart. */
    public List<LostStatement> lost(UnitKey unit) {
        return box(unit).map(Mailbox::lost).orElse(List.of());
    }

    private Optional<Mailbox> box(UnitKey unit) {
        return Optional.ofNullable(mailboxes.get(unit));
    }

    /**
     * Drops the mailboxes of units without object, of which AWS holds nothing, and where nothing happened since the last call of this
     * method: by then the objects that were woken have read the outcome. Called periodically.
     */
    public void forgetIdle() {
        for (var unit : mailboxes.keySet()) {
            var reachable = accounts.reach(unit.accountId()).isPresent();
            var nothing = world.view(unit) instanceof View.Known known
                    ? known.observed().nothing()
                    : !reachable;
            if (nothing && owners.authors().apply(unit).isEmpty()) {
                mailboxes.computeIfPresent(unit, (_, box) -> box.restsSinceLastAsked(reachable) ? null : box);
            }
        }
    }

    /** Number of units with a mailbox. */
    int remembered() {
        return mailboxes.size();
    }

    /** Number of units that are busy or wait for a retry. */
    public long busy() {
        return mailboxes.values().stream().filter(Mailbox::isBusy).count();
    }

    /** Starts no further call. One in flight may be cut off; the next start reads everything anyway. */
    @Override
    public void close() {
        closed = true;
        runner.close();
        timer.shutdownNow();
        threads.shutdownNow();
    }

    private void start(UnitKey unit, Mailbox box) {
        if (!closed && box.starts()) {
            threads.execute(() -> {
                // The thread inherits the log context of the reconcile that started it, which may be another object's.
                MDC.clear();
                try {
                    run(unit, box);
                } finally {
                    accounts.progress().ends();
                }
            });
        }
    }

    private void run(UnitKey unit, Mailbox box) {
        while (true) {
            accounts.progress().works(unit.text());
            var next = box.next(closed);
            if (next.isEmpty()) {
                return;
            }
            var priority = next.get();
            try {
                var outcome = runner.run(unit, box, priority, () -> submitLater(unit, priority));
                box.settled();
                owners.tell(unit, box, outcome);
            } catch (AwsFailure failure) {
                failed(unit, box, priority, failure);
            } catch (ForeignThing foreign) {
                foreign(unit, box, priority, foreign);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                box.stops();
                return;
            } catch (RuntimeException bug) {
                broken(unit, box, priority, bug);
            }
        }
    }

    /** Submits the unit again later, in case the event that should wake it is missed. */
    private void submitLater(UnitKey unit, Priority priority) {
        later(HELD_FOR, () -> submit(unit, priority));
    }

    private void failed(UnitKey unit, Mailbox box, Priority priority, AwsFailure failure) {
        var now = clock.instant();
        if (leavesDoubt(failure.kind())) {
            box.doubts(world.moment());
        }
        var failing = box.failed(failure.kind(), now);
        var retryAt = now.plus(backoff.after(failure, failing.inARow()));
        // Repetitions are counted, not logged: a minute without AWS would be a line for every unit and try.
        LOG.atLevel(failing.news() ? Level.WARN : Level.DEBUG)
                .log("{}: {}; next try at {}", unit.text(), failure.getMessage(), retryAt);
        retry(unit, box, priority, retryAt);
        owners.tell(unit, box, new Outcome.Failed(failure, failing.since(), retryAt));
    }

    private void foreign(UnitKey unit, Mailbox box, Priority priority, ForeignThing foreign) {
        var retryAt = clock.instant().plus(backoff.slow(box.blocked()));
        LOG.warn("{}: {}", unit.text(), foreign.getMessage());
        retry(unit, box, priority, retryAt);
        owners.tell(
                unit,
                box,
                new Outcome.Foreign(foreign.why(), foreign.thing(), String.valueOf(foreign.getMessage()), retryAt));
    }

    /** The operator's own code failed: the log has it once and whole, status refers to the log. */
    private void broken(UnitKey unit, Mailbox box, Priority priority, RuntimeException bug) {
        accounts.internalError();
        var now = clock.instant();
        var last = box.outcome().orElse(null) instanceof Outcome.Broken known ? known : null;
        var retryAt = now.plus(backoff.slow(box.broke()));
        LOG.atLevel(last == null ? Level.ERROR : Level.DEBUG)
                .setCause(bug)
                .log("{} could not be worked on; next try at {}", unit.text(), retryAt);
        retry(unit, box, priority, retryAt);
        owners.tell(unit, box, new Outcome.Broken(last == null ? now : last.since(), retryAt));
    }

    /** Whether the view may be wrong after such a failure: the next attempt then begins with a read. */
    private static boolean leavesDoubt(AwsFailure.Kind kind) {
        return switch (kind) {
            case AMBIGUOUS, CONCURRENT_MODIFICATION, NOT_FOUND, ALREADY_EXISTS, CONFLICT -> true;
            case UNAVAILABLE, THROTTLED, CREDENTIALS, LIMIT_EXCEEDED, ACCESS_DENIED, INVALID -> false;
        };
    }

    private void retry(UnitKey unit, Mailbox box, Priority priority, Instant at) {
        box.waits(priority, at)
                .ifPresent(next -> later(Duration.between(clock.instant(), at), () -> {
                    box.waited(next, at);
                    start(unit, box);
                }));
    }

    private void later(Duration wait, Runnable task) {
        if (!closed) {
            var _ = timer.schedule(task, Math.max(0, wait.toMillis()), TimeUnit.MILLISECONDS);
        }
    }
}
