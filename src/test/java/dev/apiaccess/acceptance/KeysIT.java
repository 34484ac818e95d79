// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.annotated;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.kube.SecretRefusal;
import dev.apiaccess.testing.Manifests;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.ResourceQuota;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicy;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.api.model.events.v1.EventList;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Tiers and keys, from the manifest to the call that AWS lets through. */
@Execution(ExecutionMode.CONCURRENT)
class KeysIT {

    private static final String GOLD = manifest("ApiRateLimit", "gold", """
            apis: [{name: quotes, restApiName: quotes, stage: prod}]
            rate: {requests: 100, per: 1s}
            burst: 200
            quota: {requests: 1000, period: Day}
            """);

    private static final String KEY = Manifests.APP;

    private static Scene scene(String prefix) {
        var scene = new Scene(prefix);
        scene.account().api("quotes", "quotes", true);
        return scene.connected();
    }

    @Test
    void aKeyWorksFromItsSecretAndNotAfterTheGrantIsGone() {
        try (var scene = new Scene("key")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.connected().apply(GOLD).apply(KEY);
            scene.awaitReady(ApiRateLimit.class, "gold");
            scene.awaitReady(ApiKeyGrant.class, "app");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));

            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(200);
            assertThat(scene.secret("app-apiaccess", "r1")).isEqualTo(value);

            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiKeyGrant.class, "app");
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(403);
            scene.await(
                    "its Secrets are collected",
                    () -> scene.get(Secret.class, "app-key").isEmpty()
                            && scene.get(Secret.class, "app-apiaccess").isEmpty());

            scene.delete(ApiRateLimit.class, "gold");
            scene.awaitGone(ApiRateLimit.class, "gold");
            assertThat(scene.account().ours()).isEmpty();
        }
    }

    /** The key in the Secret stays the same, so nothing but the status can say that AWS refuses it for a while. */
    @Test
    void aKeyThatMovesToAnotherTierIsReadyWhenItWorksThere() {
        try (var scene = new Scene("move")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.connected()
                    .apply(GOLD)
                    .apply(GOLD.replace("name: gold", "name: silver"))
                    .apply(KEY);
            scene.awaitReady(ApiRateLimit.class, "silver");
            scene.awaitReady(ApiKeyGrant.class, "app");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));

            scene.apply(KEY.replace("{name: gold}", "{name: silver}"));
            scene.await(
                    "AWS does not know it there yet",
                    () -> scene.condition(ApiKeyGrant.class, "app", "Ready")
                            .filter(ready -> ready.getStatus().equals("False")
                                    && ready.getMessage()
                                            .startsWith("the key was put into " + scene.namespace() + "/silver"))
                            .isPresent());
            scene.awaitReason(ApiKeyGrant.class, "app", "Ready");
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(200);

            scene.apply(KEY.replace("{name: gold}", "{name: silver}").replace("spec:\n", "spec:\n  state: Disabled\n"));
            scene.awaitReason(ApiKeyGrant.class, "app", "Disabled");
            scene.await("it is refused", () -> scene.account().call(quotes, "quotes", value) == 403);
            scene.apply(KEY.replace("{name: gold}", "{name: silver}"));
            scene.awaitReason(ApiKeyGrant.class, "app", "Ready");
            assertThat(scene.account().call(quotes, "quotes", value))
                    .as("switched on again")
                    .isEqualTo(200);
        }
    }

    @Test
    void aValueIsFoundNowhereButInItsSecrets() {
        try (var scene = scene("secret").apply(GOLD).apply(KEY)) {
            scene.awaitReady(ApiKeyGrant.class, "app");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));

            // They are written beside the reconciles, so the last one may come a moment later than the status.
            scene.await(
                    "there are events to search",
                    () -> !events(scene).getItems().isEmpty());
            var events = events(scene);
            assertThat(scene.rig().operator().log()).doesNotContain(value);
            assertThat(scene.rig().operator().get("/q/metrics"))
                    .startsWith("200")
                    .doesNotContain(value);
            assertThat(scene.rig().client().getKubernetesSerialization().asYaml(events))
                    .doesNotContain(value);
            assertThat(scene.rig()
                            .client()
                            .getKubernetesSerialization()
                            .asYaml(scene.get(ApiKeyGrant.class, "app").orElseThrow()))
                    .doesNotContain(value);
        }
    }

    private static EventList events(Scene scene) {
        return scene.rig()
                .client()
                .events()
                .v1()
                .events()
                .inNamespace(scene.namespace())
                .list();
    }

    @Test
    void disabledAndBackAgain() {
        try (var scene = new Scene("off")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            scene.connected().apply(GOLD).apply(KEY);
            scene.awaitReady(ApiKeyGrant.class, "app");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));

            scene.apply(with(KEY, "state: Disabled"));
            scene.awaitReason(ApiKeyGrant.class, "app", "Disabled");
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(403);

            scene.apply(with(KEY, "state: Active"));
            scene.awaitReason(ApiKeyGrant.class, "app", "Ready");
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(200);
        }
    }

    @Test
    void aForeignSecretIsNeverOverwritten() {
        try (var scene = scene("foreign")) {
            scene.rig()
                    .client()
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("app-key")
                            .withNamespace(scene.namespace())
                            .endMetadata()
                            .withStringData(Map.of("value", "mine"))
                            .build())
                    .create();
            scene.apply(GOLD).apply(KEY);

            scene.awaitReason(ApiKeyGrant.class, "app", "SecretNotOwned", "app-key");
            assertThat(scene.secret("app-key", "value")).isEqualTo("mine");
        }
    }

    @Test
    void whatKeepsTheSecretsOutIsToldByName() {
        try (var scene = scene("keptout").apply(GOLD)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var client = scene.rig().client();
            var quota = client.resource(Serialization.unmarshal("""
                    apiVersion: v1
                    kind: ResourceQuota
                    metadata: {name: few, namespace: %s}
                    spec: {hard: {secrets: "0"}}
                    status: {hard: {secrets: "0"}, used: {secrets: "0"}}
                    """.formatted(scene.namespace()), ResourceQuota.class));
            quota.create();
            quota.updateStatus();
            awaitRefusal(scene, SecretRefusal.Cause.QUOTA);

            scene.apply(KEY);
            var told = scene.awaitReason(
                    ApiKeyGrant.class,
                    "app",
                    "SecretForbidden",
                    "exceeded quota: few",
                    "ask the platform team to raise it");
            assertThat(told).doesNotContain("rbac");

            var name = scene.namespace();
            var policy = client.resource(
                    Serialization.unmarshal("""
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingAdmissionPolicy
                    metadata: {name: %s}
                    spec:
                      matchConstraints:
                        namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: %s}}
                        resourceRules:
                        - {apiGroups: [""], apiVersions: [v1], operations: [CREATE], resources: [secrets]}
                      validations: [{expression: "false", message: no Secrets here}]
                    """.formatted(name, name), ValidatingAdmissionPolicy.class));
            var binding = client.resource(
                    Serialization.unmarshal("""
                    apiVersion: admissionregistration.k8s.io/v1
                    kind: ValidatingAdmissionPolicyBinding
                    metadata: {name: %s}
                    spec: {policyName: %s, validationActions: [Deny]}
                    """.formatted(name, name), ValidatingAdmissionPolicyBinding.class));
            policy.create();
            binding.create();
            try {
                quota.delete();
                awaitRefusal(scene, SecretRefusal.Cause.ADMISSION);
                scene.await(
                        "the policy is named",
                        () -> scene.awaitReason(ApiKeyGrant.class, "app", "SecretForbidden")
                                .contains("by ValidatingAdmissionPolicy '" + name + "' with binding '" + name + "'"));
            } finally {
                binding.delete();
                policy.delete();
            }
            scene.awaitReady(ApiKeyGrant.class, "app");
        }
    }

    /** Until the API server has heard of it, it refuses nothing. */
    private static void awaitRefusal(Scene scene, SecretRefusal.Cause cause) {
        var probe = scene.rig()
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("probe")
                        .withNamespace(scene.namespace())
                        .endMetadata()
                        .build());
        scene.await("a Secret is refused: " + cause, () -> {
            try {
                probe.create();
                probe.delete();
                return false;
            } catch (KubernetesClientException e) {
                return SecretRefusal.of(e)
                        .filter(refusal -> refusal.cause() == cause)
                        .isPresent();
            }
        });
    }

    @Test
    void aDeletedSecretIsRebuiltWithTheSameValue() {
        try (var scene = scene("rebuild").apply(GOLD).apply(KEY)) {
            scene.awaitReady(ApiKeyGrant.class, "app");
            var value = scene.secret("app-key", "value");

            scene.delete(Secret.class, "app-key");
            scene.await("rebuilt", () -> Objects.equals(scene.secret("app-key", "value"), value));
            scene.delete(Secret.class, "app-apiaccess");
            scene.await("ours too", () -> Objects.equals(scene.secret("app-apiaccess", "r1"), value));
            assertThat(scene.account().gateway().getApiKeys().items()).hasSize(1);
        }
    }

    @Test
    void aLimitInUseWaitsForItsGrants() {
        try (var scene = scene("inuse").apply(GOLD).apply(KEY)) {
            scene.awaitReady(ApiKeyGrant.class, "app");
            scene.delete(ApiRateLimit.class, "gold");
            scene.awaitReason(ApiRateLimit.class, "gold", "InUse", scene.namespace() + "/app");

            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiRateLimit.class, "gold");
            assertThat(scene.account().ours()).isEmpty();
        }
    }

    @Test
    void forceTakesTheKeyOutOfThePlanAndTheGrantSaysSo() {
        try (var scene = scene("force").apply(GOLD).apply(KEY)) {
            scene.awaitReady(ApiKeyGrant.class, "app");
            scene.apply(annotated(GOLD, "apiaccess.dev/force", "true"));
            scene.delete(ApiRateLimit.class, "gold");

            scene.awaitGone(ApiRateLimit.class, "gold");
            scene.awaitReason(ApiKeyGrant.class, "app", "TargetNotFound");
            assertThat(scene.account().gateway().getUsagePlans().items()).isEmpty();
        }
    }

    @Test
    void aTierOfAnotherNamespaceNeedsItsConsent() {
        try (var scene = scene("consent")) {
            var other = scene.rig().controlPlane().newNamespace("stranger");
            scene.apply(scene.connection("role/apps/*")
                    .replace("names: [" + scene.namespace(), "names: [" + other + ", " + scene.namespace()));
            scene.apply(GOLD);
            scene.awaitReady(ApiRateLimit.class, "gold");
            var grant = KEY.replace("namespace: %ns", "namespace: " + other)
                    .replace("{name: gold}", "{name: gold, namespace: " + scene.namespace() + "}");
            scene.apply(grant);

            scene.await(
                    "RefNotPermitted",
                    () -> scene.rig()
                            .client()
                            .getKubernetesSerialization()
                            .asYaml(scene.rig()
                                    .client()
                                    .resources(ApiKeyGrant.class)
                                    .inNamespace(other)
                                    .withName("app")
                                    .get())
                            .contains("RefNotPermitted"));
            assertThat(scene.account().gateway().getApiKeys().items()).isEmpty();
        }
    }
}
