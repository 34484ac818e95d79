// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.kube.KeyStore;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.status.Assessment;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is said and what goes on while a Secret of the grant does not hold what AWS has, or may not. */
class DoubtfulValuesTest {

    private static final Duration OVERLAP = Duration.ofHours(24);

    private final ManualClock clock = new ManualClock(Paper.NOW);
    private final MemoryKeyStore secrets = new MemoryKeyStore();
    private Duration passed = Duration.ZERO;
    private final Paper paper = new Paper(clock, () -> passed.toNanos(), null, secrets);

    @BeforeEach
    void anOverlap() {
        secrets.holds(KeyHistory.of(handedOver(1)).with(handedOver(2)));
        inAws();
        assess();
        assertThat(ready()).isEqualTo("True/Rotating");
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void whichSecretIsWrongIsToldWithWhatToDo() {
        secrets.publishes(KeyStore.Published.OWN_DIFFERS);
        assess();
        assertThat(condition(ConditionType.Synced))
                .isEqualTo("False/ValueDiffers: Secret app-apiaccess holds another value than API key k2 has in AWS;"
                        + " Secret orders-api-key has the right one: delete Secret app-apiaccess, it is written anew");
        assertThat(ready()).isEqualTo("True/Ready");

        secrets.publishes(KeyStore.Published.BOTH_DIFFER);
        assess();
        assertThat(condition(ConditionType.Synced))
                .isEqualTo("False/ValueDiffers: neither Secret orders-api-key nor Secret app-apiaccess holds the value"
                        + " that API key k2 has in AWS: delete Secret orders-api-key and then Secret app-apiaccess,"
                        + " another key is made; this one goes on working until that is handed over");
    }

    /** Two Secrets that differ say nothing of which is wrong: advice that is too early would lose the right value. */
    @Test
    void beforeTheComparisonNobodyIsAdvisedToDeleteAnything() {
        secrets.publishes(KeyStore.Published.NOT_COMPARED);

        assess();

        assertThat(condition(ConditionType.Synced))
                .isEqualTo("False/Pending: Secrets app-apiaccess and orders-api-key hold different values for API key"
                        + " k2: both are compared with the one in AWS at the next look at the account");
        assertThat(ready()).isEqualTo("True/Ready");
    }

    @Test
    void anOverlapEndsAllTheSame() {
        secrets.publishes(KeyStore.Published.OWN_DIFFERS);
        assess();
        assertThat(numbers()).containsExactly(1, 2);

        passes(OVERLAP.plusMinutes(1));
        var again = assess();

        assertThat(numbers()).as("the old key goes").containsExactly(2);
        assertThat(condition(ConditionType.Synced)).startsWith("False/ValueDiffers");
        assertThat(again.again()).isEmpty();
    }

    @Test
    void theEndOfTheOverlapIsLookedAtInTime() {
        secrets.publishes(KeyStore.Published.OWN_DIFFERS);

        assertThat(assess().again())
                .hasValueSatisfying(in -> assertThat(in).isLessThanOrEqualTo(OVERLAP.plusSeconds(1)));
    }

    @Test
    void nothingIsReplacedMeanwhile() {
        passes(OVERLAP.plusMinutes(1));
        assess();
        secrets.seen();
        paper.keys(paper.world().moment(), List.of(existing(2)));
        secrets.publishes(KeyStore.Published.OWN_DIFFERS);
        paper.change("app: {metadata: {annotations: {apiaccess.dev/rotate-requested-at: now}}}");

        assess();

        assertThat(numbers()).containsExactly(2);
    }

    /** Whoever may edit the consumer's Secret may have chosen the value. */
    @Test
    void whatIsTakenOverFromTheConsumersSecretIsCompared() {
        secrets.editConsumer(Optional.of(new KeyStore.Handed(Samples.value("theirs"), Optional.of("k2"))));
        secrets.deleteOwn();
        secrets.seen();
        assertThat(secrets.isToBeCompared()).isFalse();

        assess();

        assertThat(numbers()).containsExactly(2);
        assertThat(secrets.isToBeCompared()).isTrue();
    }

    /** A Secret that is written anew neither makes the key younger nor answers a request for another one. */
    @Test
    void aSecretThatIsWrittenAnewKeepsTheAgeAndTheRequest() {
        secrets.holds(KeyHistory.of(handedOver(2)));
        inAws();
        assess();
        secrets.editConsumer(Optional.of(new KeyStore.Handed(Samples.value("r2"), Optional.of("k2"))));
        secrets.deleteOwn();
        passes(Duration.ofDays(3));
        paper.keys(paper.world().moment(), List.of(existing(2)));
        var status = paper.app().getStatus();
        paper.change("app: {metadata: {annotations: {apiaccess.dev/rotate-requested-at: leaked}}}");
        paper.app().setStatus(status);

        assess();

        var rebuilt = secrets.own().orElseThrow();
        assertThat(rebuilt.newest().issuedAt()).contains(Paper.NOW);
        assertThat(rebuilt.rotateRequest()).as("still to be followed").isEmpty();

        assess();

        assertThat(numbers()).as("the request is followed").contains(3);
    }

    private Assessment<ApiKeyGrantStatus> assess() {
        secrets.seen();
        var assessment = paper.look(paper.app());
        secrets.seen();
        paper.app().setStatus(assessment.status());
        return assessment;
    }

    private void passes(Duration by) {
        passed = passed.plus(by);
        clock.advance(by);
        inAws();
    }

    private void inAws() {
        paper.keys(paper.world().moment(), List.of(existing(1), existing(2)));
    }

    private List<Integer> numbers() {
        return secrets.own().orElseThrow().revisions().stream()
                .map(KeyRevision::number)
                .toList();
    }

    private String ready() {
        var text = condition(ConditionType.Ready);
        return text.substring(0, text.indexOf(':'));
    }

    private String condition(ConditionType type) {
        var one = StatusConditions.find(
                        Objects.requireNonNull(paper.app().getStatus()).conditions(), type)
                .orElseThrow();
        return one.getStatus() + "/" + one.getReason() + ": " + one.getMessage();
    }

    private static KeyRevision handedOver(int number) {
        Instant at = Paper.NOW;
        return KeyRevision.issued(number, Samples.value("r" + number), at)
                .withUsableAt("k" + number, at)
                .withPublishedAt(at);
    }

    private static ExistingKey existing(int number) {
        return new ExistingKey(
                "k" + number,
                new ApiKey(
                        Samples.NAMING.keyName("shop", "app", number),
                        Samples.NAMING.objectDescription("shop", "app"),
                        true,
                        new TreeSet<>(Set.of("p-gold"))));
    }
}
