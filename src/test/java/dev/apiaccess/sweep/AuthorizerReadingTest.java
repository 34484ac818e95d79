// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static dev.apiaccess.testing.Samples.NAMING;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apiaccess.call.Caller;
import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.AwsFailure.Kind;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.FakeGateway;
import dev.apiaccess.world.View;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is known of the authorizers of protected APIs, and what it costs. */
@Timeout(60)
class AuthorizerReadingTest {

    private static final String API = "a1b2c3";
    private static final MethodKey ORDERS = new MethodKey("/orders", "GET");
    private static final Authorizer OURS = lambda("check-aa0123456789", "check");
    private static final Authorizer THEIRS = lambda("theirs", "others");

    private final ExecBench bench = new ExecBench(1000, Duration.ZERO);
    private final Listing listing = new Listing(
            bench.accounts, NAMING, bench.world::moment, bench.world::idsOf, unit -> bench.world.view(unit));
    private final Map<String, Set<String>> asked = new HashMap<>();
    private int edits;

    @BeforeEach
    void protectedApi() {
        gateway().api(API, "shop");
        configure("NONE", "");
        gateway().deploy(API, "prod", "d1", Map.of(ORDERS, new ServedMethod("NONE", false)));
    }

    @AfterEach
    void stop() {
        bench.close();
    }

    @Test
    void whereNobodyHasAuthorizersTheyCostNoCall() throws Exception {
        sweep();

        assertThat(known().authorizers()).isEmpty();
        assertThat(calls(Operation.GET_AUTHORIZERS)).isZero();
    }

    @Test
    void theyAreReadWhereAMethodHasOneAndOfOthersNoneIsTried() throws Exception {
        has("x1", THEIRS);
        configure("CUSTOM", "x1");

        sweep();

        assertThat(known().authorizers())
                .isEqualTo(Map.of("x1", new ExistingAuthorizer("x1", THEIRS, new Trial.Untried())));
        assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isZero();
    }

    @Test
    void theyAreReadWhereAnObjectHasSomeThoughNoMethodDoes() throws Exception {
        has("x1", OURS);
        asked.put(API, Set.of());

        sweep();

        assertThat(known().authorizers()).containsOnlyKeys("x1");
    }

    @Test
    void oneOfOthersThatARuleNamesIsTried() throws Exception {
        has("x1", THEIRS);
        asked.put(API, Set.of("theirs"));

        sweep();

        assertThat(trial("x1")).isEqualTo(new Trial.Answered());
    }

    @Test
    void whatAnsweredIsNotTriedAgainUntilItAsksAnother() throws Exception {
        has("x1", OURS);
        asked.put(API, Set.of());
        sweep();
        sweepChanged();
        sweepChanged();
        assertThat(trial("x1")).isEqualTo(new Trial.Answered());
        assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isEqualTo(1);

        var other = lambda(OURS.name(), "another");
        gateway().refuses(other, true);
        has("x1", other);
        sweepChanged();

        assertThat(trial("x1")).isInstanceOf(Trial.Failed.class);
    }

    /** What lets API Gateway call a function is changed in Lambda, of which no listing tells. */
    @Test
    void whatFailedIsTriedAgainWithEveryLookAndNothingElseIsRead() throws Exception {
        has("x1", OURS);
        asked.put(API, Set.of());
        gateway().refuses(OURS, true);
        sweep();
        sweepUntilCarried();
        assertThat(trial("x1"))
                .isEqualTo(new Trial.Failed(
                        "Execution failed due to configuration error: Invalid permissions on Lambda function"));
        gateway().refuses(OURS, false);
        bench.aws.calls().forget();

        sweep();

        assertThat(trial("x1")).isEqualTo(new Trial.Answered());
        assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isEqualTo(1);
        assertThat(calls(Operation.GET_AUTHORIZERS) + calls(Operation.GET_RESOURCES))
                .isZero();
        bench.aws.calls().forget();
        sweep();
        assertThat(trial("x1")).as("carried over").isEqualTo(new Trial.Answered());
        assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isZero();
    }

    @Test
    void aTrialThatCannotBeMadeLeavesWhatIsCarriedOver() throws Exception {
        has("x1", OURS);
        asked.put(API, Set.of());
        gateway().refuses(OURS, true);
        sweep();
        sweepUntilCarried();
        bench.aws.calls().failBefore(Operation.TEST_INVOKE_AUTHORIZER, Kind.THROTTLED);

        sweep();

        assertThat(trial("x1")).isInstanceOf(Trial.Failed.class);
    }

    /** Nothing else about the API changed. */
    @Test
    void whatARuleBeginsToNameIsReadWithTheNextLook() throws Exception {
        has("x1", THEIRS);
        sweep();
        sweepUntilCarried();
        assertThat(known().authorizers()).isEmpty();

        asked.put(API, Set.of("theirs"));
        sweep();

        assertThat(trial("x1")).isEqualTo(new Trial.Answered());
    }

    /** The executor tries what it makes: the listing that shows it for the first time knows that. */
    @Test
    void whatTheExecutorTriedIsNotTriedAgain() throws Exception {
        asked.put(API, Set.of());
        sweep();
        var made = gateway().createAuthorizer(API, OURS);
        bench.world.note(
                unit(),
                new Observed.Api(List.of(
                        known().withAuthorizers(new TreeMap<>(Map.of(made.id(), made.tried(new Trial.Answered())))))));

        sweep();

        assertThat(trial(made.id())).isEqualTo(new Trial.Answered());
        assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isZero();
    }

    @Test
    void oneLookTriesSoManyAtMostAndTheRestStaysUntried() throws Exception {
        var names = new TreeSet<String>();
        for (var i = 0; i < 60; i++) {
            var id = "many" + i;
            gateway().api(id, id, "prod");
            gateway().configure(id, new ExistingAuthorizer("x1", OURS, new Trial.Untried()));
            asked.put(id, Set.of());
            names.add(id);
        }

        sweep(names);

        assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isEqualTo(50);
        assertThat(calls(Operation.GET_AUTHORIZERS)).isEqualTo(60);
    }

    /** Each of the many fails for good, and the one that comes after them in every order answers. */
    @Test
    void authorizersOfOthersThatNeverAnswerStarveNobody() throws Exception {
        var names = new TreeSet<String>();
        var failing = lambda(OURS.name(), "failing");
        gateway().refuses(failing, true);
        for (var i = 0; i < 60; i++) {
            var id = "many" + i;
            gateway().api(id, id, "prod");
            for (var n = 0; n < 10; n++) {
                gateway().configure(id, new ExistingAuthorizer("x" + n, failing, new Trial.Untried()));
            }
            asked.put(id, Set.of());
            names.add(id);
        }
        sweep(names);
        sweep(names);
        gateway().api("z1", "z1", "prod");
        gateway().configure("z1", new ExistingAuthorizer("x1", OURS, new Trial.Untried()));
        asked.put("z1", Set.of());
        names.add("z1");

        for (var look = 0; look < 3; look++) {
            bench.aws.calls().forget();
            sweep(names);
            assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isEqualTo(50);
        }

        var late = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "z1");
        assertThat(((Observed.Api) ((View.Known) bench.world.view(late)).observed())
                        .first()
                        .orElseThrow()
                        .authorizers()
                        .values())
                .extracting(ExistingAuthorizer::trial)
                .containsExactly(new Trial.Answered());
    }

    @Test
    void oneLookTriesFiveOfAnApiAndTheNextOnesTheOthers() throws Exception {
        var failing = lambda(OURS.name(), "failing");
        gateway().refuses(failing, true);
        for (var n = 0; n < 8; n++) {
            has("x" + n, failing);
        }
        asked.put(API, Set.of());

        sweep();
        assertThat(calls(Operation.TEST_INVOKE_AUTHORIZER)).isEqualTo(TrialRotation.MOST_OF_API);
        sweep();

        assertThat(known().authorizers().values())
                .extracting(ExistingAuthorizer::trial)
                .doesNotContain(new Trial.Untried());
    }

    @Test
    void aMissingRightToReadThemLeavesEverythingElseKnown() throws Exception {
        has("x1", THEIRS);
        configure("CUSTOM", "x1");
        bench.aws.calls().failBefore(Operation.GET_AUTHORIZERS, Kind.ACCESS_DENIED);

        sweep();

        assertThat(known().methods()).containsOnlyKeys(ORDERS);
        assertThat(known().deployments()).containsOnlyKeys("d1");
        assertThat(known().unreadAuthorizers()).isTrue();
    }

    @Test
    void whereAnObjectAsksForThemTheyAreReadAsSoonAsThatIsAllowed() throws Exception {
        has("x1", OURS);
        asked.put(API, Set.of());
        sweep();
        sweepUntilCarried();
        bench.aws.calls().failBefore(Operation.GET_AUTHORIZERS, Kind.ACCESS_DENIED);
        sweepChanged();
        assertThat(known().unreadAuthorizers()).isTrue();
        assertThat(known().authorizers()).isEmpty();
        bench.aws.calls().forget();

        sweep();

        assertThat(known().unreadAuthorizers()).isFalse();
        assertThat(trial("x1")).isEqualTo(new Trial.Answered());
        assertThat(calls(Operation.GET_RESOURCES)).as("nothing else is read").isZero();
    }

    @Test
    void whatKeepsThemFromBeingReadOtherwiseLeavesTheApiOut() throws Exception {
        asked.put(API, Set.of());
        bench.aws.calls().failBefore(Operation.GET_AUTHORIZERS, Kind.INVALID);

        sweep();

        assertThat(bench.world
                        .gateway(FakeAws.ACCOUNT, FakeAws.REGION)
                        .orElseThrow()
                        .unreadApis())
                .containsOnlyKeys(API);
    }

    /** Everything else is known, and no method comes under what was not tried. */
    @Test
    void aMissingRightToTryThemIsWhatKeepsThemFromBeingProven() throws Exception {
        has("x1", OURS);
        asked.put(API, Set.of());
        bench.aws.calls().failBefore(Operation.TEST_INVOKE_AUTHORIZER, Kind.ACCESS_DENIED);

        sweep();

        assertThat(trial("x1"))
                .isEqualTo(new Trial.Failed(
                        "it cannot be tried: the operator has no apigateway:POST on /restapis/*/authorizers/*"));
    }

    @Test
    void aTrialThatIsRefusedSaysWhatAwsSays() throws Exception {
        bench.aws.calls().failBefore(Operation.TEST_INVOKE_AUTHORIZER, Kind.INVALID);
        has("x1", OURS);

        assertThat(attempt("x1"))
                .isInstanceOfSatisfying(
                        Trial.Failed.class,
                        failed -> assertThat(failed.message()).startsWith("it cannot be tried: "));
    }

    @Test
    void aTrialOfWhatWentMeanwhileProvesNothing() throws Exception {
        assertThat(attempt("x9")).isEqualTo(new Trial.Untried());
    }

    @Test
    void aTrialThatMayComeLaterIsNoResult() {
        has("x1", OURS);
        bench.aws.calls().failBefore(Operation.TEST_INVOKE_AUTHORIZER, Kind.UNAVAILABLE);

        assertThatExceptionOfType(AwsFailure.class).isThrownBy(() -> attempt("x1"));
    }

    @Test
    void whatAStageServesHasTheAuthorizersOfItsExport() throws Exception {
        has("x1", THEIRS);
        configure("CUSTOM", "x1");
        gateway().deploy(API, "prod", "d2", Map.of(ORDERS, new ServedMethod("CUSTOM", false)));
        has("x1", lambda("theirs", "another"));

        sweep();

        assertThat(requireNonNull(known().deployments().get("d2")).authorizers())
                .isEqualTo(Map.of(ORDERS, new DeployedAuthorizer(THEIRS, new TreeSet<>())));
        assertThat(known().asked())
                .isEqualTo(Map.of(ORDERS, new DeployedAuthorizer(lambda("theirs", "another"), new TreeSet<>())));
    }

    /** No call shows what our last deployment keeps before a stage shows it. */
    @Test
    void ourLastDeploymentHasTheAuthorizersOfTheConfigurationThatItWasMadeOf() throws Exception {
        has("x1", THEIRS);
        configure("CUSTOM", "x1");
        sweep();
        var made = gateway().createDeployment(API, NAMING.deploymentDescription(known().digest()));
        bench.world.note(unit(), new Observed.Api(List.of(known())));
        sweep();
        assertThat(requireNonNull(known().deployments().get(made.id())).authorizers())
                .isEqualTo(Map.of(ORDERS, new DeployedAuthorizer(THEIRS, new TreeSet<>())));

        has("x1", lambda("theirs", "another"));
        listing.forget(FakeAws.ACCOUNT);
        sweep();

        assertThat(known().deployments()).as("nobody knows when it was changed").doesNotContainKey(made.id());
    }

    @Test
    void aSingleReadReadsThemOnlyWhereTheyAreAskedFor() throws Exception {
        has("x1", OURS);
        var reading = new ApiReading(bench.accounts, NAMING);

        var without = reading.read(
                bench.account("main"),
                unit(),
                Caller.SWEEP,
                Optional.empty(),
                AuthorizerReading.Quest.of(false, Map.of()));
        var with = reading.read(
                bench.account("main"),
                unit(),
                Caller.SWEEP,
                Optional.empty(),
                AuthorizerReading.Quest.of(true, Map.of()));

        assertThat(without.orElseThrow().authorizers()).isEmpty();
        assertThat(with.orElseThrow().authorizers())
                .isEqualTo(Map.of("x1", new ExistingAuthorizer("x1", OURS, new Trial.Answered())));
    }

    private Trial attempt(String id) throws InterruptedException {
        return new AuthorizerReading(bench.accounts, bench.account("main"), unit(), Caller.SWEEP)
                .attempt(new ExistingAuthorizer(id, OURS, new Trial.Untried()));
    }

    private void has(String id, Authorizer definition) {
        gateway().configure(API, new ExistingAuthorizer(id, definition, new Trial.Untried()));
    }

    private void configure(String authorization, String authorizer) {
        gateway()
                .configure(
                        API,
                        ORDERS,
                        new ConfiguredMethod("r-orders", authorization, authorizer, new TreeSet<>(), false));
    }

    private void sweep() throws InterruptedException {
        sweep(Set.of(API));
    }

    /** The first look spreads the APIs over the next ones. */
    private void sweepUntilCarried() throws InterruptedException {
        for (var look = 0; look < ProtectedApis.EVERY; look++) {
            bench.aws.calls().forget();
            sweep();
            if (calls(Operation.GET_RESOURCES) > 0) {
                return;
            }
        }
    }

    private void sweepChanged() throws InterruptedException {
        gateway().configure(ListedApi.of(new RestApi(API, "shop")).withPolicy(Optional.of("{\"n\":" + ++edits + "}")));
        sweep();
    }

    private void sweep(Set<String> ids) throws InterruptedException {
        bench.world.publish(listing.gateway(
                bench.account("main"),
                FakeAws.REGION,
                Set.of(),
                List.of(),
                (_, _) -> List.of(),
                new ProtectionWish(ids, false, asked)));
    }

    private ExistingApi known() {
        return ((Observed.Api) ((View.Known) bench.world.view(unit())).observed())
                .first()
                .orElseThrow();
    }

    private Trial trial(String id) {
        return requireNonNull(known().authorizers().get(id)).trial();
    }

    private long calls(Operation operation) {
        return bench.aws.calls().count(operation);
    }

    private FakeGateway gateway() {
        return bench.aws.gateway();
    }

    private static UnitKey.RestApiUnit unit() {
        return new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, API);
    }

    private static Authorizer lambda(String name, String function) {
        return Authorizer.lambda(
                name,
                Authorizer.TOKEN,
                "arn:aws:lambda:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":function:" + function,
                "",
                List.of(),
                300);
    }
}
