// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.NAMING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Operation;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.Deployments;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.world.MethodSlice;
import dev.apiaccess.world.StageMethods;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class MethodReadingTest {

    private static final ApiStage PROD = new ApiStage("a1b2c3", "prod");
    private static final ApiStage TEST = new ApiStage("a1b2c3", "test");
    private static final MethodKey OPEN = new MethodKey("/orders", "GET");
    private static final MethodKey CLOSED = new MethodKey("/orders", "POST");
    private final ExecBench bench = ExecBench.fast();
    private final MethodReading reading = new MethodReading(bench.accounts, bench.world);

    @BeforeEach
    void begin() throws InterruptedException {
        deploy("prod", "d1", Map.of(OPEN, false, CLOSED, true));
        deploy("test", "d2", Map.of(CLOSED, true));
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void oneCallForADeploymentAndNoneWhileNobodyDeploys() throws Exception {
        assertThat(read(PROD, TEST)).isTrue();
        assertThat(known())
                .isEqualTo(Map.of(
                        PROD, new StageMethods("d1", Deployments.methods(Map.of(OPEN, false, CLOSED, true))),
                        TEST, new StageMethods("d2", Deployments.methods(Map.of(CLOSED, true)))));
        assertThat(calls()).containsExactly("GetDeployment a1b2c3 d1", "GetDeployment a1b2c3 d2");

        bench.aws.calls().forget();
        for (var look = 0; look < 3; look++) {
            list();
            assertThat(read(PROD, TEST)).isFalse();
        }
        assertThat(calls()).isEmpty();

        deploy("prod", "d3", Map.of(OPEN, true));
        assertThat(read(PROD, TEST)).isTrue();
        assertThat(known().get(PROD)).isEqualTo(new StageMethods("d3", Deployments.methods(Map.of(OPEN, true))));
        assertThat(calls()).containsExactly("GetDeployment a1b2c3 d3");
    }

    @Test
    void stagesThatNobodyLimitsAreLeftOutAndForgotten() throws Exception {
        assertThat(read()).isFalse();
        assertThat(bench.world.readings().methods(FakeAws.ACCOUNT, FakeAws.REGION))
                .as("nothing is known of nothing")
                .isEmpty();
        read(PROD);
        assertThat(known()).containsOnlyKeys(PROD);
        assertThat(calls()).hasSize(1);

        assertThat(read()).isTrue();
        assertThat(known()).isEmpty();

        read(new ApiStage("a1b2c3", "gone"), new ApiStage("zzzzzz", "prod"));
        assertThat(known()).isEmpty();
        assertThat(calls()).as("there is no such stage").hasSize(1);
    }

    @Test
    void aDeploymentThatTwoStagesShowIsReadOnce() throws Exception {
        deploy("test", "d1", Map.of(OPEN, false));

        read(PROD, TEST);

        assertThat(known()).containsOnlyKeys(PROD, TEST);
        assertThat(calls()).containsExactly("GetDeployment a1b2c3 d1");
    }

    @Test
    void nothingIsKnownOfWhatCannotBeReadAndOneRefusalIsEnough() throws Exception {
        read(TEST);
        deploy("prod", "d4", Map.of(OPEN, false));
        bench.aws.gateway().deploy("a1b2c3", "more", "d5", Map.of());
        list();
        bench.aws.calls().failBefore(Operation.GET_DEPLOYMENT, AwsFailure.Kind.ACCESS_DENIED);

        read(PROD, TEST, new ApiStage("a1b2c3", "more"));

        assertThat(known()).as("what was read holds on").containsOnlyKeys(TEST);
        assertThat(calls()).hasSize(1);

        read(PROD, TEST, new ApiStage("a1b2c3", "more"));
        assertThat(known()).as("tried again").hasSize(3);
    }

    @Test
    void oneDeploymentThatCannotBeReadKeepsNothingFromTheOthers() throws Exception {
        bench.aws.calls().failBefore(Operation.GET_DEPLOYMENT, AwsFailure.Kind.INVALID);

        read(PROD, TEST);

        assertThat(known()).containsOnlyKeys(TEST);
    }

    /** After a restart statuses say what they said until everything was asked for once. */
    @ParameterizedTest
    @EnumSource(
            value = AwsFailure.Kind.class,
            names = {"THROTTLED", "UNAVAILABLE", "CREDENTIALS"})
    void whereAwsStopsAnsweringTheFirstTimeNothingCountsAsRead(AwsFailure.Kind kind) throws Exception {
        bench.aws.calls().failBefore(Operation.GET_DEPLOYMENT, kind);

        assertThat(read(PROD, TEST)).isFalse();
        assertThat(bench.world.readings().methods(FakeAws.ACCOUNT, FakeAws.REGION))
                .isEmpty();

        assertThat(read(PROD, TEST)).isTrue();
        assertThat(known()).containsOnlyKeys(PROD, TEST);
    }

    @Test
    void aRightThatIsMissingIsNotWaitedFor() throws Exception {
        bench.aws.calls().failBefore(Operation.GET_DEPLOYMENT, AwsFailure.Kind.ACCESS_DENIED);

        assertThat(read(PROD, TEST)).isTrue();
        assertThat(known()).isEmpty();
    }

    @Test
    void aStageWithoutADeploymentIsNotAskedFor() throws Exception {
        deploy("test", "", Map.of(OPEN, false));

        read(PROD, TEST);

        assertThat(known()).containsOnlyKeys(PROD);
        assertThat(calls()).containsExactly("GetDeployment a1b2c3 d1");
    }

    private boolean read(ApiStage... limited) throws InterruptedException {
        return reading.read(bench.account("main"), FakeAws.REGION, Set.of(limited));
    }

    private Map<ApiStage, StageMethods> known() {
        return bench.world
                .readings()
                .methods(FakeAws.ACCOUNT, FakeAws.REGION)
                .map(MethodSlice::stages)
                .orElseThrow();
    }

    private void deploy(String stage, String deployment, Map<MethodKey, Boolean> keyRequired)
            throws InterruptedException {
        bench.aws.gateway().deploy("a1b2c3", stage, deployment, Deployments.methods(keyRequired));
        list();
    }

    private void list() throws InterruptedException {
        bench.world.publish(new Listing(bench.accounts, NAMING, bench.world::moment, bench.world::idsOf)
                .gateway(bench.account("main"), FakeAws.REGION, Set.of("a1b2c3"), List.of()));
        bench.aws.calls().forget();
    }

    private List<String> calls() {
        return bench.aws.calls().made().stream().map(Object::toString).toList();
    }
}
