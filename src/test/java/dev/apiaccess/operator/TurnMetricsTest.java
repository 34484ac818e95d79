// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Kinds;
import dev.apiaccess.turns.ObjectKey;
import dev.apiaccess.turns.TurnExecutor;
import dev.apiaccess.turns.Urgency;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class TurnMetricsTest {

    @Test
    void waitingObjectsAreToldByKindAndPriorityAndByNothingElse() throws InterruptedException {
        // given
        var registry = new SimpleMeterRegistry();
        var turns = new TurnExecutor();
        var hold = new CountDownLatch(1);

        // when
        TurnMetrics.watch(registry, turns, Kinds.names());
        for (var number = 0; number < 15; number++) {
            turns.arrives(new ObjectKey("ApiKeyGrant", "shop", "one-" + number), Urgency.NEW);
            turns.execute(() -> await(hold));
        }

        // then
        assertThat(registry.getMeters()).hasSize(Kinds.names().size() * 4 + 4);
        assertThat(registry.get("apiaccess.objects.waiting")
                        .tags("kind", "ApiKeyGrant", "priority", "new")
                        .gauge()
                        .value())
                .isEqualTo(3);
        assertThat(registry.get("apiaccess.objects.waiting")
                        .tags("kind", "ApiRateLimit", "priority", "revoke")
                        .gauge()
                        .value())
                .isZero();
        assertThat(registry.get("apiaccess.objects.waiting.age.seconds")
                        .tags("priority", "rest")
                        .gauge()
                        .value())
                .isZero();
        hold.countDown();
        turns.shutdown();
        assertThat(turns.awaitTermination(20, TimeUnit.SECONDS)).isTrue();
    }

    private static void await(CountDownLatch hold) {
        try {
            hold.await();
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }
}
