// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Calls that compete for the same limits with the same priority: namespaces take turns, within one whoever came first goes
 * first. Every change costs the same however many wait.
 */
final class RoundRobin<C extends WaitingCall> {

    private final LinkedHashMap<String, LinkedHashSet<C>> namespaces = new LinkedHashMap<>();
    /** How many namespaces have so many calls waiting. */
    private final Map<Integer, Integer> lengths = new HashMap<>();

    private int size;

    int size() {
        return size;
    }

    void add(C call) {
        var queue = namespaces.computeIfAbsent(call.caller().namespace(), _ -> new LinkedHashSet<>());
        if (queue.add(call)) {
            resized(queue.size() - 1, queue.size());
        }
    }

    /** Whether the call was waiting. */
    boolean remove(C call) {
        var namespace = call.caller().namespace();
        var queue = namespaces.get(namespace);
        if (queue == null || !queue.remove(call)) {
            return false;
        }
        resized(queue.size() + 1, queue.size());
        if (queue.isEmpty()) {
            namespaces.remove(namespace);
        }
        return true;
    }

    /** Whose turn is next; there must be one. */
    C first() {
        return namespaces.firstEntry().getValue().getFirst();
    }

    /** The call goes, and its namespace waits until all others had a turn. */
    void served(C call) {
        remove(call);
        var namespace = call.caller().namespace();
        var queue = namespaces.get(namespace);
        if (queue != null) {
            namespaces.putLast(namespace, queue);
        }
    }

    int waiting(String namespace) {
        var queue = namespaces.get(namespace);
        return queue == null ? 0 : queue.size();
    }

    /**
     * How many of these go before a call that came now.
     *
     * @param own calls of the same namespace that wait before it
     */
    double ahead(int own) {
        // Where the namespace stands in the round is not known, unless it enters now and is the last: in between on
        // average.
        return own == 0 ? rounds(1) : (rounds(own) + rounds(own + 1)) / 2.0;
    }

    Stream<C> all() {
        return namespaces.values().stream().flatMap(LinkedHashSet::stream);
    }

    /** How many go while every namespace has so many turns. Different lengths are few: a thousand of them are half a million calls. */
    private int rounds(int turns) {
        var sum = 0;
        for (var length : lengths.entrySet()) {
            sum += Math.min(length.getKey(), turns) * length.getValue();
        }
        return sum;
    }

    private void resized(int before, int after) {
        size += after - before;
        lengths.computeIfPresent(before, (_, count) -> count == 1 ? null : count - 1);
        if (after > 0) {
            lengths.merge(after, 1, Integer::sum);
        }
    }
}
