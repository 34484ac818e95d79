// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.model.PrincipalRef;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What stands in AWS for a principal that has another id now, whatever its object says today. */
class MadeAnewTest {

    private static final String ACCOUNT = "111122223333";
    private static final PrincipalRef WEB = PrincipalRef.parse("role/apps/web");
    private static final String ENTRY =
            "[{name: shop, namespaces: {names: [shop]}, principalIdentity: Id, may: [Grant]}]";

    @Test
    void anotherIdIsAnotherPrincipal() {
        assertThat(goes(policy("{}", ""), ENTRY, "AROANEW")).isTrue();
        assertThat(goes(policy("{}", ""), ENTRY, "AROAOLD")).isFalse();
    }

    @Test
    void whatIsNotKnownTakesNothingAway() {
        assertThat(goes(policy("{}", ""), ENTRY, "")).isFalse();
        assertThat(goes(policy("{}", "").replace("principalId: AROAOLD", "digest: d"), ENTRY, "AROANEW"))
                .isFalse();
    }

    @Test
    void whereTheTenantTakesTheNameNothingGoes() {
        assertThat(goes(policy("{}", ""), ENTRY.replace("principalIdentity: Id, ", ""), "AROANEW"))
                .isFalse();
    }

    @Test
    void neitherASpecThatNamesItNoMoreNorAWishToFollowKeepsIt() {
        assertThat(goes(policy("{}", "").replace("[role/apps/web]", "[role/apps/other]"), ENTRY, "AROANEW"))
                .isTrue();
        assertThat(goes(policy("{apiaccess.dev/retarget: now}", ""), ENTRY, "AROANEW"))
                .isTrue();
    }

    @Test
    void theLastWordOfATenantCountsWhenItsEntryIsGone() {
        assertThat(goes(policy("{}", ", principalIdentity: Id"), "[]", "AROANEW"))
                .isTrue();
        assertThat(goes(policy("{}", ""), "[]", "AROANEW")).isFalse();
    }

    private static boolean goes(String policy, String tenants, String id) {
        var connection = Serialization.unmarshal("""
                kind: AwsConnection
                apiVersion: apiaccess.dev/v1alpha1
                metadata: {name: prod}
                spec: {accountId: "%s", regions: [eu-west-1], tenants: %s}
                """.formatted(ACCOUNT, tenants), AwsConnection.class);
        var account = new Surroundings.Account(
                "aws",
                Optional.of(Map.of(WEB.identity(), WEB)),
                id.isEmpty() ? Map.of() : Map.of(WEB.identity(), id),
                Surroundings.Slots.FREE,
                Map.of(),
                Set.of());
        return MadeAnew.isMadeAnew(
                Serialization.unmarshal(policy, ApiAccessPolicy.class),
                PrincipalRef.parse("role/apps/WEB"),
                new Surroundings("shop", Map.of(), List.of(connection), Map.of(ACCOUNT, account)));
    }

    private static String policy(String annotations, String admitted) {
        return """
                kind: ApiAccessPolicy
                apiVersion: apiaccess.dev/v1alpha1
                metadata: {name: reads, namespace: shop, annotations: %s}
                spec:
                  api: {restApiName: orders, stages: [prod]}
                  rules: [{name: read, principals: [role/apps/web], methods: [GET], paths: [/orders]}]
                status:
                  connection: prod
                  admittedBy: {tenant: shop%s}
                  policies: [{principal: role/apps/web, principalId: AROAOLD}]
                """.formatted(annotations, admitted);
    }
}
