// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static dev.apiaccess.testing.Paper.KEY;
import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.status.Orphans;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.GatewayListing;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A tier whose owner edits its region: plan and keys stay where they are, and somebody looks after them. */
class HomeRegionTest {

    private static final String OTHER = "eu-west-1";
    private static final String BOUND = "connection: prod, observedGeneration: 1";
    private static final String BACK =
            "gold: {spec: {apis: [{name: orders, restApiName: orders, stage: prod, region: eu-central-1}]}}";
    private static final UnitKey.ApiKeyUnit KEY_IN_OTHER =
            new UnitKey.ApiKeyUnit(FakeAws.ACCOUNT, OTHER, "shop", "app");

    private final Paper paper = new Paper();

    @BeforeEach
    void theKeyIsInItsPlan() {
        paper.holds(KEY, key("k-1"));
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void thePlanDoesNotMove() {
        listed();
        edited("");

        var assessment = paper.limits().assess(paper.gold());

        assertThat(told(assessment.status()))
                .startsWith("Invalid its usage plan is in region eu-central-1 and cannot move to eu-west-1: take the");
        assertThat(assessment.submit()).isEmpty();
        assertThat(paper.of(in(OTHER))).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void itsGrantsKeepTheirKeysAndMaySwitchThemOff() {
        listed();
        edited("");

        var assessment = paper.look(paper.app());
        assertThat(told(assessment.status())).startsWith("Pending ApiRateLimit shop/gold is not ready");
        assertThat(assessment.submit()).as("it stays as it is").isEmpty();

        edited("app: {metadata: {generation: 2}, spec: {state: Disabled}}");
        assertThat(paper.look(paper.app()).submit()).containsOnlyKeys(KEY);
    }

    @Test
    void whatIsDeletedAfterwardsIsDeletedWhereItIs() {
        listed();
        edited("app: {metadata: {deletionTimestamp: '2026-03-01T00:00:00Z'}}");
        assertThat(paper.grants().assessDeletion(paper.app()).gone()).isFalse();
        assertThat(paper.grants().assessDeletion(paper.app()).assessment().submit())
                .containsOnlyKeys(KEY);

        paper.holds(KEY, new Observed.Key(List.of()));
        edited("gold: {metadata: {deletionTimestamp: '2026-03-01T00:00:00Z', annotations: {apiaccess.dev/force: x}}}");
        assertThat(paper.limits().assessDeletion(paper.gold()).gone()).isFalse();
        assertThat(paper.limits().assessDeletion(paper.gold()).assessment().submit())
                .containsOnlyKeys(PLAN);
    }

    @Test
    void aGrantDoesNotFollowATierOfAnotherRegion() {
        listed();
        edited("""
                gold: {spec: {apis: [{name: orders, restApiName: orders, stage: prod, region: eu-central-1}]}}
                west:
                  kind: ApiRateLimit
                  metadata: {name: west, namespace: shop}
                  spec: {apis: [{name: orders, restApiName: orders, stage: prod, region: eu-west-1}], quota: {requests: 9, period: Day}}
                app: {spec: {rateLimits: [{name: west}]}}
                """);

        assertThat(told(paper.look(paper.app()).status()))
                .startsWith("Invalid its API key is in region eu-central-1 and cannot move to eu-west-1");
    }

    /** After a restart the new region may be read before the old one. */
    @Test
    void untilTheOldRegionIsReadNothingIsMadeInTheNewOne() {
        paper.world().forget(FakeAws.ACCOUNT);
        paper.claimedBy(Paper.FINGERPRINT);
        listed();
        edited("");

        assertThat(paper.limits().assess(paper.gold()).submit()).isEmpty();
        assertThat(paper.of(in(OTHER))).isInstanceOf(Desired.Undecided.class);
    }

    /** A version that moved them has left the first ones behind. */
    @Test
    void whatIsHeldWhereItIsWantedHasNotToMove() {
        listed();
        paper.holds(in(OTHER), plan("p-west"));
        paper.holds(KEY_IN_OTHER, key("k-2"));
        edited("");

        assertThat(paper.limits().assess(paper.gold()).submit()).containsOnlyKeys(in(OTHER));
        assertThat(paper.of(in(OTHER))).isInstanceOf(Desired.Plan.class);
        assertThat(paper.of(KEY_IN_OTHER)).isInstanceOf(Desired.Key.class);
        assertThat(paper.of(PLAN)).as("and nobody touches the others").isInstanceOf(Desired.Undecided.class);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void whatAnotherObjectOfTheNameHasLeftElsewhereIsInNobodysWay() {
        listed();
        edited("{gold: {status: {usagePlanId: null}}, app: {status: {apiKeyId: null}}}");

        assertThat(paper.limits().assess(paper.gold()).submit()).containsOnlyKeys(in(OTHER));
        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Undecided.class);

        paper.holds(in(OTHER), plan("p-west"));
        assertThat(paper.of(KEY_IN_OTHER)).isInstanceOf(Desired.Key.class);
    }

    @Test
    void whatLiesElsewhereThanItsOwnerHasItIsAnOrphan() {
        listed();
        paper.holds(in(OTHER), plan("p-west"));
        paper.holds(KEY_IN_OTHER, key("k-2"));
        edited("");
        var orphans = new Orphans(paper.store(), paper.world(), paper.desired());
        assertThat(orphans.of(FakeAws.ACCOUNT, paper.snapshot()).stream().map(Orphans.Orphan::line))
                .containsExactly(
                        "API key k-2: ApiKeyGrant shop/app has k-1 already",
                        "usage plan p-west: ApiRateLimit shop/gold has p-gold already");

        edited("{gold: {status: {usagePlanId: p-gone}}, app: {status: {apiKeyId: null}}}");
        assertThat(orphans.of(FakeAws.ACCOUNT, paper.snapshot()).stream().map(Orphans.Orphan::line))
                .as("nobody knows which is whose")
                .isEmpty();
    }

    /** A region that can never be read holds nothing up that has not moved. */
    @Test
    void whatIsGoneIsMadeAnewWhereItsApiIs() {
        paper.reachable(FakeAws.REGION, OTHER);
        paper.holds(PLAN, new Observed.Plan(List.of()));
        edited(BACK);
        assertThat(told(paper.limits().assess(paper.gold()).status()))
                .startsWith("Pending its usage plan may be in region eu-west-1");

        edited(BACK, "gold: {status: {targets: [{name: orders/orders, restApiId: a1b2c3}]}}");
        assertThat(paper.limits().assess(paper.gold()).submit()).containsOnlyKeys(PLAN);
    }

    @Test
    void aKeyThatIsGoneIsMadeAnewWhereItsPlansAre() {
        paper.reachable(FakeAws.REGION, OTHER);
        paper.holds(KEY, new Observed.Key(List.of()));
        edited(BACK);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);

        edited(BACK, "app: {status: {plans: [{name: gold, namespace: shop, usagePlanId: p-other}]}}");
        assertThat(paper.of(KEY)).as("a plan that is elsewhere").isInstanceOf(Desired.Undecided.class);

        edited(BACK, "app: {status: {plans: [{name: gold, namespace: shop, usagePlanId: p-gold}]}}");
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Key.class);
    }

    @Test
    void regionsOfAConnectionThatIsNotOpenAreNotWaitedFor() {
        paper.holds(PLAN, new Observed.Plan(List.of()));
        edited(BACK);

        assertThat(paper.limits().assess(paper.gold()).submit()).containsOnlyKeys(PLAN);
    }

    private void edited(String... more) {
        var patch = """
                connection: {spec: {regions: [eu-central-1, eu-west-1]}}
                gold: {metadata: {generation: 2}, spec: {apis: [{name: orders, restApiName: orders, stage: prod, region: eu-west-1}]}, status: {%s, usagePlanId: p-gold}}
                app: {metadata: {generation: 1}, status: {%s, apiKeyId: k-1}}
                """.formatted(BOUND, BOUND);
        paper.change(Stream.concat(Stream.of(patch), Stream.of(more).filter(one -> !one.isEmpty()))
                .toArray(String[]::new));
    }

    /** The other region has the API too. */
    private void listed() {
        paper.world()
                .publish(GatewayListing.of(FakeAws.ACCOUNT, OTHER, Paper.NOW)
                        .apis(List.of(new RestApi("d4e5f6", "orders")))
                        .deployments(Map.of("d4e5f6", Map.of("prod", "d1")))
                        .slice());
    }

    private static Observed.Key key(String id) {
        return new Observed.Key(List.of(
                new ExistingKey(id, Samples.key("app", true, "p-gold").newest().key())));
    }

    private static Observed.Plan plan(String id) {
        return new Observed.Plan(
                List.of(new ExistingPlan(id, Samples.plan("gold", 100, "prod").plan())));
    }

    private static UnitKey.UsagePlanUnit in(String region) {
        return new UnitKey.UsagePlanUnit(FakeAws.ACCOUNT, region, "shop", "gold");
    }

    private static String told(CommonStatus status) {
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getReason() + " " + ready.getMessage();
    }
}
