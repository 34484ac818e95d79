// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.LastDrift;
import dev.apiaccess.api.ObjectStatus;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What others changed of an object, and when: computed from its status and the present differences, so that a restart forgets nothing.
 *
 * @param last begun when drift shows, ended when it is gone
 * @param ended those that are over, the newest first
 */
record DriftEpisodes(@Nullable LastDrift last, List<LastDrift> ended) {

    private static final int MOST_LINES = 20;
    private static final int MOST_ENDED = 5;

    DriftEpisodes {
        ended = List.copyOf(ended);
    }

    /**
     * The episodes after one more look.
     *
     * @param drift what differs now
     * @param looked whether AWS was compared, so that no difference means that there is none
     */
    static DriftEpisodes after(@Nullable ObjectStatus before, List<String> drift, boolean looked, Instant now) {
        var last = last(before == null ? null : before.lastDrift(), drift, looked, now);
        var ended = before == null ? List.<LastDrift>of() : before.driftHistory();
        if (last != null
                && last.repairedAt() != null
                && (ended.isEmpty() || !ended.getFirst().equals(last))) {
            ended = Stream.concat(Stream.of(last), ended.stream())
                    .limit(MOST_ENDED)
                    .toList();
        }
        return new DriftEpisodes(last, ended);
    }

    private static @Nullable LastDrift last(
            @Nullable LastDrift last, List<String> drift, boolean looked, Instant instant) {
        var now = instant.truncatedTo(ChronoUnit.SECONDS).toString();
        var open = last != null && last.repairedAt() == null;
        if (!drift.isEmpty()) {
            return last != null && open
                    ? new LastDrift(last.seenAt(), null, both(last.fields(), drift))
                    : new LastDrift(now, null, List.copyOf(drift));
        }
        return last != null && open && looked ? new LastDrift(last.seenAt(), now, last.fields()) : last;
    }

    /**
     * The text while no change by others shows. That there was none is more than is known: changes since the last look, and outside of
     * the object, are not seen.
     *
     * @param open whether something else is still to be written
     */
    String unchanged(boolean open) {
        var putRight = last == null || last.repairedAt() == null ? "" : "; last put right " + last.repairedAt();
        return (open ? "no change by others was seen at the last look" : "as declared when it was last looked at")
                + putRight;
    }

    /** Units are corrected one after the other: what was seen stays listed until the last of them is. */
    private static List<String> both(List<String> earlier, List<String> now) {
        return Stream.concat(earlier.stream(), now.stream())
                .distinct()
                .limit(MOST_LINES)
                .toList();
    }
}
