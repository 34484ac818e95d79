// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import java.util.Optional;

/** Asked before a key that is switched off is deleted, for AWS forgets then what it has used. */
public interface Departures {

    /** Nobody asks. */
    Departures FREE = (_, _, _) -> Optional.empty();

    /**
     * Whether the key may be deleted; may call AWS and wait for that.
     *
     * @param all keys of the unit
     * @return what is to be done first, empty when nothing is; the objects of the unit submit it again
     */
    Optional<String> heldBy(UnitKey.KeyUnit unit, ExistingKey key, Observed.Key all) throws InterruptedException;
}
