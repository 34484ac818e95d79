// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Fault.Effect;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Priority;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.protect.WantedAuthorizers;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Authorizers are made once, tried, put before methods, and taken away, whatever goes wrong. */
@Timeout(120)
class AuthorizerExecutorTest {

    private static final MethodKey READ = new MethodKey("/orders", "GET");
    private static final String FUNCTION =
            "arn:aws:lambda:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":function:check";
    private static final Authorizer CHECK =
            Authorizer.lambda("check-aa0123456789", Authorizer.TOKEN, FUNCTION, "", List.of(), 60);

    @Test
    void oneThatIsMissingIsMadeAndTriedAtOnce() throws Exception {
        try (var api = new ApiBench()) {
            api.bring(making(api));

            assertThat(known(api).authorizers().values()).singleElement().satisfies(one -> {
                assertThat(one.definition()).isEqualTo(CHECK);
                assertThat(one.trial()).isInstanceOf(Trial.Failed.class);
            });
            lets(api);
            api.restart();
            assertThat(trial(api)).as("tried by the first read").isEqualTo(new Trial.Answered());
        }
    }

    @Test
    void whatAnsweredIsKnownWithoutARead() throws Exception {
        try (var api = new ApiBench()) {
            lets(api);

            api.bring(making(api));

            assertThat(known(api).authorizers().values())
                    .extracting(ExistingAuthorizer::trial)
                    .containsExactly(new Trial.Answered());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aLostAnswerLeavesOneOfIt(boolean hasEffect) throws Exception {
        try (var api = new ApiBench()) {
            lets(api);
            api.emulator.fault(Fault.once("CreateAuthorizer", new Effect.Drop(hasEffect)));

            api.bring(making(api));

            assertThat(authorizers(api)).hasSize(1);
            assertThat(known(api).authorizers().values())
                    .extracting(ExistingAuthorizer::trial)
                    .containsExactly(new Trial.Answered());
        }
    }

    @ParameterizedTest
    @CsvSource({"true", "false"})
    void aCrashLeavesOneOfIt(boolean hasEffect) throws Exception {
        try (var api = new ApiBench()) {
            lets(api);
            api.emulator.fault(Fault.once("CreateAuthorizer", new Effect.Drop(hasEffect)));
            api.bench().submit(making(api), Priority.USER_CHANGE);
            api.bench().awaitOutcome(api.unit, Outcome.Failed.class);

            api.restart();
            api.bring(making(api));

            assertThat(authorizers(api)).hasSize(1);
        }
    }

    /** A trial that fails is no failure of what was made. */
    @Test
    void aTrialThatCannotBeMadeIsMadeByTheNextRead() throws Exception {
        try (var api = new ApiBench()) {
            lets(api);
            api.emulator.fault(Fault.once("TestInvokeAuthorizer", new Effect.Drop(false)));

            api.bring(making(api));

            assertThat(known(api).authorizers().values())
                    .extracting(ExistingAuthorizer::trial)
                    .containsExactly(new Trial.Untried());
            assertThat(trial(api)).isEqualTo(new Trial.Answered());
        }
    }

    @Test
    void aMethodComesUnderItAndTheStageServesACopyOfIt() throws Exception {
        try (var api = new ApiBench()) {
            lets(api);
            api.bring(making(api));
            var id = authorizers(api).getFirst();

            api.bring(using(api, id));

            assertThat(api.served("GET")).isEqualTo("CUSTOM");
            var there = api.read().first().orElseThrow();
            var deployed = requireNonNull(there.deployments()
                    .get(requireNonNull(there.stages().get(ApiBench.STAGE)).deploymentId()));
            assertThat(deployed.authorizers()).isEqualTo(Map.of(READ, new DeployedAuthorizer(CHECK, new TreeSet<>())));
            assertThat(known(api).digest()).isEqualTo(there.digest());
            var done = api.writes();
            api.restart();
            api.bring(using(api, id));
            assertThat(api.writes()).isEqualTo(done);
        }
    }

    @Test
    void oneThatNothingHasIsTakenAwayAndOneThatSomebodyPutBeforeAMethodStays() throws Exception {
        try (var api = new ApiBench()) {
            api.bring(making(api));
            var id = authorizers(api).getFirst();
            api.once("getAuthorizers", () -> put(api, id));

            api.bring(removing(api, id));
            assertThat(authorizers(api)).containsExactly(id);

            api.authorize("POST", "AWS_IAM");
            api.sweep();
            api.bring(removing(api, id));
            assertThat(authorizers(api)).isEmpty();
        }
    }

    /** The quota is used up, say: whatever else is wanted of the API is made, published and shown. */
    @ParameterizedTest
    @CsvSource({"CreateAuthorizer, 429, LimitExceededException", "DeleteAuthorizer, 409, ConflictException"})
    void oneThatAwsRefusesHoldsBackNothingElse(String operation, int status, String code) throws Exception {
        try (var api = new ApiBench()) {
            api.bring(making(api));
            var id = authorizers(api).getFirst();
            api.emulator.fault(Fault.always(operation, new Effect.Before(status, code, "refused")));
            var other = CHECK.named("other-aa0123456789");
            var authorizers = new WantedAuthorizers(
                    operation.startsWith("Create")
                            ? List.of(new WantedAuthorizers.Made("other", other, List.of()))
                            : List.of(),
                    new TreeMap<>(),
                    operation.startsWith("Create") ? new TreeSet<>() : new TreeSet<>(Set.of(id)));
            var fence = ApiBench.fence(api, "aa0123456789abcde0123456789ab");

            api.bench()
                    .submit(
                            wanted(api, Map.of(READ, MethodState.of("AWS_IAM", false)), List.of(fence), authorizers),
                            Priority.USER_CHANGE);
            api.bench().awaitOutcome(api.unit, Outcome.Failed.class);

            assertThat(api.served("GET")).isEqualTo("AWS_IAM");
            assertThat(api.read().first().orElseThrow().listed().policy())
                    .hasValueSatisfying(text -> assertThat(text).contains("aa0123456789abcde0123456789ab"));
            assertThat(authorizers(api)).containsExactly(id);
        }
    }

    private static void put(ApiBench api, String id) {
        api.others.updateMethod(r -> r.restApiId(api.unit.apiId())
                .resourceId(api.orders)
                .httpMethod("POST")
                .patchOperations(
                        p -> p.op("replace").path("/authorizationType").value("CUSTOM"),
                        p -> p.op("replace").path("/authorizerId").value(id)));
    }

    private static void lets(ApiBench api) {
        api.emulator.authorizes("{\"lambdaArn\":\"" + FUNCTION + "\",\"tokens\":{}}");
    }

    private static List<String> authorizers(ApiBench api) {
        return api.others.getAuthorizers(r -> r.restApiId(api.unit.apiId())).items().stream()
                .map(one -> one.id())
                .toList();
    }

    private static ExistingApi known(ApiBench api) {
        return ((Observed.Api) ((View.Known) api.bench().world.view(api.unit)).observed())
                .first()
                .orElseThrow();
    }

    private static Trial trial(ApiBench api) throws InterruptedException {
        return api.read().first().orElseThrow().authorizers().values().stream()
                .map(ExistingAuthorizer::trial)
                .findFirst()
                .orElseThrow();
    }

    private static Desired.Api making(ApiBench api) {
        return wanted(
                api,
                Map.of(),
                new WantedAuthorizers(
                        List.of(new WantedAuthorizers.Made("check", CHECK, List.of())),
                        new TreeMap<>(),
                        new TreeSet<>()));
    }

    private static Desired.Api using(ApiBench api, String id) {
        return wanted(
                api,
                Map.of(READ, new MethodState("CUSTOM", CHECK.digest(), false)),
                new WantedAuthorizers(
                        List.of(),
                        new TreeMap<>(Map.of(READ, new WantedAuthorizers.Use(id, new TreeSet<>(), Set.of(), false))),
                        new TreeSet<>()));
    }

    private static Desired.Api removing(ApiBench api, String id) {
        return wanted(api, Map.of(), new WantedAuthorizers(List.of(), new TreeMap<>(), new TreeSet<>(Set.of(id))));
    }

    private static Desired.Api wanted(ApiBench api, Map<MethodKey, MethodState> closed, WantedAuthorizers authorizers) {
        return wanted(api, closed, List.of(), authorizers);
    }

    private static Desired.Api wanted(
            ApiBench api,
            Map<MethodKey, MethodState> closed,
            List<Statement> statements,
            WantedAuthorizers authorizers) {
        return new Desired.Api(
                api.unit,
                new Wanted(
                        new TreeMap<>(closed),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        statements,
                        new TreeSet<>(Set.of(ApiBench.STAGE)),
                        true,
                        "",
                        "",
                        authorizers),
                StageWish.NONE);
    }
}
