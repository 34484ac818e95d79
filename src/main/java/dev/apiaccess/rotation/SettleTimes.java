// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.rotation;

import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Since when the keys of one grant are where they are, in nanoseconds of a monotonic clock: the time of day may jump ahead, and AWS
 * does not hurry for that. Immutable: each step returns the value to keep.
 *
 * @param time that AWS takes until it knows a key everywhere
 * @param newest the newest key, since it was seen in all its plans; empty when none settles
 * @param members by plan, the key of the consumer where it did not work, or works since a while ago
 */
public record SettleTimes(Duration time, Optional<Newest> newest, Map<String, Member> members) {

    /** A key in plans, since a moment. */
    public record Newest(String keyId, Set<String> planIds, long since) {}

    /** @param keyId empty while the key is not in the plan, or switched off */
    public record Member(Optional<String> keyId, long since) {}

    public SettleTimes {
        members = Map.copyOf(members);
    }

    /** Nothing settles. */
    public static SettleTimes none(Duration time) {
        return new SettleTimes(time, Optional.empty(), Map.of());
    }

    /** Whether nothing has to be kept. */
    public boolean isEmpty() {
        return newest.isEmpty() && members.isEmpty();
    }

    /** A key is in all its plans, since now when it was not seen in these before. */
    public SettleTimes begin(String keyId, Set<String> planIds, long now) {
        return newest.filter(last ->
                                last.keyId().equals(keyId) && last.planIds().containsAll(planIds))
                        .isPresent()
                ? this
                : new SettleTimes(time, Optional.of(new Newest(keyId, Set.copyOf(planIds), now)), members);
    }

    /** What is left of the time; zero when no key settles. */
    public Duration left(long now) {
        return newest.map(one -> left(one.since(), now)).orElse(Duration.ZERO);
    }

    /**
     * A key that the consumer has does not work in a plan: whatever it was before, it settles there once it does.
     *
     * @param keyId empty where AWS has none
     */
    public SettleTimes out(String planId, Optional<String> keyId) {
        // That it settled when it was new says nothing of a key that is switched on again.
        return new SettleTimes(
                time,
                newest.filter(one -> !keyId.equals(Optional.of(one.keyId()))),
                with(planId, Optional.of(new Member(Optional.empty(), 0))));
    }

    /**
     * What is left until AWS knows everywhere that a key which the consumer has works in a plan.
     *
     * @param marked whether status says that it did not work there
     * @return zero when it has settled, or was there all the time
     */
    public Duration leftIn(String planId, String keyId, boolean marked, long now) {
        return member(planId, keyId, marked, now)
                .map(member -> left(member.since(), now))
                .orElse(Duration.ZERO);
    }

    /** A key that the consumer has works in a plan, as far as is known, since now when it was not seen there before. */
    public SettleTimes in(String planId, String keyId, boolean marked, long now) {
        // Kept until status is unmarked: one that lags would have it settle again.
        return new SettleTimes(
                time,
                newest,
                with(
                        planId,
                        member(planId, keyId, marked, now)
                                .filter(member ->
                                        marked || !left(member.since(), now).isZero())));
    }

    private Optional<Member> member(String planId, String keyId, boolean marked, long now) {
        var known = Optional.ofNullable(members.get(planId));
        return known.isEmpty() && !marked
                ? Optional.empty()
                : known.filter(one -> one.keyId().equals(Optional.of(keyId)))
                        .or(() -> Optional.of(new Member(Optional.of(keyId), since(planId, keyId, now))));
    }

    /** A key that settled before it was handed over did so in all plans that it was in then. */
    private long since(String planId, String keyId, long now) {
        return newest.filter(one -> one.keyId().equals(keyId) && one.planIds().contains(planId))
                .map(Newest::since)
                .orElse(now);
    }

    private Duration left(long since, long now) {
        var left = time.minusNanos(now - since);
        return left.isNegative() ? Duration.ZERO : left;
    }

    private Map<String, Member> with(String planId, Optional<Member> member) {
        var next = new HashMap<>(members);
        next.remove(planId);
        member.ifPresent(one -> next.put(planId, one));
        return next;
    }
}
