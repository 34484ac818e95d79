// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Caller;
import dev.apiaccess.model.Author;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.plan.Effects;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.RequestId;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the turn of a unit's next change and makes it, if it still is the next one then. The answer of AWS updates {@code World} at
 * once and goes to the audit log.
 */
final class UnitWriter {

    /** Code of a failure of our own: the value of a key is not in its Secret. */
    static final String VALUE_NOT_THERE = "ValueNotThere";

    private static final Duration WORTH_TELLING = Duration.ofSeconds(1);

    private final Accounts accounts;
    private final World world;
    private final Owners owners;
    private final Naming naming;
    private final FreshKeys fresh;
    private final Audit audit;
    private final KeyImports imports;
    private final AuthorizerTrials trials;
    private final Clock clock;
    private volatile boolean closed;

    UnitWriter(Accounts accounts, World world, Naming naming, Owners owners, FreshKeys fresh, Clock clock) {
        this.accounts = accounts;
        this.world = world;
        this.owners = owners;
        this.naming = naming;
        this.fresh = fresh;
        this.audit = new Audit(naming.clusterId());
        this.trials = new AuthorizerTrials(accounts, world);
        this.imports = new KeyImports(accounts, world, owners, fresh, audit, clock);
        this.clock = clock;
    }

    /** Makes no further call. */
    void close() {
        closed = true;
    }

    /**
     * One attempt for one unit.
     *
     * @param namespace whose objects it is for
     * @param account the account to write through
     * @param priority with which the attempt began
     */
    record Job(
            UnitKey unit, String namespace, Mailbox box, Accounts.Account account, Priority priority, Attempt attempt) {

        /** For the next call of the attempt. */
        Caller caller(Priority urgency) {
            return new Caller(namespace, urgency, attempt.hasWritten());
        }

        private String region() {
            return unit.place().region();
        }
    }

    /** A call to make; the audit log marks repairs. */
    private record Write(Change change, Priority priority, boolean repair) {
        private Audit.Write told(
                Instant began, UnitKey unit, List<Author> authors, RequestId request, @Nullable AwsFailure failure) {
            return new Audit.Write(began, unit, change, priority, repair, authors, request, failure);
        }
    }

    private enum Together {
        MADE,
        ALONE,
        NO_TURN
    }

    /** Whether a key may be imported once more without a read, although the first import may have created it. */
    boolean mayRepeat(UnitKey unit, Mailbox box, Plan plan) {
        return plan.changes().getFirst() instanceof ApiKeyChange.CreateApiKey create
                && box.mayRepeat(create.key())
                && imports.mayJoin(unit, box, create);
    }

    /**
     * Waits for the turn of a plan's first change, then makes it if it is still needed.
     *
     * @return false when it waited and no turn came
     */
    boolean make(Job job, Plan plan) throws InterruptedException {
        var planned = plan.changes().getFirst();
        var urgency = planned.isHousekeeping() ? Priority.SWEEP : Attempt.urgency(plan, job.priority());
        var caller = job.caller(urgency);
        var budget = accounts.budget(job.account(), planned.operation(), job.region());
        // An import takes the first change of each unit.
        var joins = job.attempt().holdsNothing() && imports.mayJoin(job.unit(), job.box(), planned);
        tellOfWait(job, planned, joins, caller);
        if (joins) {
            switch (together(job, planned, caller)) {
                case MADE -> {
                    return true;
                }
                case NO_TURN -> {
                    return false;
                }
                case ALONE -> {
                    if (job.box().mustLook()) {
                        // Alone it must not be created again without a read.
                        job.box().repeatsNothing();
                        budget.giveBack(planned.operation());
                        return true;
                    }
                }
            }
        } else {
            accounts.await(budget.turn(planned.operation(), caller), job.box()::waitFor);
        }
        Optional<Effects.Answer> answer = Optional.empty();
        job.box().flies(true);
        try {
            var still =
                    closed ? null : job.attempt().stillNext(now(job), planned).orElse(null);
            if (still == null) {
                budget.giveBack(planned.operation());
            } else {
                var change = still.plan().changes().getFirst();
                answer = Optional.of(
                        write(job, new Write(change, urgency, job.box().onlyRepairs(job.priority())), still.found()));
            }
        } finally {
            job.box().flies(false);
        }
        if (answer.isPresent() && answer.get() instanceof Effects.Answer.Authorized(var made)) {
            trials.attempt(job.account(), job.unit(), planned, made, caller);
        }
        return true;
    }

    private Attempt.Now now(Job job) {
        var wanted = owners.tried(job.unit(), job.box());
        var view = world.view(job.unit());
        var unread = view instanceof View.Known known && world.isUnread(known.observed());
        return new Attempt.Now(wanted, view, true, unread, false);
    }

    private void tellOfWait(Job job, Change planned, boolean joins, Caller caller) {
        if (planned.isHousekeeping()) {
            return;
        }
        var operation = planned.operation();
        var next = joins && imports.goTogether((UnitKey.ApiKeyUnit) job.unit()) ? Operation.IMPORT_API_KEYS : operation;
        var estimate = accounts.budget(job.account(), operation, job.region()).estimate(next, caller);
        if (estimate.compareTo(WORTH_TELLING) > 0) {
            owners.tell(job.unit(), job.box(), new Outcome.Waiting(next, estimate));
        }
    }

    /**
     * Waits for the turn of a key to be created, or for an import of others.
     *
     * @return whether the key was made, has its own turn and goes alone, or neither
     */
    private Together together(Job job, Change planned, Caller caller) throws InterruptedException {
        var key = (UnitKey.ApiKeyUnit) job.unit();
        var budget = accounts.budget(job.account(), planned.operation(), key.region());
        var result = Together.NO_TURN;
        try (var seat = imports.sit(key, job.box(), (ApiKeyChange.CreateApiKey) planned)) {
            if (!imports.underWay(key)) {
                var turn = budget.turn(planned.operation(), caller);
                seat.waitsFor(turn);
                accounts.await(turn, job.box()::waitFor);
            }
            try {
                result = imports.made(seat, job.account(), caller.priority())
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

    private Effects.Answer write(Job job, Write write, Observed before) {
        var unit = job.unit();
        var change = write.change();
        var began = clock.instant();
        var told = owners.authors().apply(unit);
        var request = new RequestId();
        var made = change instanceof ApiKeyChange.CreateApiKey create ? withValue(unit, create) : change;
        try {
            var answer = request.of(() -> accounts.callNow(
                    job.account(),
                    job.region(),
                    change.operation(),
                    () -> Applier.apply(job.account().access(), naming, unit, made)));
            var lost = Effects.lost(before, change, answer);
            audit.tell(write.told(began, unit, told, request, null).with(lost));
            answered(unit, change, answer);
            world.note(unit, Effects.after(before, change, answer));
            job.attempt().wrote();
            if (!change.isHousekeeping()) {
                // No status would change.
                var now = clock.instant();
                job.box().lost(now, lost);
                job.box().wrote(now);
            }
            return answer;
        } catch (AwsFailure failure) {
            audit.tell(write.told(began, unit, told, request, failure));
            if (failure.kind() == AwsFailure.Kind.ACCESS_DENIED && mayLackTags(change, before)) {
                job.box().mustLookAgain();
            }
            throw failure;
        } catch (RuntimeException bug) {
            // The call may have reached AWS, or its answer may not have been understood.
            job.box().doubts(world.moment());
            throw bug;
        }
    }

    /** Records the id of a created thing, which proves ownership. */
    private void answered(UnitKey unit, Change change, Effects.Answer answer) {
        if (answer instanceof Effects.Answer.Made(var thing)) {
            if (change instanceof ApiKeyChange.CreateApiKey create) {
                fresh.made((UnitKey.ApiKeyUnit) unit, create.value(), thing.id());
            }
            world.made(unit, thing.id());
        }
    }

    /** The change with its key value, which stays in its Secret and is read only for the call. */
    private Change withValue(UnitKey unit, ApiKeyChange.CreateApiKey create) {
        return new ApiKeyChange.CreateApiKey(
                create.key(),
                fresh.toCreate((UnitKey.ApiKeyUnit) unit, create.value())
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
     * An import gives a key no tags, and the published policy lets us change only keys that bear ours. Changes that take access away do not
     * rely on known tags: these may have been removed since.
     */
    private static boolean mayLackTags(Change change, Observed before) {
        return change instanceof ApiKeyChange.UpdateApiKey update
                && before instanceof Observed.Key keys
                && keys.existing().stream().anyMatch(one -> one.id().equals(update.keyId()) && one.tags() == null);
    }
}
