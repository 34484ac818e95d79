// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static dev.apiaccess.testing.Paper.PLAN;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.AdmittedBy;
import dev.apiaccess.api.WithdrawalPolicy;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.Observed;
import dev.apiaccess.testing.Paper;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A namespace that two tenants admit: {@code shop}, which takes back, up to a burst of 200, and {@code calm}, which freezes, up to
 * a burst of 10. AWS owes what it holds to the one that admits that, not to the one that admits what is asked for now.
 */
class AdmittedByTest {

    private static final String SHOP =
            "{name: shop, namespaces: {names: [shop]}, apis: [{restApiName: orders}], may: [RateLimit], onWithdrawal: Revoke}";
    private static final String CALM =
            "{name: calm, namespaces: {names: [shop]}, apis: [{restApiName: orders}], may: [RateLimit], limits: {burst: 10}}";
    private static final String BOTH = "connection: {spec: {tenants: [" + CALM + ", " + SHOP + "]}}";
    private static final String SHOP_GONE = "connection: {spec: {tenants: [" + CALM + "]}}";
    private static final String STATUS =
            "status: {connection: prod, admittedBy: {tenant: shop, onWithdrawal: Revoke}, usagePlanId: p-gold}";
    private static final AdmittedBy BY_SHOP = new AdmittedBy("shop", WithdrawalPolicy.Revoke, null);

    private final Paper paper = new Paper();

    @AfterEach
    void close() {
        paper.close();
    }

    @Test
    void aPauseAndAnEditMoveNothingOutOfReachOfTheTenantThatTakesBack() {
        for (var evasion : List.of(
                "metadata: {annotations: {apiaccess.dev/paused: 'true'}}, spec: {burst: 10}",
                "spec: {mode: Plan, burst: 10}",
                "spec: {burst: 10}")) {
            paper.change("{app: null, gold: {" + evasion + ", " + STATUS + "}, " + BOTH + "}");

            var seen = paper.limits().assess(paper.gold()).status();
            assertThat(seen.admittedBy()).as(evasion).isEqualTo(BY_SHOP);
        }
        paper.change("{app: null, gold: {metadata: {annotations: {apiaccess.dev/paused: 'true'}}, spec: {burst: 10}, "
                + STATUS + "}, " + SHOP_GONE + "}");

        assertThat(paper.of(PLAN)).isInstanceOf(Desired.Absent.class);
        assertThat(paper.limits().assess(paper.gold()).submit()).containsOnlyKeys(PLAN);
    }

    @Test
    void whoHasWhatTheOtherAdmitsBelongsToTheOther() {
        paper.change("{app: null, gold: {spec: {burst: 10}, " + STATUS + "}, " + BOTH + "}");
        var wanted = (Desired.Plan) paper.of(PLAN);
        paper.holds(PLAN, new Observed.Plan(List.of(new ExistingPlan("p-gold", wanted.plan()))));

        assertThat(paper.limits().assess(paper.gold()).status().admittedBy())
                .isEqualTo(new AdmittedBy("calm", null, null));
    }
}
