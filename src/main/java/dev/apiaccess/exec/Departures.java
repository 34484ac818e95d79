// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import java.util.Optional;

/** Asked before a key that is switched off is deleted, and before one leaves a usage plan: AWS forgets then what it has used. */
public interface Departures {

    /** Nobody asks. */
    Departures FREE = new Departures() {
        @Override
        public Optional<String> heldBy(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all) {
            return Optional.empty();
        }

        @Override
        public Optional<String> heldIn(UnitKey.ApiKeyUnit unit, ExistingKey key, String planId) {
            return Optional.empty();
        }
    };

    /**
     * Whether the key may be deleted; may call AWS and wait for that.
     *
     * @param all keys of the unit
     * @return what is to be done first, empty when nothing is; the objects of the unit submit it again
     */
    Optional<String> heldBy(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all) throws InterruptedException;

    /** The same for a key that is to leave a usage plan, where it works until then. */
    Optional<String> heldIn(UnitKey.ApiKeyUnit unit, ExistingKey key, String planId) throws InterruptedException;
}
