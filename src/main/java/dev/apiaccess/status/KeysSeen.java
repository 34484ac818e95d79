// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.SettleTimes;
import java.util.List;
import java.util.Set;

/** What a look saw of the keys of a grant, to remember and to ask of AWS. */
public sealed interface KeysSeen {

    UnitKey.ApiKeyUnit unit();

    /**
     * They exist.
     *
     * @param times since when each is where it is
     * @param charges what has to be taken from them, or counted, first
     * @param ids of all that AWS has
     */
    record There(UnitKey.ApiKeyUnit unit, SettleTimes times, List<Charge> charges, Set<String> ids)
            implements KeysSeen {

        public There {
            charges = List.copyOf(charges);
            ids = Set.copyOf(ids);
        }
    }

    /** Their grant is being deleted: nothing has to be remembered of them. */
    record Leaving(UnitKey.ApiKeyUnit unit) implements KeysSeen {}
}
