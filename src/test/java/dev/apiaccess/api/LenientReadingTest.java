// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Objects of a newer version of the API are read, and what was not understood is told. */
class LenientReadingTest {
    private static final Map<String, Class<? extends CustomResource<?, ?>>> KINDS = Map.of(
            "AwsConnection", AwsConnection.class,
            "ApiAccessPolicy", ApiAccessPolicy.class,
            "ApiRateLimit", ApiRateLimit.class,
            "ApiKeyGrant", ApiKeyGrant.class,
            "ApiProtection", ApiProtection.class);

    private static final String NEWER_POLICY = """
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiAccessPolicy
            metadata: {name: newer, namespace: shop}
            spec:
              mode: Rehearse
              driftPolicy: Quarantine
              api: {restApiName: orders, stages: [prod], httpApiId: abc}
              rules:
              - name: read
                effect: Audit
                principals: [role/web]
                methods: [GET, QUERY]
                paths: [/orders]
                when: {orgIds: [o-1], mfa: {maxAge: 1h, kind: {hardware: true}}}
            status:
              shiny: true
              observedGeneration: 3
              restApi: {id: a1, colour: blue}
            """;

    @Test
    void whatANewerVersionWroteIsToldByItsPath() {
        var policy = Serialization.unmarshal(NEWER_POLICY, ApiAccessPolicy.class);

        assertThat(policy.getSpec().unknownFields())
                .containsExactlyInAnyOrder(
                        "spec.mode",
                        "spec.driftPolicy",
                        "spec.api.httpApiId",
                        "spec.rules[0].effect",
                        "spec.rules[0].methods[1]",
                        "spec.rules[0].when.orgIds",
                        "spec.rules[0].when.mfa.kind");
    }

    @Test
    void whatIsKnownBesideTheUnknownIsRead() {
        var policy = Serialization.unmarshal(NEWER_POLICY, ApiAccessPolicy.class);

        assertThat(policy.getSpec().rules().getFirst().principals()).containsExactly("role/web");
        assertThat(policy.getSpec().rules().getFirst().methods()).containsExactly(Verb.GET, Verb.UNKNOWN);
        assertThat(policy.getStatus()).isNotNull().satisfies(status -> {
            assertThat(status.observedGeneration()).isEqualTo(3);
            assertThat(status.restApi()).isEqualTo(new ResolvedApi("a1", null, null));
        });
    }

    /** A client that copies an object by writing and reading it must not lose what it did not understand. */
    @Test
    void aCopyStillTellsWhatWasNotUnderstood() {
        var policy = Serialization.unmarshal(NEWER_POLICY, ApiAccessPolicy.class);

        var copy = Serialization.clone(policy);

        assertThat(copy.getSpec()).isEqualTo(policy.getSpec());
        assertThat(copy.getSpec().unknownFields())
                .isEqualTo(policy.getSpec().unknownFields())
                .isNotEmpty();
    }

    @Test
    void aProtectionOfANewerVersionIsToldByItsPath() {
        var protection = Serialization.unmarshal("""
                apiVersion: apiaccess.dev/v1alpha1
                kind: ApiProtection
                metadata: {name: newer, namespace: shop}
                spec:
                  redeploy: AtNight
                  api: {restApiName: orders, stages: [prod]}
                  rules:
                  - {name: one, methods: [GET, QUERY], paths: [/], authorization: Guess, apiKey: Optional, colour: blue}
                  fences:
                  - {name: office, onlyFrom: {sourceIps: [203.0.113.0/24], countries: [de]}, softly: true}
                  throttle: {eachMethod: {rate: {requests: 1, per: 1d}, burst: 1}, inAll: 3}
                  logging: {access: {destinationArn: a, format: Avro}, execution: All, metrics: Some, traces: On}
                """, ApiProtection.class);

        assertThat(protection.getSpec().unknownFields())
                .containsExactlyInAnyOrder(
                        "spec.redeploy",
                        "spec.rules[0].methods[1]",
                        "spec.rules[0].authorization",
                        "spec.rules[0].apiKey",
                        "spec.rules[0].colour",
                        "spec.fences[0].onlyFrom.countries",
                        "spec.fences[0].softly",
                        "spec.throttle.eachMethod.rate.per",
                        "spec.throttle.inAll",
                        "spec.logging.access.format",
                        "spec.logging.execution",
                        "spec.logging.metrics",
                        "spec.logging.traces");
    }

    @Test
    void aTenantOfANewerVersionIsToldByItsPath() {
        var connection = Serialization.unmarshal("""
                apiVersion: apiaccess.dev/v1alpha1
                kind: AwsConnection
                metadata: {name: newer}
                spec:
                  accountId: "111122223333"
                  regions: [eu-west-1]
                  eksClusterName: blue
                  tenants:
                  - name: orders
                    namespaces: {names: [orders]}
                    may: [Key, CrossAccount]
                    onWithdrawal: Ask
                """, AwsConnection.class);

        assertThat(connection.getSpec().unknownFields())
                .containsExactlyInAnyOrder(
                        "spec.eksClusterName", "spec.tenants[0].may[1]", "spec.tenants[0].onWithdrawal");
    }

    @Test
    void absentListsAreEmptyAndAbsentPartsNull() {
        var limit = Serialization.unmarshal("""
                apiVersion: apiaccess.dev/v1alpha1
                kind: ApiRateLimit
                metadata: {name: bare, namespace: orders}
                spec: {}
                """, ApiRateLimit.class);

        assertThat(limit.getSpec().apis()).isEmpty();
        assertThat(limit.getSpec().consumers()).isNull();
        assertThat(limit.getStatus()).isNull();
        assertThat(limit.getSpec().unknownFields()).isEmpty();
    }

    @Test
    void aStatusOfItsOwnIsWrittenWithoutWhatIsAbsent() {
        var limit = new ApiRateLimit();
        limit.setStatus(new ApiRateLimitStatus(
                2L, List.of(), "100/s", null, null, null, "prod", null, List.of(), null, List.of(), List.of(),
                List.of(), "plan1", null, 3, 2, 3, List.of(), List.of(), List.of(), List.of(), null, null));

        assertThat(Serialization.asJson(limit)).contains("\"status\":{").doesNotContain("spec", "drift", "null");
    }

    /** The records know every field that the schema admits, and write it as it was written. */
    @TestFactory
    Stream<DynamicTest> validManifestsAreReadWholeAndWrittenAsTheyWere() {
        return Corpus.manifests("valid").stream()
                .map(manifest -> DynamicTest.dynamicTest(manifest.name(), () -> {
                    var read = Serialization.unmarshal(manifest.documents().getLast(), KINDS.get(manifest.kind()));
                    var written = Serialization.unmarshal(Serialization.asYaml(read), GenericKubernetesResource.class);

                    assertThat(written.getAdditionalProperties().get("spec"))
                            .isEqualTo(
                                    manifest.after().getAdditionalProperties().get("spec"));
                    assertThat(unknownFields(read)).isEmpty();
                }));
    }

    private static List<String> unknownFields(CustomResource<?, ?> object) {
        return switch (object.getSpec()) {
            case AwsConnectionSpec spec -> spec.unknownFields();
            case CommonSpec spec -> spec.unknownFields();
            default -> throw new AssertionError("a spec of no known kind: " + object);
        };
    }
}
