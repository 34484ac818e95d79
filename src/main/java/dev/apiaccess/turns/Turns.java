// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.turns;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Objects that wait to be reconciled, and which of them is next: the most urgent, among equals that of the namespace which had its turn
 * longest ago, within a namespace the one that waits longest. Overtaken urgencies get a small share all the same. The cost of a turn does
 * not depend on how many wait. No threads, no clock; {@link TurnExecutor} guards it.
 */
final class Turns {

    /** So many objects are reconciled at the same time. */
    static final int AT_ONCE = 16;
    /** So many of these are reserved for revocations, which must not wait for other reconciles to end. */
    static final int FOR_REVOCATIONS = 4;
    /** Of so many turns one goes to a less urgent object. */
    static final int GUARD = 10;

    /** An object that waits or is being reconciled. One name may occur twice: deleted, and recreated. */
    static final class Turn {

        private final ObjectKey key;
        private final Runnable task;
        private Urgency urgency;
        private long since;

        private Turn(ObjectKey key, Runnable task, Urgency urgency, long since) {
            this.key = key;
            this.task = task;
            this.urgency = urgency;
            this.since = since;
        }

        ObjectKey key() {
            return key;
        }

        Runnable task() {
            return task;
        }

        Urgency urgency() {
            return urgency;
        }
    }

    private final Map<Urgency, RoundRobin<Turn>> rounds = new EnumMap<>(Urgency.class);
    private final Map<ObjectKey, Turn> waiting = new HashMap<>();
    private final Set<ObjectKey> hastened = new HashSet<>();
    private final Map<Urgency, Long> served = new EnumMap<>(Urgency.class);
    private long turns;
    private int overtaking;
    private int revocations;
    private int revoking;
    private int others;

    Turns() {
        for (var urgency : Urgency.values()) {
            rounds.put(urgency, round());
        }
    }

    /**
     * Adds an object that begins to wait.
     *
     * @param now in nanoseconds, as everywhere here
     */
    void add(ObjectKey key, Urgency urgency, Runnable task, long now) {
        var turn = new Turn(key, task, hastened.contains(key) ? Urgency.REVOKE : urgency, now);
        waiting.put(key, turn);
        round(turn.urgency).add(turn);
    }

    boolean waits(ObjectKey key) {
        return waiting.containsKey(key);
    }

    /** Sets the urgency of a waiting object. It keeps its place unless that is a change. */
    void rank(ObjectKey key, Urgency urgency, long now) {
        var turn = waiting.get(key);
        var wanted = hastened.contains(key) ? Urgency.REVOKE : urgency;
        if (turn != null && turn.urgency != wanted) {
            round(turn.urgency).remove(turn);
            turn.urgency = wanted;
            turn.since = now;
            round(wanted).add(turn);
        }
    }

    /** Makes an object urgent whose next turn may take access away, where the object itself does not show that. */
    void hasten(ObjectKey key, long now) {
        hastened.add(key);
        rank(key, Urgency.REVOKE, now);
    }

    /** Gives a turn, which lasts until it is {@link #ended}; empty when none waits or all have to go on waiting. */
    Optional<Turn> next() {
        var open = Stream.of(Urgency.values()).filter(this::open).toList();
        if (open.isEmpty()) {
            return Optional.empty();
        }
        var urgency = choose(open);
        var turn = round(urgency).first();
        round(urgency).served(turn);
        waiting.remove(turn.key, turn);
        hastened.remove(turn.key);
        served.put(urgency, ++turns);
        count(urgency, 1);
        return Optional.of(turn);
    }

    void ended(Turn turn) {
        count(turn.urgency, -1);
        if (isEmpty()) {
            hastened.clear();
        }
    }

    /** Whether no object waits or is being reconciled. */
    boolean isEmpty() {
        return revoking + others == 0 && all().findAny().isEmpty();
    }

    /** Removes and returns all waiting tasks, the most urgent first. */
    List<Runnable> clear() {
        var left = new ArrayList<Runnable>(all().map(Turn::task).toList());
        rounds.replaceAll((_, _) -> round());
        waiting.clear();
        return left;
    }

    int waiting(String kind, Urgency urgency) {
        return Math.toIntExact(round(urgency)
                .all()
                .filter(turn -> turn.key.kind().equals(kind))
                .count());
    }

    /** The longest time in nanoseconds for which a waiting object has had this urgency; 0 when none waits. */
    long oldest(Urgency urgency, long now) {
        return round(urgency).all().mapToLong(turn -> now - turn.since).max().orElse(0);
    }

    private boolean open(Urgency urgency) {
        return round(urgency).size() > 0
                && revoking + others < AT_ONCE
                && (urgency == Urgency.REVOKE || others < AT_ONCE - FOR_REVOCATIONS);
    }

    /** The next urgency: a single revocation is always next; after nine in a row one other object is. */
    private Urgency choose(List<Urgency> open) {
        var first = open.getFirst();
        var overtaken = open.subList(1, open.size());
        var revokes = first == Urgency.REVOKE;
        if (!overtaken.isEmpty() && overtaking >= GUARD - 1 && (!revokes || revocations >= GUARD - 1)) {
            overtaking = 0;
            revocations = 0;
            return overtaken.stream()
                    .min(Comparator.comparing(urgency -> served.getOrDefault(urgency, -1L)))
                    .orElseThrow();
        }
        if (!overtaken.isEmpty()) {
            overtaking++;
        }
        revocations = revokes ? revocations + 1 : 0;
        return first;
    }

    private void count(Urgency urgency, int change) {
        if (urgency == Urgency.REVOKE) {
            revoking += change;
        } else {
            others += change;
        }
    }

    private Stream<Turn> all() {
        return rounds.values().stream().flatMap(RoundRobin::all);
    }

    private static RoundRobin<Turn> round() {
        return new RoundRobin<>(turn -> turn.key().namespace());
    }

    private RoundRobin<Turn> round(Urgency urgency) {
        return Objects.requireNonNull(rounds.get(urgency));
    }
}
