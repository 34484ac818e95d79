// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

/**
 * How an object stands: whether it has its way, and why it has not. What AWS shall hold and what the object is told both follow from
 * it. Only what is {@link Enforced} is admitted now; of everything else a tenant may take back what AWS holds ({@link Withdrawal}),
 * which differs from unit to unit.
 *
 * @param <I> what objects of the kind want
 */
public sealed interface Stance<I> {

    /** It is brought about. */
    record Enforced<I>(I intent) implements Stance<I> {}

    /** It is in mode Plan: shown, and nothing is written. */
    record Planned<I>(I intent) implements Stance<I> {}

    /** It is paused: nothing is written, whether it could be had or not. */
    record Paused<I>() implements Stance<I> {}

    /**
     * It cannot be had as it is.
     *
     * @param planned whether it is in mode Plan, where nothing would be written anyway
     */
    record Rejected<I>(Verdict.Rejected<I> why, boolean planned) implements Stance<I> {}

    /** It ended a while ago. */
    record Over<I>() implements Stance<I> {}

    /** It is being deleted. */
    record Leaving<I>(Ending ending) implements Stance<I> {}

    /** What becomes of what an object that is being deleted has in AWS. */
    enum Ending {
        /** It stays for good. */
        RETAIN,
        /** It stays while the object is paused. */
        PAUSED,
        /** It stays until somebody says that the deletion is meant. */
        HELD,
        /** It goes. */
        DELETE
    }

    /** Whether it has its way. */
    default boolean enforced() {
        return this instanceof Enforced<I>;
    }
}
