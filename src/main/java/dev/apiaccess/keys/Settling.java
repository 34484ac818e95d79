// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import dev.apiaccess.model.UnitKey;
import dev.apiaccess.rotation.SettleTimes;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;

/**
 * Remembers the {@link SettleTimes} of all grants. They are not persisted: after a restart a key not handed over settles once more, and so
 * does a usage plan in which the key did not work yet by status.
 */
public final class Settling {

    private final SettleTimes none;
    private final LongSupplier nanos;
    private final Map<UnitKey.ApiKeyUnit, SettleTimes> known = new ConcurrentHashMap<>();

    /**
     * Nothing settles yet.
     *
     * @param time a key takes to settle
     * @param nanos a monotonic clock such as {@link System#nanoTime}
     */
    public Settling(Duration time, LongSupplier nanos) {
        none = SettleTimes.none(time);
        this.nanos = nanos;
    }

    /** Now, on the clock of the times. */
    long now() {
        return nanos.getAsLong();
    }

    SettleTimes of(UnitKey.ApiKeyUnit unit) {
        return known.getOrDefault(unit, none);
    }

    void keep(UnitKey.ApiKeyUnit unit, SettleTimes times) {
        if (times.isEmpty()) {
            known.remove(unit);
        } else {
            known.put(unit, times);
        }
    }

    void forget(UnitKey.ApiKeyUnit unit) {
        known.remove(unit);
    }

    /** Drops all units but these. */
    void keepOnly(Predicate<UnitKey.ApiKeyUnit> there) {
        known.keySet().removeIf(there.negate());
    }
}
