// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Reason;
import dev.apiaccess.intent.StatusConditions;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Conditions gathered during a pass and built once. The transition time moves only when a status flips, so that an unchanged status
 * equals the one before and nothing is written.
 */
public final class ConditionsDraft {

    private static final int LONGEST_MESSAGE = 1024;

    private record Entry(ConditionStatus status, String reason, String message) {}

    private final List<Condition> before;
    private final long generation;
    private final Instant now;
    private final Map<ConditionType, Entry> entries = new EnumMap<>(ConditionType.class);

    public ConditionsDraft(List<Condition> before, long generation, Instant now) {
        this.before = before;
        this.generation = generation;
        this.now = now;
    }

    public ConditionsDraft isTrue(ConditionType type, Reason reason, String message) {
        entries.put(type, new Entry(ConditionStatus.True, reason.name(), message));
        return this;
    }

    ConditionsDraft isFalse(ConditionType type, Reason reason, String message) {
        entries.put(type, new Entry(ConditionStatus.False, reason.name(), message));
        return this;
    }

    ConditionsDraft isUnknown(ConditionType type, Reason reason, String message) {
        entries.put(type, new Entry(ConditionStatus.Unknown, reason.name(), message));
        return this;
    }

    /** Repeats the earlier condition of a type, if that was about this generation. */
    ConditionsDraft asBefore(ConditionType type) {
        StatusConditions.find(before, type)
                .filter(one -> Objects.equals(one.getObservedGeneration(), generation))
                .ifPresent(one -> entries.put(
                        type, new Entry(ConditionStatus.valueOf(one.getStatus()), one.getReason(), one.getMessage())));
        return this;
    }

    /** Whether this pass set a type to a status. */
    boolean says(ConditionType type, ConditionStatus status) {
        var entry = entries.get(type);
        return entry != null && entry.status() == status;
    }

    /** Whether this pass found that others change again what is put right. */
    boolean isContested() {
        var drifted = entries.get(ConditionType.Drifted);
        return drifted != null && drifted.reason().equals(Reason.Contested.name());
    }

    /** Removes conditions of some types: they are an expected part of what goes on. */
    ConditionsDraft expected(ConditionType... types) {
        List.of(types).forEach(entries::remove);
        return this;
    }

    /** Not ready; people or time are expected to resolve it. */
    ConditionsDraft reconciling(Reason reason, String message) {
        return isFalse(ConditionType.Ready, reason, message).isTrue(ConditionType.Reconciling, reason, message);
    }

    /** The operator failed, which says nothing of the object: what was ready stays so, unless it was edited since. */
    ConditionsDraft internalError(String message) {
        isUnknown(ConditionType.Synced, Reason.InternalError, message)
                .isTrue(ConditionType.Reconciling, Reason.InternalError, message)
                .asBefore(ConditionType.Ready);
        return says(ConditionType.Ready, ConditionStatus.True)
                ? this
                : isFalse(ConditionType.Ready, Reason.InternalError, message);
    }

    /** Not ready, and it stays so until people act. */
    ConditionsDraft stalled(Reason reason, String message) {
        return isFalse(ConditionType.Ready, reason, message).isTrue(ConditionType.Stalled, reason, message);
    }

    /** The conditions, in the form of status. */
    public List<Condition> build() {
        var built = new ArrayList<Condition>();
        entries.forEach((type, entry) -> {
            var message = entry.message().length() > LONGEST_MESSAGE
                    ? entry.message().substring(0, LONGEST_MESSAGE - 1) + "…"
                    : entry.message();
            var earlier = StatusConditions.find(before, type);
            var since = earlier.filter(one -> entry.status().isOf(one))
                    .map(Condition::getLastTransitionTime)
                    .orElseGet(() -> now.truncatedTo(ChronoUnit.SECONDS).toString());
            built.add(new ConditionBuilder()
                    .withType(type.name())
                    .withStatus(entry.status().name())
                    .withReason(entry.reason())
                    .withMessage(message)
                    .withObservedGeneration(generation)
                    .withLastTransitionTime(since)
                    .build());
        });
        return List.copyOf(built);
    }
}
