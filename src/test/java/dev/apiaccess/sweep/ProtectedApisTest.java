// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.NAMING;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PatchOperation;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.FakeGateway;
import dev.apiaccess.testing.MemoryArchive;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.ProtectionPart;
import dev.apiaccess.world.View;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What listings know of the APIs that objects protect, and what it costs. */
@Timeout(60)
class ProtectedApisTest {

    private static final String API = "a1b2c3";
    private static final String OTHER = "d4e5f6";
    private static final MethodKey ORDERS = new MethodKey("/orders", "GET");
    private static final Set<Operation> OF_ONE_API = Set.of(
            Operation.GET_REST_API,
            Operation.GET_RESOURCES,
            Operation.GET_DEPLOYMENTS,
            Operation.GET_DEPLOYMENT,
            Operation.GET_EXPORT,
            Operation.GET_AUTHORIZERS,
            Operation.TEST_INVOKE_AUTHORIZER);

    private final ExecBench bench = new ExecBench(1000, Duration.ZERO);
    private final MemoryArchive archive = new MemoryArchive();
    private final Listing listing = new Listing(
            bench.accounts, NAMING, bench.world::moment, bench.world::idsOf, unit -> bench.world.view(unit), archive);

    /** Names of the authorizers that objects have or name, by API. */
    private Map<String, Set<String>> asked = Map.of();

    @BeforeEach
    void protectedApi() {
        gateway().api(API, "shop");
        gateway().configure(API, ORDERS, method("NONE"));
        gateway().deploy(API, "prod", "d1", Map.of(ORDERS, new ServedMethod("NONE", false)));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void aProtectedApiIsReadWhole() throws Exception {
        gateway().configure(listed(API, "shop").withPolicy(Optional.of("{\"a\":1}")));
        gateway().deploy(API, "prod", "d2", Map.of(ORDERS, new ServedMethod("NONE", false)));
        gateway().configure(listed(API, "shop").withPolicy(Optional.of("{\"b\":1}")));
        gateway().configure(API, ORDERS, method("AWS_IAM"));
        gateway().tagApiByHand(API, Map.of("team", "shop"));

        sweep(API);

        assertThat(known(API))
                .isEqualTo(new ExistingApi(
                        listed(API, "shop").withPolicy(Optional.of("{\"b\":1}")),
                        new TreeMap<>(Map.of(ORDERS, method("AWS_IAM"))),
                        new TreeMap<>(Map.of("prod", ShownStage.of("d2"))),
                        new TreeMap<>(Map.of(
                                "d2",
                                new DeployedApi(
                                        Map.of(ORDERS, new ServedMethod("NONE", false)), Optional.of("{\"a\":1}")))),
                        List.of(),
                        "d2",
                        Map.of("team", "shop")));
        assertThat(slice().shown()).containsKey(API);
        assertThat(slice().stages()).containsKey(API);
    }

    @Test
    void anApiThatNothingProtectedWhenItWasListedIsUnknownAndNotAbsent() throws Exception {
        gateway().api(OTHER, "other", "prod");

        sweep(API);

        assertThat(bench.world.view(unit(OTHER))).isInstanceOf(View.Unknown.class);
        sweep(API, OTHER);
        assertThat(known(OTHER).id()).isEqualTo(OTHER);
    }

    @Test
    void anApiThatIsGoneIsKnownToBeGone() throws Exception {
        sweep(API);
        gateway().deleteApiByHand(API);

        sweep(API);

        assertThat(bench.world.view(unit(API)))
                .isInstanceOfSatisfying(
                        View.Known.class,
                        view -> assertThat(view.observed().nothing()).isTrue());
    }

    @Test
    void atRestOnlyTheStagesOfAnApiAreRead() throws Exception {
        sweep(API);
        sweepUntilCarried();
        bench.aws.calls().forget();

        sweep(API);

        assertThat(OF_ONE_API)
                .allSatisfy(operation -> assertThat(bench.aws.calls().count(operation))
                        .as("%s", operation)
                        .isZero());
        assertThat(bench.aws.calls().count(Operation.GET_STAGES)).isEqualTo(1);
        assertThat(known(API).methods()).containsEntry(ORDERS, method("NONE"));
    }

    @Test
    void aMethodThatOthersChangedIsSeenAfterTenLooksAtTheLatest() throws Exception {
        sweep(API);
        sweepUntilCarried();
        gateway().configure(API, ORDERS, method("AWS_IAM"));

        for (var look = 0; look < ProtectedApis.EVERY; look++) {
            sweep(API);
        }

        assertThat(known(API).methods()).containsEntry(ORDERS, method("AWS_IAM"));
    }

    @Test
    void anApiThatLooksDifferentIsReadAtOnce() throws Exception {
        sweep(API);
        sweepUntilCarried();
        gateway().configure(API, ORDERS, method("AWS_IAM"));
        gateway().configure(listed(API, "shop").withPolicy(Optional.of("{}")));

        sweep(API);

        assertThat(known(API).methods()).containsEntry(ORDERS, method("AWS_IAM"));
        assertThat(known(API).listed().policy()).contains("{}");
    }

    @Test
    void aStageThatMovedIsReadAtOnceAndADeploymentOnlyOnce() throws Exception {
        sweep(API);
        bench.aws.calls().forget();
        gateway().deploy(API, "prod", "d2", Map.of(ORDERS, new ServedMethod("AWS_IAM", false)));
        gateway().deploy(API, "test", "d1", Map.of(ORDERS, new ServedMethod("NONE", false)));

        sweep(API);

        assertThat(known(API).deployments()).containsOnlyKeys("d1", "d2");
        assertThat(bench.aws.calls().count(Operation.GET_DEPLOYMENT)).isEqualTo(1);
        assertThat(bench.aws.calls().count(Operation.GET_EXPORT)).isEqualTo(1);
    }

    /** What is carried over would show the state before the write, and count as what others made of it. */
    @Test
    void whatWasWrittenIsReadAgainUntilAListingShowsIt() throws Exception {
        sweep(API);
        sweepUntilCarried();
        gateway()
                .updateMethod(
                        API,
                        "r-orders",
                        "GET",
                        List.of(new PatchOperation("replace", "/authorizationType", "AWS_IAM")));
        var written = known(API).withMethod(ORDERS, method("AWS_IAM"));
        bench.world.note(unit(API), new Observed.Api(List.of(written)));

        sweep(API);

        assertThat(bench.world.view(unit(API))).isInstanceOfSatisfying(View.Known.class, view -> {
            assertThat(view.settled()).isTrue();
            assertThat(view.observed()).isEqualTo(new Observed.Api(List.of(written)));
        });
    }

    @Test
    void aMissingRightLeavesTheApiOutWithItsNameAndTheListingStays() throws Exception {
        gateway().api(OTHER, "other", "prod");
        bench.aws.calls().failBefore(Operation.GET_RESOURCES, Kind.ACCESS_DENIED);

        sweep(API, OTHER);

        assertThat(slice().unreadApis())
                .containsExactly(Map.entry(API, "the operator has no apigateway:GET on /restapis/*/resources"));
        assertThat(bench.world.view(unit(API))).isInstanceOf(View.Unknown.class);
        assertThat(known(OTHER).id()).isEqualTo(OTHER);
        assertThat(slice().apis()).hasSize(2);

        sweep(API, OTHER);

        assertThat(slice().unreadApis()).isEmpty();
        assertThat(known(API).id()).isEqualTo(API);
    }

    @Test
    void aDefectSpoilsNoListing() throws Exception {
        bench.aws.calls().failInside(Operation.GET_DEPLOYMENTS);

        sweep(API);

        assertThat(slice().unreadApis()).containsOnlyKeys(API);
        assertThat(bench.world.view(unit(API))).isInstanceOf(View.Unknown.class);
    }

    @Test
    void whatChangedIsUnknownWhileItCannotBeRead() throws Exception {
        sweep(API);
        gateway().configure(listed(API, "shop").withPolicy(Optional.of("{}")));
        bench.aws.calls().failBefore(Operation.GET_REST_API, Kind.UNAVAILABLE);

        sweep(API);

        assertThat(bench.world.view(unit(API))).isInstanceOf(View.Unknown.class);
        sweep(API);
        assertThat(known(API).listed().policy()).contains("{}");
    }

    @Test
    void stagesThatCannotBeReadLeaveTheApiOut() throws Exception {
        bench.aws.calls().failBefore(Operation.GET_STAGES, Kind.ACCESS_DENIED);

        sweep(API);

        assertThat(slice().unreadApis())
                .containsExactly(Map.entry(API, "the operator has no apigateway:GET on /restapis/*/stages"));
    }

    @Test
    void oneLookReadsSoManyApisAndTheOthersHaveTheirTurnNext() throws Exception {
        var all = new TreeSet<String>();
        for (var i = 0; i < ProtectedApis.MOST + 20; i++) {
            gateway().api("many" + i, "many", "prod");
            all.add("many" + i);
        }

        sweep(all.toArray(String[]::new));

        assertThat(slice().protectedApis()).hasSize(ProtectedApis.MOST);
        assertThat(slice().unreadApis())
                .hasSize(20)
                .containsValue("its turn to be read comes with one of the next looks");
        assertThat(listing.waits(FakeAws.ACCOUNT)).isTrue();
        sweep(all.toArray(String[]::new));
        assertThat(slice().protectedApis()).hasSize(ProtectedApis.MOST + 20);
        assertThat(listing.waits(FakeAws.ACCOUNT)).isFalse();
    }

    @Test
    void whatAnAccountHadIsNotCarriedOverAfterItWasLeft() throws Exception {
        sweep(API);
        sweepUntilCarried();
        listing.forget(FakeAws.ACCOUNT);
        gateway().configure(API, ORDERS, method("AWS_IAM"));

        sweep(API);

        assertThat(known(API).methods()).containsEntry(ORDERS, method("AWS_IAM"));
    }

    @Test
    void whatARegionHadIsNotCarriedOverAfterItWasLeft() throws Exception {
        sweep(API);
        sweepUntilCarried();
        listing.keepRegions(FakeAws.ACCOUNT, List.of(FakeAws.REGION));
        gateway().configure(API, ORDERS, method("AWS_IAM"));
        sweep(API);
        assertThat(known(API).methods()).as("carried over").containsEntry(ORDERS, method("NONE"));

        listing.keepRegions(FakeAws.ACCOUNT, List.of("us-east-1"));
        sweep(API);

        assertThat(known(API).methods()).containsEntry(ORDERS, method("AWS_IAM"));
    }

    /** An export is asked for by stage: of one that was moved before it answered nobody knows whose policy it has. */
    @Test
    void aPolicyIsNeverTakenForThatOfADeploymentThatAStageLeftMeanwhile() throws Exception {
        gateway().configure(listed(API, "shop").withPolicy(Optional.of("{\"open\":1}")));
        var hold = bench.aws.calls().hold(Operation.GET_EXPORT);
        var failed = new AtomicReference<Throwable>();
        var sweep = Thread.ofPlatform()
                .uncaughtExceptionHandler((_, e) -> failed.set(e))
                .start(() -> {
                    try {
                        sweep(API);
                    } catch (InterruptedException e) {
                        throw new IllegalStateException(e);
                    }
                });
        await().until(hold::entered);
        gateway().deploy(API, "prod", "d2", Map.of());

        hold.release();
        sweep.join();

        assertThat(failed.get()).isNull();
        assertThat(known(API).stages()).containsEntry("prod", ShownStage.of("d2"));
        assertThat(known(API).deployments()).isEmpty();
        sweep(API);
        assertThat(known(API).deployments())
                .isEqualTo(Map.of("d2", new DeployedApi(Map.of(), Optional.of("{\"open\":1}"))));
    }

    /** No call shows the policy of a deployment that no stage shows: it is known where the configuration is still what it was made of. */
    @Test
    void ourLastDeploymentIsKnownBeforeAStageShowsIt() throws Exception {
        sweep(API);
        var digest = known(API).digest();
        var made = gateway().createDeployment(API, NAMING.deploymentDescription(digest));
        bench.world.note(unit(API), new Observed.Api(List.of(known(API))));

        sweep(API);

        assertThat(known(API).made()).containsExactly(new MadeDeployment(made.id(), made.createdAt(), digest));
        assertThat(known(API).newest()).isEqualTo(made.id());
        assertThat(known(API).deployments())
                .containsEntry(
                        made.id(), new DeployedApi(Map.of(ORDERS, new ServedMethod("NONE", false)), Optional.empty()));
    }

    @Test
    void ourLastDeploymentIsNotKnownOnceTheConfigurationIsAnother() throws Exception {
        sweep(API);
        var made = gateway().createDeployment(API, NAMING.deploymentDescription("0123456789abcdef"));
        gateway().configure(API, ORDERS, method("AWS_IAM"));
        bench.world.note(unit(API), new Observed.Api(List.of(known(API))));

        sweep(API);

        assertThat(known(API).made()).extracting(MadeDeployment::id).containsExactly(made.id());
        assertThat(known(API).deployments()).doesNotContainKey(made.id());
    }

    /** A deployment of ours of what is configured, which a stage shows. */
    private String shown(String stage) {
        var id = gateway()
                .createDeployment(API, NAMING.deploymentDescription("0123456789abcdef"))
                .id();
        gateway().show(API, stage, ShownStage.of(id));
        return id;
    }

    @Test
    void whatADeploymentOfOursHasIsNotedWhileAStageShowsItAndStaysKnown() throws Exception {
        var first = shown("prod");
        sweep(API);
        gateway().configure(API, ORDERS, method("AWS_IAM"));
        var second = shown("prod");

        sweep(API);

        var noted = known(API).exports();
        assertThat(noted.trouble()).isEmpty();
        assertThat(noted.deployments())
                .isEqualTo(Map.of(
                        first,
                        new DeployedApi(Map.of(ORDERS, new ServedMethod("NONE", false)), Optional.empty()),
                        second,
                        new DeployedApi(Map.of(ORDERS, new ServedMethod("AWS_IAM", false)), Optional.empty())));
        assertThat(known(API).deployments())
                .as("of what no stage shows nothing else comes")
                .containsOnlyKeys(second);
    }

    @Test
    void whatWasNotedIsKnownAfterARestart() throws Exception {
        var first = shown("prod");
        sweep(API);
        gateway().show(API, "prod", ShownStage.of("d1"));
        listing.forget(FakeAws.ACCOUNT);

        sweep(API);

        assertThat(known(API).exports().deployments()).containsOnlyKeys(first);
    }

    @Test
    void whatOthersDeployedIsNotNoted() throws Exception {
        sweep(API);

        assertThat(known(API).exports()).isEqualTo(KeptExports.NONE);
        assertThat(archive.apis()).isEmpty();
    }

    @Test
    void whatCannotBeNotedHoldsNothingUpAndIsTriedAgain() throws Exception {
        archive.trouble = "no right";
        var first = shown("prod");
        sweep(API);
        assertThat(known(API).deployments()).containsOnlyKeys(first);
        assertThat(known(API).exports()).isEqualTo(new KeptExports(Map.of(), "no right"));

        archive.trouble = "";
        for (var look = 0; look < ProtectedApis.EVERY; look++) {
            sweep(API);
        }

        assertThat(known(API).exports().deployments()).containsOnlyKeys(first);
    }

    @Test
    void aDeploymentOfAnotherClusterIsNotOurs() throws Exception {
        var made = gateway().createDeployment(API, "apiaccess another deployed 0123456789abcdef");

        sweep(API);

        assertThat(known(API).made()).isEmpty();
        assertThat(known(API).newest()).isEqualTo(made.id());
    }

    @Test
    void whatOnlyACanaryShowsIsNotKnown() throws Exception {
        gateway().deploy(API, "spare", "d2", Map.of(ORDERS, new ServedMethod("AWS_IAM", false)));
        gateway()
                .show(
                        API,
                        "spare",
                        new ShownStage("d1", Optional.of("d2"), Optional.empty(), Optional.empty(), new TreeMap<>()));

        sweep(API);

        assertThat(known(API).deployments()).containsOnlyKeys("d1");
    }

    @Test
    void theRoleThatWritesLogsIsReadOnceAndOnlyWhereLogsAreWanted() throws Exception {
        gateway().cloudWatchRole("arn:aws:iam::111122223333:role/logs");

        sweep(API);
        assertThat(slice().protection().logging()).isEmpty();
        assertThat(bench.aws.calls().count(Operation.GET_ACCOUNT)).isZero();

        publish(Set.of(API), true);
        assertThat(slice().protection().logging())
                .contains(new ProtectionPart.LoggingRole(Optional.of("arn:aws:iam::111122223333:role/logs")));
        assertThat(bench.aws.calls().count(Operation.GET_ACCOUNT)).isEqualTo(1);

        gateway().cloudWatchRole(null);
        publish(Set.of(API), true);
        assertThat(slice().protection().logging()).contains(new ProtectionPart.LoggingRole(Optional.empty()));
    }

    @Test
    void aRoleThatCannotBeReadIsUnknownAndTheRightIsNamed() throws Exception {
        bench.aws.calls().failBefore(Operation.GET_ACCOUNT, Kind.ACCESS_DENIED);

        publish(Set.of(API), true);

        assertThat(slice().protection().logging()).isEmpty();
        assertThat(slice().protection().loggingTrouble()).isEqualTo("the operator has no apigateway:GET on /account");
        assertThat(known(API).id()).isEqualTo(API);
    }

    /** The first look spreads the APIs over the next ones: after ten an API is one that was just read. */
    private void sweepUntilCarried() throws Exception {
        for (var look = 0; look < ProtectedApis.EVERY; look++) {
            bench.aws.calls().forget();
            sweep(API);
            if (bench.aws.calls().count(Operation.GET_RESOURCES) > 0) {
                return;
            }
        }
    }

    private void sweep(String... ids) throws InterruptedException {
        publish(Set.of(ids), false);
    }

    private void publish(Set<String> ids, boolean logs) throws InterruptedException {
        bench.world.publish(listing.gateway(
                bench.account("main"),
                FakeAws.REGION,
                Set.of(),
                List.of(),
                (_, _) -> List.of(),
                new ProtectionWish(ids, logs, asked)));
    }

    private GatewaySlice slice() {
        return bench.world.gateway(FakeAws.ACCOUNT, FakeAws.REGION).orElseThrow();
    }

    private ExistingApi known(String id) {
        return ((Observed.Api) ((View.Known) bench.world.view(unit(id))).observed())
                .first()
                .orElseThrow();
    }

    private FakeGateway gateway() {
        return bench.aws.gateway();
    }

    private static ConfiguredMethod method(String authorization) {
        return new ConfiguredMethod("r-orders", authorization, "", new TreeSet<>(), false);
    }

    private static ListedApi listed(String id, String name) {
        return ListedApi.of(new RestApi(id, name));
    }

    private static UnitKey.RestApiUnit unit(String id) {
        return new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, id);
    }
}
