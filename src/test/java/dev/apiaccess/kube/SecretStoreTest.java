// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import org.junit.jupiter.api.Test;

class SecretStoreTest {

    private final SecretStore store = new SecretStore(2, 4, 1);

    @Test
    void whoFillsANamespaceFillsNoOthers() {
        for (var index = 0; index < 5; index++) {
            store.put("strangers/s" + index, new Secret());
        }
        store.put("shop/app-apiaccess", new Secret());

        assertThat(store.size()).isEqualTo(3);
        assertThat(store.get("shop/app-apiaccess")).isNotNull();
        assertThat(store.get("strangers/s4")).isNull();
    }

    @Test
    void whileThereAreManyEachNamespaceHasItsShare() {
        for (var index = 0; index < 2; index++) {
            store.put("one/s" + index, new Secret());
            store.put("two/s" + index, new Secret());
        }

        store.put("shop/app-apiaccess", new Secret());
        store.put("shop/app-other", new Secret());

        assertThat(store.get("shop/app-apiaccess")).isNotNull();
        assertThat(store.get("shop/app-other")).isNull();
        assertThat(store.get("two/s1")).as("what was there stays").isNotNull();
    }

    @Test
    void whatIsThereIsKeptUpAndGivesItsPlaceBack() {
        store.put("shop/a", new Secret());
        store.put("shop/b", new Secret());
        var changed = new Secret();
        store.put("shop/a", changed);
        assertThat(store.get("shop/a")).isSameAs(changed);

        store.remove("shop/b");
        store.remove("shop/b");
        store.put("shop/c", new Secret());
        store.put("shop/d", new Secret());

        assertThat(store.get("shop/c")).isNotNull();
        assertThat(store.get("shop/d")).isNull();
    }
}
