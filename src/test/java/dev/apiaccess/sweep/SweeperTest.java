// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.IamSlice;
import dev.apiaccess.world.ProtectionPart;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SweeperTest implements Sweeper.Listener {

    private final ExecBench bench = ExecBench.fast();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final Set<String> wanted = ConcurrentHashMap.newKeySet();
    private final Set<String> whole = ConcurrentHashMap.newKeySet();
    private final List<Boolean> ended = new CopyOnWriteArrayList<>();
    private final Sweeper sweeper =
            new Sweeper(bench.accounts, bench.world, Samples.NAMING, new PaperWishes(wanted, whole), this, bench.clock);

    @BeforeEach
    void begin() {
        bench.aws.calls().forget();
    }

    @AfterEach
    void end() {
        sweeper.close();
        bench.close();
    }

    @Override
    public void swept(String accountId, String region) {
        told.add("swept");
    }

    @Override
    public void ended(String accountId, boolean complete, Duration took) {
        ended.add(complete);
    }

    @Override
    public void used(String accountId) {
        told.add("used");
    }

    @Override
    public void failed(String accountId, String region, AwsFailure failure) {
        told.add((region.isEmpty() ? "" : region + " ") + failure.operation() + " " + failure.kind());
    }

    @Test
    void anAccountIsListedAtOnceAndThenOnlyAfterItsInterval() {
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));

        await().until(() -> told.equals(List.of("swept", "swept", "used")));
        await().during(Duration.ofMillis(500)).until(() -> told.size() == 3);
        assertThat(bench.world.iam(FakeAws.ACCOUNT)).isPresent();
        assertThat(bench.world.gateway(FakeAws.ACCOUNT, FakeAws.REGION)).isPresent();
        assertThat(ended).containsExactly(true);
    }

    @Test
    void requestsThatComeTogetherAreOneMoreLook() {
        var hold = bench.aws.calls().hold(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS);
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(hold::entered);

        for (var i = 0; i < 100; i++) {
            sweeper.request(FakeAws.ACCOUNT);
        }
        hold.release();

        await().until(() -> told.size() == 6);
        await().during(Duration.ofMillis(500)).until(() -> told.size() == 6);
    }

    @Test
    void aLookThatANewerOneOvertookIsToldToNobody() {
        // given
        var hold = bench.aws.calls().hold(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS);
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(hold::entered);

        // when
        var newer = new IamSlice(
                FakeAws.ACCOUNT,
                bench.world.moment(),
                Map.of(),
                Map.of(),
                Map.of(),
                AccountQuotas.DEFAULT,
                Optional.empty());
        bench.world.publish(newer);
        hold.release();

        // then only that of API Gateway is told
        await().until(() -> !ended.isEmpty());
        assertThat(told).containsExactly("swept", "used");
        assertThat(bench.world.iam(FakeAws.ACCOUNT)).containsSame(newer);
    }

    @Test
    void anAccountThatWasForgottenDuringALookIsLookedAtAgainSoon() {
        // given
        var hold = bench.aws.calls().hold(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS);
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(hold::entered);

        // when
        bench.world.forget(FakeAws.ACCOUNT);
        hold.release();

        // then by another look, long before its interval is over
        await().until(() -> bench.world.iam(FakeAws.ACCOUNT).isPresent());
        assertThat(ended).isNotEmpty();
    }

    @Test
    void aLookReadsTheApisThatObjectsProtectAndTheRoleThatWritesLogs() {
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(() -> told.size() == 3);

        whole.add("a1b2c3");
        sweeper.request(FakeAws.ACCOUNT);

        await().until(() -> !listed().protectedApis().isEmpty());
        assertThat(listed().unreadApis()).isEmpty();
        assertThat(listed().protection().logging()).contains(new ProtectionPart.LoggingRole(Optional.empty()));
    }

    private GatewaySlice listed() {
        return bench.world.gateway(FakeAws.ACCOUNT, FakeAws.REGION).orElseThrow();
    }

    @Test
    void askingForTheStagesOfAnApiReadsThemSoon() {
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(() -> told.size() == 3);

        wanted.add("a1b2c3");
        sweeper.request(FakeAws.ACCOUNT);

        await().until(() -> stagesAreKnown());
    }

    @Test
    void stagesThatNobodyWantsAnyMoreAreNotRead() {
        wanted.add("a1b2c3");
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(() -> told.size() == 3);
        assertThat(bench.aws.calls().count(Operation.GET_STAGES)).isEqualTo(1);

        wanted.clear();
        sweeper.request(FakeAws.ACCOUNT);

        await().until(() -> told.size() == 6);
        assertThat(bench.aws.calls().count(Operation.GET_STAGES)).isEqualTo(1);
        assertThat(stagesAreKnown()).isFalse();
    }

    private boolean stagesAreKnown() {
        return bench.world
                .gateway(FakeAws.ACCOUNT, FakeAws.REGION)
                .orElseThrow()
                .stages()
                .containsKey("a1b2c3");
    }

    @Test
    void aListingThatFailedIsPublishedToNobodyAndTriedAgainSoon() {
        bench.aws.calls().failBefore(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS, AwsFailure.Kind.UNAVAILABLE);

        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));

        await().until(() -> told.contains("GET_ACCOUNT_AUTHORIZATION_DETAILS UNAVAILABLE"));
        await().atMost(Duration.ofSeconds(20))
                .until(() -> bench.world.iam(FakeAws.ACCOUNT).isPresent());
    }

    @Test
    void apiGatewayIsListedThoughIamRefuses() {
        bench.aws.calls().failBefore(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS, AwsFailure.Kind.ACCESS_DENIED);

        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));

        await().until(() -> bench.world.gateway(FakeAws.ACCOUNT, FakeAws.REGION).isPresent());
        assertThat(told).contains("GET_ACCOUNT_AUTHORIZATION_DETAILS ACCESS_DENIED");
        await().until(() -> ended.contains(false));
    }

    @Test
    void aPartThatCannotBeReadHoldsUpNoReadingOfTheOthers() {
        bench.aws.calls().failBefore(Operation.GET_ACCOUNT_AUTHORIZATION_DETAILS, AwsFailure.Kind.ACCESS_DENIED);

        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));

        await().until(() -> ended.contains(false));
        assertThat(told).containsSubsequence("swept", "used");
    }

    @Test
    void aLookIsCompleteWhateverComesOfTheTags() throws Exception {
        bench.aws.iam().existing(Samples.policy("/orders").policy());
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(() -> ended.size() == 1);
        bench.aws.calls().failBefore(Operation.GET_POLICY, AwsFailure.Kind.UNAVAILABLE);

        sweeper.request(FakeAws.ACCOUNT);

        await().until(() -> ended.size() == 2);
        assertThat(told).contains("GET_POLICY UNAVAILABLE");
        assertThat(ended).containsExactly(true, true);
    }

    @Test
    void aShorterIntervalDoesNotWaitForTheLongerOne() {
        sweeper.watch(FakeAws.ACCOUNT, Duration.ofHours(1));
        await().until(() -> ended.size() == 1);

        sweeper.watch(FakeAws.ACCOUNT, Duration.ofMinutes(30));

        await().until(() -> ended.size() == 2);
    }
}
