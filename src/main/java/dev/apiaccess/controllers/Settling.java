// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.model.UnitKey;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The time that AWS takes until it knows a key everywhere, on a clock that nobody sets: the time of day may jump ahead, and AWS does
 * not hurry for that. It is not kept: a key that nobody has at a restart settles once more, and so does a usage plan in which status
 * says that the key did not work yet.
 */
final class Settling {

    private record Seen(String keyId, Set<String> planIds, long at) {}

    /** @param keyId null while the key is not in the plan, or switched off */
    private record Member(@Nullable String keyId, long since) {}

    private final Duration time;
    private final LongSupplier nanos;
    private final Map<UnitKey.KeyUnit, Seen> seen = new ConcurrentHashMap<>();
    private final Map<UnitKey.KeyUnit, Map<String, Member>> members = new ConcurrentHashMap<>();

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

    /** A key is in all its plans, since now when it was not seen in these before. */
    void begin(UnitKey.KeyUnit unit, String keyId, Set<String> planIds) {
        seen.compute(
                unit,
                (_, last) -> last != null
                                && last.keyId().equals(keyId)
                                && last.planIds().containsAll(planIds)
                        ? last
                        : new Seen(keyId, Set.copyOf(planIds), nanos.getAsLong()));
    }

    /** What is left of the time; nothing when no key of the unit settles. */
    Duration left(UnitKey.KeyUnit unit) {
        var since = seen.get(unit);
        return since == null ? Duration.ZERO : left(since.at());
    }

    /**
     * A key that the consumer has does not work in a plan: whatever it was before, it settles there once it does.
     *
     * @param keyId null where AWS has none
     */
    void out(UnitKey.KeyUnit unit, String planId, @Nullable String keyId) {
        // That it settled when it was new says nothing of a key that is switched on again.
        seen.computeIfPresent(unit, (_, last) -> last.keyId().equals(keyId) ? null : last);
        members.compute(unit, (_, known) -> with(known, planId, new Member(null, 0)));
    }

    /**
     * A key that the consumer has works in a plan, as far as is known: what is left until AWS knows that everywhere.
     *
     * @param marked whether status says that it did not work there
     * @return zero when it has settled, or was there all the time
     */
    Duration in(UnitKey.KeyUnit unit, String planId, String keyId, boolean marked) {
        var known = Optional.ofNullable(members.get(unit)).map(plans -> plans.get(planId));
        if (known.isEmpty() && !marked) {
            return Duration.ZERO;
        }
        var member = known.filter(one -> keyId.equals(one.keyId()))
                .orElseGet(() -> new Member(keyId, since(unit, planId, keyId)));
        var left = left(member.since());
        // Status is told first: one that lags would have it settle again.
        var over = left.isZero() && !marked;
        members.compute(unit, (_, plans) -> with(plans, planId, over ? null : member));
        return left;
    }

    void forget(UnitKey.KeyUnit unit) {
        seen.remove(unit);
        members.remove(unit);
    }

    /** Drops what is remembered of others than these. */
    void keepOnly(Predicate<UnitKey.KeyUnit> there) {
        seen.keySet().removeIf(there.negate());
        members.keySet().removeIf(there.negate());
    }

    /** A key that settled before it was handed over did so in all plans that it was in then. */
    private long since(UnitKey.KeyUnit unit, String planId, String keyId) {
        var whole = seen.get(unit);
        return whole != null && whole.keyId().equals(keyId) && whole.planIds().contains(planId)
                ? whole.at()
                : nanos.getAsLong();
    }

    private Duration left(long since) {
        var left = time.minusNanos(nanos.getAsLong() - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private static @Nullable Map<String, Member> with(
            @Nullable Map<String, Member> known, String planId, @Nullable Member member) {
        var next = new HashMap<String, Member>(known == null ? Map.of() : known);
        if (member == null) {
            next.remove(planId);
        } else {
            next.put(planId, member);
        }
        return next.isEmpty() ? null : Map.copyOf(next);
    }
}
