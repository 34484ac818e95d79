// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.apiaccess.api.Corpus.Manifest;
import dev.apiaccess.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.FieldValidateable.Validation;
import io.fabric8.kubernetes.client.dsl.NamespaceableResource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the real API server accepts and refuses, and with which words. */
class CrdCorpusIT {
    @SuppressWarnings("NullAway.Init")
    private static KubernetesClient client;

    @SuppressWarnings("NullAway.Init")
    private static String namespace;

    @BeforeAll
    static void start() {
        var controlPlane = ControlPlane.separate("corpus");
        client = controlPlane.client();
        namespace = controlPlane.newNamespace("corpus");
    }

    @AfterAll
    static void stop() {
        if (client != null) {
            client.close();
        }
    }

    @TestFactory
    Stream<DynamicTest> acceptsTheValid() {
        return Corpus.manifests("valid").stream()
                .map(manifest -> DynamicTest.dynamicTest(manifest.name(), () -> accepts(manifest)));
    }

    @TestFactory
    Stream<DynamicTest> refusesTheInvalid() {
        return Corpus.manifests("invalid").stream()
                .map(manifest -> DynamicTest.dynamicTest(manifest.name(), () -> refuses(manifest)));
    }

    @Test
    void theCorpusIsThere() {
        assertThat(Corpus.manifests("valid")).hasSizeGreaterThanOrEqualTo(20);
        assertThat(Corpus.manifests("invalid"))
                .hasSizeGreaterThanOrEqualTo(60)
                .allSatisfy(manifest ->
                        assertThat(manifest.expect()).as(manifest.name()).isNotBlank());
    }

    @TestFactory
    Stream<DynamicTest> acceptsTheLargest() {
        return Stream.of(
                        LargestObjects.policy(),
                        LargestObjects.rateLimit(),
                        LargestObjects.grant(),
                        LargestObjects.protection(),
                        LargestObjects.connection())
                .map(object -> DynamicTest.dynamicTest(object.getKind(), () -> {
                    var created = create(object);
                    assertThat(created.getMetadata().getUid()).isNotBlank();
                    // an update evaluates the transition rules over the whole object too
                    var updated = at(created).fieldValidation(Validation.STRICT).update();
                    assertThat(updated.getMetadata().getGeneration()).isEqualTo(1);
                    at(created).delete();
                }));
    }

    private static void accepts(Manifest manifest) {
        var created = create(manifest.before());
        try {
            // no defaults in spec: what is stored is what was written
            assertThat(created.getAdditionalProperties().get("spec"))
                    .isEqualTo(manifest.before().getAdditionalProperties().get("spec"));
            // and what nobody has looked at never counts as done
            assertThat(at(created).get().<Integer>get("status", "observedGeneration"))
                    .isEqualTo(-1);
            if (manifest.isEdit()) {
                update(created, manifest);
            }
        } finally {
            at(created).delete();
        }
    }

    private static void refuses(Manifest manifest) {
        if (!manifest.isEdit()) {
            var refusal = catchThrowableOfType(KubernetesClientException.class, () -> create(manifest.before()));
            assertRefused(manifest, refusal);
            return;
        }
        var created = create(manifest.before());
        try {
            var refusal = catchThrowableOfType(KubernetesClientException.class, () -> update(created, manifest));
            assertRefused(manifest, refusal);
        } finally {
            at(created).delete();
        }
    }

    private static void assertRefused(Manifest manifest, KubernetesClientException refusal) {
        assertThat(refusal).as("the API server accepted %s", manifest.name()).isNotNull();
        assertThat(List.of(400, 422)).as("%s", refusal.getMessage()).contains(refusal.getCode());
        assertThat(refusal.getMessage()).contains(manifest.expect());
    }

    private static GenericKubernetesResource create(GenericKubernetesResource object) {
        return at(object).fieldValidation(Validation.STRICT).create();
    }

    private static void update(GenericKubernetesResource created, Manifest manifest) {
        var edited = manifest.after();
        edited.getMetadata().setResourceVersion(created.getMetadata().getResourceVersion());
        at(edited).fieldValidation(Validation.STRICT).update();
    }

    private static NamespaceableResource<GenericKubernetesResource> at(GenericKubernetesResource object) {
        if (!object.getKind().equals("AwsConnection")) {
            object.getMetadata().setNamespace(namespace);
        }
        return client.resource(object);
    }
}
