// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.status.Assessment;
import dev.apiaccess.status.Attempts;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Between AWS and the consumer: what is waited for, and what is not known. */
class KeyOnItsWayTest implements Attempts {

    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final KeyValue FIRST = new KeyValue("a-value-of-others-0001");
    private static final KeyValue SECOND = new KeyValue("a-value-of-others-0002");

    private final ManualClock clock = new ManualClock(Paper.NOW);
    private final MemoryKeyStore secrets = new MemoryKeyStore();
    private Duration passed = Duration.ZERO;
    private @Nullable Desired unanswered;
    private @Nullable Outcome outcome;
    private Paper paper = new Paper(clock, () -> passed.toNanos(), this, secrets);

    @AfterEach
    void close() {
        paper.close();
    }

    @Override
    public Optional<Outcome> outcome(UnitKey unit) {
        return Optional.ofNullable(outcome);
    }

    @Override
    public Optional<Desired> unanswered(UnitKey unit) {
        return Optional.ofNullable(unanswered);
    }

    @Override
    public boolean isOpen(UnitKey unit) {
        return false;
    }

    @Override
    public Optional<Instant> lastWrite(UnitKey unit) {
        return Optional.empty();
    }

    @Test
    void aClockThatJumpsAheadHandsNothingOverEarlier() {
        secrets.holds(KeyHistory.of(KeyRevision.issued(1, FIRST, Paper.NOW)));
        inAws("k1");
        assess();

        clock.advance(Duration.ofDays(1));
        assess();
        assertThat(secrets.consumer()).as("AWS has not had its time").isEmpty();

        passed = SETTLE;
        assess();
        assertThat(secrets.consumer()).contains(new KeyStore.Handed(FIRST, Optional.of("k1")));
    }

    /** It may have been the old process whose clock was wrong. */
    @Test
    void afterARestartAKeyThatNobodyHasSettlesOnceMore() {
        secrets.holds(
                KeyHistory.of(KeyRevision.issued(1, FIRST, Paper.NOW).withUsableAt("k1", Paper.NOW.plus(SETTLE))));
        clock.advance(Duration.ofDays(1));
        inAws("k1");

        assertThat(assess().again())
                .hasValueSatisfying(again -> assertThat(again).isBetween(SETTLE, SETTLE.plusSeconds(1)));
        assertThat(secrets.consumer()).isEmpty();
    }

    @Test
    void afterARestartAKeyThatTheConsumerHasIsReadyAtOnce() {
        secrets.holds(KeyHistory.of(KeyRevision.issued(1, FIRST, Paper.NOW)
                .withUsableAt("k1", Paper.NOW)
                .withPublishedAt(Paper.NOW)));
        inAws("k1");

        assertThat(ready(assess().status())).isEqualTo("True/Ready");
    }

    /** Switched off and on again, and nobody knows whether AWS has done the first. */
    @Test
    void whatOnlyLooksRightIsNotReady() {
        secrets.holds(KeyHistory.of(KeyRevision.issued(1, FIRST, Paper.NOW)
                .withUsableAt("k1", Paper.NOW)
                .withPublishedAt(Paper.NOW)));
        inAws("k1");
        unanswered = Samples.key("app", false, "p-gold");

        var assessment = assess();

        assertThat(ready(assessment.status())).isEqualTo("False/Pending");
        assertThat(assessment.submit()).containsOnlyKeys(Paper.KEY);
    }

    /** Whoever reads the tags makes the key then: if that and our Secret are lost, only status knows of the number. */
    @Test
    void statusNamesARevisionBeforeItsKeyMayBeMade() {
        secrets.holds(KeyHistory.of(KeyRevision.issued(3, FIRST, Paper.NOW)));
        mayBeOurs("a1");

        var assessment = assess();

        assertThat(assessment.submit()).containsOnlyKeys(Paper.KEY);
        assertThat(assessment.status().revision()).isEqualTo(3);
        assertThat(Objects.requireNonNull(assessment.status().rotation()).phase())
                .as("nobody was given it")
                .isEqualTo("Issuing");
    }

    /** Whoever may edit our Secret could have noted it there. */
    @Test
    void statusTakesFromOurSecretNothingThatWasHandedOver() {
        secrets.holds(KeyHistory.of(KeyRevision.issued(3, FIRST, Paper.NOW)
                .withUsableAt("k1", Paper.NOW)
                .withPublishedAt(Paper.NOW)));
        mayBeOurs("a1");

        assertThat(assess().status().revision()).isNull();
    }

    @Test
    void anImportedValueThatAwsRefusedIsReplacedByTheNext() {
        imports(KeyRevision.issued(1, FIRST, Paper.NOW));
        inAws();

        assess();
        assertThat(stored()).as("AWS may have it without showing it").containsExactly(FIRST);

        outcome = new Outcome.Foreign(Outcome.Why.VALUE_TAKEN, "", "it is there already", Paper.NOW);
        assess();
        assertThat(stored()).containsExactly(SECOND);
    }

    @Test
    void anImportedValueThatNobodyHasYetIsReplacedByTheNext() {
        imports(KeyRevision.issued(1, FIRST, Paper.NOW));
        inAws("k1");

        assess();

        assertThat(stored()).containsExactly(SECOND);
    }

    private void imports(KeyRevision revision) {
        secrets.sourceIs(Optional.of(SECOND));
        secrets.holds(KeyHistory.of(revision));
        paper.change("app: {spec: {valueFrom: {secretKeyRef: {name: legacy, key: key}}}}");
    }

    private List<KeyValue> stored() {
        return secrets.own().orElseThrow().revisions().stream()
                .map(one -> one.value().read().orElseThrow())
                .toList();
    }

    private void inAws(String... ids) {
        var key = Samples.key("app", true, "p-gold").newest().key();
        java.util.Arrays.stream(ids).forEach(id -> paper.world().made(Paper.KEY, id));
        paper.keys(
                paper.world().moment(),
                java.util.Arrays.stream(ids).map(id -> new ExistingKey(id, key)).toList());
    }

    /** A key that bears the grant's mark, and whose tags nobody has read. */
    private void mayBeOurs(String id) {
        var key = Samples.key("app", true, "p-gold").newest().key();
        paper.keys(paper.world().moment(), List.of(new ExistingKey(id, key)));
    }

    private Assessment<ApiKeyGrantStatus> assess() {
        var assessment = paper.look(paper.app());
        secrets.seen();
        return assessment;
    }

    private static String ready(ApiKeyGrantStatus status) {
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getStatus() + "/" + ready.getReason();
    }
}
