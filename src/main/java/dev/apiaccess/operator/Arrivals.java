// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.turns.ObjectKey;
import dev.apiaccess.turns.TurnExecutor;
import dev.apiaccess.turns.Urgency;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.javaoperatorsdk.operator.api.config.ConfigurationService;
import io.javaoperatorsdk.operator.api.monitoring.Metrics;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.api.reconciler.RetryInfo;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.Event;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Passes the executor the object of each reconcile. The framework submits tasks without names; but right before, on the same thread, it
 * reports the object to its metrics, and every event for an object as well.
 */
final class Arrivals implements Metrics {

    private final TurnExecutor turns;
    private final Function<ObjectKey, Optional<? extends HasMetadata>> informers;
    private final Clock clock;

    /** @param informers gives an object as it is now, however old the event is */
    Arrivals(TurnExecutor turns, Function<ObjectKey, Optional<? extends HasMetadata>> informers, Clock clock) {
        this.turns = turns;
        this.informers = informers;
        this.clock = clock;
    }

    /**
     * Makes the framework reconcile in turns. Its Quarkus extension gives the reconcilers another configuration than the one whose executor
     * can be replaced, so its threads are exchanged before they have run anything.
     */
    static void inTurns(ConfigurationService framework, TurnExecutor turns) {
        var pools = framework.getExecutorServiceManager();
        pools.stop(Duration.ZERO);
        pools.start(ConfigurationService.newOverriddenConfigurationService(
                framework, changed -> changed.withExecutorService(turns)));
    }

    @Override
    public void reconciliationSubmitted(
            HasMetadata resource, @Nullable RetryInfo retryInfo, Map<String, Object> metadata) {
        turns.arrives(ObjectKey.of(resource), Urgency.of(resource, clock.instant()));
    }

    /** A waiting object may have become urgent. */
    @Override
    public void eventReceived(Event event, Map<String, Object> metadata) {
        if (metadata.get(Constants.RESOURCE_GVK_KEY) instanceof GroupVersionKind type) {
            var id = event.getRelatedCustomResourceID();
            var key = new ObjectKey(type.getKind(), id.getNamespace().orElse(""), id.getName());
            if (turns.waits(key)) {
                informers.apply(key).ifPresent(object -> turns.rank(key, Urgency.of(object, clock.instant())));
            }
        }
    }
}
