// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.Finalizers;
import dev.apiaccess.kube.LeanStore;
import dev.apiaccess.turns.Urgency;
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

/** Reconciles ApiRateLimit: gather, assess, submit, project. */
@ControllerConfiguration(
        name = "ratelimit",
        finalizerName = Finalizers.CLEANUP,
        fieldManager = "apiaccess",
        generationAwareEventProcessing = false,
        informer = @Informer(onUpdateFilter = OnChange.class, itemStore = LeanStore.class, informerListLimit = 50),
        maxReconciliationInterval = @MaxReconciliationInterval(interval = 1, timeUnit = TimeUnit.HOURS))
@GradualRetry(maxAttempts = Integer.MAX_VALUE, initialInterval = 500, intervalMultiplier = 2.0, maxInterval = 30_000)
public final class ApiRateLimitReconciler implements Reconciler<ApiRateLimit>, Cleaner<ApiRateLimit> {

    private static final Duration UNTIL_COMPLETE = Duration.ofMillis(100);

    private final Collaborators with;

    public ApiRateLimitReconciler(Collaborators with) {
        this.with = with;
    }

    @Override
    public List<EventSource<?, ApiRateLimit>> prepareEventSources(EventSourceContext<ApiRateLimit> context) {
        return with.caches().bound(ApiRateLimit.class, context);
    }

    @Override
    public UpdateControl<ApiRateLimit> reconcile(ApiRateLimit object, Context<ApiRateLimit> context) {
        if (!with.caches().complete()) {
            return UpdateControl.<ApiRateLimit>noUpdate().rescheduleAfter(UNTIL_COMPLETE);
        }
        var assessment = with.looks().limits().assess(object);
        with.openConnections().lookSoonFor(object, object.getStatus(), assessment.status());
        var told = object.getStatus();
        if (told != null && !told.carried().equals(assessment.status().carried())) {
            // The usage of keys about to be removed is noted, so they may go.
            var noted = with.ledger().waiting(object);
            with.later().soon(() -> noted.forEach(with.wakes()::unit));
        }
        if (matters(object.getStatus(), assessment.status())) {
            // Grants depend on this object's status; they see it once it is in the cache.
            var edited = Urgency.edited(object);
            with.later().soon(() -> {
                if (edited) {
                    with.wakes().grantsOfEdited(object);
                } else {
                    with.wakes().grantsOf(object);
                }
            });
        }
        return with.projection().project(object, object.getStatus(), assessment, new ApiRateLimit());
    }

    /** Whether grants have to be reconciled. Counts of grants are no reason: a thousand would wake each other a thousand times. */
    private static boolean matters(@Nullable ApiRateLimitStatus before, ApiRateLimitStatus after) {
        return before == null
                || !Objects.equals(before.observedGeneration(), after.observedGeneration())
                || !before.conditions().equals(after.conditions())
                || !Objects.equals(before.connection(), after.connection())
                || !Objects.equals(before.usagePlanId(), after.usagePlanId())
                || !Objects.equals(before.digest(), after.digest())
                || !before.targets().equals(after.targets());
    }

    @Override
    public DeleteControl cleanup(ApiRateLimit object, Context<ApiRateLimit> context) {
        if (!with.caches().complete()) {
            return DeleteControl.noFinalizerRemoval().rescheduleAfter(UNTIL_COMPLETE);
        }
        var departure = with.looks().limits().assessDeletion(object);
        if (departure.gone()) {
            with.brake().gone(object);
        }
        with.later().soon(() -> with.wakes().grantsOfEdited(object));
        return with.projection().cleanup(object, object.getStatus(), departure, new ApiRateLimit(), context);
    }

    @Override
    public ErrorStatusUpdateControl<ApiRateLimit> updateErrorStatus(
            ApiRateLimit object, Context<ApiRateLimit> context, Exception e) {
        return Reconciliation.error(object, e);
    }
}
