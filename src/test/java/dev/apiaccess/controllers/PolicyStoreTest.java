// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.intent.Verdict;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What cannot fit in AWS is not kept, and never taken for something that fits. */
class PolicyStoreTest {

    private final PolicyStore store = new PolicyStore();

    @Test
    void whatCannotFitIsKeptShortAndRefusedAsBefore() {
        var refused = verdict(policy(40));
        assertThat(refused).contains("AWS takes 6144", "7 methods x 40 paths");

        var kept = put(policy(40));

        assertThat(kept.getSpec().rules()).singleElement().satisfies(rule -> {
            assertThat(rule.paths()).containsExactly("/p0" + "x".repeat(100));
            assertThat(rule.principals()).containsExactly("role/apps/web");
        });
        assertThat(verdict(kept)).isEqualTo(refused);
    }

    @Test
    void aCopyOfItThatComesAgainIsRefusedAsWell() {
        var refused = verdict(policy(40));
        var kept = put(policy(40));
        var many = new HashMap<>(kept.getMetadata().getAnnotations());
        for (var index = 0; index < 40; index++) {
            many.put("apiaccess.dev/a" + index, "x");
        }
        kept.getMetadata().setAnnotations(many);

        assertThat(verdict(put(Serialization.clone(kept)))).isEqualTo(refused);
    }

    @Test
    void whatFitsIsKeptWhole() {
        assertThat(put(policy(2)).getSpec()).isEqualTo(policy(2).getSpec());
    }

    private ApiAccessPolicy put(ApiAccessPolicy policy) {
        store.put("shop/reads", policy);
        return java.util.Objects.requireNonNull(store.get("shop/reads"));
    }

    private static String verdict(ApiAccessPolicy policy) {
        var around = new Surroundings("shop", Map.of(), List.of(), Map.of());
        return AccessIntents.of(policy, around) instanceof Verdict.Rejected<?> rejected
                ? rejected.reason() + ": " + rejected.message()
                : "wanted";
    }

    private static ApiAccessPolicy policy(int paths) {
        return Serialization.unmarshal(
                """
                kind: ApiAccessPolicy
                apiVersion: apiaccess.dev/v1alpha1
                metadata: {name: reads, namespace: shop}
                spec:
                  api: {restApiName: orders, stages: [prod]}
                  rules: [{name: read, principals: [role/apps/web], methods: [ANY], paths: [%s]}]
                """.formatted(IntStream.range(0, paths)
                        .mapToObj(path -> "/p" + path + "x".repeat(100))
                        .collect(Collectors.joining(", "))),
                ApiAccessPolicy.class);
    }
}
