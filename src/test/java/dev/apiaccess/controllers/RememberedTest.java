// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.model.PrincipalRef;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** After a restart the first sweep asks for the stages that statuses name, so that nothing has to wait for a second one. */
class RememberedTest {

    private static final AwsConnection CONNECTION = Serialization.unmarshal("""
            apiVersion: apiaccess.dev/v1alpha1
            kind: AwsConnection
            metadata: {name: main}
            spec: {accountId: "111122223333", regions: [eu-west-1, us-east-1], tenants: []}
            """, AwsConnection.class);

    @Test
    void apisOfPoliciesAndLimitsByRegion() {
        var objects = new Objects(
                List.of(policy("main", "aaa", "us-east-1"), policy("main", "bbb", "eu-west-1")),
                List.of(limit("main", "us-east-1")));

        assertThat(Remembered.apis(CONNECTION, objects))
                .isEqualTo(Map.of("us-east-1", Set.of("aaa", "ccc"), "eu-west-1", Set.of("bbb")));
    }

    @Test
    void notThoseOfOtherConnectionsOrRegions() {
        var objects = new Objects(
                List.of(policy("other", "aaa", "eu-west-1"), policy("main", "bbb", "eu-north-1"), unbound()),
                List.of(limit("other", "eu-west-1")));

        assertThat(Remembered.apis(CONNECTION, objects)).isEmpty();
    }

    private static ApiAccessPolicy policy(String connection, String api, String region) {
        return Serialization.unmarshal("""
                metadata: {name: p, namespace: shop}
                spec: {api: {restApiName: orders, stages: [prod]}, rules: []}
                status: {connection: %s, restApi: {id: %s, name: orders, region: %s}}
                """.formatted(connection, api, region), ApiAccessPolicy.class);
    }

    private static ApiAccessPolicy unbound() {
        return Serialization.unmarshal("""
                metadata: {name: new, namespace: shop}
                spec: {api: {restApiName: orders, stages: [prod]}, rules: []}
                """, ApiAccessPolicy.class);
    }

    private static ApiRateLimit limit(String connection, String region) {
        return Serialization.unmarshal("""
                metadata: {name: gold, namespace: plans}
                spec: {apis: [{name: quotes, restApiName: quotes, stage: prod, region: %s}]}
                status: {connection: %s, targets: [{name: prod/quotes, restApiId: ccc}]}
                """.formatted(region, connection), ApiRateLimit.class);
    }

    private record Objects(List<ApiAccessPolicy> policies, List<ApiRateLimit> limits) implements ObjectStore {
        @Override
        public boolean complete() {
            return true;
        }

        @Override
        public List<AwsConnection> connections() {
            return List.of(CONNECTION);
        }

        @Override
        public List<ApiAccessPolicy> policies(String namespace, PrincipalRef principal) {
            return policies;
        }

        @Override
        public Optional<ApiAccessPolicy> policy(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Optional<ApiRateLimit> limit(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public List<ApiKeyGrant> grants() {
            return List.of();
        }

        @Override
        public List<ApiKeyGrant> grantsOf(String namespace, String limit) {
            return List.of();
        }

        @Override
        public Optional<ApiKeyGrant> grant(String namespace, String name) {
            return Optional.empty();
        }

        @Override
        public Map<String, String> labels(String namespace) {
            return Map.of();
        }

        @Override
        public Map<String, String> annotations(String namespace) {
            return Map.of();
        }

        @Override
        public Optional<String> fingerprint() {
            return Optional.empty();
        }
    }
}
