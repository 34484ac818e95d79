// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Budget;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Priority;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What is remembered of one unit, with every way in which that changes: who submits, who runs and who waits for a retry meet here
 * and nowhere else. Every field is guarded by the mailbox itself.
 */
final class Mailbox {

    /**
     * A failure that repeats itself.
     *
     * @param inARow failures, this one included
     * @param since when it was the first of its kind
     * @param news whether the one before was of another kind, or there was none
     */
    record Failing(int inARow, Instant since, boolean news) {}

    private @Nullable Priority pending;

    private boolean running;
    private boolean look;
    private int failures;

    /** Whether what is known of AWS changed since the unit's objects were woken. */
    private boolean news;

    /** Whether it was at rest when that was asked last; whoever submits something ends that. */
    private boolean rested;

    private Budget.@Nullable Turn turn;

    private @Nullable Desired submittedFor;

    private @Nullable Desired tried;

    /** What was tried when what is known began to be in doubt. */
    private @Nullable Desired unanswered;

    /** When that was, by the clock of what is known. */
    private @Nullable Instant unansweredAt;

    private @Nullable Instant retryAt;

    private @Nullable Instant failingSince;

    private AwsFailure.@Nullable Kind failingWith;

    private @Nullable Desired failedFor;

    private @Nullable Outcome outcome;

    private @Nullable Instant lastWrite;

    /** The key of an import whose answer was lost: the same import repeats itself. */
    private @Nullable ApiKey imported;

    /** The same until it was looked for: its value is known to nobody else, so what has it is ours. */
    private ApiKeyChange.@Nullable CreateApiKey sent;

    /** Whether a call that makes something may be on its way, so that what is absent may be there in a moment. */
    private boolean flying;

    /** Whether an import with this unit's key in it was refused, so that it goes alone until it has gone well. */
    private boolean alone;

    /** Something is asked for. While a failure waits for its retry, only a change of what is wanted counts. */
    synchronized void submitted(Desired wanted, Priority priority, Instant now) {
        if (retryAt != null && now.isBefore(retryAt) && wanted.equals(failedFor)) {
            return;
        }
        pending = withPending(priority);
        submittedFor = wanted;
        rested = false;
        if (turn != null) {
            turn.raise(priority);
        }
    }

    /** Whether somebody has to begin to run, who answers for the mailbox from now on. */
    synchronized boolean starts() {
        if (running || pending == null) {
            return false;
        }
        running = true;
        return true;
    }

    /**
     * Takes what is asked for; with empty hands the run is over, and who had it answers for the mailbox no more: another one may
     * run already.
     *
     * @param closed whether nothing is begun any more
     */
    synchronized Optional<Priority> next(boolean closed) {
        var next = closed ? Optional.<Priority>empty() : Optional.ofNullable(pending);
        if (next.isPresent()) {
            pending = null;
            retryAt = null;
        } else {
            running = false;
        }
        return next;
    }

    /** The run is over, whatever is asked for; only for who has it. */
    synchronized void stops() {
        running = false;
    }

    /** Whether there is something to do, or a retry to wait for. */
    synchronized boolean isBusy() {
        return running || retryAt != null;
    }

    /** How the last try went, empty when there was none. */
    synchronized Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** When the unit was changed last, empty when this process did not. */
    synchronized Optional<Instant> lastWrite() {
        return Optional.ofNullable(lastWrite);
    }

    /**
     * What was tried when a call had an effect that nobody knows.
     *
     * @param shown whether the unit was read since a moment
     */
    synchronized Optional<Desired> unanswered(Predicate<Instant> shown) {
        return unansweredAt != null && shown.test(unansweredAt) ? Optional.empty() : Optional.ofNullable(unanswered);
    }

    /** AWS failed a call of the try. */
    synchronized Failing failed(AwsFailure.Kind kind, Instant now) {
        var isNews = failingWith != kind;
        var since = isNews || failingSince == null ? now : failingSince;
        failures++;
        failingWith = kind;
        failingSince = since;
        return new Failing(failures, since, isNews);
    }

    /**
     * Something that is not ours is in the way.
     *
     * @return failures in a row, this one included
     */
    synchronized int blocked() {
        look = true;
        return ++failures;
    }

    /**
     * Our own code failed.
     *
     * @return failures in a row, this one included
     */
    synchronized int broke() {
        failingWith = null;
        return ++failures;
    }

    /**
     * A try failed, and the next one waits, with what was asked for meanwhile.
     *
     * @param priority of the try that failed
     * @return that of the next one; empty when an edit came while it ran, which is tried at once, as one that comes during the wait is
     */
    synchronized Optional<Priority> waits(Priority priority, Instant until) {
        if (pending != null && !Objects.equals(submittedFor, tried)) {
            return Optional.empty();
        }
        var next = withPending(priority);
        retryAt = until;
        failedFor = tried;
        pending = null;
        return Optional.of(next);
    }

    /** The wait is over, unless another try came between. */
    synchronized void waited(Priority next, Instant until) {
        if (until.equals(retryAt)) {
            pending = withPending(next);
        }
    }

    private Priority withPending(Priority priority) {
        return pending == null ? priority : priority.orMoreUrgent(pending);
    }

    /** Waits where a submission finds the turn and can make it more urgent. */
    void waitFor(Budget.Turn next) throws InterruptedException {
        synchronized (this) {
            turn = next;
            if (pending != null) {
                next.raise(pending);
            }
        }
        try {
            next.take();
        } finally {
            synchronized (this) {
                turn = null;
            }
        }
    }

    /** Whether nothing but what others changed was to be put right, as far as it was asked for until now. */
    synchronized boolean onlyRepairs(Priority began) {
        return began == Priority.DRIFT_REPAIR && (pending == null || pending == Priority.DRIFT_REPAIR);
    }

    /** Whether what is known of the unit may be wrong, so that the next attempt begins with a look. */
    synchronized boolean mustLook() {
        return look;
    }

    synchronized void looked() {
        look = false;
        imported = null;
        sent = null;
        unanswered = null;
        news = true;
    }

    /** It is known now what of the unit is ours, which its objects wait for. */
    synchronized void learned() {
        news = true;
    }

    synchronized void tries(Desired wanted) {
        tried = wanted;
    }

    synchronized void wrote(Instant at) {
        lastWrite = at;
        news = true;
    }

    synchronized void settled() {
        failures = 0;
        failedFor = null;
        failingSince = null;
        failingWith = null;
        alone = false;
    }

    /** Whether its key may go into an import with others. */
    synchronized boolean mayJoin() {
        return !alone;
    }

    /** Whether the key may be imported though it may be there: the import of a value overwrites the key that has it. */
    synchronized boolean mayRepeat(ApiKey wanted) {
        return !alone && wanted.equals(imported);
    }

    /**
     * The import did not tell what became of it. It is repeated once; then the key is looked for and goes alone, for it may be this very
     * import that fails.
     *
     * @param again whether another try may tell more
     */
    synchronized void doubts(ApiKeyChange.CreateApiKey create, boolean again) {
        look = true;
        sent = create;
        alone |= imported != null || !again;
        imported = alone ? null : create.key();
    }

    /** What an import was to make that did not tell what became of it. */
    synchronized Optional<ApiKeyChange.CreateApiKey> sent() {
        return Optional.ofNullable(sent);
    }

    /**
     * A call was made whose effect is not known.
     *
     * @param moment by the clock of what is known
     */
    synchronized void doubts(Instant moment) {
        look = true;
        unanswered = unanswered == null ? tried : unanswered;
        unansweredAt = moment;
    }

    synchronized void repeatsNothing() {
        imported = null;
    }

    synchronized void mustLookAgain() {
        look = true;
    }

    /** The key is there, as the import was to make it. */
    synchronized void imported() {
        look = false;
        imported = null;
        sent = null;
        unanswered = null;
    }

    /** Before it is decided whether to make something: whoever looks afterwards finds this or what was made. */
    synchronized void flies(boolean now) {
        flying = now;
    }

    /** Whether what is known to be absent may be there all the same. */
    synchronized boolean isOpen() {
        return look || flying;
    }

    /**
     * Whether nothing has to be done, and nothing happened since this was asked before.
     *
     * @param reachable whether a doubt about the unit can still be settled
     */
    synchronized boolean restsSinceLastAsked(boolean reachable) {
        var before = rested;
        rested = !running
                && pending == null
                && retryAt == null
                && !flying
                && !(reachable && (look || unanswered != null));
        return rested && before;
    }

    synchronized void goesAlone() {
        alone = true;
    }

    /** Remembers an outcome, and says whether it is news to the unit's objects. */
    synchronized boolean remember(Outcome next) {
        var isNews = news || !next.equals(outcome);
        outcome = next;
        news = false;
        return isNews;
    }
}
