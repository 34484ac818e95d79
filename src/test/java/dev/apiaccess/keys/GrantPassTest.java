// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.keys;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.rotation.KeyStep;
import dev.apiaccess.status.KeyProgress;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A look at a grant decides on a step and does nothing; a pass carries steps out, and writes no more than it has to. */
class GrantPassTest {

    private static final Duration SETTLE = Duration.ofMinutes(2);

    private final ManualClock clock = new ManualClock(Paper.NOW);
    private final MemoryKeyStore secrets = new MemoryKeyStore();
    private Duration passed = Duration.ZERO;
    private final Paper paper = new Paper(clock, () -> passed.toNanos(), null, secrets);

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void aLookHasNoEffect() {
        inAws();
        assertThat(step()).get().isInstanceOf(KeyStep.Store.class);
        assertThat(step()).as("nor has the next").get().isInstanceOf(KeyStep.Store.class);
        assertThat(secrets.writes()).isZero();

        secrets.holds(KeyHistory.of(KeyRevision.issued(1, Samples.value("app"), Paper.NOW)));
        inAws("k1");
        assertThat(step()).contains(new KeyStep.NoteUsable(1, "k1", Paper.NOW.plus(SETTLE)));
        passed = SETTLE;
        clock.advance(SETTLE);
        assertThat(step())
                .as("that it settles is not remembered by a look either")
                .contains(new KeyStep.NoteUsable(1, "k1", clock.instant().plus(SETTLE)));
        assertThat(secrets.writes()).isZero();
    }

    /** Own Secret, from when on it is usable, the consumer's Secret, that it was handed over. */
    @Test
    void aKeyIsReadyWithFourWrites() {
        inAws();
        pass();
        pass();
        inAws("k1");
        pass();
        pass();
        passed = SETTLE;
        clock.advance(SETTLE);

        var status = pass();

        assertThat(ready(status)).isEqualTo("True/Ready");
        assertThat(secrets.writes()).isEqualTo(4);
        assertThat(pass()).as("at rest").isEqualTo(status);
        assertThat(secrets.writes()).isEqualTo(4);
    }

    @Test
    void whatIsDueTogetherIsDoneInOnePass() {
        secrets.holds(KeyHistory.of(KeyRevision.issued(1, Samples.value("app"), Paper.NOW)
                .withUsableAt("k1", Paper.NOW)
                .withPublishedAt(Paper.NOW)));
        inAws("k1");
        paper.change("app: {metadata: {annotations: {apiaccess.dev/rotate-requested-at: now}}}");

        pass();

        assertThat(secrets.consumer()).map(KeyStore.Handed::value).contains(Samples.value("app"));
        assertThat(secrets.own().orElseThrow().newest().number())
                .as("the next one begins")
                .isEqualTo(2);
    }

    /** What is told of mode Plan is what Enforce would do, and nothing is done. */
    @Test
    void inModePlanTheStepIsWorkedOutAndNotTaken() {
        inAws("k1");
        paper.change("app: {spec: {mode: Plan}, status: {revision: 1}}");

        var status = pass();

        assertThat(secrets.writes()).isZero();
        assertThat(secrets.own()).isEmpty();
        assertThat(status.plannedChanges())
                .as("the value is lost: another key is made, and the old one goes")
                .anyMatch(line -> line.contains(Samples.NAMING.keyName("shop", "app", 2)));
    }

    private Optional<KeyStep> step() {
        return paper.grants().assess(paper.app(), KeyProgress.NONE).keys().step();
    }

    private ApiKeyGrantStatus pass() {
        var status = paper.look(paper.app()).status();
        secrets.seen();
        paper.app().setStatus(status);
        return status;
    }

    private void inAws(String... ids) {
        var key = Samples.key("app", true, "p-gold").newest().key();
        List.of(ids).forEach(id -> paper.world().made(Paper.KEY, id));
        paper.keys(
                paper.world().moment(),
                List.of(ids).stream().map(id -> new ExistingKey(id, key)).toList());
    }

    private static String ready(ApiKeyGrantStatus status) {
        var ready = StatusConditions.find(Objects.requireNonNull(status).conditions(), ConditionType.Ready)
                .orElseThrow();
        return ready.getStatus() + "/" + ready.getReason();
    }
}
