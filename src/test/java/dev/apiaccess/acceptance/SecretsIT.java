// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** The Secrets of a grant, and what people and other tools do to them. */
@Execution(ExecutionMode.CONCURRENT)
class SecretsIT {

    private static final String CHOSEN = "a-value-that-somebody-chose-0123456789";

    /** The rest of the Secret goes on as it is. */
    private static final class Used implements AutoCloseable {

        private final Scene scene;
        private final String api;

        Used(String prefix, boolean imports) {
            scene = new Scene(prefix);
            api = scene.account().api("quotes", "quotes", true);
            var connection = scene.connection("role/apps/*");
            scene.apply(imports ? connection.replace("RateLimit, Key]", "RateLimit, Key, ImportKey]") : connection)
                    .apply(GOLD);
        }

        Used ready(String grant) {
            scene.apply(grant);
            scene.awaitReady(ApiKeyGrant.class, "app");
            return this;
        }

        Secret secret(String name) {
            return scene.get(Secret.class, name).orElseThrow();
        }

        String value() {
            return Objects.requireNonNull(scene.secret("app-key", "value"));
        }

        /** Id of the key that AWS has. */
        String keyId() {
            return scene.account().gateway().getApiKeys().items().stream()
                    .map(key -> key.id())
                    .findFirst()
                    .orElse("");
        }

        int call(String value) {
            return scene.account().call(api, "quotes", value);
        }

        void patch(String name, String merge) {
            scene.rig()
                    .client()
                    .secrets()
                    .inNamespace(scene.namespace())
                    .withName(name)
                    .patch(PatchContext.of(PatchType.JSON_MERGE), merge);
        }

        void rotated() {
            var old = value();
            scene.annotate(ApiKeyGrant.class, "app", Map.of(Annotations.ROTATE_REQUESTED_AT, old.substring(0, 4)));
            scene.await("another value in the Secret", () -> !value().equals(old));
        }

        String synced() {
            return scene.condition(ApiKeyGrant.class, "app", "Synced")
                    .map(one -> one.getStatus() + "/" + one.getReason() + ": " + one.getMessage())
                    .orElse("-");
        }

        @Override
        public void close() {
            scene.close();
        }
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String templated(String template) {
        return with(APP, "rotation: {overlap: 0s}")
                .replace("{name: app-key}", "{name: app-key, template: " + template + "}");
    }

    @Test
    void whatOthersPutOnASecretOutlivesARotation() {
        try (var used = new Used("others", false).ready(with(APP, "rotation: {overlap: 0s}"))) {
            used.patch("app-key", """
                    {"metadata": {"labels": {"cost-centre": "42"}, "finalizers": ["example.com/keep"],
                     "annotations": {"argocd.argoproj.io/compare-options": "IgnoreExtraneous"}}}""");

            used.rotated();
            used.rotated();

            var meta = used.secret("app-key").getMetadata();
            assertThat(meta.getLabels()).containsEntry("cost-centre", "42").containsEntry(Labels.GRANT, "app");
            assertThat(meta.getAnnotations()).containsEntry("argocd.argoproj.io/compare-options", "IgnoreExtraneous");
            assertThat(meta.getFinalizers()).containsExactly("example.com/keep");
            used.patch("app-key", "{\"metadata\": {\"finalizers\": null}}");
        }
    }

    /** The first Secret is created, and only the second write is an apply: both ways are gone through. */
    @Test
    void whatLeavesTheTemplateLeavesTheSecret() {
        try (var used = new Used("template", false)
                .ready(templated("{labels: {team: blue, drop: me}, annotations: {gone/soon: x}}"))) {
            assertThat(used.secret("app-key").getMetadata().getLabels()).containsEntry("drop", "me");

            used.scene.apply(templated("{labels: {team: blue, later: too}}"));
            used.scene.await(
                    "what left is gone, what came is there",
                    () -> used.secret("app-key")
                                    .getMetadata()
                                    .getLabels()
                                    .equals(Map.of(
                                            "team",
                                            "blue",
                                            "later",
                                            "too",
                                            Labels.MANAGED_BY,
                                            Labels.MANAGED_BY_VALUE,
                                            Labels.GRANT,
                                            "app"))
                            && used.secret("app-key")
                                    .getMetadata()
                                    .getAnnotations()
                                    .isEmpty());

            used.scene.apply(templated("{labels: {team: green}}"));
            used.scene.await("once more, and what changed", () -> {
                var labels = used.secret("app-key").getMetadata().getLabels();
                return "green".equals(labels.get("team")) && !labels.containsKey("later");
            });
        }
    }

    @Test
    void labelsThatWereTakenOffAreNoReasonToDisownASecret() {
        try (var used = new Used("unlabelled", false).ready(APP)) {
            var value = used.value();
            var bare =
                    "{\"metadata\": {\"labels\": {\"apiaccess.dev/managed-by\": null, \"apiaccess.dev/grant\": null}}}";

            used.patch("app-key", bare);
            used.patch("app-apiaccess", bare);

            for (var name : List.of("app-key", "app-apiaccess")) {
                used.scene.await(
                        "its labels are back: " + name,
                        () -> "app"
                                .equals(Objects.requireNonNullElse(
                                                used.secret(name).getMetadata().getLabels(), Map.<String, String>of())
                                        .get(Labels.GRANT)));
            }
            used.scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(used.value()).isEqualTo(value);
            assertThat(used.call(value)).isEqualTo(200);
        }
    }

    @Test
    void ofTwoGrantsWithOneSecretTheSecondIsToldTheFirst() {
        try (var used = new Used("twice", false).ready(APP)) {
            used.scene.apply(manifest("ApiKeyGrant", "second", "rateLimits: [{name: gold}]\nsecret: {name: app-key}"));

            assertThat(used.scene.awaitReason(ApiKeyGrant.class, "second", "SecretNotOwned"))
                    .contains("Secret app-key belongs to ApiKeyGrant app")
                    .contains("another spec.secret.name, which cannot be changed");
        }
    }

    /** Whoever may write Secrets knows the uid of the grant too. */
    @Test
    void aValueThatWasPlantedUnderAnOwnersNameIsNotTheKey() {
        try (var used = new Used("chosen", false)) {
            used.scene.apply(with(APP, "mode: Plan"));
            used.scene.awaitReason(ApiKeyGrant.class, "app", "PlanOnly");
            var grant = used.scene.get(ApiKeyGrant.class, "app").orElseThrow();
            used.scene
                    .rig()
                    .client()
                    .resource(new SecretBuilder()
                            .withNewMetadata()
                            .withName("app-apiaccess")
                            .withNamespace(used.scene.namespace())
                            .withLabels(Map.of(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE, Labels.GRANT, "app"))
                            .withOwnerReferences(new OwnerReferenceBuilder()
                                    .withApiVersion(grant.getApiVersion())
                                    .withKind(grant.getKind())
                                    .withName("app")
                                    .withUid(grant.getMetadata().getUid())
                                    .build())
                            .endMetadata()
                            .addToStringData("r1", CHOSEN)
                            .build())
                    .create();

            used.ready(with(APP, "mode: Enforce"));

            assertThat(used.value()).isNotEqualTo(CHOSEN);
            assertThat(used.call(CHOSEN)).isEqualTo(403);
            assertThat(used.call(used.value())).isEqualTo(200);
        }
    }

    @Test
    void aStoredValueThatAwsDoesNotKnowIsNeverHandedOver() {
        try (var used = new Used("edited", false).ready(APP)) {
            var value = used.value();

            used.patch("app-apiaccess", "{\"data\": {\"r1\": \"" + encoded(CHOSEN) + "\"}}");

            used.scene.await("it is told", () -> used.synced().startsWith("False/ValueDiffers"));
            assertThat(used.synced())
                    .contains("Secret app-apiaccess holds another value than API key")
                    .contains("Secret app-key has the right one")
                    .contains("delete Secret app-apiaccess, it is written anew");
            used.scene.awaitSweeps(2);
            assertThat(used.value()).isEqualTo(value);
            assertThat(used.call(value)).isEqualTo(200);
            used.scene.awaitReady(ApiKeyGrant.class, "app");

            used.scene.delete(Secret.class, "app-apiaccess");
            used.scene.await("what was advised helps", () -> value.equals(used.scene.secret("app-apiaccess", "r1")));
            used.scene.await("and it is in step", () -> used.synced().startsWith("True/Synced"));
            assertThat(used.scene.account().gateway().getApiKeys().items()).hasSize(1);
        }
    }

    /** Our own would be written anew from the consumer's, with the same wrong value. */
    @Test
    void whereBothSecretsAreWrongAnotherKeyIsMade() {
        try (var used = new Used("both", false).ready(APP)) {
            var value = used.value();
            used.patch("app-apiaccess", "{\"data\": {\"r1\": \"" + encoded(CHOSEN) + "\"}}");
            used.scene.await("it is told", () -> used.synced().startsWith("False/ValueDiffers"));
            used.patch("app-key", "{\"data\": {\"value\": \"" + encoded(CHOSEN) + "\"}}");

            used.scene.await(
                    "both are told",
                    () -> used.synced().contains("delete Secret app-key and then Secret app-apiaccess"));
            assertThat(used.call(value)).isEqualTo(200);
            used.scene.delete(Secret.class, "app-key");
            used.scene.delete(Secret.class, "app-apiaccess");

            used.scene.await("another key is handed over", () -> {
                var next = used.scene.secret("app-key", "value");
                return next != null && !next.equals(CHOSEN) && !next.equals(value) && used.call(next) == 200;
            });
            used.scene.await("the old key is gone", () -> used.call(value) == 403);
            used.scene.await("what was advised helps", () -> used.synced().startsWith("True/Synced"));
        }
    }

    @Test
    void whoLosesBothSecretsKeepsTheKeyUntilTheNextIsThere() {
        try (var used = new Used("lost", false).ready(APP)) {
            var old = used.value();

            used.scene.await("another key was handed over", () -> {
                var next = used.scene.secret("app-key", "value");
                if (old.equals(next)) {
                    // One that is deleted is written anew from the other at once: both have to be gone at one moment.
                    used.scene.delete(Secret.class, "app-apiaccess");
                    used.scene.delete(Secret.class, "app-key");
                } else if (next == null) {
                    assertThat(used.call(old)).as("the old key meanwhile").isEqualTo(200);
                }
                return next != null && !next.equals(old);
            });
            assertThat(used.call(used.value())).isEqualTo(200);
            used.scene.await("the old key is gone", () -> used.call(old) == 403);
            used.scene.await(
                    "one key is left",
                    () -> used.scene.account().gateway().getApiKeys().items().size() == 1);
        }
    }

    /** AWS takes a value once: the key that has it goes before the next one can. */
    @Test
    void whoLosesBothSecretsOfAnImportedKeyHasTheSameValueAgain() {
        try (var used = new Used("import-lost", true)) {
            source(used, Map.of("key", encoded(CHOSEN)));
            used.ready(with(APP, "valueFrom: {secretKeyRef: {name: legacy, key: key}}"));
            var id = used.keyId();

            used.scene.await("another key has the value", () -> {
                if (used.keyId().equals(id)) {
                    used.scene.delete(Secret.class, "app-apiaccess");
                    used.scene.delete(Secret.class, "app-key");
                }
                return CHOSEN.equals(used.scene.secret("app-key", "value"))
                        && !used.keyId().equals(id)
                        && used.call(CHOSEN) == 200;
            });
            used.scene.awaitReady(ApiKeyGrant.class, "app");
        }
    }

    @Test
    void whatNoHeaderCarriesIsNotImported() {
        try (var used = new Used("import", true)) {
            source(used, Map.of("key", encoded(CHOSEN + "\n")));
            used.scene.apply(with(APP, "valueFrom: {secretKeyRef: {name: legacy, key: key}}"));
            assertThat(used.scene.awaitReason(ApiKeyGrant.class, "app", "ImportRefused"))
                    .contains("Secret legacy has a value under key that ends with a line break")
                    .doesNotContain(CHOSEN);

            source(used, Map.of("key", encoded(CHOSEN), "more", encoded("x".repeat(66 * 1024))));
            used.scene.await(
                    "what is too large is not taken either", () -> used.synced().contains("holds more than 64 KiB"));
            assertThat(used.scene.account().gateway().getApiKeys().items()).isEmpty();

            source(used, Map.of("key", encoded(CHOSEN), "more", encoded("x".repeat(60 * 1024))));
            used.scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(used.call(CHOSEN)).isEqualTo(200);
        }
    }

    private static void source(Used used, Map<String, String> data) {
        used.scene
                .rig()
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("legacy")
                        .withNamespace(used.scene.namespace())
                        .withLabels(Map.of(Labels.KEY_SOURCE, Labels.KEY_SOURCE_VALUE))
                        .endMetadata()
                        .withData(data)
                        .build())
                .forceConflicts()
                .serverSideApply();
    }
}
