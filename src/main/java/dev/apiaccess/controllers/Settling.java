// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.model.UnitKey;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;

/**
 * The time that AWS takes until it knows a key everywhere, on a clock that nobody sets: the time of day may jump ahead, and AWS does
 * not hurry for that. It is not kept: a key that nobody has at a restart settles once more.
 */
final class Settling {

    private record Seen(String keyId, long at) {}

    private final Duration time;
    private final LongSupplier nanos;
    private final Map<UnitKey.KeyUnit, Seen> seen = new ConcurrentHashMap<>();

    /**
     * Nothing settles yet.
     *
     * @param time that a key takes
     * @param nanos a clock of which only differences mean something, such as {@link System#nanoTime}
     */
    Settling(Duration time, LongSupplier nanos) {
        this.time = time;
        this.nanos = nanos;
    }

    /** A key is in all its plans, since now when it was not seen there before. */
    void begin(UnitKey.KeyUnit unit, String keyId) {
        seen.compute(
                unit,
                (_, last) -> last != null && last.keyId().equals(keyId) ? last : new Seen(keyId, nanos.getAsLong()));
    }

    /** What is left of the time; nothing when no key of the unit settles. */
    Duration left(UnitKey.KeyUnit unit) {
        var since = seen.get(unit);
        var left = since == null ? Duration.ZERO : time.minusNanos(nanos.getAsLong() - since.at());
        return left.isNegative() ? Duration.ZERO : left;
    }

    void forget(UnitKey.KeyUnit unit) {
        seen.remove(unit);
    }
}
