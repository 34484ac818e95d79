// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.Finalizers;
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

/** Reconciles ApiAccessPolicy: gather, assess, submit, project. */
@ControllerConfiguration(
        name = "accesspolicy",
        finalizerName = Finalizers.CLEANUP,
        fieldManager = "apiaccess",
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = OnChange.class, itemStore = PolicyStore.class, informerListLimit = 50),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2.0, maxInterval = 30_000)
public final class ApiAccessPolicyReconciler implements Reconciler<ApiAccessPolicy>, Cleaner<ApiAccessPolicy> {

    private static final Duration UNTIL_COMPLETE = Duration.ofMillis(100);

    private final Collaborators with;

    public ApiAccessPolicyReconciler(Collaborators with) {
        this.with = with;
    }

    @Override
    public List<EventSource<?, ApiAccessPolicy>> prepareEventSources(EventSourceContext<ApiAccessPolicy> context) {
        return with.caches().policies(context);
    }

    @Override
    public UpdateControl<ApiAccessPolicy> reconcile(ApiAccessPolicy object, Context<ApiAccessPolicy> context) {
        if (!with.caches().complete()) {
            return UpdateControl.<ApiAccessPolicy>noUpdate().rescheduleAfter(UNTIL_COMPLETE);
        }
        var assessment = with.looks().policies().assess(object);
        with.openConnections().lookSoonFor(object, object.getStatus(), assessment.status());
        var before = object.getStatus();
        if (before == null || !before.conditions().equals(assessment.status().conditions())) {
            // Methods are closed when declared callers are let in; that is seen once the status is in the cache.
            with.later()
                    .soon(() ->
                            with.wakes().protectionsOf(List.of(object.getSpec().api())));
        }
        return with.projection().project(object, object.getStatus(), assessment, new ApiAccessPolicy());
    }

    @Override
    public DeleteControl cleanup(ApiAccessPolicy object, Context<ApiAccessPolicy> context) {
        if (!with.caches().complete()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(UNTIL_COMPLETE);
        }
        var departure = with.looks().policies().assessDeletion(object);
        if (departure.gone()) {
            with.brake().gone(object);
        }
        return with.projection().cleanup(object, object.getStatus(), departure, new ApiAccessPolicy(), context);
    }

    @Override
    public ErrorStatusUpdateControl<ApiAccessPolicy> updateErrorStatus(
            ApiAccessPolicy object, Context<ApiAccessPolicy> context, Exception e) {
        return Reconciliation.error(object, e);
    }
}
