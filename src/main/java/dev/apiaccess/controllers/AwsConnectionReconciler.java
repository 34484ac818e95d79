// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Finalizers;
import dev.apiaccess.kube.LeanStore;
import dev.apiaccess.turns.Urgency;
import io.fabric8.kubernetes.api.model.Condition;
import io.javaoperatorsdk.operator.api.config.informer.Informer;
import io.javaoperatorsdk.operator.api.reconciler.Cleaner;
import io.javaoperatorsdk.operator.api.reconciler.Context;
import io.javaoperatorsdk.operator.api.reconciler.ControllerConfiguration;
import io.javaoperatorsdk.operator.api.reconciler.DeleteControl;
import io.javaoperatorsdk.operator.api.reconciler.ErrorStatusUpdateControl;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.api.reconciler.MaxReconciliationInterval;
import io.javaoperatorsdk.operator.api.reconciler.Reconciler;
import io.javaoperatorsdk.operator.api.reconciler.UpdateControl;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.retry.GradualRetry;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Reconciles AwsConnection: opens it, claims the account, and has it swept from then on. */
@ControllerConfiguration(
        name = "connection",
        finalizerName = Finalizers.CLEANUP,
        fieldManager = "apiaccess",
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = OnChange.class, itemStore = LeanStore.class, informerListLimit = 50),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2.0, maxInterval = 30_000)
public final class AwsConnectionReconciler implements Reconciler<AwsConnection>, Cleaner<AwsConnection> {

    private static final Duration UNTIL_COMPLETE = Duration.ofMillis(100);

    private final Collaborators with;

    public AwsConnectionReconciler(Collaborators with) {
        this.with = with;
    }

    @Override
    public List<EventSource<?, AwsConnection>> prepareEventSources(EventSourceContext<AwsConnection> context) {
        return with.caches().register(AwsConnection.class, context);
    }

    @Override
    public UpdateControl<AwsConnection> reconcile(AwsConnection object, Context<AwsConnection> context) {
        if (!with.caches().complete()) {
            return UpdateControl.<AwsConnection>noUpdate().rescheduleAfter(UNTIL_COMPLETE);
        }
        with.openConnections().open(object);
        var assessment = with.looks().connections().assess(object);
        assessment.unowned().ifPresent(with.seen());
        if (matters(object.getStatus(), assessment.status())) {
            var name = object.getMetadata().getName();
            var edited = Urgency.edited(object);
            with.later()
                    .soon(
                            edited
                                    ? () -> with.wakes().usersOfEdited(name)
                                    : () -> with.wakes().usersOf(name));
        }
        return with.projection().project(object, object.getStatus(), assessment, new AwsConnection());
    }

    /**
     * Whether objects have to be reconciled. Counts of objects are no reason: each object would wake all others. An overdue sweep changes
     * nothing for them.
     */
    private static boolean matters(@Nullable AwsConnectionStatus before, AwsConnectionStatus after) {
        return before == null
                || !Objects.equals(before.accountId(), after.accountId())
                || !withoutLooks(before).equals(withoutLooks(after));
    }

    private static List<Condition> withoutLooks(AwsConnectionStatus status) {
        return status.conditions().stream()
                .filter(one -> !ConditionType.Synced.name().equals(one.getType()))
                .toList();
    }

    @Override
    public DeleteControl cleanup(AwsConnection object, Context<AwsConnection> context) {
        if (!with.caches().complete()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(UNTIL_COMPLETE);
        }
        with.openConnections().open(object);
        var departure = with.looks().connections().assessDeletion(object);
        departure.assessment().unowned().ifPresent(with.seen());
        if (departure.gone()) {
            with.openConnections().leave(object);
            with.brake().forget(object);
            with.later().soon(() -> with.wakes().usersOf(object.getMetadata().getName()));
        }
        return with.projection().cleanup(object, object.getStatus(), departure, new AwsConnection(), context);
    }

    @Override
    public ErrorStatusUpdateControl<AwsConnection> updateErrorStatus(
            AwsConnection object, Context<AwsConnection> context, Exception e) {
        return Reconciliation.error(object, e);
    }
}
