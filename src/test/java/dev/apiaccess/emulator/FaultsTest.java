// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Fault.Effect;
import dev.apiaccess.emulator.control.Gate;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.ManualClock;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.services.apigateway.model.TooManyRequestsException;
import software.amazon.awssdk.services.iam.model.ConcurrentModificationException;
import software.amazon.awssdk.services.iam.model.NoSuchEntityException;
import software.amazon.awssdk.services.iam.model.PolicyScopeType;

/** What can be made to go wrong does, and only that. */
class FaultsTest {
    private final ManualClock clock = new ManualClock();
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests().withClock(clock));
    private final Aws aws = new Aws(emulator, TestAccounts.next());

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private boolean exists(String name) {
        return aws.iam.listPolicies(r -> r.scope(PolicyScopeType.LOCAL)).policies().stream()
                .anyMatch(p -> p.policyName().equals(name));
    }

    @Test
    void anErrorBeforeTheEffectLeavesNothingAndAnErrorAfterItLeavesEverything() {
        // given
        emulator.fault(Fault.once("CreatePolicy", new Effect.Before(500, "ServiceFailure", "down")));
        emulator.fault(Fault.once("CreatePolicy", new Effect.After(500, "ServiceFailure", "down"))
                .at(2));

        // when, then
        assertThatExceptionOfType(AwsServiceException.class).isThrownBy(() -> aws.policy("one", Aws.ALLOW_ALL));
        assertThatExceptionOfType(AwsServiceException.class).isThrownBy(() -> aws.policy("two", Aws.ALLOW_ALL));
        aws.policy("three", Aws.ALLOW_ALL);
        assertThat(exists("one")).isFalse();
        assertThat(exists("two")).isTrue();
    }

    @Test
    void aLostAnswerIsALostAnswer() {
        // given
        emulator.fault(Fault.lostAnswer("CreateApiKey"));
        emulator.fault(Fault.once("iam:CreatePolicy", new Effect.Drop(false)));

        // when, then
        assertThatThrownBy(() -> aws.gateway.createApiKey(r -> r.name("k"))).isInstanceOf(SdkClientException.class);
        assertThat(aws.gateway.getApiKeys().items()).hasSize(1);
        assertThatThrownBy(() -> aws.policy("p", Aws.ALLOW_ALL)).isInstanceOf(SdkClientException.class);
        assertThat(exists("p")).isFalse();
        assertThat(emulator.calls(aws.account))
                .filteredOn(c -> c.status() == 0)
                .extracting(RecordedCall::operation)
                .containsExactly("CreateApiKey", "CreatePolicy");
    }

    @Test
    void aHeldCallWaitsWithOrWithoutItsEffectUntilTheRuleIsCleared() {
        // given
        Gate before = new Gate();
        Gate after = new Gate();
        emulator.fault(Fault.once("CreateApiKey", new Effect.Hold(false, before)));
        emulator.fault(Fault.once("CreatePolicy", new Effect.Hold(true, after)));

        // when
        var key = CompletableFuture.runAsync(
                () -> aws.gateway.createApiKey(r -> r.name("k")), Thread::startVirtualThread);
        var policy = CompletableFuture.runAsync(() -> aws.policy("p", Aws.ALLOW_ALL), Thread::startVirtualThread);
        Awaitility.await("both are held").until(() -> before.caught() && after.caught());

        // then
        assertThat(exists("p")).as("held after the effect").isTrue();
        assertThat(key).isNotDone();
        assertThat(policy).isNotDone();
        emulator.clearFaults();
        assertThat(key)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(SdkClientException.class);
        assertThat(policy)
                .failsWithin(Duration.ofSeconds(20))
                .withThrowableThat()
                .withCauseInstanceOf(SdkClientException.class);
        assertThat(aws.gateway.getApiKeys().items())
                .as("held before the effect")
                .isEmpty();
        assertThat(emulator.calls(aws.account))
                .filteredOn(RecordedCall::write)
                .extracting(RecordedCall::operation, RecordedCall::happened, RecordedCall::status)
                .containsExactlyInAnyOrder(tuple("CreateApiKey", false, 0), tuple("CreatePolicy", true, 0));
    }

    @Test
    void throttlingAndConcurrentModificationLookLikeAws() {
        // given
        emulator.fault(Fault.throttled("*"));
        emulator.fault(Fault.concurrentModification("TagPolicy"));
        String arn = "arn:aws:iam::" + aws.account + ":policy/x";

        // when, then
        assertThatExceptionOfType(TooManyRequestsException.class).isThrownBy(() -> aws.gateway.getApiKeys());
        assertThatExceptionOfType(ConcurrentModificationException.class)
                .isThrownBy(() -> aws.iam.tagPolicy(
                        r -> r.policyArn(arn).tags(t -> t.key("a").value("b"))));
    }

    @Test
    void aRuleOfAnotherAccountDoesNothingHere() {
        // given
        emulator.fault(Fault.always("*", new Effect.Before(500, "ServiceFailure", "down"))
                .in("999999999999"));

        // when, then
        assertThat(aws.iam.listPolicies(r -> r.scope(PolicyScopeType.LOCAL)).policies())
                .isEmpty();
    }

    @Test
    void staleReadsShowThePastUntilItHasPassed() {
        // given reads that lag by 30 seconds
        emulator.fault(Fault.always("Get*", new Effect.Stale(Duration.ofSeconds(30))));

        // when something is made, it is not seen, then it is
        String arn = aws.policy("p", Aws.ALLOW_ALL);
        clock.advance(Duration.ofSeconds(5));
        assertThatExceptionOfType(NoSuchEntityException.class)
                .isThrownBy(() -> aws.iam.getPolicy(r -> r.policyArn(arn)));
        assertThat(exists("p")).as("lists are not concerned").isTrue();
        clock.advance(Duration.ofSeconds(26));
        assertThat(aws.iam.getPolicy(r -> r.policyArn(arn)).policy().arn()).isEqualTo(arn);
    }

    @Test
    void controlPlaneLimitsRefuseAndLetGoAgain() {
        // given AWS's limits twenty times as fast
        try (Emulator limited = Emulator.start(
                        EmulatorOptions.forTests().withClock(clock).withLimits(20));
                Aws account = new Aws(limited, TestAccounts.next())) {
            String plan = account.gateway.createUsagePlan(r -> r.name("p")).id();
            account.gateway.updateUsagePlan(r -> r.usagePlanId(plan)
                    .patchOperations(p -> p.op("replace").path("/name").value("q")));

            // when a second update follows at once, then it is refused, a second later it is not
            assertThatExceptionOfType(TooManyRequestsException.class)
                    .isThrownBy(() -> account.gateway.updateUsagePlan(r -> r.usagePlanId(plan)
                            .patchOperations(p -> p.op("replace").path("/name").value("r"))))
                    .satisfies(e -> assertThat(e.retryAfterSeconds()).isEqualTo("1"));
            clock.advance(Duration.ofSeconds(1));
            account.gateway.updateUsagePlan(r -> r.usagePlanId(plan)
                    .patchOperations(p -> p.op("replace").path("/name").value("r")));
            assertThat(account.gateway.getUsagePlan(r -> r.usagePlanId(plan)).name())
                    .isEqualTo("r");
        }
    }
}
