// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.NAMING;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.world.ExportSlice;
import dev.apiaccess.world.StagePolicy;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ExportReadingTest {

    private static final ApiStage PROD = new ApiStage("a1b2c3", "prod");
    private final ExecBench bench = ExecBench.fast();
    private final ExportReading reading = new ExportReading(bench.accounts, bench.world);

    @BeforeEach
    void begin() throws InterruptedException {
        configure("one");
        deploy("d1");
    }

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void oneExportForADeploymentAndOneForAChangeOfTheApi() throws Exception {
        assertThat(read()).isTrue();
        assertThat(known()).isEqualTo(Map.of(PROD, new StagePolicy("d1", Optional.of("one"), Optional.of("one"))));
        assertThat(calls()).containsExactly("GetExport a1b2c3 prod");

        list();
        assertThat(read()).isFalse();
        assertThat(calls()).isEmpty();

        configure("two");
        list();
        assertThat(read()).isTrue();
        assertThat(known().get(PROD)).isEqualTo(new StagePolicy("d1", Optional.of("two"), Optional.of("one")));

        deploy("d2");
        assertThat(read()).isTrue();
        assertThat(known().get(PROD)).isEqualTo(new StagePolicy("d2", Optional.of("two"), Optional.of("two")));
    }

    @Test
    void aRightThatIsMissingIsToldWithWhatAwsSaid() throws Exception {
        bench.aws.calls().failBefore(Operation.GET_EXPORT, AwsFailure.Kind.ACCESS_DENIED);

        assertThat(read()).isTrue();

        assertThat(known()).isEmpty();
        assertThat(slice().trouble()).contains("apigateway:GET", "exports");

        assertThat(read()).as("tried again").isTrue();
        assertThat(slice().trouble()).isEmpty();
    }

    @Test
    void whereAwsStopsAnsweringTheFirstTimeNothingCountsAsRead() throws Exception {
        bench.aws.calls().failBefore(Operation.GET_EXPORT, AwsFailure.Kind.UNAVAILABLE);

        assertThat(read()).isFalse();

        assertThat(bench.world.readings().exports(FakeAws.ACCOUNT, FakeAws.REGION))
                .isEmpty();
    }

    private boolean read() throws InterruptedException {
        return reading.read(bench.account("main"), FakeAws.REGION, Set.of(PROD));
    }

    private ExportSlice slice() {
        return bench.world.readings().exports(FakeAws.ACCOUNT, FakeAws.REGION).orElseThrow();
    }

    private Map<ApiStage, StagePolicy> known() {
        return slice().stages();
    }

    private void configure(String policy) {
        bench.aws
                .gateway()
                .configure(ListedApi.of(new RestApi("a1b2c3", "orders")).withPolicy(Optional.of(policy)));
    }

    private void deploy(String deployment) throws InterruptedException {
        bench.aws.gateway().deploy("a1b2c3", "prod", deployment, Map.of());
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
