// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.carry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.CarriedQuota;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.status.Charge;
import dev.apiaccess.status.QuotaLedger;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.time.LocalDate;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is taken from a key before it is handed over, and what has to be noted before another is deleted. */
class QuotaCarryTest {

    private static final LocalDate TODAY = LocalDate.parse("2026-03-01");

    private final ManualClock clock = new ManualClock(Paper.NOW);
    private final Paper paper = new Paper(clock, Duration.ZERO::toNanos, null, new MemoryKeyStore());

    @BeforeEach
    void aTrialOfFive() {
        paper.change("gold: {spec: {quota: {requests: 5, period: Month}}}");
        paper.keys(paper.world().moment(), List.of(key("k1", 1), key("k2", 2)));
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void theNextKeyHasWhatTheOldOneHasLeft() throws Exception {
        used("k1", 3);

        assertThat(ready(true)).as("it is asked for first").isFalse();
        awaitWoken();

        assertThat(ready(true)).isTrue();
        assertThat(left("k2")).isEqualTo(2);
        assertThat(paper.carry().lacks(Paper.KEY, "k2")).isEmpty();
    }

    @Test
    void whatGoneKeysOfTheNamespaceUsedIsTaken() throws Exception {
        paper.keys(paper.world().moment(), List.of(key("k2", 2)));
        owes(4);

        assertThat(ready(false)).isFalse();
        awaitWoken();

        assertThat(left("k2")).isEqualTo(1);
    }

    @Test
    void whereNothingIsOwedNothingIsAsked() {
        assertThat(ready(false)).isTrue();
        owes(4);
        paper.change("gold: {spec: {quota: {requests: 5, period: Month, carryOver: Never}}}");
        assertThat(ready(true)).isTrue();
        paper.change("{}");
        assertThat(ready(true)).as("a tier without a quota").isTrue();

        assertThat(paper.aws().calls().count(Operation.GET_USAGE)).isZero();
        assertThat(paper.aws().calls().count(Operation.UPDATE_USAGE)).isZero();
    }

    @Test
    void whereAwsDoesNotLowerItIsToldHowMuch() {
        used("k1", 3);
        paper.aws().gateway().lowers(false);

        ready(true);
        awaitWoken();

        assertThat(ready(true)).as("it holds nobody up").isTrue();
        assertThat(paper.carry().lacks(Paper.KEY, "k2").orElseThrow().message())
                .isEqualTo("3 of 5 in ApiRateLimit shop/gold for the month from 2026-03-01 were used before and not"
                        + " taken from this key: AWS did not lower what is left of it");
    }

    @Test
    void aRightThatIsMissingIsToldAndHoldsNobodyUp() {
        used("k1", 3);
        paper.aws().calls().failBefore(Operation.UPDATE_USAGE, AwsFailure.Kind.ACCESS_DENIED);

        ready(true);
        awaitWoken();

        assertThat(ready(true)).isTrue();
        assertThat(paper.carry().lacks(Paper.KEY, "k2").orElseThrow().message())
                .startsWith("up to 5 of 5 in ApiRateLimit shop/gold")
                .contains("UpdateUsage");
    }

    @Test
    void aKeyGoesWhenWhatItUsedIsNoted() throws Exception {
        used("k1", 3);

        assertThat(held("k1"))
                .isEqualTo("what API key k1 has used is being noted in ApiRateLimit shop/gold before it is deleted");
        assertThat(paper.woken()).contains(Paper.PLAN);
        var status = paper.limits().assess(paper.gold()).status();
        assertThat(status.carried()).containsExactly(new CarriedQuota("shop", TODAY.toString(), 3L, List.of("k1")));
        assertThat(held("k1")).as("it is not written yet").isNotEmpty();

        paper.gold().setStatus(status);
        assertThat(held("k1")).isEmpty();
        assertThat(left("k2")).as("its successor pays").isEqualTo(2);
    }

    /** A grant that is moving has its next key in another plan already; what it owes is taken where it is owed. */
    @Test
    void theSuccessorOfAKeyIsOneInTheSamePlan() throws Exception {
        var first = key("k1", 1);
        var elsewhere = in(key("k3", 3), "p-free");
        paper.keys(paper.world().moment(), List.of(first, key("k2", 2), elsewhere));
        used("k1", 3);
        var both = new Observed.Key(List.of(first, key("k2", 2), elsewhere));
        var alone = new Observed.Key(List.of(first, elsewhere));
        paper.carry().heldBy(Paper.KEY, first, both);
        paper.gold().setStatus(paper.limits().assess(paper.gold()).status());

        assertThat(paper.carry().heldBy(Paper.KEY, first, alone)).isEmpty();
        assertThat(paper.aws().calls().count(Operation.UPDATE_USAGE))
                .as("nobody in the plan follows it")
                .isZero();

        assertThat(paper.carry().heldBy(Paper.KEY, first, both)).isEmpty();
        assertThat(left("k2")).isEqualTo(2);
        assertThat(left("k3")).isEqualTo(5);
    }

    /** Its stage may be gone, or its tenant: what is about to be deleted must not wait for somebody to mend that. */
    @Test
    void aTierThatIsRejectedNotesAllTheSame() throws Exception {
        used("k1", 3);
        var gold = paper.gold();
        var status = paper.limits().assess(gold).status();
        paper.change("gold: {spec: {quota: {requests: 5, period: Month}}}", "connection: {spec: {tenants: []}}");
        paper.gold().setStatus(status);

        assertThat(held("k1")).isNotEmpty();

        assertThat(paper.limits().assess(paper.gold()).status().carried())
                .extracting(CarriedQuota::used)
                .containsExactly(3L);
    }

    @Test
    void aKeyLeavesThePlanWhenWhatItUsedIsNoted() throws Exception {
        used("k1", 3);

        assertThat(leaves("k1"))
                .isEqualTo("what API key k1 has used is being noted in ApiRateLimit shop/gold before it leaves the"
                        + " usage plan");
        var status = paper.limits().assess(paper.gold()).status();
        assertThat(status.carried()).containsExactly(new CarriedQuota("shop", TODAY.toString(), 3L, List.of("k1")));

        paper.gold().setStatus(status);
        assertThat(leaves("k1")).isEmpty();
        assertThat(left("k2")).as("that leaves too, and pays for nobody").isEqualTo(5);
    }

    /** What AWS counts for it goes on; were it part of the sum too, it would be charged for its own calls. */
    @Test
    void aKeyThatComesBackIsNoGoneKey() throws Exception {
        used("k2", 3);
        leaves("k2");
        paper.gold().setStatus(paper.limits().assess(paper.gold()).status());
        paper.woken().clear();

        assertThat(back()).isFalse();
        await().until(() -> paper.woken().contains(Paper.PLAN));
        assertThat(paper.carry().isBack(Paper.KEY, Paper.PLAN, "k2"))
                .as("it is not written yet")
                .isFalse();
        paper.gold().setStatus(paper.limits().assess(paper.gold()).status());

        assertThat(paper.carry().isBack(Paper.KEY, Paper.PLAN, "k2")).isTrue();
        assertThat(Objects.requireNonNull(paper.gold().getStatus()).carried())
                .containsExactly(new CarriedQuota("shop", TODAY.toString(), 0L, List.of()));
        assertThat(leaves("k2")).as("and counts when it leaves once more").isNotEmpty();
    }

    @Test
    void whereAwsBeginsAnewAKeyThatComesBackIsCharged() throws Exception {
        used("k2", 3);
        leaves("k2");
        paper.gold().setStatus(paper.limits().assess(paper.gold()).status());
        paper.aws().gateway().used("p-gold", "k2", 0, 5);

        back();
        await().until(() -> paper.ledger().returning(Paper.PLAN, "k2").isPresent());
        paper.gold().setStatus(paper.limits().assess(paper.gold()).status());
        paper.woken().clear();

        assertThat(ready(false)).isFalse();
        awaitWoken();
        assertThat(ready(false)).isTrue();
        assertThat(left("k2")).isEqualTo(2);
    }

    @Test
    void aKeyThatWasNeverCountedHasNothingToTakeBack() {
        assertThat(paper.carry().isBack(Paper.KEY, Paper.PLAN, "k2")).isTrue();
        assertThat(paper.aws().calls().made()).isEmpty();
    }

    /** The queue of tries is that of the grant: nothing sleeps. */
    @Test
    void whatAwsDoesNotAnswerIsTriedAgainWhenThatIsDue() {
        used("k1", 3);
        paper.aws().calls().failBefore(Operation.GET_USAGE, AwsFailure.Kind.UNAVAILABLE);
        ready(true);
        awaitWoken();

        assertThat(ready(true)).isFalse();
        assertThat(paper.carry().again(Paper.KEY))
                .hasValueSatisfying(
                        at -> assertThat(at).isBetween(Paper.NOW.plusMillis(500), Paper.NOW.plusSeconds(2)));
        assertThat(paper.aws().calls().count(Operation.GET_USAGE)).isEqualTo(1);

        paper.woken().clear();
        clock.advance(Duration.ofSeconds(2));
        assertThat(ready(true)).isFalse();
        awaitWoken();

        assertThat(ready(true)).isTrue();
        assertThat(left("k2")).isEqualTo(2);
        assertThat(paper.carry().again(Paper.KEY)).isEmpty();
    }

    /** What was owed would be forgotten, and told nowhere. */
    @Test
    void aKeyThatIsNotInThePlanYetIsChargedWhenItIs() {
        used("k1", 3);
        paper.keys(paper.world().moment(), List.of(key("k1", 1)));
        assertThat(ready(true)).as("nothing can be taken from it").isTrue();

        paper.keys(paper.world().moment(), List.of(key("k1", 1), key("k2", 2)));
        assertThat(ready(true)).isFalse();
        awaitWoken();

        assertThat(left("k2")).isEqualTo(2);
    }

    @Test
    void aKeyThatIsTakenOutWhileItIsLookedAtIsChargedWhenItIsBack() {
        used("k1", 3);
        var hold = paper.aws().calls().hold(Operation.GET_USAGE);
        ready(true);
        await().until(hold::entered);
        paper.keys(paper.world().moment(), List.of(key("k1", 1)));
        hold.release();
        awaitWoken();
        paper.woken().clear();
        paper.keys(paper.world().moment(), List.of(key("k1", 1), key("k2", 2)));

        ready(true);
        awaitWoken();

        assertThat(ready(true)).isTrue();
        assertThat(left("k2")).isEqualTo(2);
    }

    @Test
    void aKeyThatWasNotUsedGoesAtOnce() throws Exception {
        assertThat(held("k1")).isEmpty();
        assertThat(paper.limits().assess(paper.gold()).status().carried()).isEmpty();
    }

    @Test
    void aKeyGoesThoughItsUseMayNotBeRead() throws Exception {
        used("k1", 3);
        paper.aws().calls().failBefore(Operation.GET_USAGE, AwsFailure.Kind.ACCESS_DENIED);

        assertThat(held("k1")).isEmpty();
    }

    @Test
    void whereThereIsNoRoomForTheNamespaceAKeyGoesToo() throws Exception {
        used("k1", 3);
        var full = new java.util.ArrayList<CarriedQuota>();
        for (var index = 0; index < QuotaLedger.MOST_NAMESPACES; index++) {
            full.add(new CarriedQuota("team-" + index, TODAY.toString(), 1L, List.of()));
        }
        carried(full);

        assertThat(held("k1")).isEmpty();
        assertThat(leaves("k1")).isEmpty();
        assertThat(paper.carry().lacks(Paper.KEY, "k1"))
                .hasValueSatisfying(lack -> assertThat(lack.message())
                        .contains("ApiRateLimit shop/gold has no room for another namespace"));
    }

    /** Whoever lost the consent of a tier calls until its key has left the plan. */
    @Test
    void aKeyLeavesThoughAwsDoesNotTellItsUse() throws Exception {
        used("k1", 3);
        paper.aws().calls().failBefore(Operation.GET_USAGE, AwsFailure.Kind.UNAVAILABLE);
        assertThatThrownBy(() -> leaves("k1")).isInstanceOf(AwsFailure.class);

        clock.advance(Duration.ofSeconds(31));
        paper.aws().calls().failBefore(Operation.GET_USAGE, AwsFailure.Kind.UNAVAILABLE);

        assertThat(leaves("k1")).isEmpty();
        assertThat(paper.carry().lacks(Paper.KEY, "k1"))
                .hasValueSatisfying(lack -> assertThat(lack.message()).contains("what it used cannot be read"));
    }

    /** Whether it is ready; what it is not ready for begins. */
    private boolean ready(boolean replaces) {
        var ready = paper.carry().isReady(Paper.KEY, List.of(Paper.PLAN), "k2", replaces);
        paper.carry().begin(Paper.KEY, new Charge.Take(List.of(Paper.PLAN), "k2", replaces));
        return ready;
    }

    /** The same of its return. */
    private boolean back() {
        var back = paper.carry().isBack(Paper.KEY, Paper.PLAN, "k2");
        paper.carry().begin(Paper.KEY, new Charge.TakeBack(Paper.PLAN, "k2"));
        return back;
    }

    private String held(String keyId) throws InterruptedException {
        var all = new Observed.Key(List.of(key("k1", 1), key("k2", 2)));
        var one = all.existing().stream()
                .filter(key -> key.id().equals(keyId))
                .findFirst()
                .orElseThrow();
        return paper.carry().heldBy(Paper.KEY, one, all).orElse("");
    }

    private String leaves(String keyId) throws InterruptedException {
        return paper.carry()
                .heldIn(Paper.KEY, key(keyId, Integer.parseInt(keyId.substring(1))), "p-gold")
                .orElse("");
    }

    private void awaitWoken() {
        await().until(() -> paper.woken().contains(Paper.KEY));
    }

    private void used(String keyId, long number) {
        paper.aws().gateway().used("p-gold", keyId, number, 5 - number);
    }

    private long left(String keyId) {
        var usage = paper.aws().gateway().getUsage("p-gold", TODAY, TODAY, Set.of(keyId), null);
        return usage.items().isEmpty() ? 5 : usage.items().getFirst().left();
    }

    private void owes(long used) {
        carried(List.of(new CarriedQuota("shop", TODAY.toString(), used, List.of())));
    }

    private void carried(List<CarriedQuota> carried) {
        var gold = paper.gold();
        var one = paper.limits().assess(gold).status();
        gold.setStatus(new ApiRateLimitStatus(
                one.observedGeneration(),
                one.conditions(),
                one.summary(),
                one.reconcileRequestedAt(),
                one.retargeted(),
                one.lastChangeTime(),
                one.connection(),
                one.admittedBy(),
                one.drift(),
                one.lastDrift(),
                one.driftHistory(),
                one.corrections(),
                one.plannedChanges(),
                one.usagePlanId(),
                one.digest(),
                one.grants(),
                one.grantsReady(),
                one.keys(),
                one.stages(),
                one.parts(),
                one.targets(),
                carried,
                one.unmatchedLimits(),
                one.openMethods()));
    }

    private static ExistingKey in(ExistingKey key, String planId) {
        return new ExistingKey(key.id(), key.key().withPlanIds(new TreeSet<>(Set.of(planId))));
    }

    private static ExistingKey key(String id, int revision) {
        return new ExistingKey(
                id,
                new ApiKey(
                        Samples.NAMING.keyName("shop", "app", revision),
                        Samples.NAMING.objectDescription("shop", "app"),
                        true,
                        new TreeSet<>(Set.of("p-gold"))));
    }
}
