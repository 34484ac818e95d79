// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.KEY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.intent.StatusConditions;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A tier of namespace {@code bank} that admitted the grant of namespace {@code shop}, and then no more. */
class ConsentTest {

    private static final UnitKey.UsagePlanUnit BANK =
            new UnitKey.UsagePlanUnit(FakeAws.ACCOUNT, FakeAws.REGION, "bank", "silver");
    private static final String ADMITTED = ", consumers: {matchLabels: {tier: silver}}";
    private static final String GRANT = "{spec: {rateLimits: [{name: silver, namespace: bank}]}, status: {connection:"
            + " prod, plans: [{name: silver, namespace: bank, usagePlanId: p-silver}]}}";

    private final Paper paper = new Paper();

    @BeforeEach
    void theKeyIsInThePlan() {
        paper.holds(
                BANK,
                new Observed.Plan(List.of(new ExistingPlan(
                        "p-silver", Samples.plan("silver", 9, "prod").plan()))));
        paper.holds(
                KEY,
                new Observed.Key(List.of(new ExistingKey(
                        "k-1", Samples.key("app", true, "p-silver").newest().key()))));
    }

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void whoIsAdmittedIsInThePlan() {
        cluster("", ADMITTED, "silver", GRANT);

        assertThat(plans()).containsExactly("p-silver");
    }

    @Test
    void aSelectorThatSelectsOthersTakesTheKeyOut() {
        cluster("", ", consumers: {matchLabels: {tier: gold}}", "silver", GRANT);

        leaves();
    }

    @Test
    void soDoesNoSelector() {
        cluster("", "", "silver", GRANT);

        leaves();
    }

    @Test
    void soDoesALabelThatTheNamespaceLost() {
        cluster("", ADMITTED, "bronze", GRANT);

        leaves();
    }

    /** It is the tier's owner who decides. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{metadata: {annotations: {apiaccess.dev/paused: 'true'}}, ",
                "{metadata: {deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: [apiaccess.dev/cleanup]}, ",
                "{"
            })
    void thereIsNoWayAroundIt(String evasion) {
        for (var spec : List.of(
                "rateLimits: [{name: silver, namespace: bank}]",
                "rateLimits: [{name: silver, namespace: bank}], mode: Plan",
                "rateLimits: [{name: silver, namespace: bank}], deletionPolicy: Retain",
                "rateLimits: [{name: gold}], mode: Plan",
                "rateLimits: [{name: silver, namespace: bank}, {name: nothing}]",
                "rateLimits: [{name: silver, namespace: bank}], driftPolicy: Report",
                "rateLimits: [{name: silver, namespace: bank}], connectionRef: {name: other}")) {
            cluster(
                    "",
                    "",
                    "silver",
                    evasion + "spec: {" + spec + "}, status: {connection: prod, plans: [{name: silver, namespace:"
                            + " bank, usagePlanId: p-silver}]}}");

            if (!paper.app().isMarkedForDeletion() || spec.contains("Retain")) {
                assertThat(plans()).as(evasion + spec).isEmpty();
            } else {
                assertThat(paper.of(KEY)).as(evasion + spec).isInstanceOf(Desired.Absent.class);
            }
        }
    }

    @Test
    void ofSeveralTiersOnlyTheOneThatRefusesIsLost() {
        paper.holds(
                KEY,
                new Observed.Key(List.of(new ExistingKey(
                        "k-1",
                        Samples.key("app", true, "p-gold", "p-silver").newest().key()))));
        cluster("", "", "silver", GRANT.replace("[{name: silver, namespace: bank}]}, ", "[{name: gold}]}, "));
        assertThat(plans()).as("by status alone").containsExactly("p-gold");

        cluster("", "", "silver", GRANT.replace("rateLimits: [", "rateLimits: [{name: gold}, "));
        assertThat(plans()).containsExactly("p-gold");
        assertThat(told(paper.look(paper.app()).status())).startsWith("RefNotPermitted ApiRateLimit bank/silver ");
    }

    /** Nothing is written for a tier that is paused, or shows what would be. */
    @Test
    void theOwnerOfTheTierMayHoldIt() {
        cluster(", annotations: {apiaccess.dev/paused: 'true'}", "", "silver", GRANT);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);

        cluster("", ", mode: Plan", "silver", GRANT);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);
        assertThat(told(paper.look(paper.app()).status()))
                .endsWith(
                        "its key stays in the usage plan while that rate limit is paused, in mode Plan or not understood");
    }

    /** What a later version admits is not for this one to take away. */
    @Test
    void anOperatorThatIsTooOldTakesNothingAway() {
        cluster("", ", consumers: {matchExpressions: [{key: tier, operator: Newer}]}", "silver", GRANT);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);

        cluster("", ", futureField: x", "silver", GRANT);
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Undecided.class);
    }

    @Test
    void theGrantSaysSoAlsoWhenItIsPaused() {
        for (var annotations : List.of("", "metadata: {annotations: {apiaccess.dev/paused: 'true'}}, ")) {
            cluster("", "", "silver", GRANT.replaceFirst("\\{", "{" + annotations));
            assertThat(told(paper.look(paper.app()).status()))
                    .isEqualTo("RefNotPermitted ApiRateLimit bank/silver does not exist or does not admit namespace"
                            + " shop: its owner selects the namespace in spec.consumers; its key is being taken out"
                            + " of the usage plan");
            assertThat(paper.look(paper.app()).submit()).containsOnlyKeys(KEY);
        }

        paper.holds(
                KEY,
                new Observed.Key(List.of(
                        new ExistingKey("k-1", Samples.key("app", true).newest().key()))));
        assertThat(told(paper.look(paper.app()).status())).endsWith("its key is not in the usage plan");
        assertThat(paper.look(paper.app()).submit()).isEmpty();
    }

    /** Otherwise anybody could keep anybody's tier from being deleted. */
    @Test
    void whoIsNotAdmittedHoldsNoTierUpAndDoesNotCount() {
        paper.holds(KEY, new Observed.Key(List.of()));
        cluster(
                ", deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: [apiaccess.dev/cleanup]",
                "",
                "silver",
                GRANT);

        assertThat(paper.of(BANK)).isInstanceOf(Desired.Absent.class);
        assertThat(paper.limits().assessDeletion(tier()).assessment().status().grants())
                .isZero();

        cluster(
                ", deletionTimestamp: '2026-03-01T00:00:00Z', finalizers: [apiaccess.dev/cleanup]",
                ADMITTED,
                "silver",
                GRANT);

        assertThat(paper.of(BANK))
                .isInstanceOfSatisfying(
                        Desired.Undecided.class, held -> assertThat(held.why()).contains("1 grant uses it (shop/app)"));
        assertThat(paper.limits().assessDeletion(tier()).assessment().status().grants())
                .isEqualTo(1);
    }

    private ApiRateLimit tier() {
        return paper.store().limit("bank", "silver").orElseThrow();
    }

    private void leaves() {
        assertThat(plans()).isEmpty();
        assertThat(((Desired.Key) paper.of(KEY)).newest().key().enabled())
                .as("a key that is in no plan opens nothing, and works again with the next consent")
                .isTrue();
    }

    private Iterable<String> plans() {
        assertThat(paper.of(KEY)).isInstanceOf(Desired.Key.class);
        return ((Desired.Key) paper.of(KEY)).newest().key().planIds();
    }

    private void cluster(String metadata, String spec, String label, String grant) {
        paper.change("""
                bank:
                  kind: ApiRateLimit
                  metadata: {name: silver, namespace: bank%s}
                  spec: {apis: [{name: orders, restApiName: orders, stage: prod}], rate: {requests: 9, per: 1s}, burst: 9%s}
                app: %s
                namespaces: {bank: {team: shop}, shop: {tier: %s}}
                """.formatted(metadata, spec, grant, label));
    }

    private static String told(CommonStatus status) {
        var ready =
                StatusConditions.find(status.conditions(), ConditionType.Ready).orElseThrow();
        return ready.getReason() + " " + ready.getMessage();
    }
}
