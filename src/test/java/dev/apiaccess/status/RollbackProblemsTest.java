// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.KeptExports;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MadeDeployment;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.protect.Rollback;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A rollback from the annotation to the status: {@link RollbackProblems}, {@link Rollback}. */
class RollbackProblemsTest {

    private static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3");
    private static final MethodKey GET = new MethodKey("/orders", "GET");
    private static final MethodKey POST = new MethodKey("/orders", "POST");
    private static final String TENANT = """
            connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey, Protect, Fence, Redeploy]}]}}
            a: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/a]}]}}
            b: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/b]}]}}
            """;
    private static final String GUARD = """
            guard:
              kind: ApiProtection
              metadata: {name: guard, namespace: shop, generation: 1}
              spec:
                api: {restApiName: orders, stages: [prod]}
                redeploy: Automatic
                rules: [{name: rest, methods: [GET], paths: [/orders], authorization: AwsIam, confirm: CallersSign}]
            """;
    private static final Map<String, String> ROLLBACK = Map.of("apiaccess.dev/rollback", "d1");

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    private static DeployedApi deployed(String get, String post, Optional<String> policy) {
        return new DeployedApi(Map.of(GET, new ServedMethod(get, false), POST, new ServedMethod(post, false)), policy);
    }

    /** With d1 and d2 of ours, both noted; what is configured is in d2. */
    private static ExistingApi api(String shown, DeployedApi one) {
        var two = deployed("AWS_IAM", "NONE", Optional.empty());
        var deployments = new TreeMap<>(Map.of("d2", two));
        deployments.put(shown, shown.equals("d1") ? one : two);
        var api = new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(Map.of(
                        GET,
                        new ConfiguredMethod("r1", "AWS_IAM", "", new TreeSet<>(), false),
                        POST,
                        new ConfiguredMethod("r1", "NONE", "", new TreeSet<>(), false))),
                new TreeMap<>(Map.of("prod", ShownStage.of(shown))),
                deployments,
                List.of(),
                "d2",
                Map.of());
        var made = List.of(
                new MadeDeployment("d2", Paper.NOW.minusSeconds(60), api.digest()),
                new MadeDeployment("d1", Paper.NOW.minusSeconds(120), "0123456789abcdef"));
        return api.withDeployments(api.deployments(), made)
                .withExports(new KeptExports(Map.of("d1", one, "d2", two), ""));
    }

    private static ExistingApi api(String shown) {
        return api(shown, deployed("AWS_IAM", "AWS_IAM", Optional.empty()));
    }

    private ApiProtection guard() {
        return paper.store().protections().stream()
                .filter(one -> one.getMetadata().getName().equals("guard"))
                .findFirst()
                .orElseThrow();
    }

    private Assessment<ApiProtectionStatus> pass() {
        var guard = guard();
        var seen = paper.protections().assess(guard);
        guard.setStatus(seen.status());
        return seen;
    }

    /** Looks as often as it takes for notes to be in status. */
    private ApiProtectionStatus look() {
        pass();
        return pass().status();
    }

    private Wanted wanted() {
        return ((Desired.Api) paper.of(UNIT)).wanted();
    }

    private static String ready(ApiProtectionStatus status) {
        return StatusConditions.find(status.conditions(), ConditionType.Ready)
                .map(ready -> ready.getStatus() + "/" + ready.getReason() + " " + ready.getMessage())
                .orElse("none");
    }

    private void rollsBack(boolean isAsked) {
        guard().getMetadata().setAnnotations(isAsked ? ROLLBACK : Map.of());
    }

    /** In force on d2, then asked to go back. */
    private void begins(ExistingApi api, String driftPolicy) {
        paper.protects(api);
        paper.change(TENANT, GUARD, "guard: {spec: {driftPolicy: " + driftPolicy + "}}");
        assertThat(ready(look())).startsWith("True/Ready");
        rollsBack(true);
    }

    @Test
    void theStagesAreMovedUnderEitherDriftPolicySinceThatIsWork() {
        for (var policy : List.of("Report", "Correct")) {
            begins(api("d2"), policy);

            var status = look();

            assertThat(ready(status)).startsWith("False/RolledBack stage prod is being moved to deployment d1");
            assertThat(status.rolledBack()).isNull();
            assertThat(wanted().rolledBack()).isEqualTo("d1");
            assertThat(wanted().deploys()).isTrue();
            assertThat(pass().submit()).containsOnlyKeys(UNIT);
        }
    }

    @Test
    void whatIsRolledBackIsJudgedByWhatIsServedAndSaidOnce() {
        begins(api("d2"), "Report");
        look();
        paper.protects(api("d1"));

        var first = pass();
        assertThat(first.status().rolledBack()).isEqualTo("d1");
        assertThat(first.status().summary()).isEqualTo("rolled back to d1: remove the annotation to go on");
        assertThat(ready(first.status()))
                .startsWith("True/RolledBack")
                .contains("rolled back to d1", "settings of stages do not go back");
        assertThat(first.status().drift()).isEmpty();
        assertThat(first.notes()).extracting(Note::reason).containsExactly("RolledBack");

        var second = pass();
        assertThat(second.notes()).isEmpty();
        assertThat(second.submit()).isEmpty();
    }

    @Test
    void aStageThatOthersMoveAwayIsDriftAndIsMovedBackWhereItSaysCorrect() {
        for (var policy : List.of("Report", "Correct")) {
            begins(api("d2"), policy);
            paper.protects(api("d1"));
            look();
            paper.protects(api("d2"));

            var status = look();

            assertThat(ready(status)).startsWith("False/StageMoved others moved stage prod from d1");
            assertThat(status.drift()).singleElement().asString().contains("stages[prod].deploymentId");
            assertThat(status.rolledBack()).isEqualTo("d1");
            assertThat(wanted().deploys()).isEqualTo(policy.equals("Correct"));
        }
    }

    @Test
    void whenTheAnnotationGoesWorkGoesOnWithoutBeingCalledDriftOfOthers() {
        var old = """
                {"Version": "2012-10-17", "Statement": [{"Sid": "%s", "Effect": "Deny", "Principal": "*",
                  "Action": "execute-api:Invoke", "Resource": "arn:aws:execute-api:%s:%s:a1b2c3/prod/*",
                  "Condition": {"NotIpAddress": {"aws:SourceIp": ["198.51.100.0/24"]}}}]}
                """.formatted(
                        Sids.mark(Paper.CLUSTER, new OwnerRef("ApiProtection", "shop", "guard")) + "abcde0123456789ab",
                        FakeAws.REGION,
                        FakeAws.ACCOUNT);
        var one = deployed("AWS_IAM", "NONE", Optional.of(old));
        begins(api("d2", one), "Report");
        look();
        paper.protects(api("d1", one));

        assertThat(ready(look()))
                .as("a fence that was taken away is there again")
                .startsWith("False/RolledBack rolled back to d1")
                .contains("not all that is declared is in force in stage prod");
        rollsBack(false);
        var status = look();

        assertThat(status.rolledBack()).isNull();
        assertThat(ready(status)).doesNotContain("StageMoved");
        assertThat(wanted().rolledBack()).isEmpty();
        assertThat(wanted().deploys()).as("it is work").isTrue();
        assertThat(status.drift()).isEmpty();
    }

    @Test
    void whatWouldOpenIsRefusedAndNothingIsDeployedMeanwhile() {
        begins(api("d2", deployed("NONE", "NONE", Optional.empty())), "Report");

        var status = look();

        assertThat(ready(status))
                .startsWith(
                        "False/RollbackRefused no stage is rolled back to d1: stage prod would be more open than it is:"
                                + " GET /orders: AWS_IAM -> NONE")
                .contains("remove the annotation apiaccess.dev/rollback");
        assertThat(StatusConditions.find(status.conditions(), ConditionType.Stalled)
                        .map(stalled -> stalled.getReason()))
                .contains("RollbackRefused");
        assertThat(status.summary()).isEqualTo("not rolled back to d1: refused");
        assertThat(status.rolledBack()).isNull();
        assertThat(pass().submit()).isEmpty();
    }

    @Test
    void inModePlanTheCallAndARefusalAreShownAndNothingIsNoted() {
        for (var one :
                List.of(deployed("AWS_IAM", "AWS_IAM", Optional.empty()), deployed("NONE", "NONE", Optional.empty()))) {
            paper.protects(api("d2", one));
            paper.change(
                    TENANT,
                    GUARD,
                    "guard: {metadata: {annotations: {apiaccess.dev/rollback: d1}}, spec: {mode: Plan}}");

            var status = look();

            assertThat(status.plannedChanges())
                    .singleElement()
                    .asString()
                    .contains(
                            one.methods().get(GET) instanceof ServedMethod(var asks, var _) && asks.equals("NONE")
                                    ? "no stage would be rolled back to d1: stage prod would be more open"
                                    : "prod");
            assertThat(status.rolledBack()).isNull();
        }
    }

    @Test
    void withoutTheWordTheObjectIsRefused() {
        begins(api("d2"), "Report");
        paper.change(
                TENANT.replace(", Redeploy", ""),
                GUARD.replace("redeploy: Automatic", "redeploy: Manual"),
                "guard: {metadata: {annotations: {apiaccess.dev/rollback: d1}}}");

        assertThat(ready(look())).startsWith("False/NotPermitted").contains("Redeploy");
    }

    @Test
    void whoGoesIsNotRolledBack() {
        paper.protects(api("d2"));
        paper.change(
                TENANT.replace(", Redeploy", ""),
                GUARD,
                "guard: {metadata: {deletionTimestamp: \"2026-03-01T00:00:00Z\", finalizers: [apiaccess.dev/cleanup],"
                        + " annotations: {apiaccess.dev/rollback: d1}}, spec: {deletionPolicy: Delete}, status: {observedGeneration: 1,"
                        + " connection: prod, closed: [GET /orders], restApi: {id: a1b2c3, name: orders, region: "
                        + FakeAws.REGION + "}}}");

        assertThat(wanted().rolledBack()).isEmpty();
        assertThat(wanted().deploys()).as("it deploys as its tenant admits").isFalse();
        assertThat(paper.protections().leaves(guard())).contains(UNIT);
    }

    @Test
    void whatIsRetainedKeepsWhatIsNoted() {
        paper.protects(api("d2"));
        paper.change(
                TENANT,
                GUARD,
                "guard: {metadata: {deletionTimestamp: \"2026-03-01T00:00:00Z\", finalizers: [apiaccess.dev/cleanup]},"
                        + " spec: {deletionPolicy: Retain}, status: {observedGeneration: 1,"
                        + " connection: prod, closed: [GET /orders], restApi: {id: a1b2c3, name: orders, region: "
                        + FakeAws.REGION + "}}}");

        assertThat(paper.protections().leaves(guard())).isEmpty();
    }

    @Test
    void whatCannotBeNotedIsToldAndKeepsNothingFromBeingInForce() {
        paper.protects(api("d2").withExports(new KeptExports(Map.of(), "the operator may not create Secret x")));
        paper.change(TENANT, GUARD);

        var first = pass();
        var status = pass().status();

        assertThat(ready(status)).startsWith("True/Ready").contains("the operator may not create Secret x");
        assertThat(first.notes()).extracting(Note::reason).containsExactly("ExportNotKept");
    }
}
