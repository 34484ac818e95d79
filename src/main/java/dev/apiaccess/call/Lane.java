// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import dev.apiaccess.model.Priority;
import dev.apiaccess.turns.RoundRobin;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Calls subject to the same limits. A lane whose limits are used up delays no other. */
final class Lane<C extends WaitingCall> {

    private final List<TokenBucket> buckets;
    private final Map<Priority, RoundRobin<C>> queues = new EnumMap<>(Priority.class);

    /** @param buckets the narrowest limit first */
    Lane(List<TokenBucket> buckets) {
        this.buckets = buckets;
    }

    List<TokenBucket> buckets() {
        return buckets;
    }

    void add(C call) {
        var queue = queues.computeIfAbsent(
                call.caller().priority(),
                _ -> new RoundRobin<>(one -> one.caller().namespace()));
        if (call.caller().goesOn()) {
            queue.addFirst(call);
        } else {
            queue.add(call);
        }
    }

    boolean remove(C call) {
        var queue = queues.get(call.caller().priority());
        return queue != null && queue.remove(call);
    }

    /** Takes the tokens of a call that is made now. */
    void serve(C call, long now) {
        var queue = queues.get(call.caller().priority());
        if (queue != null) {
            queue.served(call);
        }
        buckets.forEach(bucket -> bucket.take(now));
    }

    /** The next call of every priority that has one. */
    Stream<C> heads() {
        return queues.values().stream().filter(queue -> queue.size() > 0).map(RoundRobin::first);
    }

    Stream<C> all() {
        return queues.values().stream().flatMap(RoundRobin::all);
    }

    boolean isEmpty() {
        return queues.values().stream().allMatch(queue -> queue.size() == 0);
    }

    /** Nanoseconds until all limits allow one more call. */
    long delay(long now) {
        return buckets.stream().mapToLong(bucket -> bucket.delay(now)).max().orElse(0);
    }

    /** Most calls that all limits but one allow within so many nanoseconds. */
    double throughput(TokenBucket butThis, long nanos, long now) {
        return buckets.stream()
                .filter(bucket -> bucket != butThis)
                .mapToDouble(bucket -> bucket.tokensWithin(nanos, now))
                .min()
                .orElse(Double.MAX_VALUE);
    }

    int waiting(Priority priority) {
        var queue = queues.get(priority);
        return queue == null ? 0 : queue.size();
    }

    int waiting(Caller caller) {
        var queue = queues.get(caller.priority());
        return queue == null || caller.goesOn() ? 0 : queue.waiting(caller.namespace());
    }

    /**
     * How many calls of this lane go before one queued now.
     *
     * @param own calls of the same namespace and priority ahead of it
     * @param guard after how many turns at most one goes to an overtaken priority
     */
    double ahead(Priority priority, int own, int guard) {
        var queue = queues.get(priority);
        var equals = queue == null ? 0 : queue.ahead(own);
        var urgent = queues.entrySet().stream()
                .filter(entry -> entry.getKey().compareTo(priority) < 0)
                .mapToInt(entry -> entry.getValue().size())
                .sum();
        return Math.min(urgent + equals, (equals + 1) * guard - 1);
    }
}
