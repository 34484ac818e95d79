// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * A rule that makes calls go wrong.
 *
 * @param operation which calls: {@code CreatePolicy}, {@code iam:Get*}, {@code *}
 * @param account only calls of this account, null for all
 * @param nth the first matching call that goes wrong, counted from 1
 * @param times how many go wrong from there on, 0 for all
 * @param effect what goes wrong
 */
public record Fault(String operation, @Nullable String account, int nth, int times, Effect effect) {

    /** What goes wrong. */
    public sealed interface Effect {
        /** An error instead of the effect. */
        record Before(int status, String code, String message) implements Effect {}

        /** The effect happens, the answer is an error. */
        record After(int status, String code, String message) implements Effect {}

        /** The connection ends without an answer, with or without the effect having happened. */
        record Drop(boolean effectHappens) implements Effect {}

        /** The call waits at a gate, before or after its effect; then the connection ends without an answer. */
        record Hold(boolean effectHappens, Gate gate) implements Effect {}

        /** The call takes longer. */
        record Delay(Duration by) implements Effect {}

        /** Reads show the account as it was so long ago. */
        record Stale(Duration lag) implements Effect {}

        /** {@code UpdateUsage} answers well and takes nothing from what is left: the other of two things that AWS may do. */
        record OnlyRaises() implements Effect {}
    }

    /** Refuses nonsense. */
    public Fault {
        if (operation.isEmpty() || nth < 1 || times < 0) {
            throw new IllegalArgumentException("a fault needs an operation, nth >= 1 and times >= 0");
        }
    }

    /** The next matching call goes wrong. */
    public static Fault once(String operation, Effect effect) {
        return new Fault(operation, null, 1, 1, effect);
    }

    /** Every matching call goes wrong until faults are cleared. */
    public static Fault always(String operation, Effect effect) {
        return new Fault(operation, null, 1, 0, effect);
    }

    /** The next matching call is throttled. */
    public static Fault throttled(String operation) {
        return once(operation, new Effect.Before(400, "Throttling", "Rate exceeded"));
    }

    /** The next matching call meets another writer. */
    public static Fault concurrentModification(String operation) {
        return once(
                operation,
                new Effect.Before(
                        409,
                        "ConcurrentModification",
                        "Unable to complete operation due to concurrent modification. Please try again later."));
    }

    /** The next matching call has its effect, its answer is lost. */
    public static Fault lostAnswer(String operation) {
        return once(operation, new Effect.Drop(true));
    }

    /** The same for one account only. */
    public Fault in(String accountId) {
        return new Fault(operation, accountId, nth, times, effect);
    }

    /** The same from the n-th matching call on. */
    public Fault at(int n) {
        return new Fault(operation, account, n, times, effect);
    }

    /** The same for so many calls, 0 for all. */
    public Fault times(int count) {
        return new Fault(operation, account, nth, count, effect);
    }
}
