// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.NamespaceSelector;
import dev.apiaccess.api.TenantNamespaces;
import dev.apiaccess.testing.Yaml;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Selectors over namespaces, among them the ones that select by what is not there. */
class SelectorsTest {

    private static final Map<String, String> LABELS = Map.of("team", "shop", "tier", "gold");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(
            delimiter = '|',
            value = {
                "{matchLabels: {team: shop}} | true",
                "{matchLabels: {team: shop, tier: gold}} | true",
                "{matchLabels: {team: shop, tier: silver}} | false",
                "{matchLabels: {area: shop}} | false",
                "{matchExpressions: [{key: team, operator: In, values: [shop, orders]}]} | true",
                "{matchExpressions: [{key: team, operator: In, values: [orders]}]} | false",
                "{matchExpressions: [{key: area, operator: In, values: [orders]}]} | false",
                "{matchExpressions: [{key: team, operator: NotIn, values: [orders]}]} | true",
                "{matchExpressions: [{key: team, operator: NotIn, values: [shop]}]} | false",
                "{matchExpressions: [{key: area, operator: NotIn, values: [shop]}]} | true",
                "{matchExpressions: [{key: team, operator: Exists}]} | true",
                "{matchExpressions: [{key: area, operator: Exists}]} | false",
                "{matchExpressions: [{key: area, operator: DoesNotExist}]} | true",
                "{matchExpressions: [{key: team, operator: DoesNotExist}]} | false",
                "{matchLabels: {team: shop}, matchExpressions: [{key: tier, operator: In, values: [silver]}]} | false",
                "{matchExpressions: [{key: team, operator: OfALaterVersion, values: [shop]}]} | false",
                "{} | false",
                "{matchLabels: {}, matchExpressions: []} | false",
            })
    void labels(String selector, boolean selects) {
        var consumers = read(selector, NamespaceSelector.class);
        var tenant = read(selector, TenantNamespaces.class);

        assertThat(Selectors.selects(consumers, LABELS)).as(selector).isEqualTo(selects);
        assertThat(Selectors.selects(tenant, "any", LABELS)).as(selector).isEqualTo(selects);
    }

    @Test
    void aTenantMayNameNamespacesWholly() {
        var selector = read("{names: [shop, orders]}", TenantNamespaces.class);

        assertThat(Selectors.selects(selector, "orders", Map.of())).isTrue();
        assertThat(Selectors.selects(selector, "orders-2", Map.of())).isFalse();
        assertThat(Selectors.selects(selector, "", Map.of())).isFalse();
    }

    @Test
    void anEmptySelectorSelectsNothingEvenWithoutLabels() {
        var nobody = read("{}", TenantNamespaces.class);

        assertThat(Selectors.selects(nobody, "shop", Map.of())).isFalse();
    }

    private static <T> T read(String selector, Class<T> type) {
        return Serialization.unmarshal(Yaml.documents(selector).getFirst().toString(), type);
    }
}
