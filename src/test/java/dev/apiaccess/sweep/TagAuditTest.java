// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.key;
import static dev.apiaccess.testing.Samples.keyUnit;
import static dev.apiaccess.testing.Samples.plan;
import static dev.apiaccess.testing.Samples.planUnit;
import static dev.apiaccess.testing.Samples.policy;
import static dev.apiaccess.testing.Samples.policyArn;
import static dev.apiaccess.testing.Samples.policyUnit;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Difference;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.View;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Tags are in no bulk listing: they are read in turns, a few after every sweep. */
@Timeout(60)
class TagAuditTest {

    private static final Set<String> EVERYWHERE = Set.of("", FakeAws.REGION);

    private static List<String> lines(ExecBench bench, Desired desired) {
        return Planner.plan(desired, observed(bench, desired.unit())).differences().stream()
                .map(Difference::text)
                .toList();
    }

    private static Observed observed(ExecBench bench, UnitKey unit) {
        return bench.world.view(unit) instanceof View.Known known ? known.observed() : Observed.nothing(unit);
    }

    @Test
    void aTagThatWasTakenOffIsSeenAndPutBack() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.sweep();
            bench.aws.iam().untagByHand(policyArn(), Naming.TAG_OWNER);

            assertThat(lines(bench, policy("/orders"))).as("before the audit").isEmpty();
            new TagAudit(bench.accounts, bench.world).next(bench.account("main"), EVERYWHERE);
            assertThat(lines(bench, policy("/orders")))
                    .containsExactly("tags[apiaccess.dev/owner]: not there (want shop/role/apps/web)");

            bench.aws.calls().forget();
            bench.bring(policy("/orders"));
            assertThat(bench.aws.calls().writes())
                    .singleElement()
                    .satisfies(call -> assertThat(call.operation()).isEqualTo(Operation.TAG_POLICY));
            bench.sweep();
            new TagAudit(bench.accounts, bench.world).next(bench.account("main"), EVERYWHERE);
            assertThat(lines(bench, policy("/orders"))).isEmpty();
        }
    }

    @Test
    void aPlanThatSomebodyElseTaggedAsHisIsNotTaggedBack() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.sweep();
            var id = bench.aws.gateway().plans().keySet().iterator().next();
            bench.aws.gateway().tagByHand(id, Map.of(Naming.TAG_OWNER, "ApiRateLimit/other/gold"));

            new TagAudit(bench.accounts, bench.world).next(bench.account("main"), EVERYWHERE);

            assertThat(((Observed.Plan) observed(bench, planUnit("gold")))
                            .existing()
                            .getFirst()
                            .tags())
                    .containsEntry(Naming.TAG_OWNER, "ApiRateLimit/other/gold");
            assertThat(lines(bench, plan("gold", 100, "prod"))).isEmpty();
        }
    }

    @Test
    void everythingHasItsTurnAndNoTurnIsLong() throws Exception {
        try (var bench = new ExecBench(100_000, Duration.ZERO)) {
            bench.sweep();
            IntStream.range(0, 12).forEach(number -> bench.bring(plan("tier-" + number, 100, "prod")));
            bench.sweep();
            var audit = new TagAudit(bench.accounts, bench.world);

            for (var turn = 0; turn < 3; turn++) {
                bench.aws.calls().forget();
                audit.next(bench.account("main"), EVERYWHERE);
                assertThat(bench.aws.calls().count(Operation.GET_USAGE_PLAN)).isEqualTo(5);
            }

            assertThat(IntStream.range(0, 12))
                    .allMatch(number -> ((Observed.Plan) observed(bench, planUnit("tier-" + number)))
                                    .existing()
                                    .getFirst()
                                    .tags()
                            != null);
        }
    }

    @Test
    void whatIsKnownOfOthersIsKeptWhereNotAllAreReadAtOneTime() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            for (var number = 0; number < 120; number++) {
                bench.aws.gateway().plantKey(key("app", true).newest().key(), Samples.value("planted-" + number));
            }
            bench.sweep();
            for (var again = 0; again < 2; again++) {
                bench.submit(new Desired.Undecided(keyUnit("app"), "not decided"), Priority.SWEEP);
                bench.awaitIdle();
            }
            assertThat(observed(bench, keyUnit("app")).strangers()).hasSize(120);

            new TagAudit(bench.accounts, bench.world).next(bench.account("main"), EVERYWHERE);

            assertThat(observed(bench, keyUnit("app")).strangers()).hasSize(120);
        }
    }

    @Test
    void nothingIsRememberedOfAUnitThatChangedMeanwhile() throws Exception {
        try (var bench = new ExecBench(1000, Duration.ZERO)) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.sweep();
            var seen = bench.world.view(policyUnit());
            bench.bring(policy("/orders", "/more"));

            bench.world.tagged(policyUnit(), seen, Map.of(policyArn(), Map.of()));
            bench.sweep();

            assertThat(lines(bench, policy("/orders", "/more"))).isEmpty();
        }
    }
}
