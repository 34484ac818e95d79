// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static dev.apiaccess.testing.Samples.absent;
import static dev.apiaccess.testing.Samples.key;
import static dev.apiaccess.testing.Samples.keyUnit;
import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static dev.apiaccess.testing.Samples.policy;
import static dev.apiaccess.testing.Samples.policyArn;
import static dev.apiaccess.testing.Samples.policyUnit;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeCalls;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is called, in which order, and how often. */
@Timeout(60)
class UnitExecutorTest {

    @Test
    void aNewPolicyIsCreatedThenAttachedAndItsObjectsAreWoken() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();

            bench.bring(policy("/orders"));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(Operation.CREATE_POLICY, Operation.ATTACH_POLICY);
            assertThat(bench.aws.iam().attachedTo(policyArn())).containsExactly(Samples.WEB);
            assertThat(bench.woken).contains(policyUnit());
            assertThat(bench.executor.lastWrite(policyUnit())).isPresent();
        }
    }

    @Test
    void whatIsAsItShallBeCostsNoCall() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.aws.calls().forget();

            bench.bring(policy("/orders"));

            assertThat(bench.aws.calls().made()).isEmpty();
        }
    }

    @Test
    void editsThatComeWhileAPlanWaitsForItsTurnAreOneUpdate() throws Exception {
        try (var bench = new ExecBench(20, Duration.ofMinutes(2))) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.bring(plan("gold", 90, "prod"));
            bench.aws.calls().forget();
            for (var rate = 80; rate >= 40; rate -= 10) {
                bench.submit(plan("gold", rate, "prod"), Priority.USER_CHANGE);
            }
            bench.submit(plan("gold", 30, "prod", "test"), Priority.USER_CHANGE);
            bench.awaitIdle();

            assertThat(bench.aws.calls().operations()).containsExactly(Operation.UPDATE_USAGE_PLAN);
            assertThat(bench.aws.gateway().plans().values())
                    .containsExactly(plan("gold", 30, "prod", "test").plan());
        }
    }

    @Test
    void anEditThatIsTakenBackWhileItWaitsIsNotMade() throws Exception {
        try (var bench = new ExecBench(20, Duration.ofMinutes(2))) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.bring(plan("gold", 90, "prod"));
            bench.aws.calls().forget();

            bench.submit(plan("gold", 80, "prod"), Priority.USER_CHANGE);
            bench.submit(plan("gold", 90, "prod"), Priority.USER_CHANGE);
            bench.awaitIdle();

            assertThat(bench.aws.calls().made()).isEmpty();
            assertThat(bench.executor.outcome(planUnit("gold"))).contains(new Outcome.Done());
        }
    }

    @Test
    void aUnitThatWaitsSaysForWhatAndHowLong() throws Exception {
        try (var bench = new ExecBench(2, Duration.ofMinutes(2))) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.bring(plan("gold", 90, "prod"));

            bench.submit(plan("gold", 80, "prod"), Priority.USER_CHANGE);

            bench.awaitOutcome(planUnit("gold"), Outcome.Waiting.class);
            assertThat(bench.executor.outcome(planUnit("gold")).orElseThrow())
                    .isInstanceOfSatisfying(Outcome.Waiting.class, waiting -> {
                        assertThat(waiting.operation()).isEqualTo(Operation.UPDATE_USAGE_PLAN);
                        assertThat(waiting.estimate()).isBetween(Duration.ofSeconds(5), Duration.ofSeconds(10));
                    });
        }
    }

    @Test
    void aPolicyIsLookedAtBeforeItIsDetachedAndDeleted() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.aws.calls().forget();

            bench.bring(absent(policyUnit()));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(
                            Operation.GET_POLICY,
                            Operation.GET_POLICY_VERSION,
                            Operation.LIST_POLICY_VERSIONS,
                            Operation.LIST_ENTITIES_FOR_POLICY,
                            Operation.DETACH_POLICY,
                            Operation.DELETE_POLICY);
            assertThat(bench.aws.iam().arns()).isEmpty();
        }
    }

    @Test
    void aPlanIsLookedAtBeforeItLosesItsStages() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.aws.calls().forget();

            bench.bring(absent(planUnit("gold")));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(
                            Operation.GET_USAGE_PLAN, Operation.UPDATE_USAGE_PLAN, Operation.DELETE_USAGE_PLAN);
        }
    }

    @Test
    void aKeyIsLookedAtThenDisabledThenDeleted() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.bring(key("mobile", true, bench.onlyPlan()));
            bench.aws.calls().forget();

            bench.bring(absent(Samples.keyUnit("mobile")));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(
                            Operation.GET_API_KEY,
                            Operation.GET_USAGE_PLANS,
                            Operation.UPDATE_API_KEY,
                            Operation.DELETE_API_KEY);
        }
    }

    /** A key that may not be deleted yet keeps nobody waiting but a key that is to be made. */
    @Test
    void aDeletionThatIsHeldHoldsUpOnlyWhatDependsOnIt() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.bring(plan("free", 100, "test"));
            var gold = idOf(bench, planUnit("gold"));
            var free = idOf(bench, planUnit("free"));
            bench.bring(revisions("mobile", Set.of(gold), 1, 2));
            var first = idOfRevision(bench, 1);
            bench.departures = holding(first);
            bench.aws.calls().forget();

            // When the first goes, the second gets another plan, and a third is to be made
            bench.submit(revisions("mobile", new TreeSet<>(List.of(gold, free)), 2, 3), Priority.USER_CHANGE);
            bench.awaitOutcome(keyUnit("mobile"), Outcome.Idle.class);
            bench.awaitIdle();

            assertThat(bench.executor.outcome(keyUnit("mobile"))).contains(new Outcome.Idle("is noted"));
            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::operation)
                    .containsExactly(Operation.UPDATE_API_KEY, Operation.CREATE_USAGE_PLAN_KEY);

            // Then it is noted
            bench.departures = Departures.FREE;
            bench.aws.calls().forget();
            bench.bring(revisions("mobile", new TreeSet<>(List.of(gold, free)), 2, 3));
            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::operation)
                    .containsExactly(
                            Operation.DELETE_API_KEY,
                            Operation.CREATE_API_KEY,
                            Operation.CREATE_USAGE_PLAN_KEY,
                            Operation.CREATE_USAGE_PLAN_KEY);
        }
    }

    @Test
    void nothingIsPlannedWhileItCannotBeSaidWhatIsWanted() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.aws.calls().forget();

            bench.submit(new Desired.Undecided(policyUnit(), "Namespaces are not listed yet"), Priority.REVOKE);
            bench.awaitOutcome(policyUnit(), Outcome.Idle.class);
            bench.awaitIdle();

            assertThat(bench.aws.calls().made()).isEmpty();
            assertThat(bench.executor.outcome(policyUnit()))
                    .contains(new Outcome.Idle("Namespaces are not listed yet"));
        }
    }

    @Test
    void nothingIsPlannedBeforeTheAccountWasListed() {
        try (var bench = ExecBench.fast()) {
            bench.submit(absent(policyUnit()), Priority.REVOKE);
            bench.awaitOutcome(policyUnit(), Outcome.Idle.class);

            assertThat(bench.aws.calls().made()).isEmpty();
        }
    }

    @Test
    void whatCannotBeDoneWakesItsObjectsOnce() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            for (var i = 0; i < 20; i++) {
                bench.submit(new Desired.Undecided(policyUnit(), "not synced"), Priority.USER_CHANGE);
                bench.awaitIdle();
            }

            assertThat(bench.woken)
                    .as("waking for an outcome that is known already would make reconciling spin")
                    .hasSize(1);
        }
    }

    @Test
    void aUnitHasOneRunnerHoweverManySubmit() throws Exception {
        try (var bench = ExecBench.fast();
                var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            bench.sweep();
            var hold = bench.aws.calls().hold(Operation.CREATE_POLICY);
            bench.wanted.put(policyUnit(), policy("/orders"));
            for (var i = 0; i < 500; i++) {
                var _ = threads.submit(() -> bench.executor.submit(policyUnit(), Priority.USER_CHANGE));
            }
            await().until(hold::entered);
            hold.release();
            threads.shutdown();
            bench.awaitOutcome(policyUnit(), Outcome.Done.class);
            bench.awaitIdle();

            assertThat(bench.aws.calls().mostInFlight()).isEqualTo(1);
            assertThat(bench.aws.calls().operations())
                    .containsExactly(Operation.CREATE_POLICY, Operation.ATTACH_POLICY);
        }
    }

    @Test
    void aRevocationOfAUnitThatWaitsAlreadyOvertakesTheOthers() throws Exception {
        // Given updates of plans, of which AWS allows one in two seconds, that wait in a row
        try (var bench = new ExecBench(10, Duration.ofMinutes(2))) {
            bench.sweep();
            for (var name : new String[] {"a", "b", "c"}) {
                bench.bring(plan(name, 100, "prod"));
            }
            bench.bring(plan("a", 90, "prod"));
            bench.aws.calls().forget();
            for (var name : new String[] {"b", "c", "a"}) {
                bench.submit(plan(name, 200, "prod"), Priority.USER_CHANGE);
                bench.awaitOutcome(planUnit(name), Outcome.Waiting.class);
            }

            // When the last of them becomes a revocation
            bench.submit(plan("a", 10, "prod"), Priority.REVOKE);
            await().until(() -> !bench.aws.calls().writes().isEmpty());

            // Then it is the next
            assertThat(bench.aws.calls().writes().getFirst().what()).isEqualTo(idOf(bench, planUnit("a")));
        }
    }

    @Test
    void noCallIsMadeAfterClosing() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            var hold = bench.aws.calls().hold(Operation.CREATE_POLICY);
            bench.submit(policy("/orders"), Priority.USER_CHANGE);
            await().until(hold::entered);
            bench.woken.clear();

            bench.executor.close();
            bench.submit(plan("gold", 100, "prod"), Priority.USER_CHANGE);
            hold.release();
            bench.awaitIdle();

            assertThat(bench.aws.calls().operations())
                    .as("the call in flight ends, and is the last")
                    .containsExactly(Operation.CREATE_POLICY);
            assertThat(bench.executor.outcome(policyUnit()))
                    .as("going down is no failure of the unit")
                    .isEmpty();
        }
    }

    /** AWS takes a key once for a stage, and where it has to leave a plan it must not be switched on before. */
    @Test
    void aKeyThatMayNotLeaveAPlanYetIsNotPutElsewhereButSwitchedOff() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.bring(plan("free", 100, "test"));
            var gold = idOf(bench, planUnit("gold"));
            var free = idOf(bench, planUnit("free"));
            bench.bring(revisions("mobile", Set.of(gold), 1));
            var keyId = idOfRevision(bench, 1);
            bench.departures = holding(keyId);
            bench.aws.calls().forget();

            bench.submit(revisions("mobile", Set.of(free), 1), Priority.USER_CHANGE);
            bench.awaitOutcome(keyUnit("mobile"), Outcome.Idle.class);
            bench.awaitIdle();
            assertThat(bench.aws.calls().writes()).isEmpty();

            bench.submit(key("mobile", false, free), Priority.REVOKE);
            await().until(() -> !bench.aws.calls().writes().isEmpty());
            bench.awaitIdle();
            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::operation)
                    .containsExactly(Operation.UPDATE_API_KEY);

            bench.departures = Departures.FREE;
            bench.aws.calls().forget();
            bench.bring(key("mobile", false, free));
            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::operation)
                    .containsExactly(Operation.DELETE_USAGE_PLAN_KEY, Operation.CREATE_USAGE_PLAN_KEY);
        }
    }

    /** What is asked of AWS before one key leaves is no reason to leave another one on. */
    @Test
    void aQuestionThatFailsBeforeAKeyLeavesHoldsUpNoSwitchingOff() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var gold = idOf(bench, planUnit("gold"));
            bench.bring(revisions("mobile", Set.of(gold), 1, 2));
            bench.departures = failing();
            bench.aws.calls().forget();

            bench.submit(
                    new Desired.Key(
                            keyUnit("mobile"),
                            revisions("mobile", Set.of(), 1, 2).revisions().stream()
                                    .map(one -> new Desired.Key.Revision(
                                            one.key().withEnabled(false), one.id(), one.value()))
                                    .toList(),
                            revisions("mobile", Set.of(), 1, 2).tags()),
                    Priority.REVOKE);
            await().until(() -> bench.aws.calls().writes().size() >= 2);

            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::operation)
                    .startsWith(Operation.UPDATE_API_KEY, Operation.UPDATE_API_KEY);
            assertThat(bench.aws.gateway().keys().values()).noneMatch(ApiKey::enabled);
            bench.awaitOutcome(keyUnit("mobile"), Outcome.Failed.class);
        }
    }

    private static Departures failing() {
        return new Departures() {
            @Override
            public Optional<String> heldBy(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all) {
                return heldIn(unit, key, "");
            }

            @Override
            public Optional<String> heldIn(UnitKey.ApiKeyUnit unit, ExistingKey key, String planId) {
                throw new AwsFailure(
                        AwsFailure.Kind.UNAVAILABLE, Operation.GET_USAGE, "ServiceUnavailable", "away", null, null);
            }
        };
    }

    private static Departures holding(String keyId) {
        return new Departures() {
            @Override
            public Optional<String> heldBy(UnitKey.ApiKeyUnit unit, ExistingKey key, Observed.Key all) {
                return heldIn(unit, key, "");
            }

            @Override
            public Optional<String> heldIn(UnitKey.ApiKeyUnit unit, ExistingKey key, String planId) {
                return key.id().equals(keyId) ? Optional.of("is noted") : Optional.empty();
            }
        };
    }

    static Desired.Key revisions(String name, Set<String> planIds, int... numbers) {
        return new Desired.Key(
                keyUnit(name),
                IntStream.of(numbers)
                        .mapToObj(number -> new Desired.Key.Revision(
                                new ApiKey(
                                        Samples.NAMING.keyName(Samples.NAMESPACE, name, number),
                                        Samples.NAMING.objectDescription(Samples.NAMESPACE, name),
                                        true,
                                        new TreeSet<>(planIds)),
                                Optional.empty(),
                                Samples.value(name + number)))
                        .toList(),
                Samples.NAMING.tags(new OwnerRef("ApiKeyGrant", Samples.NAMESPACE, name), "uid-" + name));
    }

    private static String idOfRevision(ExecBench bench, int number) {
        return bench.aws.gateway().keys().entrySet().stream()
                .filter(one -> one.getValue().name().endsWith("-r" + number))
                .findFirst()
                .orElseThrow()
                .getKey();
    }

    private static String idOf(ExecBench bench, UnitKey.UsagePlanUnit unit) {
        return bench.aws.gateway().plans().entrySet().stream()
                .filter(one -> Samples.NAMING
                        .planUnit(unit.accountId(), unit.region(), one.getValue())
                        .filter(unit::equals)
                        .isPresent())
                .findFirst()
                .orElseThrow()
                .getKey();
    }
}
