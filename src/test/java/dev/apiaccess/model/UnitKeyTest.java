// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a unit answers for itself. */
class UnitKeyTest {

    private static final UnitKey CLAIM = new UnitKey.ClaimUnit(FakeAws.ACCOUNT);

    @Test
    void anOwnedUnitNamesItsObjectAndBearsItsTag() {
        UnitKey.Owned plan = Samples.planUnit("gold");
        UnitKey.Owned key = Samples.keyUnit("app");

        assertThat(plan.owner()).isEqualTo(new OwnerRef("ApiRateLimit", Samples.NAMESPACE, "gold"));
        assertThat(key.owner()).isEqualTo(new OwnerRef("ApiKeyGrant", Samples.NAMESPACE, "app"));
        assertThat(plan.ownerTag()).isEqualTo("ApiRateLimit/" + Samples.NAMESPACE + "/gold");
        assertThat(plan.isOwner(plan.ownerTag())).isTrue();
        assertThat(plan.isOwner(key.ownerTag())).isFalse();
        assertThat(plan.text()).isEqualTo("usage plan " + Samples.NAMESPACE + "/gold");
    }

    @Test
    void aPolicyIsOfItsPrincipalHoweverThatIsSpelled() {
        var unit = new UnitKey.PolicyUnit(FakeAws.ACCOUNT, "shop", PrincipalRef.parse("role/apps/web"));

        assertThat(unit.isOwner("shop/role/apps/web")).isTrue();
        assertThat(unit.isOwner("shop/role/WEB"))
                .as("IAM tells neither case nor path apart")
                .isTrue();
        assertThat(unit.isOwner("shop/user/web")).isFalse();
        assertThat(unit.isOwner("other/role/apps/web")).isFalse();
        assertThat(unit.isOwner("")).isFalse();
    }

    @Test
    void theClaimIsTheClustersAndHasNoOwner() {
        assertThat(CLAIM.ownerTag()).isEmpty();
        assertThat(CLAIM.isOwner("whoever")).isTrue();
        assertThat(CLAIM.namespace()).isEmpty();
    }

    @Test
    void eachIsKeptByAServiceThatCountsWhereItIs() {
        for (var unit : all().toList()) {
            assertThat(unit.service().place(unit.accountId(), unit.place().region()))
                    .as(unit.text())
                    .isEqualTo(unit.place());
            assertThat(unit.nothing().nothing()).as(unit.text()).isTrue();
        }
    }

    @Test
    void whatIsObservedIsOfOneFamily() {
        Observed none = Samples.planUnit("gold").nothing();

        assertThat(none.as(Observed.Plan.class, "gold")).isEqualTo(new Observed.Plan(List.of()));
        assertThatThrownBy(() -> none.as(Observed.Policy.class, "policy of shop"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("policy of shop");
        assertThat(CLAIM.nothing()).isEqualTo(new Observed.Policy(Optional.empty()));
    }

    private static Stream<UnitKey> all() {
        return Stream.of(Samples.policyUnit(), Samples.planUnit("gold"), Samples.keyUnit("app"), CLAIM);
    }
}
