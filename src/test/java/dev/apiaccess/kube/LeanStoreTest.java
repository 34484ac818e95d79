// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.AwsConnection;
import io.fabric8.kubernetes.api.model.ManagedFieldsEntry;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever may create an object can fill its metadata: none of that is kept. */
class LeanStoreTest {

    private final LeanStore<ApiAccessPolicy> store = new LeanStore<>();

    @Test
    void keepsNothingOfWhatOthersCanFill() {
        var kept = put(policy(new HashMap<>(Map.of(
                        "kubectl.kubernetes.io/last-applied-configuration",
                        "x".repeat(200_000),
                        "apiaccess.dev/paused",
                        "true"))))
                .getMetadata();

        assertThat(kept.getAnnotations()).isEqualTo(Map.of("apiaccess.dev/paused", "true"));
        assertThat(kept.getLabels()).isEmpty();
        assertThat(kept.getOwnerReferences()).isEmpty();
        assertThat(kept.getManagedFields()).isEmpty();
        assertThat(kept.getName()).isEqualTo("one");
        assertThat(kept.getResourceVersion()).isEqualTo("7");
    }

    @Test
    void aConnectionMayListManyObjects() {
        var connections = new LeanStore<AwsConnection>();
        var connection = new AwsConnection();
        var list = "ApiKeyGrant/shop/app,".repeat(1_000);
        connection.setMetadata(new ObjectMetaBuilder()
                .withName("prod")
                .addToAnnotations("apiaccess.dev/let-go", list)
                .build());

        connections.put("prod", connection);

        assertThat(java.util.Objects.requireNonNull(connections.get("prod"))
                        .getMetadata()
                        .getAnnotations())
                .isEqualTo(Map.of("apiaccess.dev/let-go", list));
    }

    @Test
    void namespacesKeepTheLabelsByWhichTenantsSelect() {
        var namespaces = new LeanStore<Namespace>();
        var namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName("shop")
                .addToLabels("team", "blue")
                .addToAnnotations("example.com/note", "x".repeat(200_000))
                .endMetadata()
                .build();

        namespaces.put("shop", namespace);

        var kept = java.util.Objects.requireNonNull(namespaces.get("shop")).getMetadata();
        assertThat(kept.getLabels()).isEqualTo(Map.of("team", "blue"));
        assertThat(kept.getAnnotations()).isEmpty();
    }

    @Test
    void ourOwnAnnotationsAreBoundedToo() {
        var many = new HashMap<String, String>();
        for (var n = 0; n < 1000; n++) {
            many.put("apiaccess.dev/x" + n, "x".repeat(200));
        }
        many.put("apiaccess.dev/rotate-requested-at", "x".repeat(100_000));

        var kept = put(policy(many)).getMetadata().getAnnotations();

        assertThat(kept).containsOnlyKeys("apiaccess.dev/rotate-requested-at");
        assertThat(kept.values()).allSatisfy(value -> assertThat(value).hasSize(256));
    }

    @Test
    void ourFinalizerStaysWhereItIs() {
        var names = new ArrayList<String>();
        for (var n = 0; n < 3000; n++) {
            names.add("example.org/" + "f".repeat(300) + n);
        }
        names.set(1234, "apiaccess.dev/cleanup");
        var object = policy(Map.of());
        object.getMetadata().setFinalizers(names);

        var kept = put(object).getMetadata().getFinalizers();

        assertThat(kept).hasSize(3000);
        assertThat(kept.indexOf("apiaccess.dev/cleanup")).isEqualTo(1234);
        assertThat(kept.stream().distinct()).hasSize(2);
    }

    @Test
    void fewFinalizersStayAsTheyAre() {
        var object = policy(Map.of());
        object.getMetadata().setFinalizers(new ArrayList<>(List.of("foregroundDeletion", "apiaccess.dev/cleanup")));

        assertThat(put(object).getMetadata().getFinalizers())
                .containsExactly("foregroundDeletion", "apiaccess.dev/cleanup");
    }

    private ApiAccessPolicy put(ApiAccessPolicy policy) {
        store.put("ns/one", policy);
        return java.util.Objects.requireNonNull(store.get("ns/one"));
    }

    private static ApiAccessPolicy policy(Map<String, String> annotations) {
        var policy = new ApiAccessPolicy();
        policy.setMetadata(new ObjectMetaBuilder()
                .withName("one")
                .withNamespace("ns")
                .withResourceVersion("7")
                .withAnnotations(annotations)
                .withLabels(Map.of("app.kubernetes.io/name", "x".repeat(60)))
                .withOwnerReferences(Collections.nCopies(100, new OwnerReference()))
                .withManagedFields(List.of(new ManagedFieldsEntry()))
                .build());
        return policy;
    }
}
