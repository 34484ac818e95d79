// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import java.util.Optional;

/**
 * The keys of an ApiKeyGrant as a whole.
 *
 * @param unit the wanted one, else the one that the object is bound to; empty when it has none
 * @param view what is known of them, empty while API Gateway was not read
 * @param isAbsent whether it is known at this moment that AWS has none, and none is being made
 * @param cutOff whether the connection takes them back, and there are some
 * @param loses whether something is taken from them although the grant cannot be met, is paused or goes; asked only where it counts
 */
public record GrantKey(
        Optional<UnitKey.ApiKeyUnit> unit, Optional<View.Known> view, boolean isAbsent, boolean cutOff, boolean loses) {

    /** The same, of which something is taken. */
    GrantKey losing() {
        return new GrantKey(unit, view, isAbsent, cutOff, true);
    }

    /** Whether AWS has some. */
    boolean isThere() {
        return view.filter(known -> !known.observed().absent()).isPresent();
    }

    /**
     * Whether nothing of a grant that is being deleted keeps it any more. A refusal by AWS does not hold up a retained one.
     *
     * @param retained whether what it has stays in AWS
     */
    boolean isGone(boolean retained, Tried tried) {
        return (retained && (!loses || unit.filter(tried::isRefused).isPresent())) || unit.isEmpty() || isAbsent;
    }
}
