// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Activity of the threads that write and sweep, so that a hanging one can be distinguished from a waiting one. Waiting for AWS's limits may
 * take hours and is {@link Budget}'s matter; everything else has a deadline.
 */
public final class Progress {

    /** For all work between two calls; comparing ten thousand objects takes seconds. */
    static final Duration LONGEST_WORK = Duration.ofMinutes(5);

    /** Four times the timeout of a call: a slow AWS never makes one last so long. */
    static final Duration LONGEST_CALL = Duration.ofMinutes(2);

    /** How late a thread may resume after a pause. */
    static final Duration LONGEST_DELAY = Duration.ofMinutes(2);

    /**
     * Activity of a thread.
     *
     * @param what in words
     * @param until deadline, {@code Long.MAX_VALUE} where another class watches it
     */
    public record Act(String who, String what, long since, long until) {}

    private final Map<Thread, Act> acts = new ConcurrentHashMap<>();
    private final LongSupplier nanoTime;

    Progress(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    /** The thread begins or continues its work. */
    public void works(String who) {
        put(who, "no progress", LONGEST_WORK);
    }

    /** The thread waits for the turn of its next call. */
    public @Nullable Act waits() {
        var before = acts.get(Thread.currentThread());
        var now = nanoTime.getAsLong();
        acts.put(Thread.currentThread(), new Act(who(before), "waits for its turn", now, Long.MAX_VALUE));
        return before;
    }

    /** The thread sends a call. */
    @Nullable
    Act calls(Operation operation) {
        var before = acts.get(Thread.currentThread());
        put(who(before), operation.awsName() + " did not come back", LONGEST_CALL);
        return before;
    }

    /** The thread resumes its activity before the call or wait. */
    public void resumes(@Nullable Act before) {
        if (before == null) {
            ends();
        } else {
            works(before.who());
        }
    }

    /** The thread pauses for some time. */
    public void rests(String who, Duration pause) {
        put(who, "did not go on after its pause", pause.plus(LONGEST_DELAY));
    }

    /** The thread is done. */
    public void ends() {
        acts.remove(Thread.currentThread());
    }

    /** Description of the activity that hangs longest; empty when none does. */
    public Optional<String> stuck() {
        var now = nanoTime.getAsLong();
        return acts.values().stream()
                .filter(act -> act.until() != Long.MAX_VALUE && now - act.until() > 0)
                .min((one, other) -> Long.compare(one.since() - now, other.since() - now))
                .map(act -> act.who() + ": " + act.what() + " for "
                        + Duration.ofNanos(now - act.since()).toSeconds() + " s");
    }

    private void put(String who, String what, Duration most) {
        var now = nanoTime.getAsLong();
        acts.put(Thread.currentThread(), new Act(who, what, now, now + most.toNanos()));
    }

    private static String who(@Nullable Act before) {
        return before == null ? "a connection" : before.who();
    }
}
