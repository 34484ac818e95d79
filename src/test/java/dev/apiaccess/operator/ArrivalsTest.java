// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.turns.ObjectKey;
import dev.apiaccess.turns.TurnExecutor;
import dev.apiaccess.turns.Urgency;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.javaoperatorsdk.operator.api.config.BaseConfigurationService;
import io.javaoperatorsdk.operator.api.reconciler.Constants;
import io.javaoperatorsdk.operator.processing.GroupVersionKind;
import io.javaoperatorsdk.operator.processing.event.Event;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArrivalsTest {

    private static final Map<String, Object> GRANTS =
            Map.of(Constants.RESOURCE_GVK_KEY, GroupVersionKind.gvkFor(ApiKeyGrant.class));
    /** More than have a thread at once. */
    private static final int MANY = 20;

    private final TurnExecutor turns = new TurnExecutor();
    private final Map<ObjectKey, HasMetadata> informer = new HashMap<>();
    private final Arrivals arrivals =
            new Arrivals(turns, key -> Optional.ofNullable(informer.get(key)), Clock.systemUTC());
    private final CountDownLatch hold = new CountDownLatch(1);

    @AfterEach
    void goOn() throws InterruptedException {
        hold.countDown();
        turns.shutdown();
        assertThat(turns.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void whatIsSubmittedIsKnownByItsObject() {
        submitMany();

        assertThat(turns.waiting("ApiKeyGrant", Urgency.NEW)).isEqualTo(MANY - 12);
    }

    @Test
    void anEventMakesWhatWaitsAsUrgentAsTheInformerShowsItNow() {
        // given
        submitMany();
        var last = grant(MANY - 1, "2026-11-29T12:00:00Z");
        informer.put(ObjectKey.of(last), last);

        // when
        arrivals.eventReceived(new Event(ResourceID.fromResource(last)), GRANTS);

        // then: one thread is kept for it
        assertThat(turns.waits(ObjectKey.of(last))).isFalse();
        assertThat(turns.waiting("ApiKeyGrant", Urgency.NEW)).isEqualTo(MANY - 13);
    }

    @Test
    void anEventOfAnObjectThatIsGoneChangesNothing() {
        submitMany();

        arrivals.eventReceived(new Event(ResourceID.fromResource(grant(MANY - 1, null))), GRANTS);

        assertThat(turns.waiting("ApiKeyGrant", Urgency.NEW)).isEqualTo(MANY - 12);
    }

    /** The framework takes its executor from there when its event processors start. */
    @Test
    void theFrameworkReconcilesInTurns() throws InterruptedException {
        // given
        var framework = new BaseConfigurationService();
        var ran = new AtomicReference<String>();
        var done = new CountDownLatch(1);

        // when
        Arrivals.inTurns(framework, turns);
        framework.getExecutorServiceManager().start(framework);
        arrivals.reconciliationSubmitted(grant(0, null), null, GRANTS);
        framework.getExecutorServiceManager().reconcileExecutorService().execute(() -> {
            ran.set(Thread.currentThread().getName());
            done.countDown();
        });

        // then
        assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(ran.get()).startsWith("reconciler-");
        framework.getExecutorServiceManager().stop(Duration.ofSeconds(20));
        assertThat(turns.isTerminated()).as("it ends with the framework").isTrue();
    }

    private void submitMany() {
        for (var number = 0; number < MANY; number++) {
            arrivals.reconciliationSubmitted(grant(number, null), null, GRANTS);
            turns.execute(this::hold);
        }
    }

    private void hold() {
        try {
            hold.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static ApiKeyGrant grant(int number, @Nullable String deletionTimestamp) {
        var grant = new ApiKeyGrant();
        grant.setMetadata(new ObjectMetaBuilder()
                .withName("one-" + number)
                .withNamespace("shop")
                .withDeletionTimestamp(deletionTimestamp)
                .build());
        return grant;
    }
}
