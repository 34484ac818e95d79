// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.SettleTimes;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What this process remembers of keys: since when they are where they are, and what was taken from them. Asking changes nothing. */
public interface KeyMemory {

    /** Since when the keys of a grant are where they are. */
    SettleTimes times(UnitKey.ApiKeyUnit unit);

    /** Now, on the clock of the times. */
    long now();

    /**
     * Whether a key that nobody has yet may be handed over: what its namespace owes is taken from it first.
     *
     * @param replaces whether it follows a key of the same grant that is still there
     */
    boolean isReady(UnitKey.ApiKeyUnit unit, List<UnitKey.UsagePlanUnit> plans, String keyId, boolean replaces);

    /** Whether a key that is in the plan of a tier is none of those that count as gone there. */
    boolean isBack(UnitKey.ApiKeyUnit unit, UnitKey.UsagePlanUnit plan, String keyId);

    /** When something is to be tried again for a unit, empty when nothing is. */
    Optional<Instant> again(UnitKey.ApiKeyUnit unit);

    /** What was not carried over since this process runs. */
    Optional<NotCarried> lacks(UnitKey.ApiKeyUnit unit, String keyId);
}
