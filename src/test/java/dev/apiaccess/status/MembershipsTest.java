// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.GrantPlan;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import dev.apiaccess.model.Observed;
import dev.apiaccess.plan.KeyMatches;
import dev.apiaccess.rotation.SettleTimes;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A key that the consumer has works in a plan only some time after it was put there; until then Ready says so. */
class MembershipsTest {

    private static final Duration SETTLE = Duration.ofMinutes(2);
    private static final KeyValue VALUE = new KeyValue("a-value-of-others-0001");

    private final ManualClock clock = new ManualClock(Paper.NOW);
    private final MemoryKeyStore secrets = new MemoryKeyStore();
    private Duration passed = Duration.ZERO;
    private Paper paper = paper();
    private @Nullable ApiKeyGrantStatus status;

    private Paper paper() {
        return new Paper(clock, () -> passed.toNanos(), null, secrets);
    }

    @BeforeEach
    void handedOver() {
        secrets.holds(KeyHistory.of(KeyRevision.issued(1, VALUE, Paper.NOW)
                .withUsableAt("k1", Paper.NOW)
                .withPublishedAt(Paper.NOW)));
    }

    @AfterEach
    void close() {
        paper.close();
    }

    /** What was just written holds the value itself, and what is wanted the place where it is kept. */
    @Test
    void theConsumersKeyIsFoundByItsNumberWhereverItsValueIsKept() {
        var name = Samples.NAMING.keyName("shop", "app", 1);
        var key = new ApiKey(
                name, Samples.NAMING.objectDescription("shop", "app"), true, new TreeSet<>(Set.of("p-gold")));
        var wanted = new Desired.Key(
                Paper.KEY, List.of(new Desired.Key.Revision(key, Optional.empty(), Optional::empty)), new TreeMap<>());
        var existing = new ExistingKey("k1", key);
        var matches = KeyMatches.of(wanted, new Observed.Key(List.of(existing)));
        var history = KeyHistory.of(KeyRevision.issued(1, VALUE, Paper.NOW));

        assertThat(KeysInAws.handed(history, wanted, matches))
                .as("nobody was given it yet")
                .isEmpty();
        assertThat(KeysInAws.handed(history.edit(1, revision -> revision.withPublishedAt(Paper.NOW)), wanted, matches))
                .contains(existing);
    }

    @Test
    void aKeyThatWasInItsPlanAllTheTimeIsReady() {
        inAws(true, "p-gold");
        assertThat(assess()).isEqualTo("True/Ready");
        assertThat(settling()).isEmpty();
        restart();
        inAws(true, "p-gold");
        assertThat(assess()).isEqualTo("True/Ready");
    }

    @Test
    void aKeyThatIsPutBackIntoItsPlanSettlesThere() {
        inAws(true, "p-gold");
        assess();
        inAws(true);
        assertThat(assess()).isEqualTo("False/DriftDetected");
        assertThat(settling()).containsExactly("gold");

        inAws(true, "p-gold");
        assertThat(assess()).isEqualTo("False/Pending");
        assertThat(message()).startsWith("the key was put into shop/gold and works from 2026-03-01T00:02:");
        pass(SETTLE.dividedBy(2));
        assertThat(assess()).isEqualTo("False/Pending");
        pass(SETTLE.dividedBy(2));
        assertThat(assess()).isEqualTo("True/Ready");
        assertThat(settling()).isEmpty();
        assertThat(assess()).as("and stays so").isEqualTo("True/Ready");
    }

    @Test
    void aKeyThatIsSwitchedOnAgainSettles() {
        paper.change("app: {spec: {state: Disabled}}");
        inAws(false, "p-gold");
        assertThat(assess()).isEqualTo("True/Disabled");

        paper.change("app: {spec: {state: Active}}");
        inAws(true, "p-gold");
        assertThat(assess()).isEqualTo("False/Pending");
        pass(SETTLE);
        assertThat(assess()).isEqualTo("True/Ready");
    }

    /** Nobody knows how long ago it was put there. */
    @Test
    void afterARestartItSettlesOnceMore() {
        inAws(true, "p-gold");
        assess();
        inAws(true);
        assess();
        restart();
        inAws(true, "p-gold");

        assertThat(assess()).isEqualTo("False/Pending");
        pass(SETTLE);
        assertThat(assess()).isEqualTo("True/Ready");
    }

    @Test
    void aTierThatStatusNeverSpokeOfSettles() {
        inAws(true, "p-gold");
        assess();
        restart();
        inAws(true, "p-gold");
        var before = Objects.requireNonNull(status);
        status = with(before, List.of(new GrantPlan("old", "shop", "p-old", null)));

        assertThat(assess()).isEqualTo("False/Pending");

        restart();
        inAws(true, "p-gold");
        status = with(before, List.of());
        assertThat(assess()).as("a status that was lost says nothing").isEqualTo("True/Ready");
    }

    @Test
    void whereAnotherTierWorksTheKeyIsReadyAndSaysWhereItIsNot() {
        var key = Samples.key("app", true, "p-gold", "p-silver").newest().key();
        var wanted = List.of(
                new Memberships.Wanted(Samples.planUnit("gold"), Optional.of("p-gold")),
                new Memberships.Wanted(Samples.planUnit("silver"), Optional.of("p-silver")));
        inAws(true, "p-gold");
        assess();
        var before =
                with(Objects.requireNonNull(status), List.of(new GrantPlan("gold", Samples.NAMESPACE, "p-gold", null)));

        var members = Memberships.of(
                SettleTimes.none(SETTLE),
                passed.toNanos(),
                wanted,
                Optional.of(new ExistingKey("k1", key)),
                before,
                (_, _) -> true);
        var conditions = new ConditionsDraft(List.of(), 1, clock.instant());
        conditions.isTrue(ConditionType.Ready, dev.apiaccess.api.Reason.Ready, "the key works");
        members.tell(conditions, "app-key", Paper.NOW);

        assertThat(members.works()).isTrue();
        assertThat(members.left()).isEqualTo(SETTLE);
        assertThat(StatusConditions.find(conditions.build(), ConditionType.Ready))
                .get()
                .satisfies(ready -> {
                    assertThat(ready.getStatus() + "/" + ready.getReason()).isEqualTo("True/Settling");
                    assertThat(ready.getMessage())
                            .isEqualTo(
                                    "the key works and is in Secret app-key; in " + Samples.NAMESPACE
                                            + "/silver it works from 2026-03-01T00:02:01Z on, when AWS knows it there everywhere");
                });
        assertThat(members.plans()).extracting(GrantPlan::settling).containsExactly(null, true);
    }

    /** Its first plans are part of what it settles in before it is handed over. */
    @Test
    void aNewKeySettlesOnce() {
        var first = SettleTimes.none(SETTLE).out("p-gold", Optional.empty()).begin("k1", Set.of("p-gold"), now());
        pass(SETTLE);
        assertThat(first.left(now())).isZero();
        assertThat(first.leftIn("p-gold", "k1", true, now())).isZero();
        assertThat(first.leftIn("p-other", "k1", true, now())).isEqualTo(SETTLE);

        assertThat(first.begin("k1", Set.of("p-gold", "p-late"), now()).left(now()))
                .as("a plan that came meanwhile counts from then")
                .isEqualTo(SETTLE);
    }

    @Test
    void aKeyThatIsSwitchedOnAgainSettlesAgain() {
        var first = SettleTimes.none(SETTLE).begin("k1", Set.of("p-gold"), now());
        pass(Duration.ofHours(1));
        assertThat(first.leftIn("p-gold", "k1", true, now())).isZero();

        var again = first.out("p-gold", Optional.of("k1")).in("p-gold", "k1", true, now());

        assertThat(again.leftIn("p-gold", "k1", true, now())).isEqualTo(SETTLE);
        pass(SETTLE);
        assertThat(again.leftIn("p-gold", "k1", true, now())).isZero();
    }

    private long now() {
        return passed.toNanos();
    }

    private void pass(Duration time) {
        passed = passed.plus(time);
        clock.advance(time);
    }

    private void restart() {
        paper.close();
        paper = paper();
    }

    private void inAws(boolean enabled, String... planIds) {
        var key = Samples.key("app", enabled, planIds).newest().key();
        paper.keys(paper.world().moment(), List.of(new ExistingKey("k1", key)));
    }

    private String assess() {
        var app = paper.app();
        app.setStatus(status);
        status = paper.look(app).status();
        secrets.seen();
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getStatus() + "/" + ready.getReason();
    }

    private String message() {
        return StatusConditions.find(Objects.requireNonNull(status).conditions(), ConditionType.Ready)
                .orElseThrow()
                .getMessage();
    }

    private List<String> settling() {
        return Objects.requireNonNull(status).plans().stream()
                .filter(plan -> Boolean.TRUE.equals(plan.settling()))
                .map(plan -> String.valueOf(plan.name()))
                .toList();
    }

    private static ApiKeyGrantStatus with(ApiKeyGrantStatus status, List<GrantPlan> plans) {
        return new ApiKeyGrantStatus(
                status.observedGeneration(),
                status.conditions(),
                status.summary(),
                status.reconcileRequestedAt(),
                status.lastChangeTime(),
                status.connection(),
                status.admittedBy(),
                status.drift(),
                status.lastDrift(),
                status.driftHistory(),
                status.corrections(),
                status.plannedChanges(),
                status.apiKeyId(),
                status.revision(),
                status.digest(),
                status.secretName(),
                status.secretGeneration(),
                plans,
                status.parts(),
                status.usableSince(),
                status.rotation(),
                status.rotateRequestedAt(),
                status.binding(),
                status.quotaUsedPercent(),
                status.quotaNotCarriedUntil());
    }
}
