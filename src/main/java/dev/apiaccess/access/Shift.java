// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.Optional;

/**
 * A caller who can call more, less or something else of a method than before.
 *
 * @param caller as answers call it
 * @param before the answer on the older account; empty where it has no such caller or stage
 * @param after the answer on the newer account; empty likewise
 * @param suchAs a call whose answer changed so
 * @param others how many callers changed in the same way because this one, who stands for all of them, did
 */
public record Shift(
        String caller,
        DeployedMethod method,
        Optional<Seen> before,
        Optional<Seen> after,
        Direction direction,
        Call suchAs,
        int others) {

    /** An answer with what was asked. */
    public record Seen(Inquiry inquiry, Caller caller, Reply reply) {}

    /** On the newer account, else on the older one. */
    public Seen seen() {
        return after.or(() -> before).orElseThrow();
    }

    Shift withOthers(int number) {
        return new Shift(caller, method, before, after, direction, suchAs, number);
    }

    /** Whether another one changed in the same way. */
    boolean isAs(Shift other) {
        return direction == other.direction
                && extent(before).equals(extent(other.before))
                && extent(after).equals(extent(other.after));
    }

    private static Optional<Reply.Extent> extent(Optional<Seen> seen) {
        return seen.map(one -> one.reply().extent());
    }
}
