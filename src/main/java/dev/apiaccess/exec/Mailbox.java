// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Budget;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.LostStatement;
import dev.apiaccess.model.Priority;
import dev.apiaccess.plan.ApiKeyChange;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.world.Outcome;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * State of one unit's execution, with every way in which it changes: submissions, the run and retries meet here and nowhere else. Every
 * field is guarded by the mailbox itself.
 */
final class Mailbox {

    private static final int MOST_LOST = 5;

    /**
     * A repeated failure.
     *
     * @param inARow failures, this one included
     * @param since time of the first of its kind
     * @param news whether the one before was of another kind, or there was none
     */
    record Failing(int inARow, Instant since, boolean news) {}

    private @Nullable Priority pending;

    private boolean running;
    private boolean look;
    private int failures;

    /** Whether what is known of AWS changed since the unit's objects were woken. */
    private boolean news;

    /** Whether it was at rest when last asked; a submission ends that. */
    private boolean rested;

    private Budget.@Nullable Turn turn;

    private @Nullable Desired submittedFor;

    private @Nullable Desired tried;

    /** What was tried when the doubt about the view began. */
    private @Nullable Desired unanswered;

    /** When that was, by the clock of {@code World}. */
    private @Nullable Instant unansweredAt;

    private @Nullable Instant retryAt;

    private @Nullable Instant failingSince;

    private AwsFailure.@Nullable Kind failingWith;

    private @Nullable Desired failedFor;

    private @Nullable Outcome outcome;

    private @Nullable Instant lastWrite;

    /** What of others went with the last writes, the newest first. */
    private List<LostStatement> lost = List.of();

    /** The key of an import whose answer was lost: the same import repeats itself. */
    private @Nullable ApiKey imported;

    /** The same until it was looked for: its value is secret, so the key that has it is ours. */
    private ApiKeyChange.@Nullable CreateApiKey sent;

    /** Whether a create may be in flight, so that a thing now absent may exist in a moment. */
    private boolean flying;

    /** Whether an import with this unit's key was refused, so that the key is created alone until that succeeds. */
    private boolean alone;

    /** Records a submission. While a failure waits for its retry, only a change of the desired state counts. */
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

    /** Whether the caller has to start a run, which is responsible for the mailbox from now on. */
    synchronized boolean starts() {
        if (running || pending == null) {
            return false;
        }
        running = true;
        return true;
    }

    /**
     * Takes the pending submission. When empty, the run is over and no longer responsible for the mailbox: another one may run already.
     *
     * @param closed whether the executor is closed
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

    /** Ends the run, whatever is pending; only the run itself calls this. */
    synchronized void stops() {
        running = false;
    }

    /** Whether a run is active or a retry is due. */
    synchronized boolean isBusy() {
        return running || retryAt != null;
    }

    /** Result of the last attempt, empty when there was none. */
    synchronized Optional<Outcome> outcome() {
        return Optional.ofNullable(outcome);
    }

    /** Time of the last change of the unit, empty when this process made none. */
    synchronized Optional<Instant> lastWrite() {
        return Optional.ofNullable(lastWrite);
    }

    /**
     * The desired state that was tried when a call had an unknown effect.
     *
     * @param shown whether the unit was read since a moment
     */
    synchronized Optional<Desired> unanswered(Predicate<Instant> shown) {
        return unansweredAt != null && shown.test(unansweredAt) ? Optional.empty() : Optional.ofNullable(unanswered);
    }

    /** Records a failed AWS call. */
    synchronized Failing failed(AwsFailure.Kind kind, Instant now) {
        var isNews = failingWith != kind;
        var since = isNews || failingSince == null ? now : failingSince;
        failures++;
        failingWith = kind;
        failingSince = since;
        return new Failing(failures, since, isNews);
    }

    /**
     * Records that a thing that is not ours is in the way.
     *
     * @return failures in a row, this one included
     */
    synchronized int blocked() {
        look = true;
        return ++failures;
    }

    /**
     * Records a failure of the operator's own code.
     *
     * @return failures in a row, this one included
     */
    synchronized int broke() {
        failingWith = null;
        return ++failures;
    }

    /**
     * Records a failed attempt; the next one waits, and includes submissions made meanwhile.
     *
     * @param priority of the failed attempt
     * @return priority of the next one; empty when an edit came while it ran, which is tried at once, like one that comes during the wait
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

    /** Ends the wait, unless another attempt came between. */
    synchronized void waited(Priority next, Instant until) {
        if (until.equals(retryAt)) {
            pending = withPending(next);
        }
    }

    private Priority withPending(Priority priority) {
        return pending == null ? priority : priority.orMoreUrgent(pending);
    }

    /** Waits for a turn; submissions can make it more urgent. */
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

    /** Whether all submissions so far only repair what others changed. */
    synchronized boolean onlyRepairs(Priority began) {
        return began == Priority.DRIFT_REPAIR && (pending == null || pending == Priority.DRIFT_REPAIR);
    }

    /** Whether the view of the unit may be wrong, so that the next attempt begins with a read. */
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

    /** Records that ownership of the unit's things is known now, which its objects wait for. */
    synchronized void learned() {
        news = true;
    }

    synchronized void tries(Desired wanted) {
        tried = wanted;
    }

    synchronized List<LostStatement> lost() {
        return lost;
    }

    /** Records what of others went with a write, before that is recorded: who sees the write sees this. */
    synchronized void lost(Instant at, List<String> texts) {
        lost = Stream.concat(texts.stream().map(text -> new LostStatement(at, text)), lost.stream())
                .limit(MOST_LOST)
                .toList();
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

    /** Whether the key may be imported together with others. */
    synchronized boolean mayJoin() {
        return !alone;
    }

    /** Whether the key may be imported though it may exist: the import of a value overwrites the key that has it. */
    synchronized boolean mayRepeat(ApiKey wanted) {
        return !alone && wanted.equals(imported);
    }

    /**
     * Records an import with unknown effect. It is repeated once; then the key is looked for and created alone, since this very import may
     * be what fails.
     *
     * @param again whether a repetition may have another result
     */
    synchronized void doubts(ApiKeyChange.CreateApiKey create, boolean again) {
        look = true;
        sent = create;
        alone |= imported != null || !again;
        imported = alone ? null : create.key();
    }

    /** The key of an import with unknown effect. */
    synchronized Optional<ApiKeyChange.CreateApiKey> sent() {
        return Optional.ofNullable(sent);
    }

    /**
     * Records a call whose effect is not known.
     *
     * @param moment by the clock of {@code World}
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

    /** Records that the key exists as imported. */
    synchronized void imported() {
        look = false;
        imported = null;
        sent = null;
        unanswered = null;
    }

    /** Set before the decision to create: a later check finds either this mark or the created thing. */
    synchronized void flies(boolean now) {
        flying = now;
    }

    /** Whether a thing known to be absent may exist all the same. */
    synchronized boolean isOpen() {
        return look || flying;
    }

    /**
     * Whether nothing is left to do, and nothing happened since the last call of this method.
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

    /** Remembers an outcome and returns whether it is news to the unit's objects. */
    synchronized boolean remember(Outcome next) {
        var isNews = news || !next.equals(outcome);
        outcome = next;
        news = false;
        return isNews;
    }
}
