// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.stream.Stream;

/** Objects that are equally urgent: namespaces take turns, within one whoever came first goes first. */
final class Round {

    private final LinkedHashMap<String, LinkedHashSet<Turns.Turn>> namespaces = new LinkedHashMap<>();

    boolean isEmpty() {
        return namespaces.isEmpty();
    }

    void add(Turns.Turn turn) {
        namespaces
                .computeIfAbsent(turn.key().namespace(), _ -> new LinkedHashSet<>())
                .add(turn);
    }

    void remove(Turns.Turn turn) {
        namespaces.computeIfPresent(turn.key().namespace(), (_, queue) -> {
            queue.remove(turn);
            return queue.isEmpty() ? null : queue;
        });
    }

    /** Takes out whose turn it is; there must be one. Its namespace waits until all others had a turn. */
    Turns.Turn next() {
        var first = namespaces.pollFirstEntry();
        var turn = first.getValue().removeFirst();
        if (!first.getValue().isEmpty()) {
            namespaces.putLast(first.getKey(), first.getValue());
        }
        return turn;
    }

    Stream<Turns.Turn> all() {
        return namespaces.values().stream().flatMap(LinkedHashSet::stream);
    }
}
