// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.SequencedSet;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * Objects or calls that wait with the same urgency: namespaces take turns, and within one the order of arrival counts, but for those that
 * are added first. The cost of a change does not depend on how many wait.
 */
public final class RoundRobin<T> {

    private final Function<T, String> namespace;
    private final LinkedHashMap<String, LinkedHashSet<T>> namespaces = new LinkedHashMap<>();
    /** How many namespaces have so many waiting. */
    private final Map<Integer, Integer> lengths = new HashMap<>();

    private int size;

    /** @param namespace of an item, constant while the item waits */
    public RoundRobin(Function<T, String> namespace) {
        this.namespace = namespace;
    }

    /** How many wait. */
    public int size() {
        return size;
    }

    /** Adds an item that begins to wait. */
    public void add(T one) {
        var queue = queue(one);
        if (queue.add(one)) {
            resized(queue.size() - 1, queue.size());
        }
    }

    /** Adds an item that goes before all others of its namespace; the turn of the namespace comes no sooner for that. */
    public void addFirst(T one) {
        var queue = queue(one);
        var before = queue.size();
        queue.addFirst(one);
        if (queue.size() > before) {
            resized(before, queue.size());
        }
    }

    private SequencedSet<T> queue(T one) {
        return namespaces.computeIfAbsent(namespace.apply(one), _ -> new LinkedHashSet<>());
    }

    /** Ends the wait of an item without a turn; returns whether it waited. */
    public boolean remove(T one) {
        var own = namespace.apply(one);
        var queue = namespaces.get(own);
        if (queue == null || !queue.remove(one)) {
            return false;
        }
        resized(queue.size() + 1, queue.size());
        if (queue.isEmpty()) {
            namespaces.remove(own);
        }
        return true;
    }

    /** The item whose turn is next; there must be one. */
    public T first() {
        return namespaces.firstEntry().getValue().getFirst();
    }

    /** Gives an item its turn; its namespace then waits until all others had one. */
    public void served(T one) {
        remove(one);
        var own = namespace.apply(one);
        var queue = namespaces.get(own);
        if (queue != null) {
            namespaces.putLast(own, queue);
        }
    }

    /** How many of a namespace wait. */
    public int waiting(String own) {
        var queue = namespaces.get(own);
        return queue == null ? 0 : queue.size();
    }

    /**
     * How many of these go before one added now.
     *
     * @param own items of the same namespace ahead of it
     */
    public double ahead(int own) {
        // The position of the namespace in the round is not known, unless it enters now and is the last: in the middle
        // on average.
        return own == 0 ? rounds(1) : (rounds(own) + rounds(own + 1)) / 2.0;
    }

    /** All that wait, namespace by namespace. */
    public Stream<T> all() {
        return namespaces.values().stream().flatMap(LinkedHashSet::stream);
    }

    /**
     * How many items go while every namespace has so many turns. Different lengths are few: a thousand of them mean half a million waiting
     * items.
     */
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
