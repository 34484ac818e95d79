// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.apiaccess.snapshot.PaperStore;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Yaml;
import org.junit.jupiter.api.Test;

class ObjectCountsTest {

    private static String connection(String name, String account, String ready, int orphans) {
        return """
                apiVersion: apiaccess.dev/v1alpha1
                kind: AwsConnection
                metadata: {name: %s}
                spec: {accountId: "%s", regions: [eu-west-1]}
                status:
                  orphanCount: %d
                  conditions: [{type: Ready, status: "%s", reason: %s, message: x}]
                ---
                """.formatted(name, account, orphans, ready, ready.equals("True") ? "Ready" : "AwsUnavailable");
    }

    private static final String LIMITS = """
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiRateLimit
            metadata: {name: gold, namespace: orders}
            spec: {apis: [{name: a, restApiName: a, stage: prod}], rate: {requests: 1, per: 1s}, burst: 1}
            ---
            apiVersion: apiaccess.dev/v1alpha1
            kind: ApiRateLimit
            metadata: {name: trial, namespace: orders}
            spec: {apis: [{name: a, restApiName: a, stage: prod}], rate: {requests: 1, per: 1s}, burst: 1}
            status:
              conditions:
              - {type: Ready, status: "True", reason: Ready, message: x}
              - {type: Drifted, status: "True", reason: DriftDetected, message: x}
            """;

    private final ObjectCounts census = new ObjectCounts(new PaperStore(
            Cluster.of(
                    Yaml.documents(connection("one", "111122223333", "True", 2)
                            + connection("two", "111122223333", "False", 2)
                            + connection("three", "444455556666", "False", 1)
                            + LIMITS),
                    MissingNode.getInstance()),
            "print"));

    @Test
    void objectsAreCountedByWhatReadySaysAndNewOnesArePending() {
        assertThat(census.states())
                .containsEntry(new ObjectCounts.State("AwsConnection", "True", "Ready"), 1)
                .containsEntry(new ObjectCounts.State("AwsConnection", "False", "AwsUnavailable"), 2)
                .containsEntry(new ObjectCounts.State("ApiRateLimit", "Unknown", "Pending"), 1)
                .containsEntry(new ObjectCounts.State("ApiRateLimit", "True", "Ready"), 1)
                .hasSize(4);
        assertThat(census.drifted()).containsOnlyKeys("ApiRateLimit").containsValue(1);
    }

    @Test
    void orphansThatTwoConnectionsSeeAreCountedOnce() {
        assertThat(census.orphans()).isEqualTo(3);
    }

    @Test
    void connectionsInTroubleAreNamed() {
        assertThat(census.connections()).isEqualTo(3);
        assertThat(census.troubledConnections()).containsExactly("three (AwsUnavailable)", "two (AwsUnavailable)");
    }
}
