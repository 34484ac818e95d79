// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The end of a grant. AWS's keys have none: it holds only as long as the operator watches the clock and disables them.
 *
 * @param at from when on no key of the grant works, empty when it has no end
 * @param warning how long before that it is reported
 * @param kept for how long after that the disabled keys stay, so that a later end brings the same ones back
 */
public record Expiry(Optional<Instant> at, Duration warning, Duration kept) {

    /** How close the end is. */
    public enum State {
        FAR,
        NEAR,
        /** No key works. */
        EXPIRED,
        /** No key is needed any more. */
        OVER
    }

    public State state(Instant now) {
        if (at.isEmpty() || now.isBefore(at.get().minus(warning))) {
            return State.FAR;
        }
        return now.isBefore(at.get()) ? State.NEAR : now.isBefore(at.get().plus(kept)) ? State.EXPIRED : State.OVER;
    }

    /** Whether no key of the grant may work. */
    public boolean ended(Instant now) {
        return at.filter(end -> !now.isBefore(end)).isPresent();
    }

    /** When the state changes next. */
    public Optional<Instant> changes(Instant now) {
        return at.flatMap(end -> Stream.of(end.minus(warning), end, end.plus(kept))
                .filter(moment -> moment.isAfter(now))
                .findFirst());
    }
}
