// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.Finalizers;
import dev.apiaccess.kube.LeanStore;
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

/** Reconciles ApiProtection: gather, assess, submit, project. */
@ControllerConfiguration(
        name = "protection",
        finalizerName = Finalizers.CLEANUP,
        fieldManager = "apiaccess",
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = OnChange.class, itemStore = LeanStore.class, informerListLimit = 50),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2.0, maxInterval = 30_000)
public final class ApiProtectionReconciler implements Reconciler<ApiProtection>, Cleaner<ApiProtection> {

    private static final Duration UNTIL_COMPLETE = Duration.ofMillis(100);

    private final Collaborators with;

    public ApiProtectionReconciler(Collaborators with) {
        this.with = with;
    }

    @Override
    public List<EventSource<?, ApiProtection>> prepareEventSources(EventSourceContext<ApiProtection> context) {
        return with.caches().bound(ApiProtection.class, context);
    }

    @Override
    public UpdateControl<ApiProtection> reconcile(ApiProtection object, Context<ApiProtection> context) {
        if (!with.caches().complete()) {
            return UpdateControl.<ApiProtection>noUpdate().rescheduleAfter(UNTIL_COMPLETE);
        }
        var assessment = with.looks().protections().assess(object);
        with.openConnections().lookSoonFor(object, object.getStatus(), assessment.status());
        return with.projection().project(object, object.getStatus(), assessment, new ApiProtection());
    }

    @Override
    public DeleteControl cleanup(ApiProtection object, Context<ApiProtection> context) {
        if (!with.caches().complete()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(UNTIL_COMPLETE);
        }
        var departure = with.looks().protections().assessDeletion(object);
        if (departure.gone()) {
            with.brake().gone(object);
            with.looks().protections().leaves(object).ifPresent(with.unprotected());
            // Another one may hold the API from now on.
            with.later()
                    .soon(() ->
                            with.wakes().protectionsOf(List.of(object.getSpec().api())));
        }
        return with.projection().cleanup(object, object.getStatus(), departure, new ApiProtection(), context);
    }

    @Override
    public ErrorStatusUpdateControl<ApiProtection> updateErrorStatus(
            ApiProtection object, Context<ApiProtection> context, Exception e) {
        return Reconciliation.error(object, e);
    }
}
