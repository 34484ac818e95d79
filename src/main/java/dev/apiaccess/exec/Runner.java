// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.plan.Change;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.sweep.TagReading;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import java.util.Optional;

/** Carries out an attempt: asks {@link Attempt} for the next step and does it, until nothing is left or something fails. */
final class Runner {

    private static final int MOST_STEPS = 100;

    /** An API has up to 300 resources with eight methods each, and each method is a call; a protection has up to ten alarms for each stage. */
    private static final int MOST_STEPS_OF_API = 3_000;

    private final Accounts accounts;
    private final World world;
    private final Owners owners;
    private final Departures departures;
    private final UnitWriter writer;
    private final UnitReader reader;
    private final TagReading tags;
    private final Strangers strangers;
    private volatile boolean closed;

    /** @param departures check before a key is deleted or leaves a plan */
    Runner(Accounts accounts, World world, Naming naming, Owners owners, Departures departures, UnitWriter writer) {
        this.accounts = accounts;
        this.world = world;
        this.owners = owners;
        this.departures = departures;
        this.writer = writer;
        this.reader = new UnitReader(accounts, naming, world);
        this.tags = new TagReading(accounts);
        this.strangers = new Strangers(accounts, world, naming);
    }

    /** Starts no further step. */
    void close() {
        closed = true;
        writer.close();
    }

    /**
     * Brings a unit to its desired state, as far as possible now.
     *
     * @param again called when the rest waits for something, to submit it again a little later
     * @throws AwsFailure of the call that ended the attempt
     * @throws ForeignThing when a thing that is not ours is in the way
     */
    Outcome run(UnitKey unit, Mailbox box, Priority priority, Runnable again) throws InterruptedException {
        var attempt = new Attempt();
        var namespace = owners.namespace(unit);
        var steps = 0;
        var most = unit instanceof UnitKey.RestApiUnit || unit instanceof UnitKey.AlarmUnit
                ? MOST_STEPS_OF_API
                : MOST_STEPS;
        while (steps < most && !closed) {
            var wanted = owners.tried(unit, box);
            var job = accounts.reach(unit.accountId())
                    .map(account -> new UnitWriter.Job(unit, namespace, box, account, priority, attempt));
            var view = world.view(unit);
            var unread = view instanceof View.Known known && world.isUnread(known.observed());
            var now = new Attempt.Now(wanted, view, job.isPresent(), unread, box.mustLook());
            switch (attempt.next(now, priority, plan -> writer.mayRepeat(unit, box, plan))) {
                case Step.Idle(var why) -> {
                    return new Outcome.Idle(why);
                }
                case Step.Done _ -> {
                    return new Outcome.Done();
                }
                case Step.Wait(var why) -> {
                    again.run();
                    return new Outcome.Idle(why);
                }
                case Step.Taken(var other) -> throw strangers.unproven(unit, other);
                case Step.ReadTags(var found) -> {
                    readTags(job.orElseThrow(), found);
                    steps++;
                }
                case Step.Look look -> {
                    look(job.orElseThrow(), now, look);
                    steps++;
                }
                case Step.Make make -> {
                    steps += make(job.orElseThrow(), make) ? 1 : 0;
                }
            }
        }
        if (closed) {
            throw new InterruptedException("closed");
        }
        throw new IllegalStateException(unit.text() + " did not converge in " + most + " steps");
    }

    private void readTags(UnitWriter.Job job, Observed found) throws InterruptedException {
        var caller = job.caller(job.priority());
        var read = tags.unread(job.account(), job.unit(), found, caller);
        world.learn(job.unit(), read.tags(), read.gone());
        job.box().learned();
        job.attempt().asked();
    }

    private void look(UnitWriter.Job job, Attempt.Now now, Step.Look look) throws InterruptedException {
        var unit = job.unit();
        var box = job.box();
        var caller = job.caller(look.urgency());
        var read = reader.read(job.account(), now.wanted(), look.found(), box.sent(), box.mustLook(), caller);
        // When only the proof was needed, a read that may lag is worth less than the answer to our own write: a thing
        // just created would count as gone.
        if (box.mustLook() || !world.readsMayLag(unit)) {
            world.read(unit, read);
        } else {
            world.learn(unit, read);
        }
        job.attempt().looked();
        box.looked();
    }

    /** Makes the next change and returns whether that was a step; a turn that did not come, and a failure that needs a read, are none. */
    private boolean make(UnitWriter.Job job, Step.Make make) throws InterruptedException {
        var next = make.plan().changes().getFirst();
        if (isHeld(job, next, make.found())) {
            return true;
        }
        if (next.isHousekeeping() && job.attempt().holdsNothing()) {
            owners.tell(job.unit(), job.box(), new Outcome.Done());
        }
        try {
            return writer.make(job, make.plan());
        } catch (AwsFailure failure) {
            return goesOn(job, next, failure);
        }
    }

    /** Whether the check before a key is removed holds it back; nothing else that takes access away waits for that. */
    private boolean isHeld(UnitWriter.Job job, Change next, Observed found) throws InterruptedException {
        try {
            var waits = departing(job.unit(), next, found);
            waits.ifPresent(why -> job.attempt().hold(next, why));
            return waits.isPresent();
        } catch (AwsFailure failure) {
            job.attempt().hold(next, failure);
            return true;
        }
    }

    private Optional<String> departing(UnitKey unit, Change change, Observed observed) throws InterruptedException {
        if (!(unit instanceof UnitKey.ApiKeyUnit key) || !(observed instanceof Observed.Key all)) {
            return Optional.empty();
        }
        for (var one : all.existing()) {
            if (change instanceof ApiKeyChange.DeleteApiKey(var keyId)
                    && one.id().equals(keyId)) {
                return departures.heldBy(key, one, all);
            }
            if (change instanceof ApiKeyChange.RemoveKeyFromPlan(var planId, var keyId)
                    && one.id().equals(keyId)) {
                return departures.heldIn(key, one, planId);
            }
        }
        return Optional.empty();
    }

    /** Whether the attempt goes on with another step; most failures end it. */
    private boolean goesOn(UnitWriter.Job job, Change next, AwsFailure failure) {
        var looked = job.attempt().hasLooked();
        if (next.isAlone() && (isRefusal(failure.kind()) || (looked && isTaken(failure.kind())))) {
            job.attempt().hold(next, failure);
            return true;
        }
        if (next instanceof ApiKeyChange.CreateApiKey && failure.code().equals(UnitWriter.VALUE_NOT_THERE)) {
            // For a key whose value is lost, the next change may be the remedy.
            job.attempt().hold(next, failure);
            return true;
        }
        if (looked && failure.kind() == AwsFailure.Kind.ALREADY_EXISTS) {
            // The unit was just read and nothing of ours was found, so the existing thing is not ours.
            throw strangers.taken(job.unit(), next, failure);
        }
        if (!looked
                && failure.kind() == AwsFailure.Kind.ACCESS_DENIED
                && job.box().mustLook()) {
            return false;
        }
        throw failure;
    }

    /** What AWS says of the change itself though nothing that was just read is in its way. */
    private static boolean isTaken(AwsFailure.Kind kind) {
        return kind == AwsFailure.Kind.CONFLICT || kind == AwsFailure.Kind.ALREADY_EXISTS;
    }

    /** What AWS says of the change itself, and says again. */
    private static boolean isRefusal(AwsFailure.Kind kind) {
        return switch (kind) {
            case ACCESS_DENIED, INVALID, LIMIT_EXCEEDED -> true;
            case AMBIGUOUS,
                    CONCURRENT_MODIFICATION,
                    NOT_FOUND,
                    ALREADY_EXISTS,
                    CONFLICT,
                    UNAVAILABLE,
                    THROTTLED,
                    CREDENTIALS -> false;
        };
    }
}
