// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.call;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Who goes next, without threads and with a clock of our own. */
class WaitingCallsTest {

    private final QueueBench iam = new QueueBench(CallLimits.iam(50, 1));
    private final QueueBench gateway = new QueueBench(CallLimits.apiGateway(50, 1));

    @Test
    void aRevocationBehindAThousandWaitingWritesGoesNext() {
        // Given a budget that is used up, and a thousand writes and a sweep that wait
        iam.exhaust(Operation.CREATE_POLICY);
        iam.add(1000, Operation.CREATE_POLICY_VERSION, "shop", Priority.USER_CHANGE);
        iam.add(10, Operation.CREATE_POLICY, "shop", Priority.DRIFT_REPAIR);
        iam.run(9);

        var revocation = iam.add(Operation.DETACH_POLICY, "bank", Priority.REVOKE);

        assertThat(iam.run(1)).containsExactly(revocation);
    }

    @Test
    void aNamespaceWithAThousandCallsDoesNotHoldUpTheOthers() {
        iam.exhaust(Operation.CREATE_POLICY);
        iam.add(1000, Operation.CREATE_POLICY, "greedy", Priority.USER_CHANGE);
        iam.add(2, Operation.CREATE_POLICY, "small", Priority.USER_CHANGE);
        iam.add(1, Operation.ATTACH_POLICY, "tiny", Priority.USER_CHANGE);

        assertThat(QueueBench.namespaces(iam.run(6)))
                .containsExactly("greedy", "small", "tiny", "greedy", "small", "greedy");
    }

    /** A thousand changes of three calls each that all began would all end at the end. */
    @Test
    void whatHasBegunGoesBeforeWhatBeginsInItsNamespaceOnly() {
        iam.exhaust(Operation.CREATE_POLICY);
        iam.add(3, Operation.CREATE_POLICY, "shop", Priority.USER_CHANGE);
        var other = iam.add(Operation.CREATE_POLICY, "bank", Priority.USER_CHANGE);
        var begun = iam.goOn(Operation.ATTACH_POLICY, "shop", Priority.USER_CHANGE);
        var urgent = iam.add(Operation.DETACH_POLICY, "shop", Priority.REVOKE);

        assertThat(iam.run(3)).containsExactly(urgent, begun, other);
        assertThat(iam.run(3))
                .as("those that begin")
                .noneMatch(call -> call.caller().goesOn());
    }

    @Test
    void namespacesTakeTurnsAcrossOperationsWithLimitsOfTheirOwn() {
        gateway.exhaust(Operation.GET_API_KEYS);
        gateway.add(500, Operation.CREATE_API_KEY, "greedy", Priority.USER_CHANGE);
        gateway.add(500, Operation.DELETE_API_KEY, "greedy", Priority.USER_CHANGE);
        gateway.add(50, Operation.UPDATE_API_KEY, "small", Priority.USER_CHANGE);

        var served = QueueBench.namespaces(gateway.run(100));

        assertThat(Collections.frequency(served, "small"))
                .as("half of the turns: %s", served)
                .isBetween(49, 50);
    }

    @Test
    void everyPriorityThatIsOvertakenGetsAShareAndTheMostUrgentTheRest() {
        gateway.exhaust(Operation.GET_API_KEYS);
        gateway.add(1000, Operation.UPDATE_API_KEY, "shop", Priority.USER_CHANGE);
        gateway.add(50, Operation.UPDATE_API_KEY, "shop", Priority.DRIFT_REPAIR);
        gateway.add(50, Operation.GET_API_KEYS, "", Priority.SWEEP);

        var served = QueueBench.priorities(gateway.run(200));

        assertThat(Collections.frequency(served, Priority.USER_CHANGE)).isEqualTo(180);
        assertThat(Collections.frequency(served, Priority.DRIFT_REPAIR)).isEqualTo(10);
        assertThat(Collections.frequency(served, Priority.SWEEP)).isEqualTo(10);
    }

    @Test
    void onlyAFloodOfRevocationsLetsSomebodyElseGoBetween() {
        gateway.exhaust(Operation.GET_API_KEYS);
        gateway.add(100, Operation.UPDATE_API_KEY, "shop", Priority.USER_CHANGE);
        gateway.add(100, Operation.GET_API_KEYS, "", Priority.SWEEP);
        for (var alone = 0; alone < 20; alone++) {
            gateway.run(alone % 12);
            var revocation = gateway.add(Operation.UPDATE_API_KEY, "bank", Priority.REVOKE);
            assertThat(gateway.run(1)).as("revocation %d", alone).containsExactly(revocation);
        }

        gateway.add(1000, Operation.UPDATE_API_KEY, "bank", Priority.REVOKE);

        assertThat(Collections.frequency(QueueBench.priorities(gateway.run(100)), Priority.REVOKE))
                .isEqualTo(90);
    }

    @Test
    void aCallWhoseOwnLimitIsUsedUpHoldsUpNobody() {
        gateway.exhaust(Operation.UPDATE_USAGE_PLAN);
        gateway.add(1000, Operation.UPDATE_USAGE_PLAN, "shop", Priority.REVOKE);
        gateway.add(10, Operation.UPDATE_API_KEY, "shop", Priority.USER_CHANGE);
        var sweep = gateway.add(Operation.GET_API_KEYS, "", Priority.SWEEP);

        var served = gateway.run(11);

        assertThat(served).contains(sweep);
        assertThat(served).noneMatch(call -> call.operation() == Operation.UPDATE_USAGE_PLAN);
    }

    @Test
    void tenThousandWaitingCallsMakeATurnNoDearer() {
        var few = touchesPerTurn(100);
        var many = touchesPerTurn(10_000);
        var oneNamespaceEach = touchesPerTurn(10_000, 10_000);

        assertThat(List.of(many, oneNamespaceEach))
                .as("how often calls are looked at for one turn; with a hundred waiting it is %s", few)
                .allSatisfy(touches -> assertThat(touches).isLessThan(2 * few));
        assertThat(few).as("the count counts").isPositive();
    }

    private static double touchesPerTurn(int calls) {
        return touchesPerTurn(calls, 10);
    }

    private static double touchesPerTurn(int calls, int namespaces) {
        var bench = new QueueBench(CallLimits.apiGateway(50, 1));
        bench.exhaust(Operation.GET_API_KEYS);
        var priorities = Priority.values();
        for (var call = 0; call < calls; call++) {
            bench.add(
                    call % 3 == 0 ? Operation.CREATE_API_KEY : Operation.UPDATE_API_KEY,
                    "namespace-" + call % namespaces,
                    priorities[call % priorities.length]);
        }
        var before = bench.touches.get();
        bench.run(50);
        return (bench.touches.get() - before) / 50.0;
    }

    @Test
    void estimatesAreAboutRight() {
        var cases = new ArrayList<String>();
        for (var scene : EstimateScene.ALL) {
            var bench = new QueueBench(scene.limits());
            scene.given().accept(bench);
            var estimate = bench.estimate(scene.operation(), scene.namespace(), scene.priority());
            var actual = bench.secondsUntilServed(bench.add(scene.operation(), scene.namespace(), scene.priority()));
            cases.add("%-45s estimate %8.2f s, actual %8.2f s, factor %.2f"
                    .formatted(scene.name(), estimate, actual, estimate / actual));
            assertThat(estimate).as(String.join("\n", cases)).isBetween(actual / 1.5, actual * 1.5);
        }
    }
}
