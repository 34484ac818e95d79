// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.GatewayListing;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import dev.apiaccess.world.IamSlice;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Parts that are left out: what they have stays or goes as the object says, and nobody gains anything by naming what is not there. */
class LeftOutTest {

    private static final String BY_ID = "connection: {spec: {tenants: {0: {principalIdentity: Id}}}}";
    private static final UnitKey.UsagePlanUnit BANK =
            new UnitKey.UsagePlanUnit(FakeAws.ACCOUNT, FakeAws.REGION, "bank", "silver");

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void whoeverComesBackUnderANameInOtherLettersIsAnother() {
        principals(Map.of("role/apps/web", "AROAOLD"));
        paper.change(
                BY_ID,
                "b: {metadata: {generation: 1}, status: {observedGeneration: 1, connection: prod,"
                        + " policies: [{principal: role/apps/web, arn: 'arn:aws:iam::111122223333:policy/x', digest: d,"
                        + " principalId: AROAOLD}]}}");
        principals(Map.of("role/apps/WEB", "AROANEW"));

        var first = assessed("b");
        assertThat(first.policies()).singleElement().satisfies(one -> {
            assertThat(one.state()).isEqualTo(PartState.Left);
            assertThat(one.principalId()).isEqualTo("AROAOLD");
        });

        var again = paper.policy("b");
        again.setStatus(first);
        assertThat(paper.policies().assess(again).status().policies())
                .singleElement()
                .extracting(PrincipalPolicy::principalId)
                .isEqualTo("AROAOLD");
    }

    @Test
    void whoHadSomethingInAStageThatWentStaysKnown() {
        principals(Map.of("role/apps/web", "AROAOLD"));
        paper.stages("other");
        paper.change(
                BY_ID,
                "b: {status: {connection: prod, policies: [{principal: role/apps/web, principalId:" + " AROAOLD}]}}");

        assertThat(assessed("b").policies()).singleElement().satisfies(one -> {
            assertThat(one.principalId()).isEqualTo("AROAOLD");
            assertThat(one.state()).isEqualTo(PartState.Left);
        });
    }

    /** What a tenant may not name is not told in the letters in which it is there. */
    @Test
    void aNameIsShownAsItIsWritten() {
        principals(Map.of("role/apps/SHOP-Payroll", "AROA1"));
        paper.change(
                "connection: {spec: {tenants: {0: {principals: ['role/apps/shop-*']}}}}",
                "b: {spec: {rules: {0: {principals: [role/apps/shop-payroll]}}}}");

        var status = assessed("b");

        assertThat(status.policies())
                .singleElement()
                .extracting(PrincipalPolicy::principal)
                .isEqualTo("role/apps/shop-payroll");
        assertThat(told(status))
                .startsWith("PrincipalNotFound there is no role/apps/shop-payroll in account")
                .doesNotContain("SHOP");
    }

    @Test
    void aPrincipalThatIsNotThereStandsForNothing() {
        paper.change("b: {spec: {rules: {0: {principals: [role/apps/nobody]}}}}");

        var status = assessed("b");

        assertThat(status.policies()).isNotEmpty();
        assertThat(status.standsForSomething()).as("counts for the brake").isFalse();
    }

    @Test
    void aTierKeepsTheStageOfAnApiThatWasRenamed() {
        paper.holds(PLAN, plan("p-gold", "gold"));
        paper.change("gold: {status: {connection: prod, usagePlanId: p-gold, targets: [{name: orders/orders, restApiId:"
                + " a1b2c3}]}}");
        apis(new RestApi("a1b2c3", "renamed"));

        assertThat(paper.of(PLAN))
                .isInstanceOfSatisfying(
                        Desired.Plan.class,
                        desired -> assertThat(desired.plan().stages()).hasSize(1));
        var status = paper.limits().assess(paper.gold()).status();
        assertThat(told(status)).startsWith("TargetNotFound apis[orders]: ");
        assertThat(status.parts())
                .singleElement()
                .satisfies(part -> assertThat(part.message()).endsWith("; what is in the usage plan stays"));
        assertThat(status.targets())
                .singleElement()
                .satisfies(one -> assertThat(one.restApiId()).isEqualTo("a1b2c3"));
    }

    @Test
    void andLosesThatOfOneThatIsGone() {
        paper.holds(PLAN, plan("p-gold", "gold"));
        paper.change("gold: {status: {connection: prod, usagePlanId: p-gold, targets: [{name: orders/orders, restApiId:"
                + " a1b2c3}]}}");
        apis(new RestApi("d4e5f6", "another"));

        assertThat(paper.of(PLAN))
                .isInstanceOfSatisfying(
                        Desired.Plan.class,
                        desired -> assertThat(desired.plan().stages()).isEmpty());
    }

    @Test
    void severalApisOfANameAreAMistakeAndNothingThatIsMissing() {
        paper.holds(PLAN, plan("p-gold", "gold"));
        paper.change("gold: {status: {connection: prod, usagePlanId: p-gold}}");
        apis(new RestApi("a1b2c3", "orders"), new RestApi("d4e5f6", "orders"));

        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Undecided.class);
        assertThat(told(paper.limits().assess(paper.gold()).status())).startsWith("TargetAmbiguous");
    }

    /** Only what the owner edits is written where drift is reported; a stage that went is no edit. */
    @Test
    void aStageThatWentWritesNothingWhereDriftIsOnlyReported() {
        paper.stages("prod", "beta");
        paper.holds(PLAN, plan("p-gold", "gold"));
        var two =
                "gold: {spec: {driftPolicy: Report, apis: [{name: orders, restApiName: orders, stage: prod}, {name: beta,"
                        + " restApiName: orders, stage: beta}]}, status: {connection: prod, usagePlanId: p-gold%s}}";
        paper.change(two.formatted(""));
        var digest = paper.limits().assess(paper.gold()).status().digest();
        paper.change(two.formatted(", digest: " + digest));
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Undecided.class);

        paper.stages("prod");

        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void aKeyLeavesThePlanOfATierThatGoesAlsoInModePlan() {
        paper.holds(PLAN, plan("p-gold", "gold"));
        paper.holds(KEY, key("p-gold"));
        paper.change(
                "gold: {metadata: {deletionTimestamp: '2026-03-01T00:00:00Z', annotations: {apiaccess.dev/force: 'true'}},"
                        + " status: {connection: prod, usagePlanId: p-gold}}",
                "app: {spec: {mode: Plan}, status: {connection: prod, apiKeyId: k-1, plans: [{name: gold, namespace: shop,"
                        + " usagePlanId: p-gold}]}}");

        assertThat(planIds()).isEmpty();
        assertThat(paper.look(paper.app()).submit()).containsOnlyKeys(KEY);
    }

    @Test
    void aKeyThatIsInNoPlanYetIsNotReady() {
        paper.holds(PLAN, new Observed.Plan(List.of()));
        paper.holds(KEY, key());
        paper.change("gold: {metadata: {annotations: {apiaccess.dev/paused: 'true'}}}");

        var status = paper.look(paper.app()).status();

        assertThat(told(status)).startsWith("Pending the usage plan of ApiRateLimit shop/gold is not there yet");
    }

    @Test
    void inModePlanNothingWaitsForIt() {
        paper.holds(PLAN, new Observed.Plan(List.of()));
        paper.change("gold: {spec: {mode: Plan}}", "app: {spec: {mode: Plan}}");

        assertThat(told(paper.look(paper.app()).status())).startsWith("PlanOnly");
    }

    @Test
    void aTierThatCannotBeHadKeepsItsKeyBesideAnother() {
        paper.holds(PLAN, plan("p-gold", "gold"));
        paper.holds(
                BANK,
                new Observed.Plan(List.of(new ExistingPlan(
                        "p-silver", Samples.plan("silver", 9, "test").plan()))));
        paper.holds(KEY, key("p-gold", "p-silver"));
        paper.change(
                "gold: {spec: {futureField: 1}}",
                "silver: {kind: ApiRateLimit, metadata: {name: silver, namespace: bank}, spec: {apis: [{name: orders,"
                        + " restApiName: orders, stage: test}], rate: {requests: 1, per: 1s}, consumers: {matchLabels:"
                        + " {team: shop}}}}",
                "app: {spec: {rateLimits: [{name: gold}, {name: silver, namespace: bank}]}, status: {connection: prod,"
                        + " apiKeyId: k-1}}",
                "namespaces: {bank: {team: shop}}");
        paper.stages("prod", "test");

        assertThat(planIds()).containsExactly("p-gold", "p-silver");
    }

    private ApiAccessPolicyStatus assessed(String name) {
        return paper.policies().assess(paper.policy(name)).status();
    }

    private List<String> planIds() {
        return paper.of(KEY) instanceof Desired.Key key
                ? key.revisions().stream()
                        .flatMap(one -> one.key().planIds().stream())
                        .toList()
                : List.of("undecided");
    }

    private void principals(Map<String, String> ids) {
        paper.world()
                .publish(new IamSlice(
                        FakeAws.ACCOUNT,
                        Paper.NOW,
                        Map.of(),
                        ids.keySet().stream()
                                .map(PrincipalRef::parse)
                                .collect(Collectors.toMap(PrincipalRef::identity, one -> one)),
                        ids.entrySet().stream()
                                .collect(Collectors.toMap(
                                        one -> PrincipalRef.parse(one.getKey()).identity(), Map.Entry::getValue)),
                        Map.of(),
                        AccountQuotas.DEFAULT,
                        paper.world().iam(FakeAws.ACCOUNT).flatMap(IamSlice::claim),
                        Map.of()));
    }

    private void apis(RestApi... apis) {
        paper.world()
                .publish(GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, Paper.NOW)
                        .apis(List.of(apis))
                        .deployments(Stream.of(apis).collect(Collectors.toMap(RestApi::id, _ -> Map.of("prod", "d1"))))
                        .counts(1, 1)
                        .slice());
    }

    private static Observed.Plan plan(String id, String name) {
        return new Observed.Plan(
                List.of(new ExistingPlan(id, Samples.plan(name, 100, "prod").plan())));
    }

    private static Observed.Key key(String... planIds) {
        return new Observed.Key(List.of(new ExistingKey(
                "k-1", Samples.key("app", true, planIds).newest().key())));
    }

    private static String told(CommonStatus status) {
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getReason() + " " + ready.getMessage();
    }
}
