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
 * How often events are written: for an object and a reason once in five seconds, for an object 25 in five minutes. Further ones are
 * combined into one event with their count, written when its time has come. Editing an object again and again causes no more writes than
 * that.
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

    /** Events of one object; times are nanoseconds of a monotonic clock. */
    private static final class Told<E> {
        private final ArrayDeque<Long> written = new ArrayDeque<>();
        private final Map<String, Long> last = new HashMap<>();
        private final Map<String, Waiting<E>> waiting = new HashMap<>();
    }

    private final Map<String, Told<E>> objects = new HashMap<>();

    /** Offers an event; returns what to write at once, empty when it has to wait. */
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

    /** Waiting events that are due now. Forgets objects without recent events. */
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

    /** Number of objects remembered. */
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
