// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import java.util.Optional;

/** Check before a disabled key is deleted, and before a key leaves a usage plan: AWS then forgets its usage. */
public interface Departures {

    /** Holds nothing. */
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
     * What holds back the deletion of a key; may call AWS and wait for that.
     *
     * @param all keys of the unit
     * @return what has to be done first, empty when nothing; the objects of the unit submit it again
     */
    Optional<String> heldBy(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all) throws InterruptedException;

    /** The same for a key that leaves a usage plan, where it works until then. */
    Optional<String> heldIn(UnitKey.ApiKeyUnit unit, ExistingKey key, String planId) throws InterruptedException;
}
