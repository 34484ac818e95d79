// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.call.Budget;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.Priority;
import dev.apiaccess.plan.Change;
import dev.apiaccess.port.AwsFailure;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is remembered of one unit. Every field is guarded by the mailbox itself. */
final class Mailbox {

    @Nullable
    Priority pending;

    boolean running;
    boolean look;
    int failures;

    /** Whether what is known of AWS changed since the unit's objects were woken. */
    boolean news;

    /** Whether it was at rest when that was asked last; whoever submits something ends that. */
    boolean rested;

    Budget.@Nullable Turn turn;

    @Nullable
    Desired submittedFor;

    @Nullable
    Desired tried;

    /** What was tried when what is known began to be in doubt. */
    @Nullable
    Desired unanswered;

    /** When that was, by the clock of what is known. */
    @Nullable
    Instant unansweredAt;

    @Nullable
    Instant retryAt;

    @Nullable
    Instant failingSince;

    AwsFailure.@Nullable Kind failingWith;

    @Nullable
    Desired failedFor;

    @Nullable
    Outcome outcome;

    @Nullable
    Instant lastWrite;

    /** The key of an import whose answer was lost: the same import repeats itself. */
    @Nullable
    ApiKey imported;

    /** The same until it was looked for: its value is known to nobody else, so what has it is ours. */
    Change.@Nullable CreateApiKey sent;

    /** Whether a call that makes something may be on its way, so that what is absent may be there in a moment. */
    boolean flying;

    /** Whether an import with this unit's key in it was refused, so that it goes alone until it has gone well. */
    boolean alone;

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
    synchronized void doubts(Change.CreateApiKey create, boolean again) {
        look = true;
        sent = create;
        alone |= imported != null || !again;
        imported = alone ? null : create.key();
    }

    /** What an import was to make that did not tell what became of it. */
    synchronized Optional<Change.CreateApiKey> sent() {
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
