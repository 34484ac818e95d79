// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.MadeAuthorizer;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ConfiguredMethod;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.UnitKey;
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

/** What is told and noted of authorizers, from the manifest to what stages serve. */
class ProtectionAuthorizersTest {

    private static final UnitKey.RestApiUnit UNIT = new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, "a1b2c3");
    private static final MethodKey GET = new MethodKey("/orders", "GET");
    private static final String FUNCTION = "arn:aws:lambda:" + FakeAws.REGION + ":" + FakeAws.ACCOUNT + ":function:";
    private static final String TENANT = """
            connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], arns: ["%spartner*"], may: [Grant, RateLimit, Key, ImportKey, Protect, Fence, Redeploy, Open]}]}}
            a: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/a]}]}}
            b: {spec: {rules: [{name: read, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/b]}]}}
            """.formatted(FUNCTION);
    private static final String GUARD = """
            guard:
              kind: ApiProtection
              metadata: {name: guard, namespace: shop, generation: 1}
              spec:
                api: {restApiName: orders, stages: [prod]}
                redeploy: Automatic
                driftPolicy: DRIFT
                rules: [{name: partner, methods: [GET], paths: [/orders], authorization: Authorizer, authorizer: partner}]
                authorizers: [AUTHORIZERS]
            """;
    private static final String PARTNER = "{name: partner, type: Token, lambdaArn: \"%spartner\"}".formatted(FUNCTION);

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    private static String guard(String drift, String authorizers) {
        return GUARD.replace("DRIFT", drift).replace("AUTHORIZERS", authorizers);
    }

    private static ExistingApi open() {
        return new ExistingApi(
                ListedApi.of(new RestApi("a1b2c3", "orders")),
                new TreeMap<>(Map.of(GET, new ConfiguredMethod("r1", "NONE", "", new TreeSet<>(), false))),
                new TreeMap<>(Map.of("prod", ShownStage.of("d1"))),
                new TreeMap<>(Map.of(
                        "d1", new DeployedApi(Map.of(GET, new ServedMethod("NONE", false)), Optional.empty()))),
                List.of(),
                "d1",
                Map.of());
    }

    private static ExistingApi with(ExistingApi api, String id, Authorizer definition, Trial trial) {
        var all = new TreeMap<>(api.authorizers());
        all.put(id, new ExistingAuthorizer(id, definition, trial));
        return api.withAuthorizers(all);
    }

    /** Configured and served under an authorizer. */
    private static ExistingApi under(ExistingApi api, String id, Authorizer served) {
        return api.withMethod(GET, new ConfiguredMethod("r1", "CUSTOM", id, new TreeSet<>(), false))
                .withDeployments(
                        new TreeMap<>(Map.of(
                                "d1",
                                new DeployedApi(
                                        Map.of(GET, new ServedMethod("CUSTOM", false)),
                                        Optional.empty(),
                                        Map.of(GET, new DeployedAuthorizer(served, new TreeSet<>()))))),
                        List.of());
    }

    private ApiProtection guard() {
        return paper.store().protections().stream()
                .filter(one -> one.getMetadata().getName().equals("guard"))
                .findFirst()
                .orElseThrow();
    }

    private Assessment<ApiProtectionStatus> assess() {
        var guard = guard();
        var seen = paper.protections().assess(guard);
        guard.setStatus(seen.status());
        return seen;
    }

    private ApiProtectionStatus look() {
        return assess().status();
    }

    private Wanted wanted() {
        return ((Desired.Api) paper.of(UNIT)).wanted();
    }

    private static String ready(ApiProtectionStatus status) {
        return StatusConditions.find(status.conditions(), ConditionType.Ready)
                .map(ready -> ready.getStatus() + "/" + ready.getReason())
                .orElse("none");
    }

    private static List<String> parts(ApiProtectionStatus status) {
        return status.parts().stream()
                .filter(part -> String.valueOf(part.name()).startsWith("authorizer/"))
                .map(part -> part.name() + " " + part.state() + " " + part.reason())
                .toList();
    }

    /** Declares it and gives what is to be made. */
    private Authorizer declared(String drift) {
        paper.protects(open());
        paper.change(TENANT, guard(drift, PARTNER));
        look();
        return wanted().authorizers().made().getFirst().definition();
    }

    /** To where it is in force. */
    private Authorizer inForce(String drift) {
        var definition = declared(drift);
        paper.protects(with(open(), "a1", definition, new Trial.Answered()));
        look();
        look();
        paper.protects(under(with(open(), "a1", definition, new Trial.Answered()), "a1", definition));
        look();
        assertThat(ready(look())).isEqualTo("True/Ready");
        return definition;
    }

    @Test
    void itIsMadeThenNotedAndThenUsed() {
        var definition = declared("Report");
        assertThat(ready(look())).isEqualTo("False/Pending");
        assertThat(look().authorizers()).isEmpty();
        assertThat(parts(look())).containsExactly("authorizer/partner Waiting Pending");

        paper.protects(with(open(), "a1", definition, new Trial.Answered()));
        assertThat(wanted().closed()).as("it is not noted yet").isEmpty();
        var noting = assess();
        assertThat(noting.status().authorizers()).containsExactly(new MadeAuthorizer("partner", "a1"));
        assertThat(noting.submit()).as("nothing is written with that").isEmpty();

        var closing = assess();
        assertThat(wanted().closed()).containsOnlyKeys(GET);
        assertThat(closing.status().closed()).containsExactly("GET /orders (under way)");
        assertThat(assess().submit()).containsKey(UNIT);

        paper.protects(under(with(open(), "a1", definition, new Trial.Answered()), "a1", definition));
        var status = look();
        assertThat(status.closed()).containsExactly("GET /orders");
        assertThat(ready(look())).isEqualTo("True/Ready");
        assertThat(parts(look())).containsExactly("authorizer/partner InForce null");
        assertThat(look().summary()).contains("1 of 1 methods in force", "1 authorizer");
    }

    @Test
    void oneThatCannotBeAskedIsToldWithTheWayOut() {
        var definition = declared("Report");
        paper.protects(with(open(), "a1", definition, new Trial.Failed("Execution failed")));
        look();

        var status = look();

        assertThat(ready(status)).isEqualTo("False/AuthorizerUnproven");
        assertThat(wanted().closed()).isEmpty();
        assertThat(StatusConditions.find(status.conditions(), ConditionType.Ready)
                        .orElseThrow()
                        .getMessage())
                .contains("Execution failed", "aws lambda add-permission", "/authorizers/a1", "credentialsRoleArn");
    }

    @Test
    void anAuthorizerThatIsNotThereIsWaitedFor() {
        paper.protects(open());
        paper.change(TENANT, guard("Report", ""));

        look();

        assertThat(ready(look())).isEqualTo("False/AuthorizerNotFound");
    }

    @Test
    void aFunctionThatTheTenantDoesNotAdmitIsRefused() {
        paper.protects(open());
        paper.change(TENANT, guard("Report", PARTNER.replace("function:partner", "function:other")));

        var accepted = StatusConditions.find(look().conditions(), ConditionType.Accepted)
                .orElseThrow();

        assertThat(accepted.getReason()).isEqualTo(Reason.NotPermitted.name());
        assertThat(accepted.getMessage()).contains("does not admit " + FUNCTION + "other (arns)");
    }

    @Test
    void aRoleIsNotPassedOnUnlessTheOperatorMay() {
        paper.protects(open());
        paper.change(
                TENANT,
                guard(
                        "Report",
                        PARTNER.replace(
                                "}", ", credentialsRoleArn: \"arn:aws:iam::" + FakeAws.ACCOUNT + ":role/caller\"}")));

        assertThat(StatusConditions.find(look().conditions(), ConditionType.Accepted)
                        .orElseThrow()
                        .getMessage())
                .contains("APIACCESS_PASS_ROLES");
    }

    @Test
    void whatOthersChangedOfItIsDriftAndIsReplacedWhereItSaysCorrect() {
        for (var drift : List.of("Report", "Correct")) {
            var definition = inForce(drift);
            var edited = new Authorizer(
                    definition.name(),
                    definition.type(),
                    definition.uri(),
                    definition.credentials(),
                    definition.identitySources(),
                    3600,
                    definition.providers());
            paper.protects(under(with(open(), "a1", edited, new Trial.Answered()), "a1", definition));
            look();
            look();

            var status = look();

            assertThat(ready(status)).as(drift).isEqualTo("False/AuthorizerChanged");
            assertThat(status.drift()).containsExactly("authorizers[partner].ttl: 3600s (want 300s)");
            assertThat(status.authorizers()).as("it stays noted").hasSize(1);
            assertThat(wanted().authorizers().made()).as(drift).hasSize(drift.equals("Correct") ? 1 : 0);
        }
    }

    @Test
    void oneThatIsNotDeclaredAnyMoreStaysNotedAndTold() {
        var definition = inForce("Report");
        var status = guard().getStatus();
        paper.change(TENANT, guard("Report", ""));
        guard().setStatus(status);
        look();

        var after = look();

        assertThat(after.authorizers()).containsExactly(new MadeAuthorizer("partner", "a1"));
        assertThat(after.closed()).containsExactly("GET /orders");
        assertThat(parts(after)).containsExactly("authorizer/partner Left AuthorizerKept");
        assertThat(wanted().closed()).isEmpty();
        assertThat(wanted().authorizers().gone()).isEmpty();
        assertThat(definition.name()).startsWith("partner-aa");
    }

    @Test
    void whoGoesTakesAwayWhatNothingHasAndLeavesWhatClosesMethods() {
        var gone =
                "guard: {metadata: {deletionTimestamp: \"2026-03-01T00:00:00Z\", finalizers: [apiaccess.dev/cleanup]},"
                        + " spec: {deletionPolicy: Delete}}";
        var noted =
                "guard: {status: {observedGeneration: 1, connection: prod, restApi: {id: a1b2c3, name: orders, region: "
                        + FakeAws.REGION + "}, closed: [\"GET /orders\"], authorizers: [{name: partner, id: a1}]}}";
        var definition = declared("Report");
        var there = with(open(), "a1", definition, new Trial.Answered());

        paper.protects(under(there, "a1", definition));
        paper.change(TENANT, guard("Report", PARTNER), noted, gone);
        assertThat(wanted().authorizers().gone()).as("it closes a method").isEmpty();
        assertThat(wanted().closed()).isEmpty();

        paper.protects(there);
        assertThat(wanted().authorizers().gone()).containsExactly("a1");
        assertThat(wanted().authorizers().made()).isEmpty();
        assertThat(paper.protections()
                        .assessDeletion(guard())
                        .assessment()
                        .status()
                        .authorizers())
                .as("a note stays until the end")
                .hasSize(1);
    }

    @Test
    void aPlanSaysWhatWouldBeMadeAndNotesNothing() {
        var definition = declared("Report");
        paper.change(TENANT, guard("Report", PARTNER), "guard: {spec: {mode: Plan}}");

        assertThat(look().plannedChanges())
                .anySatisfy(line -> assertThat(line).contains("create authorizer " + definition.name()));

        paper.protects(with(open(), "a1", definition, new Trial.Answered()));
        assertThat(look().authorizers()).isEmpty();
    }

    @Test
    void aPartThatWaitsIsNotLeft() {
        declared("Report");

        assertThat(look().parts())
                .filteredOn(part -> "rule/partner".equals(part.name()))
                .singleElement()
                .satisfies(part -> assertThat(part.state()).isEqualTo(PartState.Waiting));
    }
}
