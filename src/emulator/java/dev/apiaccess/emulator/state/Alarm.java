// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.state;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.Map;

/**
 * An alarm on a metric.
 *
 * @param settings as they were sent and found good, with types; nobody changes them
 * @param updated when they were set
 */
public record Alarm(String name, ObjectNode settings, Instant updated, State state, Map<String, String> tags) {
    /** What an alarm says while there is nothing to go by. */
    public static final String NO_DATA = "INSUFFICIENT_DATA";

    /**
     * What an alarm says.
     *
     * @param value OK, ALARM or INSUFFICIENT_DATA
     * @param since when it began to say so
     */
    public record State(String value, String reason, Instant since) {}

    /** Saying something else. */
    public Alarm withState(State other) {
        return new Alarm(name, settings, updated, other, tags);
    }

    /** With other tags. */
    public Alarm withTags(Map<String, String> other) {
        return new Alarm(name, settings, updated, state, other);
    }
}
