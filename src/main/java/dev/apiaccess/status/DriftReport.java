// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.Correction;
import dev.apiaccess.api.LastDrift;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.plan.Difference;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Gathers what others changed, as one look sees it, and what status says of it: the lines, the episodes, the corrections. */
final class DriftReport {

    static final int MOST_LINES = 20;
    private static final int LONGEST_LINE = 256;

    private final @Nullable ObjectStatus before;
    private final Tried tried;
    private final Instant now;
    private final List<String> lines = new ArrayList<>();
    private @Nullable DriftEpisodes episodes;
    private boolean looked;
    private boolean repaired;

    /**
     * @param before the object's status until now
     * @param tried results of writing its units
     */
    DriftReport(@Nullable ObjectStatus before, Tried tried, Instant now) {
        this.before = before;
        this.tried = tried;
        this.now = now;
    }

    /** The units were compared, and what drifted is put right: what we wrote since it was seen counts as that. */
    void enforced(List<Findings.UnitState> units) {
        repaired = units.stream().anyMatch(this::writtenSinceDrift);
        compared(units);
    }

    /** The units were compared: what drifted is told. */
    void compared(List<Findings.UnitState> units) {
        looked = true;
        for (var unit : units) {
            if (unit.drift()) {
                unit.differences().forEach(line -> add(line.text()));
            }
        }
    }

    private void add(String line) {
        if (lines.size() < MOST_LINES) {
            lines.add(Findings.cut(line, LONGEST_LINE));
        }
    }

    private boolean writtenSinceDrift(Findings.UnitState unit) {
        var last = before == null ? null : before.lastDrift();
        var seenAt = last == null ? null : last.seenAt();
        return seenAt != null
                && tried.lastWrite(unit.unit())
                        .filter(at -> !at.isBefore(Instant.parse(seenAt)))
                        .isPresent();
    }

    /** Whether status shows these differences as drift already. */
    boolean goesOn(List<Difference> differences) {
        return before != null
                && !before.drift().isEmpty()
                && differences.stream()
                        .limit(MOST_LINES)
                        .allMatch(line -> before.drift().contains(Findings.cut(line.text(), LONGEST_LINE)));
    }

    /** Whether status shows all of it, so that it may be corrected. */
    boolean isShown() {
        return before != null && lines.equals(before.drift()) && !Corrections.contested(before);
    }

    boolean isEmpty() {
        return lines.isEmpty();
    }

    /** One line for each field that others changed. */
    List<String> lines() {
        return List.copyOf(lines);
    }

    /** All of it in one text, for messages. */
    String text() {
        return String.join("; ", lines);
    }

    /** The present or last episode: begun when drift shows, ended when it is gone. */
    @Nullable
    LastDrift last() {
        return episodes().last();
    }

    /** The episodes that are over. */
    List<LastDrift> history() {
        return episodes().ended();
    }

    /**
     * The text that nothing drifted, with the time of the last change by others.
     *
     * @param open whether something else is still to be written
     */
    String unchanged(boolean open) {
        return episodes().unchanged(open);
    }

    /** Computed once, so that the end of drift has the same time everywhere. */
    private DriftEpisodes episodes() {
        if (episodes == null) {
            episodes = DriftEpisodes.after(before, lines, looked, now);
        }
        return episodes;
    }

    /**
     * A correction counts only when it was ours: others may have reverted their change themselves.
     *
     * @param askedAgain whether another try was requested, which begins to count anew
     */
    List<Correction> corrections(boolean askedAgain) {
        if (before == null || askedAgain) {
            return List.of();
        }
        var last = before.lastDrift();
        return last != null && last.repairedAt() == null && lines.isEmpty() && repaired
                ? Corrections.with(before.corrections(), last.fields(), now)
                : before.corrections();
    }
}
