// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Observed;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Clock;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Somebody deleted a key and made another one with its value, which AWS has once: ours cannot be made again before that one is gone.
 * Listings and reads of the key alone take turns to tell that it is missing.
 */
class DriftGoesOnTest {

    private static final ExistingKey OURS =
            new ExistingKey("k-1", Samples.key("app", true, "p-gold").newest().key());

    private final AtomicLong nanos = new AtomicLong();
    private final MemoryKeyStore values = new MemoryKeyStore();
    private final Paper paper = new Paper(Clock.fixed(Paper.NOW, ZoneOffset.UTC), nanos::get, null, values);

    DriftGoesOnTest() {
        values.holds(KeyHistory.of(new KeyRevision(
                1,
                Samples.value("app"),
                Optional.of(Paper.NOW),
                Optional.of("k-1"),
                Optional.of(Paper.NOW),
                Optional.of(Paper.NOW))));
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void whatAListingShowedStaysDriftWhileAReadStillShowsIt() {
        listed(10, OURS);
        assertThat(drifted()).as("all is well").isEqualTo("False InSync");
        listed(20);
        assertThat(drifted()).as("the key is gone").isEqualTo("True DriftDetected");

        for (var minutes = 30; minutes < 60; minutes += 10) {
            paper.world().read(KEY, new Observed.Key(List.of()));
            assertThat(drifted()).as("read after AWS refused").isEqualTo("True DriftDetected");
            listed(minutes);
            assertThat(drifted()).as("listed again").isEqualTo("True DriftDetected");
        }

        listed(60, OURS);
        assertThat(drifted()).as("it is there again").isEqualTo("False InSync");
    }

    /** Just after a write of ours AWS may show what was before. */
    @Test
    void aReadAloneShowsNoDrift() {
        listed(10, OURS);
        assertThat(drifted()).isEqualTo("False InSync");

        paper.world().read(KEY, new Observed.Key(List.of()));

        assertThat(drifted()).isEqualTo("False InSync");
    }

    private void listed(int minutes, ExistingKey... keys) {
        nanos.set(Duration.ofMinutes(minutes).toNanos());
        paper.keys(Paper.NOW.plus(Duration.ofMinutes(minutes)), List.of(keys));
        List.of(keys).forEach(key -> paper.world().made(KEY, key.id()));
    }

    /** The object is assessed, and its status written. */
    private String drifted() {
        ApiKeyGrantStatus status = paper.look(paper.app()).status();
        paper.change("app: {status: " + Serialization.asJson(status) + "}");
        return StatusConditions.find(status.conditions(), ConditionType.Drifted)
                .map(one -> one.getStatus() + " " + one.getReason())
                .orElse("absent: " + status.conditions());
    }
}
