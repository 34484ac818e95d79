// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.kube.EventRecorder;
import dev.apiaccess.reactions.OpenConnections;
import dev.apiaccess.reactions.Wakes;
import dev.apiaccess.snapshot.DeletionBrake;
import dev.apiaccess.status.Assessment;
import dev.apiaccess.status.Departure;
import dev.apiaccess.status.Legible;
import dev.apiaccess.status.Note;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one place that turns an assessment into a status patch, submissions, events and the next look. A patch names the version it was
 * computed from, so that a concurrent edit is never hidden, and is left out when nothing changed.
 */
public final class Reconciliation {

    private static final Logger LOG = LoggerFactory.getLogger(Reconciliation.class);
    private static final Duration WHILE_DELETING = Duration.ofSeconds(2);
    /** What is declared works, and others get in too. */
    private static final Set<String> OPEN = Set.of(Reason.OpenToAccount.name(), Reason.OpenToEverybody.name());

    private static final int CONFLICT = 409;

    private final OpenConnections connections;
    private final UnitExecutor executor;
    private final StateLog transitions;
    private final EventRecorder events;
    private final Wakes wakes;
    private final Later later;

    public Reconciliation(
            OpenConnections connections,
            UnitExecutor executor,
            StateLog transitions,
            EventRecorder events,
            Wakes wakes,
            Later later) {
        this.connections = connections;
        this.executor = executor;
        this.transitions = transitions;
        this.events = events;
        this.wakes = wakes;
        this.later = later;
    }

    /**
     * Projects the assessment of an existing object.
     *
     * @param fresh an empty object of the kind
     */
    <S extends CommonStatus, P extends CustomResource<?, S>> UpdateControl<P> project(
            P object, @Nullable S before, Assessment<S> assessment, P fresh) {
        hand(assessment);
        if (assessment.looked()) {
            connections.looked(object, assessment.apis());
        }
        var next = Legible.of(assessment.status());
        transitions.looked(object, before, next);
        if (next.equals(before)) {
            return again(UpdateControl.noUpdate(), assessment);
        }
        tell(object, before, next);
        tell(assessment.notes());
        // Where nothing new is told, the look that was asked for before did not help.
        assessment.asking().ifPresent(connections::lookSoon);
        return again(UpdateControl.patchStatus(patch(object, next, fresh)), assessment);
    }

    /** Projects a look at an object that is being deleted. The framework writes no status here, so it is written directly. */
    <S extends CommonStatus, P extends CustomResource<?, S>> DeleteControl cleanup(
            P object, @Nullable S before, Departure<S> departure, P fresh, Context<P> context) {
        if (departure.gone()) {
            transitions.gone(object);
            connections.gone(object);
            heldUnder(before).ifPresent(this::countAnew);
            var namespace = object.getMetadata().getNamespace();
            if (namespace != null) {
                later.soon(() -> wakes.place(namespace));
            }
            return DeleteControl.defaultDelete();
        }
        var assessment = departure.assessment();
        hand(assessment);
        var next = Legible.of(assessment.status());
        transitions.looked(object, before, next);
        if (!next.equals(before)) {
            heldUnder(next).or(() -> heldUnder(before)).ifPresent(this::countAnew);
            tell(object, before, next);
            tell(assessment.notes());
            try {
                context.resourceOperations().serverSideApplyPrimaryStatus(patch(object, next, fresh));
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT) {
                    throw e;
                }
            }
        }
        return DeleteControl.noFinalizerRemoval().rescheduleAfter(WHILE_DELETING);
    }

    private void countAnew(String connection) {
        later.soon(() -> wakes.connection(connection));
    }

    /** The connection that has to report how many deletions it holds. */
    private static Optional<String> heldUnder(@Nullable CommonStatus status) {
        return status instanceof ObjectStatus object && DeletionBrake.held(object.conditions())
                ? Optional.ofNullable(object.connection())
                : Optional.empty();
    }

    /**
     * A conflict is no error of the object: it was edited meanwhile, and the next pass sees that. A refusal by Kubernetes is logged in one
     * line, since it is retried as long as it lasts.
     */
    static <P extends CustomResource<?, ?>> ErrorStatusUpdateControl<P> error(P object, Exception e) {
        var meta = object.getMetadata();
        var name = meta.getNamespace() == null ? meta.getName() : meta.getNamespace() + "/" + meta.getName();
        if (!(e instanceof KubernetesClientException refused)) {
            LOG.error("{} {} could not be reconciled; it is tried again", object.getKind(), name, e);
        } else if (refused.getCode() != CONFLICT) {
            LOG.warn("{} {} could not be written; it is tried again: {}", object.getKind(), name, refused.getMessage());
        }
        return ErrorStatusUpdateControl.defaultErrorProcessing();
    }

    private void hand(Assessment<?> assessment) {
        assessment.submit().forEach(executor::submit);
    }

    private static <P extends CustomResource<?, ?>> UpdateControl<P> again(
            UpdateControl<P> control, Assessment<?> assessment) {
        assessment.again().ifPresent(control::rescheduleAfter);
        return control;
    }

    private static <S, P extends CustomResource<?, S>> P patch(P object, S status, P fresh) {
        var meta = object.getMetadata();
        fresh.setMetadata(new ObjectMetaBuilder()
                .withName(meta.getName())
                .withNamespace(meta.getNamespace())
                .withUid(meta.getUid())
                .withResourceVersion(meta.getResourceVersion())
                .build());
        fresh.setStatus(status);
        return fresh;
    }

    private void tell(List<Note> notes) {
        for (var note : notes) {
            transitions.noted(note.object(), note.type() == Note.Type.WARNING, note.reason(), note.text());
            events.record(note.object(), shown(note.type()), note.reason(), note.text());
        }
    }

    private static EventRecorder.Type shown(Note.Type type) {
        return switch (type) {
            case NORMAL -> EventRecorder.Type.NORMAL;
            case WARNING -> EventRecorder.Type.WARNING;
        };
    }

    /**
     * Records an event when the operator itself fails, when Ready or its reason changes, when drift appears or ends, when a quota runs low,
     * ends or begins anew, when the declared limits lose their effect or regain it, and when a sweep is overdue.
     */
    private void tell(CustomResource<?, ?> object, @Nullable CommonStatus before, CommonStatus after) {
        internalError(before, after)
                .ifPresent(synced ->
                        events.record(object, EventRecorder.Type.WARNING, synced.getReason(), synced.getMessage()));
        changed(before, after, ConditionType.Ready, true)
                .filter(ready -> !isInternalError(ready))
                .ifPresent(ready -> events.record(
                        object,
                        ConditionStatus.True.isOf(ready)
                                        || !StatusConditions.holds(after.conditions(), ConditionType.Stalled)
                                ? EventRecorder.Type.NORMAL
                                : EventRecorder.Type.WARNING,
                        ready.getReason(),
                        ready.getMessage()));
        trouble(object, before, after, ConditionType.Drifted, ConditionStatus.True, false);
        trouble(object, before, after, ConditionType.QuotaLow, ConditionStatus.True, true);
        trouble(object, before, after, ConditionType.QuotaCarried, ConditionStatus.False, true);
        trouble(object, before, after, ConditionType.Effective, ConditionStatus.False, true);
        changed(before, after, ConditionType.Effective, true)
                .filter(now -> ConditionStatus.True.isOf(now) && OPEN.contains(now.getReason()))
                .ifPresent(now -> events.record(object, EventRecorder.Type.WARNING, now.getReason(), now.getMessage()));
        if (object instanceof AwsConnection) {
            // For other kinds Ready says it.
            trouble(object, before, after, ConditionType.Synced, ConditionStatus.False, false);
        }
    }

    /** The condition that says that the operator itself fails, when it is new. */
    static Optional<Condition> internalError(@Nullable CommonStatus before, CommonStatus after) {
        return changed(before, after, ConditionType.Synced, true).filter(Reconciliation::isInternalError);
    }

    private static boolean isInternalError(Condition condition) {
        return Reason.InternalError.name().equals(condition.getReason());
    }

    /**
     * Records an event for a condition that is good news only when it was bad before.
     *
     * @param bad the status that counts as bad
     */
    private void trouble(
            CustomResource<?, ?> object,
            @Nullable CommonStatus before,
            CommonStatus after,
            ConditionType type,
            ConditionStatus bad,
            boolean byReason) {
        changed(before, after, type, byReason)
                .filter(now -> bad.isOf(now)
                        || (before != null
                                && StatusConditions.find(before.conditions(), type)
                                        .filter(bad::isOf)
                                        .isPresent()))
                .ifPresent(now -> events.record(
                        object,
                        bad.isOf(now) ? EventRecorder.Type.WARNING : EventRecorder.Type.NORMAL,
                        now.getReason(),
                        now.getMessage()));
    }

    private static Optional<Condition> changed(
            @Nullable CommonStatus before, CommonStatus after, ConditionType type, boolean byReason) {
        var next = StatusConditions.find(after.conditions(), type);
        var last = before == null ? Optional.<Condition>empty() : StatusConditions.find(before.conditions(), type);
        return next.filter(now -> last.isEmpty()
                || !Objects.equals(last.get().getStatus(), now.getStatus())
                || (byReason && !Objects.equals(last.get().getReason(), now.getReason())));
    }
}
