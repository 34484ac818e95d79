// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.reactions;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.snapshot.PaperStore;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Yaml;
import io.fabric8.kubernetes.api.model.HasMetadata;
import org.junit.jupiter.api.Test;

class BoundToTest {

    private static final String CLUSTER = """
            main: {kind: AwsConnection, metadata: {name: main}, spec: {accountId: "111122223333", regions: [eu-west-1],
              tenants: [{name: shop, namespaces: {matchLabels: {team: shop}}, apis: [], principals: [], may: []}]}}
            other: {kind: AwsConnection, metadata: {name: other}, spec: {accountId: "444455556666", regions: [eu-west-1],
              tenants: [{name: bank, namespaces: {names: [bank]}, apis: [], principals: [], may: []}]}}
            bound: {kind: ApiKeyGrant, metadata: {name: bound, namespace: bank}, status: {connection: main},
              spec: {rateLimits: [{name: gold}], secret: {name: key}}}
            elsewhere: {kind: ApiKeyGrant, metadata: {name: elsewhere, namespace: shop}, status: {connection: other},
              spec: {rateLimits: [{name: gold}], secret: {name: key}}}
            gone: {kind: ApiKeyGrant, metadata: {name: gone, namespace: bank}, status: {connection: deleted},
              spec: {rateLimits: [{name: gold}], secret: {name: key}}}
            fresh: {kind: ApiKeyGrant, metadata: {name: fresh, namespace: shop},
              spec: {rateLimits: [{name: gold}], secret: {name: key}}}
            stranger: {kind: ApiKeyGrant, metadata: {name: stranger, namespace: nowhere},
              spec: {rateLimits: [{name: gold}], secret: {name: key}}}
            namespaces: {shop: {team: shop}, bank: {}, nowhere: {}}
            """;

    private final PaperStore store =
            new PaperStore(Cluster.of(Yaml.documents(CLUSTER).getFirst()), "print");
    private final BoundTo account = new BoundTo("111122223333", store);

    @Test
    void anObjectBelongsToTheAccountOfTheConnectionThatItsStatusNames() {
        assertThat(store.all().filter(account::here).map(BoundToTest::name)).containsExactlyInAnyOrder("main", "bound");
    }

    @Test
    void whatNamesNoConnectionThatExistsBelongsNowhere() {
        assertThat(store.all().filter(account::nowhere).map(BoundToTest::name))
                .containsExactlyInAnyOrder("gone", "fresh", "stranger");
    }

    @Test
    void aNamespaceIsAdmittedByTheConnectionsOfTheAccountOnly() {
        assertThat(store.all().filter(account::nowhere).filter(account::admit).map(BoundToTest::name))
                .containsExactly("fresh");
    }

    private static String name(HasMetadata object) {
        return object.getMetadata().getName();
    }
}
