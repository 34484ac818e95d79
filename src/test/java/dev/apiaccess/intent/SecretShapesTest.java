// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Tenant;
import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

/** A tenant that takes back admits no type of others unless it says so; what was written before that stays. */
class SecretShapesTest {

    private static final Tenant TENANT = Serialization.unmarshal("""
            name: shop
            namespaces: {names: [shop]}
            may: [Key]
            onWithdrawal: Revoke
            """, Tenant.class);

    @Test
    void aTypeThatNobodyWasGivenIsRefused() {
        assertThat(SecretShapes.refusal(TENANT, grant("")))
                .contains("does not admit spec.secret.type example.com/x" + " (secrets.types)");
        assertThat(SecretShapes.refusal(TENANT, grant(accepted(2, "Accepted").replace("secretName: orders, ", ""))))
                .as("nothing was written yet")
                .isPresent();
    }

    @Test
    void whatWasWrittenStaysWhileItIsNotEdited() {
        assertThat(SecretShapes.refusal(TENANT, grant("secretName: orders, secretGeneration: 2")))
                .isEmpty();
        assertThat(SecretShapes.refusal(TENANT, grant("secretName: orders, secretGeneration: 1")))
                .as("edited since")
                .isPresent();
    }

    /** A right that the tenant took away for an hour, a tier that did not consent: neither is about the Secret. */
    @Test
    void anotherRefusalInBetweenTakesNothingBack() {
        assertThat(SecretShapes.refusal(TENANT, grant(accepted(2, "NotPermitted") + ", secretGeneration: 2")))
                .isEmpty();
        assertThat(SecretShapes.refusal(TENANT, grant(accepted(2, "Accepted") + ", secretGeneration: 1")))
                .as("that it is accepted says nothing of what was written")
                .isPresent();
    }

    @Test
    void ofAnEarlierVersionTheConditionCounts() {
        assertThat(SecretShapes.refusal(TENANT, grant(accepted(2, "Accepted")))).isEmpty();
        assertThat(SecretShapes.refusal(TENANT, grant(accepted(2, "RefNotPermitted"))))
                .isEmpty();
        assertThat(SecretShapes.refusal(TENANT, grant(accepted(2, "NotPermitted"))))
                .isPresent();
        assertThat(SecretShapes.refusal(TENANT, grant(accepted(1, "Accepted")))).isPresent();
    }

    private static String accepted(int generation, String reason) {
        return "secretName: orders, conditions: [{type: Accepted, reason: %s, observedGeneration: %d}]"
                .formatted(reason, generation);
    }

    private static ApiKeyGrant grant(String status) {
        return Serialization.unmarshal("""
                apiVersion: apiaccess.dev/v1alpha1
                kind: ApiKeyGrant
                metadata: {name: app, namespace: shop, generation: 2}
                spec:
                  rateLimits: [{name: gold}]
                  secret: {name: orders, type: example.com/x}
                status: {%s}
                """.formatted(status), ApiKeyGrant.class);
    }
}
