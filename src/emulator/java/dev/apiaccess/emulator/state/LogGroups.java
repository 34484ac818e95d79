// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** What was written to the log groups of all accounts, by the ARN of the group. */
public final class LogGroups {
    private static final int MOST = 10_000;
    private final Map<String, Deque<Event>> groups = new ConcurrentHashMap<>();

    /** A line of a log. */
    public record Event(Instant written, String message) {}

    /** Adds a line; of a group the latest are kept. */
    public void add(String groupArn, Event event) {
        groups.compute(groupArn, (ignored, events) -> {
            Deque<Event> kept = events == null ? new ArrayDeque<>() : events;
            kept.addLast(event);
            if (kept.size() > MOST) {
                kept.removeFirst();
            }
            return kept;
        });
    }

    /** The lines of a group, oldest first; empty when nothing was written to it, and so there is none. */
    public Optional<List<Event>> events(String groupArn) {
        List<Event> found = new ArrayList<>();
        return groups.computeIfPresent(groupArn, (ignored, events) -> {
                            found.addAll(events);
                            return events;
                        })
                        == null
                ? Optional.empty()
                : Optional.of(found);
    }

    /** Forgets the groups of an account. */
    public void clear(String accountId) {
        groups.keySet().removeIf(arn -> arn.split(":", -1)[4].equals(accountId));
    }
}
