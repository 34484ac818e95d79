// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Calls that wait for the limits of one budget, and which of them goes next: the most urgent, among equals the namespace that was
 * served longest ago. Whoever is overtaken again and again gets a small share all the same. Looks at the heads of its few lanes
 * only, however many wait. Not safe for threads: {@link Budget} guards it.
 */
final class WaitingCalls<C extends WaitingCall> {

    /** Of so many turns one goes to a less urgent call. */
    static final int GUARD = 10;

    private record Head<C extends WaitingCall>(C call, Lane<C> lane) {
        Priority priority() {
            return call.caller().priority();
        }
    }

    private final Map<Operation, Lane<C>> laneOf = new EnumMap<>(Operation.class);
    private final List<Lane<C>> lanes;
    private final Map<String, Long> namespaceServed = new HashMap<>();
    private final Map<Priority, Long> priorityServed = new EnumMap<>(Priority.class);
    private final Comparator<Head<C>> order = Comparator.comparing((Head<C> head) -> head.priority())
            .thenComparing(
                    head -> namespaceServed.getOrDefault(head.call().caller().namespace(), -1L))
            .thenComparingLong(head -> head.call().since());
    private long turns;
    private int overtaking;
    private int revocations;

    /** @param buckets of every operation, the narrowest first */
    WaitingCalls(Map<Operation, List<TokenBucket>> buckets) {
        var byBuckets = new HashMap<List<TokenBucket>, Lane<C>>();
        buckets.forEach((operation, held) -> laneOf.put(operation, byBuckets.computeIfAbsent(held, Lane::new)));
        lanes = List.copyOf(byBuckets.values());
    }

    void add(C call) {
        lane(call.operation()).add(call);
    }

    /** Whether the call was waiting. */
    boolean remove(C call) {
        return lane(call.operation()).remove(call);
    }

    /** Gives one turn, null when no call waits or none may be made yet. */
    @Nullable
    C next(long now) {
        var heads = new ArrayList<Head<C>>();
        for (var lane : lanes) {
            if (!lane.isEmpty() && lane.delay(now) == 0) {
                lane.heads().forEach(call -> heads.add(new Head<>(call, lane)));
            }
        }
        if (heads.isEmpty()) {
            return null;
        }
        var head = choose(heads);
        head.lane().serve(head.call(), now);
        turns++;
        namespaceServed.put(head.call().caller().namespace(), turns);
        priorityServed.put(head.priority(), turns);
        if (isEmpty()) {
            namespaceServed.clear();
        }
        return head.call();
    }

    /** Nanoseconds until the next turn; very long when no call waits. */
    long delay(long now) {
        return lanes.stream()
                .filter(lane -> !lane.isEmpty())
                .mapToLong(lane -> lane.delay(now))
                .min()
                .orElse(Long.MAX_VALUE);
    }

    /** Nanoseconds that a call queued now would wait. */
    long estimate(Operation operation, Caller caller, long now) {
        var lane = lane(operation);
        var own = lane.waiting(caller);
        var overtaken = Stream.of(Priority.values())
                .filter(priority -> priority == caller.priority() || waiting(priority) > 0)
                .skip(1)
                .count();
        var ahead = new HashMap<Lane<C>, Double>();
        for (var one : lanes) {
            ahead.put(one, one.ahead(caller.priority(), own, Math.toIntExact(GUARD * Math.max(1, overtaken))));
        }
        return lane.buckets().stream()
                .mapToLong(bucket -> wait(bucket, lane, ahead, now))
                .max()
                .orElse(0);
    }

    int waiting(Priority priority) {
        return lanes.stream().mapToInt(lane -> lane.waiting(priority)).sum();
    }

    boolean isEmpty() {
        return lanes.stream().allMatch(Lane::isEmpty);
    }

    /** Any waiting call; there must be one. */
    C any() {
        return lanes.stream().flatMap(Lane::heads).findFirst().orElseThrow();
    }

    Stream<C> all() {
        return lanes.stream().flatMap(Lane::all);
    }

    List<TokenBucket> buckets(Operation operation) {
        return lane(operation).buckets();
    }

    /** The next head: a single revocation is always next; after nine in a row one other call is. */
    private Head<C> choose(List<Head<C>> heads) {
        var first = heads.stream().min(order).orElseThrow();
        var overtaken = heads.stream()
                .filter(head -> head.priority().compareTo(first.priority()) > 0)
                .toList();
        var revokes = first.priority() == Priority.REVOKE;
        if (!overtaken.isEmpty() && overtaking >= GUARD - 1 && (!revokes || revocations >= GUARD - 1)) {
            overtaking = 0;
            revocations = 0;
            return overtaken.stream()
                    .min(Comparator.comparingLong((Head<C> head) -> priorityServed.getOrDefault(head.priority(), -1L))
                            .thenComparing(order))
                    .orElseThrow();
        }
        if (!overtaken.isEmpty()) {
            overtaking++;
        }
        revocations = revokes ? revocations + 1 : 0;
        return first;
    }

    /**
     * Wait until the bucket has a token left for a call of the lane, while other lanes draw from it as fast as their other limits allow.
     */
    private long wait(TokenBucket bucket, Lane<C> lane, Map<Lane<C>, Double> ahead, long now) {
        var sharing =
                lanes.stream().filter(one -> one.buckets().contains(bucket)).toList();
        var shortest = bucket.delayBehind(ahead.getOrDefault(lane, 0.0), now);
        var longest = bucket.delayBehind(
                sharing.stream()
                        .mapToDouble(one -> ahead.getOrDefault(one, 0.0))
                        .sum(),
                now);
        while (longest - shortest > 1 + longest / 100) {
            var middle = shortest + (longest - shortest) / 2;
            var drawn = 1.0;
            for (var one : sharing) {
                var calls = ahead.getOrDefault(one, 0.0);
                drawn += one.equals(lane) ? calls : Math.min(calls, one.throughput(bucket, middle, now));
            }
            if (bucket.tokensWithin(middle, now) < drawn) {
                shortest = middle;
            } else {
                longest = middle;
            }
        }
        return longest;
    }

    private Lane<C> lane(Operation operation) {
        return Objects.requireNonNull(laneOf.get(operation), operation::awsName);
    }
}
