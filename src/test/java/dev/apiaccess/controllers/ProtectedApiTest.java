// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredProtection;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A protection from its manifest to what it is told, with {@link DesiredProtection} between. */
class ProtectedApiTest {

    private static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3");
    private static final MethodKey GET = new MethodKey("/orders", "GET");
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
                rules: [{name: rest, methods: [ANY], paths: ["/{x+}"], authorization: AwsIam, confirm: CallersSign}]
            """;

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    private static ExistingApi api(String configured, String served) {
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(Map.of(GET, new ConfiguredMethod("r1", configured, "", new TreeSet<>(), false))),
                new TreeMap<>(Map.of("prod", ShownStage.of("d1"))),
                new TreeMap<>(Map.of(
                        "d1", new DeployedApi(Map.of(GET, new ServedMethod(served, false)), Optional.empty()))),
                List.of(),
                "d1",
                Map.of());
    }

    private ApiProtection guard() {
        return paper.store().protections().stream()
                .filter(one -> one.getMetadata().getName().equals("guard"))
                .findFirst()
                .orElseThrow();
    }

    private static String ready(ApiProtectionStatus status) {
        return StatusConditions.find(status.conditions(), ConditionType.Ready)
                .map(ready -> ready.getStatus() + "/" + ready.getReason())
                .orElse("none");
    }

    /** Looks again and again, each time with the status of the last. */
    private ApiProtectionStatus look(ApiProtection guard) {
        var seen = paper.protections().assess(guard);
        guard.setStatus(seen.status());
        return seen.status();
    }

    @Test
    void whatIsAboutToBeClosedIsNotedBeforeItIsDone() {
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, GUARD);
        var guard = guard();

        var first = paper.protections().assess(guard);
        assertThat(first.submit()).as("first the note").isEmpty();
        assertThat(first.status().closed()).containsExactly("GET /orders (under way)");
        assertThat(first.again()).isPresent();

        guard.setStatus(first.status());
        assertThat(paper.protections().assess(guard).submit()).containsOnlyKeys(UNIT);
    }

    @Test
    void whatIsClosedEverywhereIsReady() {
        paper.protects(api("AWS_IAM", "AWS_IAM"));
        paper.change(TENANT, GUARD);

        var status = look(guard());

        assertThat(ready(status)).isEqualTo("True/Ready");
        assertThat(status.closed()).as("it was closed before").isEmpty();
        assertThat(status.summary()).isEqualTo("1 of 1 methods in force");
        assertThat(status.parts())
                .extracting(part -> part.name() + " " + part.state())
                .containsExactly("rule/rest InForce", "stage/prod InForce");
    }

    @Test
    void withoutConfirmationItWaitsForPeople() {
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, GUARD.replace(", confirm: CallersSign", ""));

        var seen = paper.protections().assess(guard());

        assertThat(ready(seen.status())).isEqualTo("False/Unconfirmed");
        assertThat(StatusConditions.holds(seen.status().conditions(), ConditionType.Stalled))
                .isTrue();
        assertThat(seen.submit()).isEmpty();
        assertThat(seen.status().summary()).isEqualTo("0 of 1 methods in force, 1 waits: rest is not confirmed");
    }

    @Test
    void aStageThatPeopleHaveToDeployIsNotInForce() {
        paper.protects(api("AWS_IAM", "NONE"));
        paper.change(TENANT, GUARD.replace("    redeploy: Automatic\n", ""));

        var status = look(guard());

        assertThat(ready(status)).isEqualTo("False/StaleDeployment");
        assertThat(status.summary()).isEqualTo("not in force: deploy prod");
    }

    @Test
    void aMethodThatOthersOpenedIsToldAndLeftAloneUnlessItSaysCorrect() {
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, GUARD, """
                guard: {status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, closed: ["GET /orders"]}}
                """);

        var status = look(guard());

        assertThat(ready(status)).isEqualTo("False/MethodOpened");
        assertThat(StatusConditions.holds(status.conditions(), ConditionType.Drifted))
                .isTrue();
        assertThat(((Desired.Api) paper.of(UNIT)).wanted().closed()).isEmpty();
    }

    @Test
    void theYoungerOfTwoIsInConflictAndNamesTheOtherOfItsOwnNamespace() {
        paper.protects(api("AWS_IAM", "AWS_IAM"));
        paper.change(TENANT, GUARD, """
                elder:
                  kind: ApiProtection
                  metadata: {name: elder, namespace: shop, generation: 1, creationTimestamp: "2026-01-01T00:00:00Z"}
                  spec: {api: {restApiName: orders, stages: [prod]}, rules: [{name: r, methods: [GET], paths: [/x], apiKey: Required}]}
                guard: {metadata: {creationTimestamp: "2026-02-01T00:00:00Z"}}
                """);

        var status = look(guard());

        assertThat(ready(status)).isEqualTo("False/Conflict");
        assertThat(status.conditions())
                .anySatisfy(one -> assertThat(one.getMessage()).contains("ApiProtection shop/elder"));
    }

    @Test
    void nothingIsDecidedWithoutAnObjectOrWithoutTheApi() {
        paper.protects(api("NONE", "NONE"));
        assertThat(paper.of(UNIT)).isInstanceOf(Desired.Undecided.class);

        paper.noApis();
        paper.change(TENANT, GUARD);
        assertThat(paper.of(UNIT)).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void pausedAndPlannedWriteNothing() {
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, GUARD, "guard: {spec: {mode: Plan}}");

        var planned = paper.protections().assess(guard());

        assertThat(planned.submit()).isEmpty();
        assertThat(planned.status().closed()).isEmpty();
        assertThat(planned.status().plannedChanges()).isNotEmpty();
        assertThat(ready(planned.status())).isEqualTo("True/PlanOnly");
        assertThat(paper.of(UNIT)).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void theSameUnderCorrectIsClosedAgainOnceItWasShown() {
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, GUARD, """
                guard: {spec: {driftPolicy: Correct}, status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, closed: ["GET /orders"]}}
                """);
        var guard = guard();

        assertThat(paper.protections().assess(guard).submit())
                .as("first it is shown")
                .isEmpty();
        assertThat(ready(look(guard))).isEqualTo("False/MethodOpened");
        assertThat(paper.protections().assess(guard).submit()).containsOnlyKeys(UNIT);
        assertThat(((Desired.Api) paper.of(UNIT)).wanted().closed()).containsOnlyKeys(GET);
    }

    @Test
    void itGoesAndLeavesEverythingUnlessItSaysDelete() {
        paper.protects(api("AWS_IAM", "AWS_IAM"));
        var gone = """
                guard: {metadata: {deletionTimestamp: "2026-03-01T00:00:00Z", finalizers: [apiaccess.dev/cleanup]}, status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: eu-central-1}, closed: ["GET /orders"]}}
                """;
        paper.change(TENANT, GUARD, gone);
        assertThat(paper.protections().assessDeletion(guard()).gone()).isTrue();
        assertThat(paper.of(UNIT)).isInstanceOf(Desired.Undecided.class);

        paper.change(TENANT, GUARD, gone, "guard: {spec: {deletionPolicy: Delete}}");
        assertThat(((Desired.Api) paper.of(UNIT)).wanted().closed())
                .as("no method is changed")
                .isEmpty();
        assertThat(((Desired.Api) paper.of(UNIT)).wanted().reopened()).isEmpty();
        assertThat(paper.protections().assessDeletion(guard()).gone()).isTrue();
    }

    @Test
    void aPolicyThatIsNotInForceYetHoldsTheSwitch() {
        paper.protects(api("NONE", "NONE"));
        paper.change(TENANT, GUARD, """
                a: {spec: {rules: [{name: read, principals: [role/apps/web], methods: [GET], paths: [/a]}]}}
                """);
        var waiting = paper.protections().assess(guard());
        assertThat(ready(waiting.status())).isEqualTo("False/PoliciesNotSettled");
        assertThat(waiting.submit()).isEmpty();
        assertThat(waiting.status().conditions())
                .anySatisfy(one -> assertThat(one.getMessage()).contains("ApiAccessPolicy shop/a is not Synced"));
    }
}
