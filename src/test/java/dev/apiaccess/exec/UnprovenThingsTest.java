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
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.model.UsagePlan;
import dev.apiaccess.testing.FakeCalls;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Somebody puts things into AWS that bear our names and descriptions, which anybody may write. */
@Timeout(60)
class UnprovenThingsTest {

    private static final int MANY = 150;

    @Test
    void aPlantedPlanIsNeitherUsedNorWrittenNorDeleted() throws Exception {
        try (var bench = atOnce()) {
            var planted = bench.aws.gateway().plantPlan(plan("gold", 1, "prod").plan());
            bench.sweep();

            bench.bring(plan("gold", 100, "prod"));
            var ours = bench.aws.gateway().plans().keySet().stream()
                    .filter(id -> !id.equals(planted))
                    .findFirst()
                    .orElseThrow();
            bench.sweep();
            bench.bring(plan("gold", 90, "prod"));
            bench.bring(absent(planUnit("gold")));

            assertThat(ours).isNotEqualTo(planted);
            assertThat(bench.aws.gateway().plans()).containsOnlyKeys(planted);
            assertThat(bench.aws.gateway().plans().get(planted))
                    .isEqualTo(plan("gold", 1, "prod").plan());
        }
    }

    @Test
    void aPlanThatIsPlantedLaterTakesNoPlaceWhateverItsIdIs() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var ours = bench.onlyPlan();
            var planted = bench.aws.gateway().plantPlan(plan("gold", 1, "prod").plan());
            assertThat(planted).as("sorts before ours").isLessThan(ours);
            bench.sweep();

            bench.bring(plan("gold", 90, "prod"));

            assertThat(bench.aws.gateway().plans().get(ours))
                    .isEqualTo(plan("gold", 90, "prod").plan());
            assertThat(bench.aws.gateway().plans().get(planted))
                    .isEqualTo(plan("gold", 1, "prod").plan());
            assertThat(found(bench, planUnit("gold")).strangers()).containsExactly(planted);
        }
    }

    @Test
    void aPlantedKeyIsNotTakenForOurs() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var planId = bench.onlyPlan();
            var wanted = key("app", true, planId);
            var planted = bench.aws.gateway().plantKey(wanted.newest().key(), Samples.value("known-to-an-attacker"));
            bench.sweep();

            bench.bring(wanted);

            var keys = bench.aws.gateway().keys();
            assertThat(keys).hasSize(2);
            assertThat(keys.get(planted)).isEqualTo(wanted.newest().key().withPlanIds(new TreeSet<>()));
            assertThat(keys.values())
                    .filteredOn(one -> one.planIds().contains(planId))
                    .hasSize(1);

            bench.sweep();
            bench.bring(key("app", false, planId));
            bench.bring(absent(keyUnit("app")));

            assertThat(bench.aws.gateway().keys()).containsOnlyKeys(planted);
            assertThat(Objects.requireNonNull(bench.aws.gateway().keys().get(planted))
                            .enabled())
                    .isTrue();
        }
    }

    @Test
    void aKeyThatWasRenamedIsOursByItsId() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var planId = bench.onlyPlan();
            var wanted = key("app", true, planId);
            bench.bring(wanted);
            var id = bench.aws.gateway().keys().keySet().iterator().next();
            bench.aws.gateway().editByHand(id, new ApiKey("x", "y", true, new TreeSet<>()));
            bench.noted.put(keyUnit("app"), Set.of(id));
            bench.sweep(List.of(keyUnit("app")));

            bench.bring(wanted);

            assertThat(bench.aws.gateway().keys()).containsOnlyKeys(id);
            assertThat(bench.aws.gateway().keys().get(id))
                    .isEqualTo(wanted.newest().key());
        }
    }

    @Test
    void aPlanOfOursIsFoundByItsIdWhenBothNameAndDescriptionWereEdited() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var id = bench.onlyPlan();
            var ours = plan("gold", 100, "prod").plan();
            bench.aws.gateway().editByHand(id, new UsagePlan("x", "", ours.throttle(), ours.quota(), ours.stages()));
            bench.sweep(List.of(planUnit("gold")));

            bench.bring(plan("gold", 100, "prod"));

            assertThat(bench.aws.gateway().plans()).containsOnlyKeys(id);
            assertThat(bench.aws.gateway().plans().get(id)).isEqualTo(ours);
        }
    }

    @Test
    void aPlantedPolicyIsLeftAloneAndDoesNotHoldUpADeletion() throws Exception {
        try (var bench = ExecBench.fast()) {
            var planted = planted(bench);
            bench.sweep();

            bench.submit(policy("/orders"), Priority.USER_CHANGE);
            bench.awaitOutcome(policyUnit(), Outcome.Foreign.class);

            assertThat(bench.aws.calls().writes()).isEmpty();
            assertThat(((Outcome.Foreign) bench.executor.outcome(policyUnit()).orElseThrow()).why())
                    .isEqualTo(Outcome.Why.UNPROVEN);
            assertThat(((Outcome.Foreign) bench.executor.outcome(policyUnit()).orElseThrow()).message())
                    .contains(
                            policyArn(),
                            "aws iam tag-policy --policy-arn " + policyArn(),
                            "Key=apiaccess.dev/owner,Value=shop/role/apps/web");

            bench.bring(absent(policyUnit()));

            assertThat(bench.aws.calls().writes()).isEmpty();
            assertThat(bench.aws.iam().document(policyArn())).contains(planted);
        }
    }

    @Test
    void whatIsTaggedAsTheMessageSaysIsTakenUpWithoutItsOtherVersions() throws Exception {
        try (var bench = ExecBench.fast()) {
            planted(bench);
            bench.aws.iam().versionByHand(policyArn(), admin());
            bench.sweep();
            bench.submit(policy("/orders"), Priority.USER_CHANGE);
            bench.awaitOutcome(policyUnit(), Outcome.Foreign.class);
            bench.aws.iam().tagByHand(policyArn(), Samples.NAMING.policyTags("shop", Samples.WEB));
            bench.aws.calls().forget();

            bench.bring(policy("/orders"));

            assertThat(bench.aws.calls().writes())
                    .extracting(FakeCalls.Call::operation)
                    .containsExactly(
                            Operation.CREATE_POLICY_VERSION,
                            Operation.DELETE_POLICY_VERSION,
                            Operation.DELETE_POLICY_VERSION,
                            Operation.ATTACH_POLICY);
            assertThat(bench.aws.iam().versions(policyArn())).isEqualTo(1);
        }
    }

    @Test
    void whatIsNotedNeedsNoLookBeforeItIsWritten() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.sweep();

            bench.bring(policy("/orders", "/more"));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(Operation.CREATE_POLICY_VERSION, Operation.DELETE_POLICY_VERSION);
        }
    }

    @Test
    void whatAnEarlierProcessMadeIsProvenByOneCallBeforeTheFirstWrite() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.aws
                    .iam()
                    .tagByHand(
                            bench.aws.iam().existing(policy("/orders").policy()),
                            Samples.NAMING.policyTags("shop", Samples.WEB));
            bench.aws.iam().attachByHand(policyArn(), Samples.WEB.text());
            bench.sweep();

            bench.bring(policy("/orders", "/more"));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(
                            Operation.GET_POLICY, Operation.CREATE_POLICY_VERSION, Operation.DELETE_POLICY_VERSION);
        }
    }

    /** The object was restored without its status, and by another process. */
    @Test
    void aPlanOfOursIsTakenUpByItsTagsThoughNothingNotesItsId() throws Exception {
        var ours = plan("gold", 100, "prod");
        for (var edited : List.of(
                ours.plan(),
                new UsagePlan(
                        "renamed",
                        ours.plan().description(),
                        null,
                        null,
                        ours.plan().stages()),
                new UsagePlan(
                        ours.plan().name(), "mine now", null, null, ours.plan().stages()))) {
            try (var bench = atOnce()) {
                var id = bench.aws.gateway().plantPlan(edited);
                bench.aws.gateway().tagByHand(id, ours.tags());
                bench.sweep(List.of(planUnit("gold")));

                bench.bring(ours);

                assertThat(bench.aws.gateway().plans()).as(edited.toString()).containsOnlyKeys(id);
                assertThat(bench.aws.gateway().plans().get(id)).isEqualTo(ours.plan());
            }
        }
    }

    @Test
    void whoNamesAThingWithoutWritingItIsToldWhetherItIsOurs() throws Exception {
        try (var bench = ExecBench.fast()) {
            planted(bench);
            bench.sweep();

            bench.submit(new Desired.Undecided(policyUnit(), "not decided"), Priority.USER_CHANGE);
            bench.awaitOutcome(policyUnit(), Outcome.Idle.class);

            assertThat(bench.aws.calls().operations()).containsExactly(Operation.GET_POLICY);
            assertThat(found(bench, policyUnit()).absent()).isTrue();
        }
    }

    @Test
    void whatIsListedAndIsGoneWhenItsTagsAreReadIsInNobodysWay() throws Exception {
        try (var bench = atOnce()) {
            var wanted = key("app", true);
            var gone = bench.aws.gateway().plantKey(wanted.newest().key(), Samples.value("somebody-elses"));
            bench.sweep();
            bench.aws.gateway().deleteApiKey(gone);
            bench.aws.calls().forget();

            bench.bring(wanted);
            bench.bring(wanted);

            assertThat(bench.aws.calls().operations())
                    .as("it is asked for once, until a listing shows it again")
                    .containsExactly(Operation.GET_API_KEY, Operation.CREATE_API_KEY);
            assertThat(bench.aws.gateway().keys()).hasSize(1).doesNotContainKey(gone);
        }
    }

    @Test
    void aPolicyThatIsListedAndIsGoneWhenItsTagsAreReadIsMadeAnew() throws Exception {
        try (var bench = ExecBench.fast()) {
            planted(bench);
            bench.sweep();
            bench.aws.iam().deletePolicy(policyArn());
            bench.aws.calls().forget();

            bench.bring(policy("/orders"));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(Operation.GET_POLICY, Operation.CREATE_POLICY, Operation.ATTACH_POLICY);
        }
    }

    @Test
    void aKeyIsSwitchedOffBeforeTheTagsOfThoseThatLookLikeItAreRead() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(key("app", true));
            var ours = bench.aws.gateway().keys().keySet().iterator().next();
            plantMany(bench);
            bench.sweep();
            var tags = bench.aws.calls().hold(Operation.GET_API_KEY);

            bench.submit(key("app", false), Priority.REVOKE);

            await().alias("switched off while no tags are answered")
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> !Objects.requireNonNull(
                                    bench.aws.gateway().keys().get(ours))
                            .enabled());
            tags.release();
        }
    }

    @Test
    void aKeyIsDeletedBeforeTheTagsOfThoseThatLookLikeItAreRead() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(key("app", true));
            var ours = bench.aws.gateway().keys().keySet().iterator().next();
            plantMany(bench);
            bench.sweep();

            bench.submit(absent(keyUnit("app")), Priority.REVOKE);
            bench.awaitOutcome(keyUnit("app"), Outcome.Idle.class);

            assertThat(bench.aws.gateway().keys()).hasSize(MANY).doesNotContainKey(ours);
            assertThat(bench.aws.calls().made().stream()
                            .takeWhile(call -> call.operation() != Operation.DELETE_API_KEY)
                            .filter(call -> call.operation() == Operation.GET_API_KEY)
                            .map(FakeCalls.Call::what))
                    .containsExactly(ours);

            bench.bring(absent(keyUnit("app")));

            assertThat(found(bench, keyUnit("app")).strangers()).hasSize(MANY);
        }
    }

    @Test
    void nothingIsMadeBesideWhatMayBeOurs() throws Exception {
        try (var bench = atOnce()) {
            plantMany(bench);
            bench.sweep();

            bench.submit(key("app", true), Priority.USER_CHANGE);
            bench.awaitOutcome(keyUnit("app"), Outcome.Idle.class);

            assertThat(bench.aws.calls().writes()).isEmpty();

            bench.bring(key("app", true));

            assertThat(bench.aws.gateway().keys()).hasSize(MANY + 1);
        }
    }

    @Test
    void thePlanThatIsProvenIsChangedBeforeTheTagsOfThoseThatLookLikeItAreRead() throws Exception {
        try (var bench = atOnce()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var ours = bench.onlyPlan();
            bench.aws.gateway().plantPlan(plan("gold", 1, "prod").plan());
            bench.sweep();
            var tags = bench.aws.calls().hold(Operation.GET_USAGE_PLAN);

            bench.submit(plan("gold", 90, "prod"), Priority.USER_CHANGE);

            await().alias("changed while no tags are answered")
                    .pollInterval(Duration.ofMillis(2))
                    .atMost(Duration.ofSeconds(20))
                    .until(() -> plan("gold", 90, "prod")
                            .plan()
                            .equals(bench.aws.gateway().plans().get(ours)));
            tags.release();
        }
    }

    /** More of them than are asked for at one time. */
    private static void plantMany(ExecBench bench) {
        for (var number = 0; number < MANY; number++) {
            bench.aws.gateway().plantKey(key("app", true).newest().key(), Samples.value("planted-" + number));
        }
    }

    /** Where a listing counts at once, whatever was written before. */
    private static ExecBench atOnce() {
        return new ExecBench(1000, Duration.ZERO);
    }

    private static PolicyDocument planted(ExecBench bench) {
        var ours = policy("/orders").policy();
        var document = admin();
        bench.aws
                .iam()
                .existing(new ManagedPolicy(ours.path(), ours.name(), ours.description(), document, new TreeSet<>()));
        return document;
    }

    private static PolicyDocument admin() {
        return PolicyDocument.of(Samples.allow("admin", "/{all+}"));
    }

    private static Observed found(ExecBench bench, UnitKey unit) {
        return ((View.Known) bench.world.view(unit)).observed();
    }
}
