// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.PendingDeployment;
import dev.apiaccess.desired.AppliedProtection;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.MethodSetting;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.plan.Plan;
import dev.apiaccess.plan.Planner;
import dev.apiaccess.plan.RestApiChange;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.world.View;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a protection notes of what it brought about: {@link ProtectionRecord}, {@link AppliedProtection}, {@link DesiredProtection}. */
class ProtectionRecordTest {

    private static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3");
    private static final MethodKey GET = new MethodKey("/orders", "GET");
    private static final MethodKey POST = new MethodKey("/orders", "POST");
    private static final String TENANT = """
            connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey, Protect, Fence, Redeploy, Open]}]}}
            a: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/a]}]}}
            b: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/b]}]}}
            """;
    private static final String RULE =
            "{name: rest, methods: [GET], paths: [/orders], authorization: AwsIam, confirm: CallersSign}";
    private static final String GUARD = """
            guard:
              kind: ApiProtection
              metadata: {name: guard, namespace: shop, generation: 1}
              spec:
                api: {restApiName: orders, stages: [prod]}
                redeploy: Automatic
                rules: [%s]
            """;
    private static final String REOPENED = GUARD.formatted(
            "{name: rest, methods: [GET], paths: [/orders], authorization: None, reopen: it is public}");

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    private static String noted(String more) {
        return "guard: {status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: "
                + FakeAws.REGION + "}, " + more + "}}";
    }

    private static ConfiguredMethod configured(String authorization, boolean key) {
        return new ConfiguredMethod("r1", authorization, "", new TreeSet<>(), key);
    }

    private static DeployedApi serving(Map<MethodKey, ServedMethod> methods) {
        return new DeployedApi(methods, Optional.empty());
    }

    /** One whose stage shows d1. */
    private static ExistingApi api(Map<MethodKey, ConfiguredMethod> configured, Map<MethodKey, ServedMethod> served) {
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(configured),
                new TreeMap<>(Map.of("prod", ShownStage.of("d1"))),
                new TreeMap<>(Map.of("d1", serving(served))),
                List.of(),
                "d1",
                Map.of());
    }

    private static ExistingApi api(String configured, String served) {
        return api(Map.of(GET, configured(configured, false)), Map.of(GET, new ServedMethod(served, false)));
    }

    /** Others opened a method, which the deployment d2 would publish with what is ours. */
    private static ExistingApi widening(String shown) {
        var api = api(
                Map.of(GET, configured("AWS_IAM", false), POST, configured("NONE", false)),
                Map.of(GET, new ServedMethod("NONE", false), POST, new ServedMethod("AWS_IAM", false)));
        var deployments = new TreeMap<>(api.deployments());
        deployments.put(
                "d2", serving(Map.of(GET, new ServedMethod("AWS_IAM", false), POST, new ServedMethod("NONE", false))));
        return new ExistingApi(
                api.listed(),
                api.methods(),
                new TreeMap<>(Map.of("prod", ShownStage.of(shown))),
                deployments,
                List.of(new MadeDeployment("d2", Paper.NOW, api.digest())),
                "d2",
                Map.of());
    }

    private ApiProtection guard() {
        return paper.store().protections().stream()
                .filter(one -> one.getMetadata().getName().equals("guard"))
                .findFirst()
                .orElseThrow();
    }

    /** Looks again and again, each time with the status of the last. */
    private ApiProtectionStatus look() {
        var guard = guard();
        var seen = paper.protections().assess(guard);
        guard.setStatus(seen.status());
        return seen.status();
    }

    private Wanted wanted() {
        return ((Desired.Api) paper.of(UNIT)).wanted();
    }

    private static String ready(ApiProtectionStatus status) {
        return StatusConditions.find(status.conditions(), ConditionType.Ready)
                .map(ready -> ready.getStatus() + "/" + ready.getReason())
                .orElse("none");
    }

    /** Whoever writes looks for himself at what is wanted now, and that may be more than the last look noted: a time may have come meanwhile. */
    @Test
    void nothingIsWrittenWhereAMethodWouldBeClosedThatNoLookNotedBefore() {
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, GUARD.formatted(RULE));
        assertThat(paper.of(UNIT)).as("nobody looked").isInstanceOf(Desired.Undecided.class);

        assertThat(look().closed()).containsExactly("GET /orders (under way)");

        assertThat(wanted().closed()).containsOnlyKeys(GET);
    }

    @Test
    void aMethodOfWhichOnlyAKeyIsRequiredIsNotNotedAsClosed() {
        paper.protects(api("NONE", "NONE").withStage("prod", ShownStage.of("")));
        paper.change(TENANT, GUARD.formatted("{name: rest, methods: [GET], paths: [/orders], apiKey: Required}"));

        assertThat(look().closed()).isEmpty();
        assertThat(wanted().closed()).as("it is changed all the same").containsOnlyKeys(GET);
    }

    @Test
    void whatOthersMadeOfAMethodThatWasAboutToBeClosedIsTheirs() {
        paper.protects(api("CUSTOM", "CUSTOM"));
        paper.change(TENANT, GUARD.formatted(RULE), noted("closed: [\"GET /orders (under way)\"]"));
        assertThat(look().closed()).isEmpty();

        paper.protects(api(Map.of(GET, configured("NONE", true)), Map.of(GET, new ServedMethod("NONE", true))));
        paper.change(
                TENANT,
                GUARD.formatted("{name: rest, methods: [GET], paths: [/orders], apiKey: Required}"),
                noted("closed: [\"GET /orders (under way)\"]"));
        assertThat(look().closed()).as("a key closes nothing").isEmpty();

        paper.protects(api("AWS_IAM", "NONE"));
        paper.change(TENANT, GUARD.formatted(RULE), noted("closed: [\"GET /orders (under way)\"]"));
        assertThat(look().closed()).containsExactly("GET /orders");
    }

    @Test
    void notesOfAnotherApiDoNotBecomeNotesOfTheOneThatIsFollowedNow() {
        var notes = "closed: [\"GET /orders\"], settings: [\"prod GET /orders\"], emptyBefore: true, digest: p.s.d,"
                + " confirmed: [{rule: rest, digest: d1, count: 1}], pending: {deploymentId: d2, widens: [x], widensCount: 1},"
                + " reopened: [\"GET /a: opened\"]";
        paper.protects(api("AWS_IAM", "AWS_IAM"));
        for (var before : List.of(
                noted(notes).replace("id: a1b2c3", "id: other"), noted(notes).replace(FakeAws.REGION, "eu-west-9"))) {
            paper.change(
                    TENANT,
                    GUARD.formatted(RULE),
                    before,
                    "guard: {metadata: {annotations: {apiaccess.dev/retarget: again, apiaccess.dev/paused: \"true\"}}}");

            var status = look();

            assertThat(status.restApi()).isNotNull().satisfies(one -> {
                assertThat(one.id()).isEqualTo("a1b2c3");
                assertThat(one.region()).isEqualTo(FakeAws.REGION);
            });
            assertThat(status.closed()).isEmpty();
            assertThat(status.settings()).isEmpty();
            assertThat(status.confirmed()).isEmpty();
            assertThat(status.emptyBefore()).isNull();
            assertThat(status.digest()).isNull();
            assertThat(status.pending()).isNull();
            assertThat(status.reopened()).as("what was opened was opened").containsExactly("GET /a: opened");
        }
    }

    @Test
    void whatIsOpenedAgainIsOverWhereItIsServedSoWhateverKeyItAsksFor() {
        paper.protects(api(Map.of(GET, configured("NONE", true)), Map.of(GET, new ServedMethod("NONE", true))));
        paper.change(TENANT, REOPENED, noted("closed: [\"GET /orders\"]"));

        var status = look();

        assertThat(status.closed()).isEmpty();
        assertThat(status.reopened()).singleElement().asString().contains("GET /orders: opened", "it is public");
    }

    @Test
    void whatIsOpenedAgainAndNotServedSoIsNotOver() {
        paper.protects(api("NONE", "AWS_IAM"));
        paper.change(TENANT, REOPENED, noted("closed: [\"GET /orders\"]"));

        var status = look();

        assertThat(status.closed()).containsExactly("GET /orders");
        assertThat(status.reopened()).isEmpty();
    }

    @Test
    void consentToADeploymentLastsUntilItIsSeenToBeServed() {
        paper.protects(widening("d1"));
        paper.change(TENANT, GUARD.formatted(RULE), noted("closed: [\"GET /orders\"]"));
        assertThat(look().pending())
                .isNotNull()
                .extracting(PendingDeployment::deploymentId)
                .isEqualTo("d2");
        guard().getMetadata().setAnnotations(Map.of("apiaccess.dev/publish", "d2"));

        for (var again = 0; again < 3; again++) {
            assertThat(look().pending()).as("look " + again).isNotNull();
            assertThat(wanted().consented()).isEqualTo("d2");
            assertThat(Objects.requireNonNull(guard().getStatus()).reopened()).isEmpty();
        }

        paper.protects(widening("d2"));
        var seen = paper.protections().assess(guard());
        assertThat(seen.status().pending()).isNull();
        assertThat(seen.status().reopened())
                .singleElement()
                .asString()
                .contains("POST /orders: AWS_IAM -> NONE", "published", "d2");
        assertThat(seen.notes()).extracting(Note::reason).contains("Reopened");
    }

    @Test
    void consentThatIsTakenBackIsOver() {
        paper.protects(widening("d1"));
        paper.change(TENANT, GUARD.formatted(RULE), noted("closed: [\"GET /orders\"]"));
        look();
        guard().getMetadata().setAnnotations(Map.of("apiaccess.dev/publish", "d2"));
        look();
        guard().getMetadata().setAnnotations(Map.of());
        look();

        assertThat(wanted().consented()).isEmpty();
    }

    @Test
    void whoGoesPublishesNothingOfOthersAndDeploysOnlyAsTheTenantAdmits() {
        var gone = """
                guard: {metadata: {deletionTimestamp: "2026-03-01T00:00:00Z", finalizers: [apiaccess.dev/cleanup], annotations: {apiaccess.dev/publish: d2}}, spec: {deletionPolicy: Delete}}
                """;
        var notes = noted("closed: [\"GET /orders\"], pending: {deploymentId: d2, widens: [x], widensCount: 1}");
        paper.protects(widening("d1"));
        paper.change(TENANT, GUARD.formatted(RULE), gone, notes);
        assertThat(wanted().consented()).isEmpty();
        assertThat(wanted().deploys()).isTrue();

        paper.change(TENANT.replace(", Redeploy", ""), GUARD.formatted(RULE), gone, notes);
        assertThat(wanted().deploys()).isFalse();
    }

    @Test
    void aStageThatOthersMovedBackIsToldAndLeftWhereItIsUnlessItSaysCorrect() {
        for (var isCorrected : List.of(false, true)) {
            paper.protects(api("NONE", "NONE"));
            paper.change(
                    TENANT,
                    GUARD.formatted(RULE),
                    isCorrected ? "guard: {spec: {driftPolicy: Correct}}" : "guard: {spec: {driftPolicy: Report}}");
            look();
            paper.protects(api("AWS_IAM", "NONE"));
            look();
            assertThat(wanted().deploys()).as("it is work").isTrue();
            paper.protects(api("AWS_IAM", "AWS_IAM"));
            assertThat(ready(look())).isEqualTo("True/Ready");

            paper.protects(api("AWS_IAM", "NONE"));
            for (var again = 0; again < 3; again++) {
                assertThat(ready(look())).isEqualTo("False/StageMoved");
            }

            assertThat(wanted().deploys()).isEqualTo(isCorrected);
            assertThat(wanted().closed().isEmpty()).isEqualTo(!isCorrected);
        }
    }

    private static final String ALL_ADMITTED =
            TENANT.replace("restApiName: \"*\"", "restApiName: \"*\", stages: [\"*\"]");

    private static final String WRITES =
            "{name: writes, methods: [POST], paths: [/orders], authorization: AwsIam, confirm: CallersSign}";

    /** What GET and POST are configured and served as. */
    private static ExistingApi both(String get, String getServed, String post, String postServed) {
        return api(
                Map.of(GET, configured(get, false), POST, configured(post, false)),
                Map.of(GET, new ServedMethod(getServed, false), POST, new ServedMethod(postServed, false)));
    }

    @Test
    void anEditWritesOnlyWhatItChangesWhereDriftIsOnlyReported() {
        var status = editedAfterOthersOpenedPost();

        assertThat(wanted().closed()).as("POST is left as others made it").containsOnlyKeys(GET);
        assertThat(status.drift())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("methods[POST /orders].authorizationType"));
    }

    /** Others opened POST in the API, and then GET is to be closed too. */
    private ApiProtectionStatus editedAfterOthersOpenedPost() {
        paper.protects(both("NONE", "NONE", "AWS_IAM", "AWS_IAM"));
        paper.change(TENANT, GUARD.formatted(WRITES));
        assertThat(ready(look())).isEqualTo("True/Ready");
        var before = guard().getStatus();

        paper.protects(both("NONE", "NONE", "NONE", "AWS_IAM"));
        paper.change(TENANT, GUARD.formatted(WRITES + ", " + RULE));
        guard().setStatus(before);
        return look();
    }

    @Test
    void whatAnEditBroughtAboutIsNotedThoughSomethingElseIsStillReported() {
        editedAfterOthersOpenedPost();
        paper.protects(both("AWS_IAM", "AWS_IAM", "NONE", "AWS_IAM"));
        look();

        // given others move the stage back to where it was before the edit
        paper.protects(both("AWS_IAM", "NONE", "NONE", "AWS_IAM"));
        var status = look();

        assertThat(wanted().deploys()).isFalse();
        assertThat(status.drift()).anySatisfy(line -> assertThat(line).contains("stages[prod].deploymentId"));
    }

    /** GET is closed in every stage, step by step. */
    private void close(UnaryOperator<ExistingApi> staged) {
        paper.protects(staged.apply(api("NONE", "NONE")));
        paper.change(ALL_ADMITTED, GUARD.formatted(RULE).replace("[prod]", "[\"*\"]"));
        look();
        paper.protects(staged.apply(api("AWS_IAM", "NONE")));
        look();
        paper.protects(staged.apply(api("AWS_IAM", "AWS_IAM")));
        assertThat(ready(look())).isEqualTo("True/Ready");
    }

    @Test
    void aStageThatComesDoesNotPutBackOneThatOthersMoved() {
        close(UnaryOperator.identity());
        var moved = api("AWS_IAM", "NONE");
        paper.protects(moved);
        assertThat(ready(look())).isEqualTo("False/StageMoved");
        assertThat(wanted().deploys()).isFalse();

        paper.protects(moved.withStage("test", ShownStage.of("d1")));
        var status = look();

        assertThat(wanted().deploys()).isTrue();
        assertThat(wanted().left()).containsExactly("prod");
        assertThat(status.drift())
                .singleElement()
                .satisfies(line -> assertThat(line).contains("stages[prod].deploymentId"));
        assertThat(ready(status)).isEqualTo("False/StageMoved");
    }

    @Test
    void aStageThatGoesPutsNothingBackEither() {
        close(api -> api.withStage("test", ShownStage.of("d1")));

        paper.protects(api("AWS_IAM", "NONE"));

        assertThat(ready(look())).isEqualTo("False/StageMoved");
        assertThat(wanted().deploys()).isFalse();
    }

    @Test
    void moreMethodsThanThereIsRoomForAreNotedByTheirRules() {
        var configured = new TreeMap<MethodKey, ConfiguredMethod>();
        var served = new TreeMap<MethodKey, ServedMethod>();
        for (var n = 0; n < 60; n++) {
            configured.put(new MethodKey("/many/" + n, "GET"), configured("AWS_IAM", false));
            served.put(new MethodKey("/many/" + n, "GET"), new ServedMethod("AWS_IAM", false));
        }
        configured.put(GET, configured("NONE", false));
        served.put(GET, new ServedMethod("NONE", false));
        var many = "{name: many, methods: [GET], paths: [\"/many/{x}\"], authorization: AwsIam, confirm: CallersSign}";
        paper.protects(api(configured, served));
        paper.change(TENANT, GUARD.formatted(many));
        look();
        var before = guard().getStatus();
        assertThat(Objects.requireNonNull(before).digest()).hasSizeLessThanOrEqualTo(253);

        configured.put(new MethodKey("/many/7", "GET"), configured("NONE", false));
        paper.protects(api(configured, served));
        paper.change(TENANT, GUARD.formatted(many + ", " + RULE));
        guard().setStatus(before);
        look();

        assertThat(wanted().closed()).containsKey(GET).doesNotContainKey(new MethodKey("/many/7", "GET"));
    }

    @Test
    void whatWaitedForConfirmationIsWorkOnceItIsGiven() {
        var unconfirmed = GUARD.formatted(RULE.replace(", confirm: CallersSign", ""));
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, unconfirmed, "guard: {spec: {driftPolicy: Report}}");
        look();
        assertThat(ready(look())).isEqualTo("False/Unconfirmed");
        var waited = guard().getStatus();

        paper.change(TENANT, GUARD.formatted(RULE), "guard: {spec: {driftPolicy: Report}}");
        guard().setStatus(waited);
        look();

        assertThat(wanted().closed()).containsOnlyKeys(GET);
        assertThat(wanted().deploys()).isTrue();
    }

    /** With a fence by another address than is declared. */
    private static ExistingApi fenced(String sid) {
        var api = api("AWS_IAM", "AWS_IAM");
        return api.withListed(
                api.listed().withPolicy(Optional.of("""
                {"Version": "2012-10-17", "Statement": [{"Sid": "%s", "Effect": "Deny", "Principal": "*",
                  "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:%s:%s:a1b2c3/prod/*",
                  "Condition": {"NotIpAddress": {"aws:SourceIp": ["198.51.100.0/24"]}}}]}
                """.formatted(sid, FakeAws.REGION, FakeAws.ACCOUNT))));
    }

    @Test
    void theFenceOfAnObjectOfThatNameInAnotherClusterIsSomebodyElses() {
        var fences = GUARD.formatted("") + "    fences: [{name: office, onlyFrom: {sourceIps: [203.0.113.0/24]}}]\n";
        var owner = new OwnerRef("ApiProtection", "shop", "guard");
        var sid = Sids.mark("another", owner) + "abcde0123456789ab";
        paper.protects(fenced(sid));

        paper.change(TENANT, fences, "guard: {spec: {driftPolicy: Correct}}");

        assertThat(wanted().statements())
                .extracting(Statement::sid)
                .doesNotContain(sid)
                .anySatisfy(one -> assertThat(one).startsWith(Sids.mark(Paper.CLUSTER, owner)));
    }

    @Test
    void statementsOfItsOwnAreDriftWhereTheStatusIsLostAndDriftIsOnlyReported() {
        var fences = GUARD.formatted("") + "    fences: [{name: office, onlyFrom: {sourceIps: [203.0.113.0/24]}}]\n";
        var sid = Sids.mark(Paper.CLUSTER, new OwnerRef("ApiProtection", "shop", "guard")) + "abcde0123456789ab";
        paper.protects(fenced(sid));

        paper.change(TENANT, fences, "guard: {spec: {driftPolicy: Report}}");
        assertThat(wanted().statements()).extracting(Statement::sid).containsExactly(sid);
        look();
        assertThat(wanted().statements())
                .as("it stays noted")
                .extracting(Statement::sid)
                .containsExactly(sid);

        paper.change(TENANT, fences, "guard: {spec: {driftPolicy: Correct}}");
        assertThat(wanted().statements())
                .extracting(Statement::sid)
                .isNotEmpty()
                .doesNotContain(sid);
    }

    private static final String EVERY_STAGE =
            TENANT.replace("{restApiName: \"*\"}", "{restApiName: \"*\", stages: [\"*\"]}");
    private static final String LIMITED =
            GUARD.formatted("").replace("stages: [prod]", "stages: [\"*\"]").replace("rules: []", "driftPolicy: Report")
                    + "    throttle: {eachMethod: {rate: {requests: 5, per: 1s}, burst: 7}}\n";

    private static final MethodSetting SET = new MethodSetting(Optional.of(new Throttle(5, 7)), false, "OFF", false);
    private static final MethodSetting OTHERS =
            new MethodSetting(Optional.of(new Throttle(50, 70)), false, "OFF", false);

    /** An open API with these stages, each with its setting for all methods. */
    private static ExistingApi set(Map<String, MethodSetting> settings) {
        var api = api("NONE", "NONE");
        var stages = new TreeMap<String, ShownStage>();
        settings.forEach((stage, setting) -> stages.put(
                stage,
                ShownStage.of("d1").with(Optional.empty(), new TreeMap<>(Map.of(ShownStage.EACH_METHOD, setting)))));
        return new ExistingApi(
                api.listed(), api.methods(), stages, api.deployments(), api.made(), api.newest(), api.tags());
    }

    private Plan planned() {
        return Planner.plan(paper.of(UNIT), ((View.Known) paper.world().view(UNIT)).observed());
    }

    private List<String> changedStages() {
        return planned().changes().stream()
                .map(RestApiChange.UpdateStage.class::cast)
                .map(RestApiChange.UpdateStage::stage)
                .toList();
    }

    @Test
    void aStageThatComesLaterIsSetAndWhatOthersChangedInAnotherIsLeft() {
        paper.protects(set(Map.of("prod", SET)));
        paper.change(EVERY_STAGE, LIMITED);
        look();
        assertThat(ready(look())).isEqualTo("True/Ready");

        paper.protects(set(Map.of("prod", OTHERS, "dev", OTHERS)));
        var told = look();

        assertThat(changedStages()).containsExactly("dev");
        assertThat(told.drift())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).contains("prod"));

        paper.protects(set(Map.of("prod", OTHERS, "dev", SET)));
        look();
        paper.protects(set(Map.of("prod", OTHERS, "dev", OTHERS)));
        look();
        assertThat(changedStages()).as("it is known by now").isEmpty();
    }

    @Test
    void aStageThatGoesChangesNothingOfTheOthers() {
        paper.protects(set(Map.of("prod", SET, "dev", SET)));
        paper.change(EVERY_STAGE, LIMITED);
        look();
        look();

        paper.protects(set(Map.of("prod", OTHERS)));
        look();
        assertThat(changedStages()).isEmpty();

        paper.protects(set(Map.of("prod", OTHERS, "dev", OTHERS)));
        look();
        assertThat(changedStages()).as("one of its name is another one").containsExactly("dev");
    }

    @Test
    void anEditIsWorkInEveryStage() {
        paper.protects(set(Map.of("prod", SET, "dev", SET)));
        paper.change(EVERY_STAGE, LIMITED);
        look();
        look();
        var before = guard().getStatus();

        paper.change(EVERY_STAGE, LIMITED.replace("burst: 7", "burst: 9"));
        guard().setStatus(before);
        look();

        assertThat(changedStages()).containsExactlyInAnyOrder("dev", "prod");
    }
}
