// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Yaml;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who may leave things in AWS when an object goes. */
class RetentionTest {

    /** Rows: what the tenant says now, what admitted the object, the annotation let-go, whether the account is lost; retained? */
    @ParameterizedTest(name = "{0} | {1} | {2} | {3}")
    @CsvSource(delimiter = '|', textBlock = """
        # a tenant that freezes has no say
        may: [Key]                               | tenant: shop                       |                       | no  | yes
        may: [Key], onWithdrawal: Freeze         | tenant: shop, onWithdrawal: Revoke |                       | no  | yes
        # one that takes back has to admit it
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       |                       | no  | no
        may: [Key, Retain], onWithdrawal: Revoke | tenant: shop, onWithdrawal: Revoke |                       | no  | yes
        # the entry is gone: its last word counts
        may: [Key], onWithdrawal: Revoke         | tenant: gone, onWithdrawal: Revoke |                       | no  | no
        may: [Key, Retain], onWithdrawal: Revoke | tenant: gone                       |                       | no  | yes
        # the owner of the connection lets go
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       | *                     | no  | yes
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       | ApiRateLimit/shop/gold | no  | yes
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       | ApiKeyGrant/shop/gold, ApiRateLimit/shop/gold | no  | yes
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       | ApiKeyGrant/shop/gold | no  | no
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       | ApiRateLimit/shop/g   | no  | no
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       | ApiRateLimit/bank/gold | no  | no
        # nobody is kept waiting for an account that is lost
        may: [Key], onWithdrawal: Revoke         | tenant: shop                       |                       | yes | yes
        """)
    void whoMayRetain(String tenant, String admittedBy, String letGo, String lost, String retained) {
        var manifests = """
                connection:
                  kind: AwsConnection
                  metadata: {name: prod, annotations: {apiaccess.dev/let-go: "%s"}}
                  spec: {accountId: "111122223333", regions: [eu-central-1], tenants: [{name: shop, namespaces: {names: [shop]}, %s}]}
                gold:
                  kind: ApiRateLimit
                  metadata: {name: gold, namespace: shop, annotations: {apiaccess.dev/let-go: "*"}}
                  spec: {apis: [], deletionPolicy: Retain}
                  status: {connection: prod, admittedBy: {%s}}
                """.formatted(letGo == null ? "" : letGo, tenant, admittedBy);
        var store = new PaperStore(Cluster.of(Yaml.documents(manifests).getFirst()), "uid");

        assertThat(new Retention(store, _ -> lost.equals("yes"))
                        .keeps(store.limits().getFirst()))
                .isEqualTo(retained.equals("yes"));
    }
}
