// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When a switch to signatures has waited long enough for policies. */
class SettledPoliciesTest {

    private static final Instant SINCE = Instant.parse("2026-03-01T00:00:00Z");

    private static ApiAccessPolicy policy(String status, String reason, long observed) {
        return Serialization.unmarshal("""
                ---
                kind: ApiAccessPolicy
                metadata: {name: a, namespace: shop, generation: 1}
                spec:
                  api: {restApiName: orders, stages: [prod]}
                  rules: [{name: read, principals: [role/apps/web], methods: [GET], paths: [/a]}]
                status:
                  conditions:
                  - {type: Synced, status: "%s", reason: %s, message: m, observedGeneration: %d, lastTransitionTime: "2026-03-01T00:00:00Z"}
                """.formatted(status, reason, observed), ApiAccessPolicy.class);
    }

    private static Optional<SettledPolicies.Unsettled> unsettled(ApiAccessPolicy policy, int seconds) {
        return SettledPolicies.unsettled(List.of(policy), "shop", SINCE.plusSeconds(seconds), Duration.ofMinutes(2));
    }

    @Test
    void twoMinutesInAwsAreEnough() {
        assertThat(unsettled(policy("True", "Synced", 1), 119))
                .get()
                .satisfies(one -> assertThat(one.until()).contains(SINCE.plusSeconds(120)));
        assertThat(unsettled(policy("True", "Synced", 1), 120)).isEmpty();
    }

    @Test
    void whatIsNotSyncedOrWasEditedSinceIsWaitedFor() {
        assertThat(unsettled(policy("False", "Pending", 1), 600)).isPresent();
        assertThat(unsettled(policy("True", "Synced", 0), 600)).isPresent();
    }

    @Test
    void whoDoesNotExistCallsNothing() {
        assertThat(unsettled(policy("False", "PrincipalNotFound", 1), 600)).isEmpty();
        assertThat(unsettled(policy("False", "SlotsExhausted", 1), 600)).isPresent();
    }

    @Test
    void objectsOfOtherNamespacesAreNotNamed() {
        assertThat(SettledPolicies.unsettled(
                        List.of(policy("False", "Pending", 1)), "other", SINCE, Duration.ofMinutes(2)))
                .get()
                .satisfies(one -> assertThat(one.why()).doesNotContain("shop"));
    }
}
