// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.WatchEvent;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import org.junit.jupiter.api.Test;

/** What the API server sends when it is asked for metadata only. */
class MetadataClientTest {

    private static final KubernetesSerialization READING = MetadataClient.reading();

    @Test
    void aListThatIsEmptyIsNullOnTheWire() {
        var list = READING.unmarshal("""
                {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                 "metadata": {"resourceVersion": "7"}, "items": null}""", SecretList.class);

        assertThat(list.getItems()).isEmpty();
        assertThat(list.getMetadata().getResourceVersion()).isEqualTo("7");
    }

    @Test
    void aListAndAnEventHoldSecretsWithTheirMetadata() {
        var list = READING.unmarshal("""
                {"kind": "PartialObjectMetadataList", "apiVersion": "meta.k8s.io/v1",
                 "metadata": {"resourceVersion": "7", "continue": "next"},
                 "items": [{"metadata": {"name": "a", "namespace": "shop", "resourceVersion": "3",
                                         "labels": {"apiaccess.dev/grant": "app", "other": "x"}}}]}""", SecretList.class);
        var event = READING.unmarshal("""
                {"type": "ADDED", "object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                 "metadata": {"name": "b", "namespace": "shop", "resourceVersion": "8", "managedFields": [{"manager": "x"}]}}}""", WatchEvent.class);

        assertThat(list.getMetadata().getContinue()).isEqualTo("next");
        assertThat(list.getItems()).singleElement().satisfies(secret -> {
            assertThat(secret.getMetadata().getName()).isEqualTo("a");
            assertThat(secret.getMetadata().getLabels()).containsOnlyKeys("apiaccess.dev/grant");
        });
        assertThat(event.getObject()).isInstanceOfSatisfying(Secret.class, secret -> {
            assertThat(secret.getMetadata().getResourceVersion()).isEqualTo("8");
            assertThat(secret.getMetadata().getManagedFields()).isNullOrEmpty();
        });
    }

    /** The API server writes the uid of an owner, which may be any text, as the name of a field. */
    @Test
    void noNameIsTooLong() {
        var name = "k:{\\\"uid\\\":\\\"" + "x".repeat(100_000) + "\\\"}";
        var event = MetadataClient.reading().unmarshal("""
                {"type": "ADDED", "object": {"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1",
                 "metadata": {"name": "b", "namespace": "shop", "resourceVersion": "8",
                  "managedFields": [{"fieldsV1": {"f:metadata": {"f:ownerReferences": {"%s": {}}}}}]}}}""".formatted(name), WatchEvent.class);

        assertThat(event.getObject())
                .isInstanceOfSatisfying(
                        Secret.class,
                        secret -> assertThat(secret.getMetadata().getName()).isEqualTo("b"));
    }
}
