// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How often events are written: for an object and a reason once in five seconds, for an object 25 in five minutes. What comes more
 * often is told in one event, which says how many it stands for, when its time has come. Whoever edits an object again and again
 * makes the operator write no more than that.
 *
 * @param <E> an event that waits
 */
final class EventPace<E> {

    static final Duration SAME = Duration.ofSeconds(5);
    static final Duration SPAN = Duration.ofMinutes(5);
    static final int MOST = 25;

    /**
     * An event that may be written now.
     *
     * @param event the latest of those it stands for
     * @param count how many those are
     */
    record Due<E>(E event, int count) {}

    private record Waiting<E>(E event, int count) {}

    /** What is known of one object; times are nanoseconds of a clock that nobody sets. */
    private static final class Told<E> {
        private final ArrayDeque<Long> written = new ArrayDeque<>();
        private final Map<String, Long> last = new HashMap<>();
        private final Map<String, Waiting<E>> waiting = new HashMap<>();
    }

    private final Map<String, Told<E>> objects = new HashMap<>();

    /** Something happened: the event to write at once, if its turn has come; else it waits. */
    synchronized Optional<Due<E>> offer(String uid, String reason, E event, long now) {
        var told = objects.computeIfAbsent(uid, _ -> new Told<>());
        var before = told.waiting.get(reason);
        var merged = new Waiting<>(event, before == null ? 1 : before.count() + 1);
        if (before != null || !may(told, reason, now)) {
            told.waiting.put(reason, merged);
            return Optional.empty();
        }
        return Optional.of(written(told, reason, merged, now));
    }

    /** Events whose turn has come meanwhile. Forgets objects of which nothing was written for long. */
    synchronized List<Due<E>> due(long now) {
        var due = new ArrayList<Due<E>>();
        for (var entries = objects.values().iterator(); entries.hasNext(); ) {
            var told = entries.next();
            for (var reason : List.copyOf(told.waiting.keySet())) {
                var waiting = told.waiting.get(reason);
                if (waiting != null && may(told, reason, now)) {
                    told.waiting.remove(reason);
                    due.add(written(told, reason, waiting, now));
                }
            }
            forget(told, now);
            if (told.waiting.isEmpty() && told.written.isEmpty()) {
                entries.remove();
            }
        }
        return due;
    }

    /** How many objects are remembered. */
    synchronized int size() {
        return objects.size();
    }

    private static <E> boolean may(Told<E> told, String reason, long now) {
        forget(told, now);
        var last = told.last.get(reason);
        return told.written.size() < MOST && (last == null || now - last >= SAME.toNanos());
    }

    private static <E> Due<E> written(Told<E> told, String reason, Waiting<E> waiting, long now) {
        told.written.addLast(now);
        told.last.put(reason, now);
        return new Due<>(waiting.event(), waiting.count());
    }

    private static <E> void forget(Told<E> told, long now) {
        while (!told.written.isEmpty() && now - told.written.getFirst() >= SPAN.toNanos()) {
            told.written.removeFirst();
        }
        told.last.values().removeIf(at -> now - at >= SAME.toNanos());
    }
}
