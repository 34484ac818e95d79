// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static dev.apiaccess.plan.RestApiSamples.HEALTH;
import static dev.apiaccess.plan.RestApiSamples.IAM;
import static dev.apiaccess.plan.RestApiSamples.OPEN;
import static dev.apiaccess.plan.RestApiSamples.OURS;
import static dev.apiaccess.plan.RestApiSamples.READ;
import static dev.apiaccess.plan.RestApiSamples.THEIRS;
import static dev.apiaccess.plan.RestApiSamples.UNIT;
import static dev.apiaccess.plan.RestApiSamples.WRITE;
import static dev.apiaccess.plan.RestApiSamples.closing;
import static dev.apiaccess.plan.RestApiSamples.document;
import static dev.apiaccess.plan.RestApiSamples.fence;
import static dev.apiaccess.plan.RestApiSamples.found;
import static dev.apiaccess.plan.RestApiSamples.served;
import static dev.apiaccess.plan.RestApiSamples.wanted;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What exactly is planned for an API, call by call. */
class RestApiPlanTest {

    private static final Instant NOON = Instant.parse("2026-11-27T12:00:00Z");

    @Test
    void methodsAreClosedThenTheFenceIsWrittenThenItIsDeployed() {
        var api = served(Map.of(READ, OPEN, WRITE, MethodState.of("AWS_IAM", false), HEALTH, OPEN), document(THEIRS));
        var wanted = wanted(closing(
                Map.of(READ, IAM, WRITE, MethodState.of("AWS_IAM", true)), List.of(fence(OURS, "203.0.113.0/24"))));

        assertThat(Lines.of(wanted, found(api))).isEqualTo("""
                do: update method GET /orders
                    replace /authorizationType AWS_IAM !revokes
                do: update method POST /orders
                    replace /apiKeyRequired true !revokes
                do: write policy
                    { "Version": "2012-10-17", "Statement": [%s,{"Sid":"aa0123456789abcde0123456789ab","Effect":"Deny","Principal":"*","Action":"execute-api:Invoke","Resource":"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/*","Condition":{"NotIpAddress":{"aws:SourceIp":"203.0.113.0/24"}}}] } !revokes
                do: deploy API a1b2c3
                differs: methods[GET /orders].authorizationType: NONE (want AWS_IAM)
                differs: methods[POST /orders].apiKeyRequired: false (want true)
                differs: policy.statement[aa0123456789abcde0123456789ab]: not there (want Deny a1b2c3/prod/* if aws:SourceIp NotIpAddress 203.0.113.0/24) @aa0123456789abcde0123456789ab
                differs: stages[prod].deploymentId: d0 (want a deployment of what is configured)""".formatted(THEIRS));
    }

    @Test
    void aStageIsMovedAndSetInOneCall() {
        var api = made(closed(served(Map.of(READ, OPEN), Optional.empty())));
        var wanted =
                new Desired.Api(UNIT, closing(Map.of(READ, IAM), List.of()), wish(Optional.of(true), Optional.empty()));

        assertThat(Lines.of(wanted, found(api))).isEqualTo("""
                do: update stage prod
                    replace /deploymentId d1
                    replace /*/*/metrics/enabled true
                differs: stages[prod].settings[*/*].metrics.enabled: false (want true)
                differs: stages[prod].deploymentId: d0 (want d1)""");
    }

    /** A log that AWS refuses holds back nothing but what is deleted. */
    @Test
    void logsComeAfterTheMoveAndAfterWhatOpens() {
        var log = new StageWish(
                Optional.empty(),
                new TreeMap<>(),
                Optional.of(true),
                Optional.of("ERROR"),
                Optional.of(new ShownStage.AccessLog("arn:log", "$context.requestId")),
                new TreeMap<>());
        var moved = made(closed(served(Map.of(READ, OPEN), Optional.empty())));
        var open = served(Map.of(READ, IAM), Optional.empty());
        var reopening = new Wanted(
                new TreeMap<>(),
                new TreeMap<>(Map.of(READ, new Wanted.Reopening(IAM, OPEN))),
                new TreeMap<>(),
                List.of(),
                new TreeSet<>(Set.of("prod")),
                true,
                "");

        assertThat(Lines.of(new Desired.Api(UNIT, closing(Map.of(READ, IAM), List.of()), log), found(moved)))
                .startsWith("""
                do: update stage prod
                    replace /deploymentId d1
                    replace /*/*/metrics/enabled true
                do: update stage prod
                    replace /*/*/logging/loglevel ERROR
                    replace /accessLogSettings/destinationArn arn:log
                    replace /accessLogSettings/format $context.requestId
                differs:""");
        assertThat(Planner.plan(new Desired.Api(UNIT, reopening, log), found(open)).changes().stream()
                        .map(Change::operation))
                .containsExactly(
                        Operation.UPDATE_STAGE,
                        Operation.UPDATE_METHOD,
                        Operation.CREATE_DEPLOYMENT,
                        Operation.UPDATE_STAGE);
    }

    @Test
    void theMoveIsReadForAndSettingsAloneAreNot() {
        var moved = Planner.plan(
                wanted(closing(Map.of(READ, IAM), List.of())),
                found(made(closed(served(Map.of(READ, OPEN), Optional.empty())))));
        var settings = Planner.plan(
                wanted(wish(Optional.of(true), Optional.empty())), found(served(Map.of(READ, OPEN), Optional.empty())));

        assertThat(moved.changes()).singleElement().matches(Change::readsFirst);
        assertThat(settings.changes()).singleElement().matches(change -> !change.readsFirst());
    }

    /** On d1 of ours, with an older one of ours beside it whose content is noted, and three that are newer than both. */
    private static ExistingApi withNoted() {
        var api = made(closed(served(Map.of(READ, OPEN), Optional.empty())));
        var noted = new DeployedApi(Map.of(READ, new ServedMethod("AWS_IAM", false)), Optional.empty());
        var made = Stream.of("d5", "d4", "d3", "d1", "old", "older")
                .map(id -> new MadeDeployment(id, NOON, "0123456789abcdef"))
                .toList();
        return withMade(api, made, "d5")
                .withStage("prod", ShownStage.of("d1"))
                .withExports(new KeptExports(Map.of("old", noted, "gone", noted), ""));
    }

    private static Desired.Api rollingBackTo(String deployment) {
        var all = closing(Map.of(READ, IAM), List.of());
        return wanted(new Wanted(
                all.closed(),
                all.reopened(),
                all.declaredOpen(),
                all.statements(),
                all.stages(),
                true,
                "",
                "",
                deployment));
    }

    @Test
    void aRollbackMovesTheStageDeploysNothingAndKeepsTheDeploymentThatItGoesTo() {
        assertThat(Lines.of(rollingBackTo("old"), found(withNoted()))).isEqualTo("""
                do: update stage prod
                    replace /deploymentId old
                do: delete deployment older of API a1b2c3
                differs: stages[prod].deploymentId: d1 (want old)""");
    }

    @Test
    void whatIsNotedOfADeploymentThatIsGoneOrOfNoneIsNoReasonToMoveAStage() {
        for (var to : List.of("gone", "older", "d9")) {
            var plan = Planner.plan(rollingBackTo(to), found(withNoted()));

            assertThat(plan.changes()).as(to).noneMatch(RestApiChange.UpdateStage.class::isInstance);
            assertThat(plan.changes()).as(to).noneMatch(RestApiChange.Deploy.class::isInstance);
            assertThat(plan.differences()).as(to).isEmpty();
            assertThat(RestApiPlanner.protection(rollingBackTo(to), found(withNoted()))
                            .rollback()
                            .refusals())
                    .as(to)
                    .singleElement()
                    .asString()
                    .endsWith("those that can be rolled back to are old");
        }
    }

    @Test
    void nothingIsRolledBackWhileApiGatewayChangesTheApi() {
        var api = withNoted();

        assertThat(Planner.plan(rollingBackTo("old"), found(api.withListed(in(api.listed(), "UPDATING"))))
                        .changes())
                .isEmpty();
    }

    @Test
    void whatIsAsItShallBeIsLeftAlone() {
        var api = served(Map.of(READ, IAM, HEALTH, OPEN), document(THEIRS));

        assertThat(Planner.plan(wanted(closing(Map.of(READ, IAM), List.of())), found(api))
                        .converged())
                .isTrue();
    }

    @Test
    void withoutLeaveToDeployTheStageIsSaidToBeBehindAndNothingIsDone() {
        var api = closed(served(Map.of(READ, OPEN), Optional.empty()));
        var all = closing(Map.of(READ, IAM), List.of());
        var manual =
                new Wanted(all.closed(), all.reopened(), all.declaredOpen(), all.statements(), all.stages(), false, "");

        assertThat(Lines.of(wanted(manual), found(api)))
                .isEqualTo("differs: stages[prod].deploymentId: d0 (want a deployment of what is configured)");
        assertThat(RestApiPlanner.protection(wanted(manual), found(api)).behind())
                .containsExactly("prod");
    }

    @Test
    void aDeploymentThatOpensWhatOthersLeftInItIsNotShown() {
        var before = served(Map.of(READ, OPEN, WRITE, IAM), Optional.empty());
        var edited = closed(before).withMethod(WRITE, RestApiSamples.configured(WRITE, OPEN));
        var wanted = wanted(closing(Map.of(READ, IAM), List.of()));

        assertThat(Planner.plan(wanted, found(made(edited))).changes()).isEmpty();
        assertThat(RestApiPlanner.protection(wanted, found(made(edited))).pending())
                .containsEntry("prod", List.of("POST /orders: AWS_IAM -> NONE"));
    }

    /** What goes: the fence first in the document, then the deployment; the rest of the document stays byte for byte. */
    @Test
    void theLastStatementGoesWithTheDocumentAndOthersStayAsTheyStand() {
        var ours =
                "{\"Sid\":\"" + OURS + "\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\","
                        + "\"Resource\":\"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/prod/*\"}";
        var theirs =
                "{ \"Effect\" : \"Allow\",\n\t\"Principal\":{\"AWS\":[\"*\"]}, \"Action\":[\"execute-api:Invoke\"],"
                        + "\"Resource\":[\"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3\\/*\"]}";
        var nothing = wanted(closing(Map.of(), List.of()));

        assertThat(policies(nothing, served(Map.of(READ, OPEN), document(ours))))
                .containsExactly(Optional.empty());
        assertThat(policies(nothing, served(Map.of(READ, OPEN), document(theirs, ours, THEIRS))))
                .containsExactly(
                        Optional.of("{ \"Version\": \"2012-10-17\", \"Statement\": [" + theirs + "," + THEIRS + "] }"));
    }

    @Test
    void aDocumentThatCannotBeReadIsNeitherWrittenNorDeployed() {
        var api =
                served(Map.of(READ, OPEN), Optional.of("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Unknown\":1}]}"));
        var wanted = wanted(closing(Map.of(READ, IAM), List.of(fence(OURS, "203.0.113.0/24"))));

        assertThat(Planner.plan(wanted, found(api)).changes())
                .singleElement()
                .isInstanceOf(RestApiChange.UpdateMethod.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UPDATING", "PENDING", "FAILED", "SOMETHING_NEW"})
    void anApiThatCannotBeChangedNowIsNotWrittenTo(String status) {
        var api = served(Map.of(READ, OPEN), Optional.empty());
        var plan = Planner.plan(
                wanted(closing(Map.of(READ, IAM), List.of())), found(api.withListed(in(api.listed(), status))));

        assertThat(plan.changes()).isEmpty();
        assertThat(plan.differences()).isNotEmpty();
    }

    @Test
    void anApiOfWhichAwsSaysNothingIsWrittenTo() {
        var api = served(Map.of(READ, OPEN), Optional.empty());

        assertThat(Planner.plan(
                                wanted(closing(Map.of(READ, IAM), List.of())),
                                found(api.withListed(in(api.listed(), ""))))
                        .changes())
                .isNotEmpty();
    }

    @Test
    void anApiThatIsGoneIsNamed() {
        assertThat(Lines.of(wanted(closing(Map.of(READ, IAM), List.of())), new Observed.Api(List.of())))
                .isEqualTo("differs: restApi: not there (want a1b2c3)");
    }

    @Test
    void aStageWithACanaryIsNeitherMovedNorDeployedFor() {
        var api = closed(served(Map.of(READ, OPEN), Optional.empty()));
        var canary = new ShownStage("d0", Optional.of("d7"), Optional.empty(), Optional.empty(), new TreeMap<>());
        var wanted = wanted(closing(Map.of(READ, IAM), List.of()));

        assertThat(Planner.plan(wanted, found(api.withStage("prod", canary))).changes())
                .isEmpty();
        assertThat(Planner.plan(wanted, found(made(api).withStage("prod", canary)))
                        .changes())
                .isEmpty();
    }

    /** What AWS does not show of a deployment would be deployed again and again. */
    @Test
    void oneConfigurationIsDeployedTwiceInARowAtMost() {
        var api = closed(served(Map.of(READ, OPEN), Optional.empty()));
        var wanted = wanted(closing(Map.of(READ, IAM), List.of()));
        var once = withMade(api, List.of(new MadeDeployment("d1", NOON, api.digest())), "d1");
        var twice = withMade(
                api,
                List.of(
                        new MadeDeployment("d2", NOON.plusSeconds(9), api.digest()),
                        new MadeDeployment("d1", NOON, api.digest())),
                "d2");

        assertThat(Planner.plan(wanted, found(once)).changes())
                .singleElement()
                .isInstanceOf(RestApiChange.Deploy.class);
        assertThat(Planner.plan(wanted, found(twice)).changes()).isEmpty();
        assertThat(Planner.plan(wanted, found(withMade(api, twice.made(), "theirs")))
                        .changes())
                .singleElement()
                .isInstanceOf(RestApiChange.Deploy.class);
    }

    @Test
    void deploymentsOfOursBeyondTheNewestThreeGoUnlessAStageShowsThem() {
        var made = new ArrayList<MadeDeployment>();
        for (var n = 6; n > 0; n--) {
            made.add(new MadeDeployment("m" + n, NOON.plusSeconds(n), "other"));
        }
        var api = withMade(served(Map.of(READ, OPEN), Optional.empty()), made, "m6")
                .withStage("prod", ShownStage.of("m2"))
                .withStage(
                        "test",
                        new ShownStage("d0", Optional.of("m1"), Optional.empty(), Optional.empty(), new TreeMap<>()));

        assertThat(Planner.plan(wanted(closing(Map.of(), List.of())), found(api))
                        .changes())
                .containsExactly(new RestApiChange.RemoveDeployment("a1b2c3", "m3"));
    }

    @Test
    void linesAreBoundedAndTheRestIsCounted() {
        var methods = new HashMap<MethodKey, MethodState>();
        var closed = new HashMap<MethodKey, MethodState>();
        for (var n = 0; n < 120; n++) {
            methods.put(new MethodKey("/orders/" + n, "GET"), OPEN);
            closed.put(new MethodKey("/orders/" + n, "GET"), IAM);
        }
        var plan = Planner.plan(wanted(closing(closed, List.of())), found(served(methods, Optional.empty())));

        assertThat(plan.differences()).hasSize(101);
        assertThat(plan.differences().getLast()).isEqualTo(new Difference("", "more fields", "21", "none"));
        assertThat(plan.changes()).hasSize(121);
    }

    @Test
    void methodsAreOpenedAgainAfterTheSettingsAndAreDeployed() {
        var api = served(Map.of(READ, IAM), Optional.empty());
        var wanted = new Desired.Api(
                UNIT,
                new Wanted(
                        new TreeMap<>(),
                        new TreeMap<>(Map.of(READ, new Wanted.Reopening(IAM, OPEN))),
                        new TreeMap<>(),
                        List.of(),
                        new TreeSet<>(Set.of("prod")),
                        true,
                        ""),
                wish(Optional.of(true), Optional.empty()));

        assertThat(Lines.of(wanted, found(api))).startsWith("""
                do: update stage prod
                    replace /*/*/metrics/enabled true
                do: update method GET /orders
                    replace /authorizationType NONE
                do: deploy API a1b2c3""");
    }

    private static List<Optional<String>> policies(Desired.Api wanted, ExistingApi api) {
        return Planner.plan(wanted, found(api)).changes().stream()
                .filter(RestApiChange.WritePolicy.class::isInstance)
                .map(change -> ((RestApiChange.WritePolicy) change).policy())
                .toList();
    }

    private static StageWish wish(Optional<Boolean> metrics, Optional<String> execution) {
        return new StageWish(Optional.empty(), new TreeMap<>(), metrics, execution, Optional.empty(), new TreeMap<>());
    }

    private static ListedApi in(ListedApi api, String status) {
        return new ListedApi(
                api.api(),
                api.policy(),
                api.endpoint(),
                api.hasDefaultEndpoint(),
                api.keySource(),
                new ListedApi.State(status, ""));
    }

    /** With its method under AWS_IAM, which no stage has. */
    private static ExistingApi closed(ExistingApi api) {
        return api.withMethod(READ, RestApiSamples.configured(READ, IAM));
    }

    /** With a deployment of ours of what is configured. */
    private static ExistingApi made(ExistingApi api) {
        var deployments = new TreeMap<>(api.deployments());
        var served = new HashMap<MethodKey, ServedMethod>();
        api.methods().forEach((key, one) -> served.put(key, new ServedMethod(one.authorization(), one.keyRequired())));
        deployments.put("d1", new DeployedApi(served, api.listed().policy()));
        return withMade(
                api.withDeployments(deployments, List.of()),
                List.of(new MadeDeployment("d1", NOON, api.digest())),
                "d1");
    }

    private static ExistingApi withMade(ExistingApi api, List<MadeDeployment> made, String newest) {
        return new ExistingApi(
                api.listed(),
                api.methods(),
                api.stages(),
                api.deployments(),
                made,
                newest,
                Objects.requireNonNull(api.tags()));
    }
}
