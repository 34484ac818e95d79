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
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.Priority;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.Outcome;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** AWS refuses, does not answer, or holds what is not ours. */
@Timeout(60)
class UnitExecutorFailureTest {

    @Test
    void aLostAnswerToCreatingAPlanMakesNoSecondPlan() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().loseAnswer(Operation.CREATE_USAGE_PLAN);

            bench.bring(plan("gold", 100, "prod"));

            assertThat(bench.aws.gateway().plans()).hasSize(1);
            assertThat(bench.aws.calls().operations())
                    .containsExactly(Operation.CREATE_USAGE_PLAN, Operation.GET_USAGE_PLANS, Operation.GET_USAGE_PLAN);
        }
    }

    /** Somebody deleted the key that is in use while the next one was on its way; after a restart its value is not proven. */
    @Test
    void aKeyWhoseValueCannotBeHadKeepsTheNextOneFromNothing() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var planId = bench.onlyPlan();
            var both = UnitExecutorTest.revisions("mobile", Set.of(planId), 1, 2);
            var first = both.revisions().getFirst();
            var wanted = new Desired.Key(
                    both.unit(),
                    List.of(new Desired.Key.Revision(first.key(), first.id(), Optional::empty), both.newest()),
                    both.tags());
            bench.aws.calls().forget();

            bench.submit(wanted, Priority.USER_CHANGE);
            bench.awaitOutcome(keyUnit("mobile"), Outcome.Failed.class);

            assertThat(bench.aws.gateway().keys().values()).singleElement().satisfies(made -> {
                assertThat(made.name()).endsWith("-r2");
                assertThat(made.planIds()).containsExactly(planId);
            });
            assertThat(bench.executor.outcome(keyUnit("mobile")))
                    .hasValueSatisfying(outcome -> assertThat(
                                    ((Outcome.Failed) outcome).failure().code())
                            .isEqualTo("ValueNotThere"));
        }
    }

    @Test
    void aLostAnswerToCreatingAKeyMakesNoSecondKeyAndItsPlansFollow() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            var planId = bench.onlyPlan();
            bench.aws.calls().loseAnswer(Operation.CREATE_API_KEY);
            bench.aws.calls().loseAnswer(Operation.CREATE_USAGE_PLAN_KEY);

            bench.bring(key("mobile", true, planId));

            assertThat(bench.aws.gateway().keys().values())
                    .singleElement()
                    .satisfies(made -> assertThat(made.planIds()).containsExactly(planId));
            assertThat(bench.aws.calls().count(Operation.CREATE_API_KEY)).isEqualTo(1);
        }
    }

    @Test
    void untilItWasReadItIsSaidWhatWasTriedWithoutAnAnswer() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(key("mobile", true));
            var look = bench.aws.calls().hold(Operation.GET_API_KEY);
            bench.aws.calls().loseAnswer(Operation.UPDATE_API_KEY);

            bench.submit(key("mobile", false), Priority.USER_CHANGE);
            bench.awaitOutcome(keyUnit("mobile"), Outcome.Failed.class);
            bench.submit(key("mobile", true), Priority.USER_CHANGE);
            assertThat(bench.executor.unanswered(keyUnit("mobile"))).contains(key("mobile", false));

            look.release();
            bench.awaitOutcome(keyUnit("mobile"), Outcome.Done.class);
            assertThat(bench.executor.unanswered(keyUnit("mobile"))).isEmpty();
            assertThat(bench.aws.gateway().keys().values())
                    .singleElement()
                    .satisfies(made -> assertThat(made.enabled()).isTrue());
        }
    }

    @Test
    void aCreateThatHadNoEffectIsMadeAgainAfterALook() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failBefore(Operation.CREATE_POLICY, AwsFailure.Kind.AMBIGUOUS);

            bench.bring(policy("/orders"));

            assertThat(bench.aws.calls().operations())
                    .containsExactly(
                            Operation.CREATE_POLICY,
                            Operation.GET_POLICY,
                            Operation.CREATE_POLICY,
                            Operation.ATTACH_POLICY);
        }
    }

    @Test
    void aLostAnswerToDeletingEndsWell() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(policy("/orders"));
            bench.aws.calls().loseAnswer(Operation.DELETE_POLICY);

            bench.bring(absent(policyUnit()));

            assertThat(bench.aws.iam().arns()).isEmpty();
            assertThat(bench.aws.calls().count(Operation.DELETE_POLICY)).isEqualTo(1);
        }
    }

    @Test
    void deniedIsToldAndTriedAgainUntilItIsAllowed() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failBefore(Operation.ATTACH_POLICY, AwsFailure.Kind.ACCESS_DENIED);

            bench.submit(policy("/orders"), Priority.USER_CHANGE);

            bench.awaitOutcome(policyUnit(), Outcome.Failed.class);
            assertThat(bench.executor.outcome(policyUnit()).orElseThrow())
                    .isInstanceOfSatisfying(Outcome.Failed.class, failed -> {
                        assertThat(failed.failure().kind()).isEqualTo(AwsFailure.Kind.ACCESS_DENIED);
                        assertThat(Duration.between(failed.since(), failed.retryAt()))
                                .isBetween(Duration.ofSeconds(4), Duration.ofSeconds(6));
                    });
            bench.awaitOutcome(policyUnit(), Outcome.Done.class);
            assertThat(bench.aws.iam().attachedTo(policyArn())).containsExactly(Samples.WEB);
        }
    }

    @Test
    void aRetryWaitsThoughTheSameIsSubmittedAgainAndAgain() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failBefore(Operation.CREATE_POLICY, AwsFailure.Kind.INVALID);
            bench.submit(policy("/orders"), Priority.USER_CHANGE);
            bench.awaitOutcome(policyUnit(), Outcome.Failed.class);

            for (var i = 0; i < 50; i++) {
                bench.submit(policy("/orders"), Priority.REVOKE);
            }

            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> bench.aws.calls().made().size() == 1);
        }
    }

    @Test
    void aSubmissionDuringTheAttemptThatFailsDoesNotSkipTheWait() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failBefore(Operation.CREATE_POLICY, AwsFailure.Kind.INVALID);
            var hold = bench.aws.calls().hold(Operation.CREATE_POLICY);
            bench.submit(policy("/orders"), Priority.USER_CHANGE);
            await().until(hold::entered);

            bench.submit(policy("/orders"), Priority.USER_CHANGE);
            hold.release();
            bench.awaitOutcome(policyUnit(), Outcome.Failed.class);

            await().during(Duration.ofMillis(300))
                    .atMost(Duration.ofSeconds(2))
                    .until(() -> bench.aws.calls().made().size() == 1);
        }
    }

    @Test
    void anEditDuringTheWaitIsTriedAtOnce() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.aws.calls().failBefore(Operation.CREATE_POLICY, AwsFailure.Kind.INVALID);
            bench.submit(policy("/orders"), Priority.USER_CHANGE);
            bench.awaitOutcome(policyUnit(), Outcome.Failed.class);

            bench.submit(policy("/orders/{id}"), Priority.USER_CHANGE);

            await().atMost(Duration.ofSeconds(2))
                    .until(() -> bench.executor.outcome(policyUnit()).orElseThrow() instanceof Outcome.Done);
            assertThat(bench.aws.iam().document(policyArn()))
                    .contains(java.util.Objects.requireNonNull(
                            policy("/orders/{id}").policy().document()));
        }
    }

    @Test
    void aPolicyOfOurNameWithoutOurMarkIsLeftAlone() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            var ours = policy("/orders").policy();
            bench.aws
                    .iam()
                    .existing(new ManagedPolicy(
                            ours.path(), ours.name(), "made by hand", ours.document(), new TreeSet<>()));

            bench.submit(policy("/orders"), Priority.USER_CHANGE);

            bench.awaitOutcome(policyUnit(), Outcome.Foreign.class);
            assertThat(bench.aws.calls().writes())
                    .as("one create that was refused")
                    .hasSize(1);
            assertThat(bench.executor.outcome(policyUnit()).toString())
                    .contains("does not bear our mark", "made by hand", "delete it");
        }
    }

    @Test
    void aPlanWithTheTagsOfSomebodyElseIsLeftAlone() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.aws
                    .gateway()
                    .tagByHand(
                            bench.onlyPlan(),
                            Map.of(Naming.TAG_OWNER, "ApiRateLimit/other/gold", Naming.TAG_CLUSTER, "c2"));
            bench.aws.calls().forget();

            bench.submit(absent(planUnit("gold")), Priority.REVOKE);

            bench.awaitOutcome(planUnit("gold"), Outcome.Foreign.class);
            assertThat(bench.aws.calls().writes()).isEmpty();
        }
    }

    @Test
    void aKeyThatIsGoneWhenItIsDisabledIsLookedAtAndMadeAnew() throws Exception {
        try (var bench = ExecBench.fast()) {
            bench.sweep();
            bench.bring(plan("gold", 100, "prod"));
            bench.bring(key("mobile", true, bench.onlyPlan()));
            var keyId = bench.aws.gateway().keys().keySet().iterator().next();
            bench.aws.gateway().deleteApiKey(keyId);

            bench.bring(key("mobile", false, bench.onlyPlan()));

            assertThat(bench.aws.gateway().keys().values())
                    .singleElement()
                    .satisfies(made -> assertThat(made.enabled()).isFalse());
            assertThat(bench.executor.outcome(keyUnit("mobile"))).contains(new Outcome.Done());
        }
    }
}
