// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.world;

import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Place;
import dev.apiaccess.model.UnitKey;
import java.time.Instant;
import java.util.stream.Stream;

/** One complete listing of what a service keeps in one place. */
public interface Slice {

    Operation.Service service();

    Place place();

    /** When the first page was asked for: nothing written later is evidence in it. */
    Instant beganAt();

    /** Every unit filled by objects of which the listing shows something. */
    Stream<UnitKey> units();

    /** What the listing shows of a unit that belongs into it; only of one that it {@link #knows} does this say that nothing is there. */
    Observed of(UnitKey unit);

    /** Whether the listing says what is there of a unit that belongs into it. */
    default boolean knows(UnitKey unit) {
        return true;
    }
}
