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
     * Whether a key that was not handed over yet may be: what its namespace owes is taken from it first.
     *
     * @param replaces whether it follows a key of the same grant that still exists
     */
    boolean isReady(UnitKey.ApiKeyUnit unit, List<UnitKey.UsagePlanUnit> plans, String keyId, boolean replaces);

    /** Whether a key in the plan of a tier does not count as gone there. */
    boolean isBack(UnitKey.ApiKeyUnit unit, UnitKey.UsagePlanUnit plan, String keyId);

    /** When something is tried again for a unit, empty when nothing is. */
    Optional<Instant> again(UnitKey.ApiKeyUnit unit);

    /** What was not carried over since this process started. */
    Optional<NotCarried> lacks(UnitKey.ApiKeyUnit unit, String keyId);
}
