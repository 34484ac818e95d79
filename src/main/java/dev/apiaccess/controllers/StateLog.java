// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.LastDrift;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.Corrections;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.reactions.Observer;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/**
 * Logs one line when the state of an object changes and none while it stays, however often it is reconciled. A status that could not be
 * written is computed again, so what was logged is remembered here and not read from the object.
 */
public final class StateLog {

    /** Name of the log category, for routing. */
    static final String CATEGORY = "apiaccess.state";

    private static final Logger LOG = LoggerFactory.getLogger(CATEGORY);

    /**
     * The state logged last.
     *
     * @param drift fields that others changed, since drift began
     */
    private record Told(String ready, String reason, Set<String> drift) {}

    /** Receives the lines. */
    interface Sink {
        /** @param warns whether people have to act */
        void tell(HasMetadata object, boolean warns, String reason, String text);
    }

    private final Map<String, Told> told = new ConcurrentHashMap<>();
    private final Observer observer;
    private final Sink sink;

    public StateLog(Observer observer) {
        this(observer, StateLog::log);
    }

    StateLog(Observer observer, Sink sink) {
        this.observer = observer;
        this.sink = sink;
    }

    /**
     * Logs the state of an assessed object when it changed.
     *
     * @param before its status until now, from which the lines of earlier processes are inferred
     */
    void looked(HasMetadata object, @Nullable CommonStatus before, CommonStatus after) {
        var uid = object.getMetadata().getUid();
        var last = told.get(uid);
        if (last == null) {
            last = before == null ? new Told("", "", Set.of()) : of(before, openDrift(before));
        }
        var drift = new HashSet<>(last.drift());
        drift.addAll(fields(after));
        if (drift(after).isEmpty()) {
            drift.clear();
        }
        var now = of(after, drift);
        told.put(uid, now);
        drift(object, last.drift(), now.drift(), after);
        if (!now.ready().equals(last.ready()) || !now.reason().equals(last.reason())) {
            ready(object, last, after);
        }
    }

    /** Logs that an object is gone, with everything of it. */
    void gone(HasMetadata object) {
        told.remove(object.getMetadata().getUid());
        sink.tell(object, false, "Deleted", "deleted, nothing of it is left");
    }

    /**
     * Forgets objects that no longer exist: one whose finalizer was removed by hand gets no last reconcile.
     *
     * @param uids of the objects that are there
     */
    public void forgetOthers(Supplier<Set<String>> uids) {
        // Objects logged meanwhile are not included: they can be newer than the list.
        var known = Set.copyOf(told.keySet());
        var there = uids.get();
        known.stream().filter(uid -> !there.contains(uid)).forEach(told::remove);
    }

    private void ready(HasMetadata object, Told last, CommonStatus after) {
        var condition = StatusConditions.find(after.conditions(), ConditionType.Ready);
        var stalled = StatusConditions.holds(after.conditions(), ConditionType.Stalled);
        var was = last.ready().isEmpty() ? "" : ", was " + last.ready() + "/" + last.reason();
        condition.ifPresent(ready -> sink.tell(
                object,
                stalled,
                ready.getReason(),
                "Ready=" + ready.getStatus() + "/" + ready.getReason() + was + ": " + ready.getMessage()));
    }

    /** Logs an event that is no state. */
    void noted(HasMetadata object, boolean warns, String reason, String text) {
        sink.tell(object, warns, reason, text);
    }

    private void drift(HasMetadata object, Set<String> last, Set<String> now, CommonStatus after) {
        var seen = now.stream().filter(field -> !last.contains(field)).count();
        if (seen > 0) {
            observer.driftSeen(object.getKind(), (int) seen);
            sink.tell(object, true, "DriftDetected", "changed by others: " + String.join("; ", drift(after)));
        }
        if (now.isEmpty() && !last.isEmpty()) {
            var ours = repairedByUs(after);
            if (ours) {
                observer.driftRepaired(object.getKind(), last.size());
            }
            sink.tell(
                    object, false, "InSync", (ours ? "put right: " : "as declared again: ") + String.join(", ", last));
        }
    }

    private static void log(HasMetadata object, boolean warns, String reason, String text) {
        var meta = object.getMetadata();
        var namespace = Objects.requireNonNullElse(meta.getNamespace(), "");
        try (var _ = MDC.putCloseable("kind", object.getKind());
                var _ = MDC.putCloseable("namespace", namespace);
                var _ = MDC.putCloseable("name", meta.getName());
                var _ = MDC.putCloseable("reason", reason)) {
            var name = namespace.isEmpty() ? meta.getName() : namespace + "/" + meta.getName();
            if (warns) {
                LOG.warn("{} {} {}", object.getKind(), name, text);
            } else {
                LOG.info("{} {} {}", object.getKind(), name, text);
            }
        }
    }

    private static Told of(CommonStatus status, Set<String> drift) {
        var ready = StatusConditions.find(status.conditions(), ConditionType.Ready);
        return new Told(
                ready.map(Condition::getStatus).orElse(""),
                ready.map(Condition::getReason).orElse(""),
                Set.copyOf(drift));
    }

    /** Whether we repaired the drift: others may also have reverted their change themselves. */
    private static boolean repairedByUs(CommonStatus after) {
        var last = after instanceof ObjectStatus object ? object.lastDrift() : null;
        var seen = last == null ? null : last.seenAt();
        return seen != null
                && after.lastChangeTime() != null
                && !Instant.parse(after.lastChangeTime()).isBefore(Instant.parse(seen));
    }

    private static List<String> drift(CommonStatus status) {
        return status instanceof ObjectStatus object ? object.drift() : List.of();
    }

    private static Set<String> fields(CommonStatus status) {
        return Corrections.fields(drift(status));
    }

    private static Set<String> openDrift(CommonStatus status) {
        LastDrift last = status instanceof ObjectStatus object ? object.lastDrift() : null;
        return last == null || last.repairedAt() != null ? Set.of() : Corrections.fields(last.fields());
    }
}
