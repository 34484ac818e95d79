// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.exec;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Fault.Effect;
import dev.apiaccess.iam.PolicyText;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Priority;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.plan.RestApiPlanner;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.world.Outcome;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A REST API is brought to what is wanted of it, whatever goes wrong and whoever else edits. */
@Timeout(120)
class RestApiExecutorTest {

    private static final MethodKey READ = new MethodKey("/orders", "GET");
    private static final MethodKey WRITE = new MethodKey("/orders", "POST");
    private static final MethodState IAM = MethodState.of("AWS_IAM", false);
    private static final String SID = "aa0123456789abcde0123456789ab";
    private static final int KEPT = 3;
    private static final Throttle FIFTY = new Throttle(50, 80);

    @Test
    void methodsCloseThenTheFenceIsWrittenThenItIsDeployedAndShownWithItsSettingsInOneCall() throws Exception {
        try (var api = new ApiBench()) {
            var done = api.writes().size();

            api.bring(wanted(api));

            assertThat(api.writes().subList(done, api.writes().size()))
                    .containsExactly("UpdateMethod", "UpdateRestApi", "CreateDeployment", "UpdateStage");
            assertThat(api.served("GET")).isEqualTo("AWS_IAM");
            var there = api.read().first().orElseThrow();
            var stage = requireNonNull(there.stages().get(ApiBench.STAGE));
            assertThat(requireNonNull(stage.settings().get(ShownStage.EACH_METHOD))
                            .metrics())
                    .isTrue();
            assertThat(requireNonNull(stage.settings().get(WRITE)))
                    .matches(one -> one.throttle().equals(Optional.of(FIFTY)) && one.metrics());
            assertThat(requireNonNull(there.deployments().get(stage.deploymentId()))
                            .policy())
                    .hasValueSatisfying(text -> assertThat(text).contains(SID));
            assertThat(there.made()).singleElement().matches(one -> one.id().equals(stage.deploymentId()));
        }
    }

    @Test
    void atRestNothingIsWrittenNorAfterARestart() throws Exception {
        try (var api = new ApiBench()) {
            api.bring(wanted(api));
            var done = api.writes();

            api.bring(wanted(api));
            api.sweep();
            api.bring(wanted(api));
            api.restart();
            api.bring(wanted(api));

            assertThat(api.writes()).isEqualTo(done);
        }
    }

    /** What is believed after each write is what a read finds. */
    @Test
    void whatIsKnownAtTheEndIsWhatIsThere() throws Exception {
        try (var api = new ApiBench()) {
            api.bring(wanted(api));

            var view = (View.Known) api.bench().world.view(api.unit);
            var there = api.read().first().orElseThrow();
            assertThat(view.observed().held()).singleElement().satisfies(one -> {
                var known = (ExistingApi) one;
                assertThat(known.methods()).isEqualTo(there.methods());
                assertThat(known.stages()).isEqualTo(there.stages());
                assertThat(known.made()).isEqualTo(there.made());
                assertThat(known.digest()).isEqualTo(there.digest());
            });
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UpdateMethod, true", "UpdateMethod, false",
        "UpdateRestApi, true", "UpdateRestApi, false",
        "CreateDeployment, true", "CreateDeployment, false",
        "UpdateStage, true", "UpdateStage, false"
    })
    void aLostAnswerLeadsToTheSameEnd(String operation, boolean hasEffect) throws Exception {
        try (var api = new ApiBench()) {
            api.emulator.fault(Fault.once(operation, new Effect.Drop(hasEffect)));

            api.bring(wanted(api));

            isAsWanted(api);
            assertThat(api.read().first().orElseThrow().made()).hasSize(1);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "UpdateMethod, true", "UpdateMethod, false",
        "UpdateRestApi, true", "UpdateRestApi, false",
        "CreateDeployment, true", "CreateDeployment, false",
        "UpdateStage, true", "UpdateStage, false"
    })
    void aCrashAtAnyWriteLeadsToTheSameEnd(String operation, boolean hasEffect) throws Exception {
        try (var api = new ApiBench()) {
            api.emulator.fault(Fault.once(operation, new Effect.Drop(hasEffect)));
            api.bench().submit(wanted(api), Priority.USER_CHANGE);
            api.bench().awaitOutcome(api.unit, Outcome.Failed.class);

            api.restart();
            api.bring(wanted(api));

            isAsWanted(api);
            assertThat(api.read().first().orElseThrow().made()).hasSize(1);
        }
    }

    /** The deployment has the edit of a colleague, which was made after the last read: it is not shown. */
    @Test
    void whatSomebodyOpensRightBeforeTheDeploymentIsNotPublished() throws Exception {
        try (var api = new ApiBench()) {
            api.once("createDeployment", () -> api.authorize("POST", "NONE"));

            api.bring(wanted(api));

            assertThat(api.served("POST")).isEqualTo("AWS_IAM");
            assertThat(api.served("GET")).as("what waits with it").isEqualTo("NONE");
            assertThat(RestApiPlanner.protection(wanted(api), api.read()).pending())
                    .containsEntry(ApiBench.STAGE, List.of("POST /orders: AWS_IAM -> NONE"));
        }
    }

    /** As before, but the colleague puts it back: what is configured does not show it. */
    @Test
    void whatSomebodyOpensForTheDeploymentAloneIsNotPublished() throws Exception {
        try (var api = new ApiBench()) {
            api.once("createDeployment", () -> api.authorize("POST", "NONE"));
            var opens = api.before;
            var isBack = new AtomicBoolean();
            api.before = name -> {
                if (name.equals("getRestApi") && isDeployed(api) && !isBack.getAndSet(true)) {
                    api.authorize("POST", "AWS_IAM");
                }
                opens.accept(name);
            };

            api.bring(wanted(api));

            assertThat(api.served("POST")).isEqualTo("AWS_IAM");
            assertThat(api.served("GET")).as("with the next deployment").isEqualTo("AWS_IAM");
            assertThat(api.read().first().orElseThrow().made()).hasSize(2);
        }
    }

    /** Listings carry methods over, so that what is known of them may be old. */
    @Test
    void aMethodThatSomebodyChangedSinceItWasReadIsNotPatched() throws Exception {
        try (var api = new ApiBench()) {
            api.authorize("GET", "AWS_IAM");
            var done = api.writes().size();

            api.bring(wanted(api));

            assertThat(api.writes().subList(done, api.writes().size())).doesNotContain("UpdateMethod");
            isAsWanted(api);
        }
    }

    /** The region has no role to write logs with: all else comes into force. */
    @Test
    void aLogThatAwsRefusesHoldsBackNothingElse() throws Exception {
        try (var api = new ApiBench()) {
            var all = wanted(api);

            api.bench().submit(logged(api), Priority.USER_CHANGE);
            api.bench().awaitOutcome(api.unit, Outcome.Failed.class);

            assertThat(Planner.plan(all, api.read()).converged()).isTrue();
            assertThat(api.served("GET")).isEqualTo("AWS_IAM");
        }
    }

    @Test
    void oldDeploymentsGoThoughALogIsRefused() throws Exception {
        try (var api = new ApiBench()) {
            for (var round = 0; round < KEPT; round++) {
                api.bring(wanted(api));
                api.authorize("GET", "NONE");
                api.deploy();
                api.sweep();
            }

            api.bench().submit(logged(api), Priority.USER_CHANGE);
            api.bench().awaitOutcome(api.unit, Outcome.Failed.class);

            assertThat(api.read().first().orElseThrow().made()).hasSize(KEPT);
            assertThat(api.writes()).contains("DeleteDeployment");
        }
    }

    /** With a log that the region has no role for. */
    private static Desired.Api logged(ApiBench api) {
        var all = wanted(api);
        var wish = all.stages();
        return new Desired.Api(
                api.unit,
                all.wanted(),
                new StageWish(
                        wish.eachMethod(),
                        wish.methods(),
                        wish.metrics(),
                        Optional.of("ERROR"),
                        Optional.empty(),
                        new TreeMap<>()));
    }

    @Test
    void whatSomebodyWritesBetweenTwoWritesStaysAsItIs() throws Exception {
        try (var api = new ApiBench()) {
            var theirs = statement(api, "theirs");
            api.once("updateMethod", () -> api.policy("{\"Version\":\"2012-10-17\",\"Statement\":[" + theirs + "]}"));

            api.bring(wanted(api));

            assertThat(api.read().first().orElseThrow().listed().policy())
                    .hasValueSatisfying(text -> assertThat(text).contains(theirs, SID));
        }
    }

    /** Somebody wrote at the same time, and AWS answers with what came of that. */
    @Test
    void whatOfOthersIsNotInTheAnswerIsRememberedWithItsText() throws Exception {
        try (var api = new ApiBench()) {
            var theirs = statement(api, "theirs");
            api.policy("{\"Version\":\"2012-10-17\",\"Statement\":[" + theirs + "]}");
            api.sweep();
            api.written = listed -> listed.withPolicy(
                    PolicyText.replace(listed.policy(), one -> "theirs".equals(one.sid()), List.of()));

            assertThat(api.bench().executor.lost(api.unit)).isEmpty();
            api.bring(wanted(api));

            assertThat(api.bench().executor.lost(api.unit))
                    .isNotEmpty()
                    .allSatisfy(lost -> assertThat(lost.text()).contains("\"theirs\""));
        }
    }

    @Test
    void aStageThatSomebodyMovesBackIsPutRight() throws Exception {
        try (var api = new ApiBench()) {
            api.bring(wanted(api));
            api.authorize("GET", "NONE");
            api.deploy();
            api.sweep();

            api.bring(wanted(api));

            isAsWanted(api);
        }
    }

    @Test
    void ofDeploymentsOfOursThreeAreKept() throws Exception {
        try (var api = new ApiBench()) {
            for (var round = 0; round < 5; round++) {
                api.bring(wanted(api));
                api.authorize("GET", "NONE");
                api.deploy();
                api.sweep();
            }
            api.bring(wanted(api));

            assertThat(api.read().first().orElseThrow().made()).hasSize(KEPT);
            isAsWanted(api);
        }
    }

    @Test
    void anApiThatIsBeingChangedIsNotWrittenTo() throws Exception {
        try (var api = new ApiBench()) {
            api.emulator.status("{\"account\":\"" + FakeAws.ACCOUNT + "\",\"api\":\"" + api.unit.apiId()
                    + "\",\"status\":\"UPDATING\"}");
            api.sweep();
            var done = api.writes();

            api.bring(wanted(api));

            assertThat(api.writes()).isEqualTo(done);
        }
    }

    @Test
    void anApiThatIsGoneIsNothing() throws Exception {
        try (var api = new ApiBench()) {
            api.once("updateMethod", () -> api.others.deleteRestApi(r -> r.restApiId(api.unit.apiId())));

            api.bring(wanted(api));

            assertThat(((View.Known) api.bench().world.view(api.unit))
                            .observed()
                            .nothing())
                    .isTrue();
        }
    }

    /** Whether more was deployed than by those who made the API. */
    private static boolean isDeployed(ApiBench api) {
        return api.writes().stream().filter("CreateDeployment"::equals).count() > 1;
    }

    private static void isAsWanted(ApiBench api) throws InterruptedException {
        assertThat(Planner.plan(wanted(api), api.read()).converged()).isTrue();
        assertThat(api.served("GET")).isEqualTo("AWS_IAM");
        var done = api.writes();
        api.restart();
        api.bring(wanted(api));
        assertThat(api.writes()).isEqualTo(done);
    }

    private static Desired.Api wanted(ApiBench api) {
        return new Desired.Api(
                api.unit,
                new Wanted(
                        new TreeMap<>(Map.of(READ, IAM)),
                        new TreeMap<>(),
                        new TreeMap<>(),
                        List.of(ApiBench.fence(api, SID)),
                        new TreeSet<>(Set.of(ApiBench.STAGE)),
                        true,
                        ""),
                new StageWish(
                        Optional.of(new Throttle(500, 800)),
                        new TreeMap<>(Map.of(WRITE, FIFTY)),
                        Optional.of(true),
                        Optional.empty(),
                        Optional.empty(),
                        new TreeMap<>()));
    }

    private static String statement(ApiBench api, String sid) {
        return "{\"Sid\":\"" + sid
                + "\",\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\""
                + arn(api) + "/*\"}";
    }

    private static String arn(ApiBench api) {
        return "arn:aws:execute-api:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":" + api.unit.apiId();
    }
}
