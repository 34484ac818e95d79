// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

/**
 * The stance of an object: whether it is enforced, and why not. Both the desired state in AWS and the status follow from it. Only an
 * {@link Enforced} object is admitted now; of every other a tenant may take back what AWS holds ({@link Withdrawal}), which differs
 * from unit to unit.
 *
 * @param <I> what objects of the kind want
 */
public sealed interface Stance<I> {

    /** It is brought about in AWS. */
    record Enforced<I>(I intent) implements Stance<I> {}

    /** It is in mode Plan: changes are shown, and nothing is written. */
    record Planned<I>(I intent) implements Stance<I> {}

    /** It is paused: nothing is written, whether it could be had or not. */
    record Paused<I>() implements Stance<I> {}

    /**
     * It cannot be had as declared.
     *
     * @param planned whether it is in mode Plan, where nothing would be written anyway
     */
    record Rejected<I>(Verdict.Rejected<I> why, boolean planned) implements Stance<I> {}

    /** It ended a while ago. */
    record Over<I>() implements Stance<I> {}

    /** It is being deleted. */
    record Leaving<I>(Ending ending) implements Stance<I> {}

    /** What becomes of the things that an object being deleted has in AWS. */
    enum Ending {
        /** It stays for good. */
        RETAIN,
        /** It stays while the object is paused. */
        PAUSED,
        /** It stays until the deletion is acknowledged. */
        HELD,
        /** It goes. */
        DELETE
    }

    /** Whether the object is enforced. */
    default boolean enforced() {
        return this instanceof Enforced<I>;
    }
}
