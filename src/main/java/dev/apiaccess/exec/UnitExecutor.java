// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Backoff;
import dev.apiaccess.call.Caller;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.RequestId;
import dev.apiaccess.sweep.TagReading;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.slf4j.event.Level;

/**
 * Brings units to what they shall be. Every unit has a mailbox with at most one runner, a virtual thread that may wait for the
 * account's budget; whoever submits returns at once. What is wanted and what is there are looked at again after every wait, so
 * that edits which came meanwhile are part of the same call and nothing outdated is written.
 */
public final class UnitExecutor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(UnitExecutor.class);
    private static final int MOST_STEPS = 100;
    private static final String TOO_MANY = "there is too much of the name to read all its tags at once";
    private static final String VALUE_NOT_THERE = "ValueNotThere";
    private static final Duration HELD_FOR = Duration.ofSeconds(5);
    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

    private final Accounts accounts;
    private final World world;
    private final UnitReader reader;
    private final TagReading tags;
    private final Strangers strangers;
    private final Function<UnitKey, Desired> desired;
    private final Function<UnitKey, List<Author>> authors;
    private final Audit audit;
    private final KeyImports imports;
    private final FreshKeys fresh;
    private final Departures departures;
    private final Consumer<UnitKey> changed;
    private final Clock clock;
    private final Backoff backoff =
            new Backoff(() -> ThreadLocalRandom.current().nextDouble());
    private final Map<UnitKey, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final ExecutorService runners = Executors.newVirtualThreadPerTaskExecutor();
    private final ScheduledExecutorService timer;
    private volatile boolean closed;

    /**
     * @param desired what a unit shall be, computed from everything that is known at the moment of the call
     * @param authors the objects that a unit is written for, for the audit log
     * @param fresh values that may be imported
     * @param departures asked before a key is deleted or leaves a plan
     * @param changed is told when a unit's outcome changed, to wake the objects that it belongs to
     */
    public UnitExecutor(
            Accounts accounts,
            World world,
            Naming naming,
            Function<UnitKey, Desired> desired,
            Function<UnitKey, List<Author>> authors,
            FreshKeys fresh,
            Departures departures,
            Consumer<UnitKey> changed,
            Clock clock) {
        this.accounts = accounts;
        this.world = world;
        this.reader = new UnitReader(accounts, naming, world);
        this.tags = new TagReading(accounts);
        this.strangers = new Strangers(accounts, world, naming);
        this.desired = desired;
        this.authors = authors;
        this.audit = new Audit(naming.clusterId());
        this.imports = new KeyImports(accounts, world, desired, authors, fresh, audit, clock);
        this.fresh = fresh;
        this.departures = departures;
        this.changed = changed;
        this.clock = clock;
        this.timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("unit-retry").daemon().factory());
    }

    /**
     * Asks for a unit to be brought to what it shall be; returns at once. While a failure waits for its retry, only a change of
     * what is wanted starts the next try early.
     */
    public void submit(UnitKey unit, Priority priority) {
        var wanted = desired.apply(unit);
        // Inside of the map, so that the mailbox is not dropped before something is in it.
        mailboxes.compute(unit, (_, known) -> {
            var box = known == null ? new Mailbox() : known;
            put(unit, box, wanted, priority);
            return box;
        });
    }

    private void put(UnitKey unit, Mailbox box, Desired wanted, Priority priority) {
        synchronized (box) {
            var retryAt = box.retryAt;
            if (retryAt != null && clock.instant().isBefore(retryAt) && wanted.equals(box.failedFor)) {
                return;
            }
            box.pending = box.pending == null ? priority : priority.orMoreUrgent(box.pending);
            box.submittedFor = wanted;
            box.rested = false;
            if (box.turn != null) {
                box.turn.raise(priority);
            }
            start(unit, box);
        }
    }

    /** How the last attempt went, empty when there was none. */
    public Optional<Outcome> outcome(UnitKey unit) {
        return Optional.ofNullable(mailboxes.get(unit)).map(box -> {
            synchronized (box) {
                return box.outcome;
            }
        });
    }

    /** What was tried when a call had an effect that nobody knows; empty when the unit was read since. */
    public Optional<Desired> unanswered(UnitKey unit) {
        return Optional.ofNullable(mailboxes.get(unit)).map(box -> {
            synchronized (box) {
                var at = box.unansweredAt;
                return at != null && world.shows(unit, at) ? null : box.unanswered;
            }
        });
    }

    /** Whether a unit that is known to be absent may be there all the same: a call is on its way, or its answer was lost. */
    public boolean isOpen(UnitKey unit) {
        var box = mailboxes.get(unit);
        return box != null && box.isOpen();
    }

    /** When we last changed the unit in AWS, empty when this process did not. */
    public Optional<Instant> lastWrite(UnitKey unit) {
        return Optional.ofNullable(mailboxes.get(unit)).map(box -> {
            synchronized (box) {
                return box.lastWrite;
            }
        });
    }

    /**
     * Drops what is remembered of units that no object is about, of which AWS holds nothing, and where nothing happened since this was
     * called last: by then the objects that were woken have read how it went. To be called now and then.
     */
    public void forgetIdle() {
        for (var unit : mailboxes.keySet()) {
            var reachable = accounts.reach(unit.accountId()).isPresent();
            var nothing = world.view(unit) instanceof View.Known known
                    ? known.observed().nothing()
                    : !reachable;
            if (nothing && authors.apply(unit).isEmpty()) {
                mailboxes.computeIfPresent(unit, (_, box) -> box.restsSinceLastAsked(reachable) ? null : box);
            }
        }
    }

    /** Of how many units something is remembered. */
    int remembered() {
        return mailboxes.size();
    }

    /** Units that have something to do or wait for a retry. */
    public long busy() {
        return mailboxes.values().stream()
                .filter(box -> {
                    synchronized (box) {
                        return box.running || box.retryAt != null;
                    }
                })
                .count();
    }

    /** Starts no further call. One in flight may be cut off; the next start looks at everything anyway. */
    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        runners.shutdownNow();
    }

    private void start(UnitKey unit, Mailbox box) {
        if (!box.running && !closed) {
            box.running = true;
            runners.execute(() -> {
                // The thread inherits what the log says of the reconcile that started it, which may be another
                // object's.
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
            Priority priority;
            synchronized (box) {
                if (box.pending == null || closed) {
                    box.running = false;
                    return;
                }
                priority = box.pending;
                box.pending = null;
                box.retryAt = null;
            }
            try {
                settle(unit, box, attempt(unit, box, priority));
            } catch (AwsFailure failure) {
                failed(unit, box, priority, failure);
            } catch (ForeignThing foreign) {
                foreign(unit, box, priority, foreign);
            } catch (InterruptedException _) {
                Thread.currentThread().interrupt();
                synchronized (box) {
                    box.running = false;
                }
                return;
            } catch (RuntimeException bug) {
                broken(unit, box, priority, bug);
            }
        }
    }

    private Outcome attempt(UnitKey unit, Mailbox box, Priority priority) throws InterruptedException {
        var asked = false;
        var looked = false;
        var held = new HeldChanges();
        var steps = 0;
        while (steps < MOST_STEPS && !closed) {
            var wanted = desired.apply(unit);
            box.tries(wanted);
            var account = accounts.reach(unit.accountId());
            var view = world.view(unit);
            if (!asked
                    && account.isPresent()
                    && view instanceof View.Known seen
                    && world.isUnread(seen.observed())
                    && waitsForTags(held.without(plan(wanted, seen.observed())), seen.observed())) {
                var caller = new Caller(unit.namespace(), priority);
                var read = tags.unread(account.get(), unit, seen.observed(), caller);
                world.learn(unit, read.tags(), read.gone());
                box.learned();
                asked = true;
                steps++;
                continue;
            }
            if (wanted instanceof Desired.Undecided undecided) {
                return new Outcome.Idle(undecided.why());
            }
            if (account.isEmpty()) {
                return new Outcome.Idle("no usable connection to account " + unit.accountId());
            }
            if (!(view instanceof View.Known known)) {
                return new Outcome.Idle("account " + unit.accountId() + " is being read for the first time");
            }
            var plan = plan(wanted, known.observed());
            if (plan.changes().isEmpty() && !box.mustLook()) {
                return nothingToDo(unit, wanted, known.observed());
            }
            if (!looked && ((box.mustLook() && !repeats(unit, box, plan)) || destroys(plan))) {
                var caller = new Caller(unit.namespace(), urgency(plan, priority));
                var read = reader.read(account.get(), wanted, known.observed(), box.sent(), box.mustLook(), caller);
                // Where only the proof was wanted, a read that may lag says less than the answer to our own write:
                // what was just created would count as gone.
                if (box.mustLook() || !world.readsMayLag(unit)) {
                    world.read(unit, read);
                } else {
                    world.learn(unit, read);
                }
                looked = true;
                box.looked();
                steps++;
                continue;
            }
            if (plan.changes().isEmpty()) {
                return nothingToDo(unit, wanted, known.observed());
            }
            throwIfUnproven(unit, wanted, known.observed());
            var open = held.without(plan);
            if (open.changes().isEmpty()) {
                var why = held.in(plan).orElseThrow();
                submitLater(unit, priority);
                return new Outcome.Idle(why);
            }
            if (waitsForTags(open, known.observed())) {
                return new Outcome.Idle(TOO_MANY);
            }
            var next = open.changes().getFirst();
            try {
                var waits = departing(unit, next, known.observed());
                if (waits.isPresent()) {
                    held.hold(next, waits.get());
                    steps++;
                    continue;
                }
            } catch (AwsFailure failure) {
                // What is asked before a key goes holds up that key, and nothing else that takes access away.
                held.hold(next, failure);
                steps++;
                continue;
            }
            if (next.isHousekeeping() && held.isEmpty()) {
                tell(unit, box, new Outcome.Done());
            }
            try {
                if (takeTurn(unit, box, account.get(), open, held, priority, looked)) {
                    steps++;
                }
            } catch (AwsFailure failure) {
                if (next instanceof Change.CreateApiKey && failure.code().equals(VALUE_NOT_THERE)) {
                    // Of a key whose value cannot be had the next one may be the remedy.
                    held.hold(next, failure);
                    steps++;
                    continue;
                }
                if (looked && failure.kind() == AwsFailure.Kind.ALREADY_EXISTS) {
                    // We just looked and saw nothing of ours, so what is there is somebody else's.
                    throw strangers.taken(unit, next, failure);
                }
                if (!looked && failure.kind() == AwsFailure.Kind.ACCESS_DENIED && box.mustLook()) {
                    continue;
                }
                throw failure;
            }
        }
        if (closed) {
            throw new InterruptedException("closed");
        }
        throw new IllegalStateException(unit.text() + " did not converge in " + MOST_STEPS + " steps");
    }

    /**
     * Waits for the turn of a change, then makes it if it is still what has to be done.
     *
     * @param first what may be done now
     * @param held what has to wait
     * @return false when it waited and no turn came
     */
    private boolean takeTurn(
            UnitKey unit,
            Mailbox box,
            Accounts.Account account,
            Plan first,
            HeldChanges held,
            Priority priority,
            boolean looked)
            throws InterruptedException {
        var planned = first.changes().getFirst();
        var operation = planned.operation();
        var urgency = planned.isHousekeeping() ? Priority.SWEEP : urgency(first, priority);
        var caller = new Caller(unit.namespace(), urgency);
        var budget = accounts.budget(account, operation, unit.place().region());
        // An import takes the first change of each unit.
        var joins = held.isEmpty() && imports.mayJoin(unit, box, planned);
        var next = joins && imports.goTogether((UnitKey.KeyUnit) unit) ? Operation.IMPORT_API_KEYS : operation;
        var estimate = budget.estimate(next, caller);
        if (estimate.compareTo(WORTH_TELLING) > 0 && !planned.isHousekeeping()) {
            tell(unit, box, new Outcome.Waiting(next, estimate));
        }
        if (joins) {
            switch (together(unit, box, account, planned, caller)) {
                case MADE -> {
                    return true;
                }
                case NO_TURN -> {
                    return false;
                }
                case ALONE -> {
                    if (box.mustLook()) {
                        // By itself it must not be created again without a look.
                        box.repeatsNothing();
                        budget.giveBack(operation);
                        return true;
                    }
                }
            }
        } else {
            accounts.await(budget.turn(operation, caller), box::waitFor);
        }
        box.flies(true);
        try {
            var wanted = desired.apply(unit);
            box.tries(wanted);
            var view = world.view(unit);
            if (closed || wanted instanceof Desired.Undecided || !(view instanceof View.Known known)) {
                budget.giveBack(operation);
                return true;
            }
            var plan = held.without(plan(wanted, known.observed()));
            var changes = plan.changes();
            if (changes.isEmpty()
                    || changes.getFirst().operation() != operation
                    || (destroys(plan) && !looked)
                    || waitsForTags(plan, known.observed())
                    || (isDeparture(planned) && !planned.equals(changes.getFirst()))) {
                budget.giveBack(operation);
                return true;
            }
            var step = new Step(changes.getFirst(), urgency, box.onlyRepairs(priority));
            write(unit, box, account, step, known.observed());
            return true;
        } finally {
            box.flies(false);
        }
    }

    /** A call that is to be made; of a repair it is told that it is one. */
    private record Step(Change change, Priority priority, boolean repair) {
        Audit.Write told(
                Instant began, UnitKey unit, List<Author> authors, RequestId request, @Nullable AwsFailure failure) {
            return new Audit.Write(began, unit, change, priority, repair, authors, request, failure);
        }
    }

    /** A repair that takes access away goes ahead like every revocation, with what has to be done before. */
    private static Priority urgency(Plan plan, Priority priority) {
        var first = plan.changes().stream().findFirst().filter(Change::revokes);
        return first.isPresent() || (priority == Priority.DRIFT_REPAIR && plan.revokes()) ? Priority.REVOKE : priority;
    }

    /**
     * What is to be done. Anybody may make thousands of things that look like ours: what is proven does not wait until it is known of
     * all of them whose they are.
     */
    private Plan plan(Desired wanted, Observed found) {
        return Planner.plan(wanted, world.isUnread(found) ? found.onlyProven() : found);
    }

    /** Nothing is made beside what may be it; what may be ours is asked for when everything else is done. */
    private boolean waitsForTags(Plan plan, Observed found) {
        return world.isUnread(found)
                && (plan.changes().isEmpty() || plan.changes().getFirst().creates());
    }

    private Outcome nothingToDo(UnitKey unit, Desired wanted, Observed found) {
        throwIfUnproven(unit, wanted, found);
        return wanted instanceof Desired.Absent && world.isUnread(found)
                ? new Outcome.Idle(TOO_MANY)
                : new Outcome.Done();
    }

    /** IAM takes a name once: as long as a policy of that name is not proven to be ours there is nothing to do. */
    private void throwIfUnproven(UnitKey unit, Desired wanted, Observed found) {
        if (wanted instanceof Desired.Policy
                && found instanceof Observed.Policy policy
                && !policy.others().isEmpty()) {
            throw strangers.unproven(unit, policy.others().getFirst());
        }
    }

    private enum Together {
        MADE,
        ALONE,
        NO_TURN
    }

    /**
     * Waits for the turn of a key that is to be created, or for an import of others.
     *
     * @return whether the key was made, has its own turn and goes alone, or neither
     */
    private Together together(UnitKey unit, Mailbox box, Accounts.Account account, Change planned, Caller caller)
            throws InterruptedException {
        var key = (UnitKey.KeyUnit) unit;
        var budget = accounts.budget(account, planned.operation(), key.region());
        var result = Together.NO_TURN;
        try (var seat = imports.sit(key, box, (Change.CreateApiKey) planned)) {
            if (!imports.underWay(key)) {
                var turn = budget.turn(planned.operation(), caller);
                seat.waitsFor(turn);
                accounts.await(turn, box::waitFor);
            }
            try {
                result = imports.made(seat, account, caller.priority())
                        ? Together.MADE
                        : seat.mayCall() ? Together.ALONE : Together.NO_TURN;
            } finally {
                if (seat.mayCall() && !seat.leads() && result != Together.ALONE) {
                    budget.giveBack(planned.operation());
                }
            }
        }
        return result;
    }

    /** Whether a key may be imported once more without a look, although the first import may have made it. */
    private boolean repeats(UnitKey unit, Mailbox box, Plan plan) {
        return !plan.changes().isEmpty()
                && plan.changes().getFirst() instanceof Change.CreateApiKey create
                && box.mayRepeat(create.key())
                && imports.mayJoin(unit, box, plan.changes().getFirst());
    }

    private void write(UnitKey unit, Mailbox box, Accounts.Account account, Step step, Observed before) {
        var change = step.change();
        var began = clock.instant();
        var told = authors.apply(unit);
        var request = new RequestId();
        var made = change instanceof Change.CreateApiKey create ? withValue(unit, create) : change;
        try {
            var answer = request.of(() -> accounts.callNow(
                    account,
                    unit.place().region(),
                    change.operation(),
                    () -> Applier.apply(account.access(), unit, made)));
            audit.tell(step.told(began, unit, told, request, null));
            if (change instanceof Change.CreateApiKey create && answer instanceof Effects.Answer.NewKey key) {
                fresh.made((UnitKey.KeyUnit) unit, create.value(), key.key().id());
            }
            answered(unit, answer);
            world.note(unit, Effects.after(before, change, answer));
            if (!change.isHousekeeping()) {
                // Nobody's status would say anything else.
                box.wrote(clock.instant());
            }
        } catch (AwsFailure failure) {
            audit.tell(step.told(began, unit, told, request, failure));
            if (failure.kind() == AwsFailure.Kind.ACCESS_DENIED && mayLackTags(change, before)) {
                box.mustLookAgain();
            }
            throw failure;
        } catch (RuntimeException bug) {
            // It may have reached AWS, or its answer may not have been understood.
            box.doubts(world.moment());
            throw bug;
        }
    }

    /** An id that AWS gives us for what we made is a proof of its own. */
    private void answered(UnitKey unit, Effects.Answer answer) {
        switch (answer) {
            case Effects.Answer.NewPolicy(var policy) -> world.made(unit, policy.policyId());
            case Effects.Answer.NewPlan(var plan) -> world.made(unit, plan.id());
            case Effects.Answer.NewKey(var key) -> world.made(unit, key.id());
            case Effects.Answer.NewVersion _, Effects.Answer.Done _ -> {
                // nothing new bears an id
            }
        }
    }

    /** Values rest in their Secrets: it is read for the call that needs it. */
    private Change withValue(UnitKey unit, Change.CreateApiKey create) {
        return new Change.CreateApiKey(
                create.key(),
                fresh.toCreate((UnitKey.KeyUnit) unit, create.value())
                        .orElseThrow(() -> new AwsFailure(
                                AwsFailure.Kind.CONCURRENT_MODIFICATION,
                                create.operation(),
                                VALUE_NOT_THERE,
                                "the value is not in its Secret any more, or somebody else put it there",
                                null,
                                null)),
                create.tags());
    }

    /**
     * An import gives a key no tags, and the published policy lets us change only keys that bear ours. What takes access away is not
     * left to what was believed of them: somebody may have removed them since.
     */
    private static boolean mayLackTags(Change change, Observed before) {
        return change instanceof Change.UpdateApiKey update
                && before instanceof Observed.Key keys
                && keys.existing().stream().anyMatch(one -> one.id().equals(update.keyId()) && one.tags() == null);
    }

    private Optional<String> departing(UnitKey unit, Change change, Observed observed) throws InterruptedException {
        if (!(unit instanceof UnitKey.KeyUnit key) || !(observed instanceof Observed.Key all)) {
            return Optional.empty();
        }
        for (var one : all.existing()) {
            if (change instanceof Change.DeleteApiKey(var keyId) && one.id().equals(keyId)) {
                return departures.heldBy(key, one, all);
            }
            if (change instanceof Change.RemoveKeyFromPlan(var planId, var keyId)
                    && one.id().equals(keyId)) {
                return departures.heldIn(key, one, planId);
            }
        }
        return Optional.empty();
    }

    /** What was asked for one key is not made for another. */
    private static boolean isDeparture(Change change) {
        return change instanceof Change.DeleteApiKey || change instanceof Change.RemoveKeyFromPlan;
    }

    /** The proof comes before the first step of what ends in destroying, not only before the last one. */
    private static boolean destroys(Plan plan) {
        return plan.changes().stream().anyMatch(Change::destroys);
    }

    /** What it waits for wakes it; should that go amiss, it asks again by itself. */
    private void submitLater(UnitKey unit, Priority priority) {
        if (!closed) {
            var _ = timer.schedule(() -> submit(unit, priority), HELD_FOR.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private void settle(UnitKey unit, Mailbox box, Outcome outcome) {
        box.settled();
        tell(unit, box, outcome);
    }

    private void failed(UnitKey unit, Mailbox box, Priority priority, AwsFailure failure) {
        var now = clock.instant();
        Outcome.Failed outcome;
        boolean news;
        synchronized (box) {
            news = box.failingWith != failure.kind();
            box.failures++;
            if (leavesDoubt(failure.kind())) {
                box.doubts(world.moment());
            }
            if (box.failingWith != failure.kind() || box.failingSince == null) {
                box.failingWith = failure.kind();
                box.failingSince = now;
            }
            var wait = backoff.after(failure, box.failures);
            outcome = new Outcome.Failed(failure, box.failingSince, now.plus(wait));
        }
        // Repetitions are counted, not logged: a minute without AWS would be a line for every unit and try.
        LOG.atLevel(news ? Level.WARN : Level.DEBUG)
                .log("{}: {}; next try at {}", unit.text(), failure.getMessage(), outcome.retryAt());
        retry(unit, box, priority, outcome.retryAt());
        tell(unit, box, outcome);
    }

    private void foreign(UnitKey unit, Mailbox box, Priority priority, ForeignThing foreign) {
        Instant retryAt;
        synchronized (box) {
            box.failures++;
            box.look = true;
            retryAt = clock.instant().plus(backoff.slow(box.failures));
        }
        LOG.warn("{}: {}", unit.text(), foreign.getMessage());
        retry(unit, box, priority, retryAt);
        tell(
                unit,
                box,
                new Outcome.Foreign(foreign.why(), foreign.thing(), String.valueOf(foreign.getMessage()), retryAt));
    }

    /** Our own code failed: the log tells it once and whole, status says to look there. */
    private void broken(UnitKey unit, Mailbox box, Priority priority, RuntimeException bug) {
        accounts.internalError();
        var now = clock.instant();
        var last = outcome(unit).orElse(null) instanceof Outcome.Broken known ? known : null;
        Duration wait;
        synchronized (box) {
            box.failures++;
            box.failingWith = null;
            wait = backoff.slow(box.failures);
        }
        var outcome = new Outcome.Broken(last == null ? now : last.since(), now.plus(wait));
        LOG.atLevel(last == null ? Level.ERROR : Level.DEBUG)
                .setCause(bug)
                .log("{} could not be worked on; next try at {}", unit.text(), outcome.retryAt());
        retry(unit, box, priority, outcome.retryAt());
        tell(unit, box, outcome);
    }

    /** After these the state that we know may be wrong: the next try begins with a look. */
    private static boolean leavesDoubt(AwsFailure.Kind kind) {
        return switch (kind) {
            case AMBIGUOUS, CONCURRENT_MODIFICATION, NOT_FOUND, ALREADY_EXISTS, CONFLICT -> true;
            case UNAVAILABLE, THROTTLED, CREDENTIALS, LIMIT_EXCEEDED, ACCESS_DENIED, INVALID -> false;
        };
    }

    private void retry(UnitKey unit, Mailbox box, Priority priority, Instant at) {
        Priority next;
        synchronized (box) {
            if (box.pending != null && !Objects.equals(box.submittedFor, box.tried)) {
                // An edit came while the attempt ran: it is tried at once, as one that comes during the wait is.
                return;
            }
            box.retryAt = at;
            box.failedFor = box.tried;
            next = box.pending == null ? priority : priority.orMoreUrgent(box.pending);
            box.pending = null;
            if (closed) {
                return;
            }
        }
        var _ = timer.schedule(
                () -> {
                    synchronized (box) {
                        if (at.equals(box.retryAt)) {
                            box.pending = box.pending == null ? next : next.orMoreUrgent(box.pending);
                            start(unit, box);
                        }
                    }
                },
                Math.max(0, Duration.between(clock.instant(), at).toMillis()),
                TimeUnit.MILLISECONDS);
    }

    /** Waking for what is known already would make reconciling spin: the objects submit, and are woken, and submit. */
    private void tell(UnitKey unit, Mailbox box, Outcome outcome) {
        if (box.remember(outcome)) {
            changed.accept(unit);
        }
    }
}
