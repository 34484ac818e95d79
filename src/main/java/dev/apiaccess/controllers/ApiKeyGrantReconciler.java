// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.Finalizers;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.kube.LeanStore;
import dev.apiaccess.snapshot.KeyPlaces;
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
import java.util.concurrent.TimeUnit;

/** Reconciles ApiKeyGrant: gather, assess, carry out a step and assess again, submit, project. */
@ControllerConfiguration(
        name = "keygrant",
        finalizerName = Finalizers.CLEANUP,
        fieldManager = "apiaccess",
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = OnChange.class, itemStore = LeanStore.class, informerListLimit = 50),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2.0, maxInterval = 30_000)
public final class ApiKeyGrantReconciler implements Reconciler<ApiKeyGrant>, Cleaner<ApiKeyGrant> {

    private static final Duration UNTIL_COMPLETE = Duration.ofMillis(100);

    private final Collaborators with;

    public ApiKeyGrantReconciler(Collaborators with) {
        this.with = with;
    }

    @Override
    public List<EventSource<?, ApiKeyGrant>> prepareEventSources(EventSourceContext<ApiKeyGrant> context) {
        return with.caches().grants(context);
    }

    @Override
    public UpdateControl<ApiKeyGrant> reconcile(ApiKeyGrant object, Context<ApiKeyGrant> context) {
        if (!with.caches().complete()) {
            return UpdateControl.<ApiKeyGrant>noUpdate().rescheduleAfter(UNTIL_COMPLETE);
        }
        var before = object.getStatus();
        var assessment = with.grantPass().look(object);
        // Its rate limits count existing and ready grants.
        if (before == null
                || before.conditions().isEmpty()
                || StatusConditions.holds(before.conditions(), ConditionType.Ready)
                        != StatusConditions.holds(assessment.status().conditions(), ConditionType.Ready)) {
            with.later().soon(() -> with.wakes().limitsOf(object));
        }
        return with.projection().project(object, before, assessment, new ApiKeyGrant());
    }

    @Override
    public DeleteControl cleanup(ApiKeyGrant object, Context<ApiKeyGrant> context) {
        if (!with.caches().complete()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(UNTIL_COMPLETE);
        }
        var departure = with.grantPass().lookAtDeletion(object);
        if (departure.gone()) {
            with.brake().gone(object);
            if (with.snapshots().endings().retention().keeps(object)) {
                with.secrets().release(object);
            }
            with.later().soon(() -> {
                with.wakes().limitsOf(object);
                KeyPlaces.waiting(object, with.caches()).forEach(with.caches()::wake);
            });
        }
        return with.projection().cleanup(object, object.getStatus(), departure, new ApiKeyGrant(), context);
    }

    @Override
    public ErrorStatusUpdateControl<ApiKeyGrant> updateErrorStatus(
            ApiKeyGrant object, Context<ApiKeyGrant> context, Exception e) {
        return Reconciliation.error(object, e);
    }
}
