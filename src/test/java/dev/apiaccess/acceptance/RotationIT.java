// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.Labels;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.testing.Machine;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Keys that are replaced and keys that end, up to the call that AWS lets through or not. */
@Execution(ExecutionMode.CONCURRENT)
class RotationIT {

    private static final String KEY = with(APP, "rotation: {overlap: 10m}");

    /** A scene in which one key is being used. */
    private static final class Used implements AutoCloseable {

        private final Scene scene;
        private final String api;

        Used(String prefix, String key) {
            scene = new Scene(prefix);
            api = scene.account().api("quotes", "quotes", true);
            scene.apply(scene.connection("role/apps/*").replace("RateLimit, Key]", "RateLimit, Key, ImportKey]"))
                    .apply(GOLD)
                    .apply(key);
        }

        Used ready() {
            scene.awaitReason(ApiKeyGrant.class, "app", "Ready");
            return this;
        }

        String value() {
            return Objects.requireNonNull(scene.secret("app-key", "value"));
        }

        int call(String value) {
            return scene.account().call(api, "quotes", value);
        }

        void rotate(String request) {
            scene.annotate(ApiKeyGrant.class, "app", Map.of(Annotations.ROTATE_REQUESTED_AT, request));
        }

        /** Gives the grant an end, and waits until it says so. */
        Instant endsSoon() {
            var end =
                    Instant.now().plus(Machine.patience(Duration.ofSeconds(15))).truncatedTo(ChronoUnit.SECONDS);
            scene.apply(KEY.replace("spec:\n", "spec:\n  expiresAt: \"" + end + "\"\n"));
            scene.awaitReason(ApiKeyGrant.class, "app", "Expiring");
            return end;
        }

        String handedOverAfter(String old) {
            scene.await("another value in the Secret", () -> !value().equals(old));
            return value();
        }

        /** Asserts that a key works; on a machine so slow that its end has come meanwhile that says nothing. */
        void worksUntil(Instant end, String value) {
            var answer = call(value);
            assertThat(Instant.now().isBefore(end) ? answer : 200)
                    .as("before the end")
                    .isEqualTo(200);
        }

        void refused(String value) {
            scene.await("AWS refuses the old key", () -> call(value) == 403);
        }

        ApiKeyGrantStatus status() {
            return Objects.requireNonNull(
                    scene.get(ApiKeyGrant.class, "app").orElseThrow().getStatus());
        }

        String condition(String type) {
            return scene.condition(ApiKeyGrant.class, "app", type)
                    .map(one -> one.getStatus() + "/" + one.getReason())
                    .orElse("-");
        }

        int keys() {
            return scene.account().gateway().getApiKeys().items().size();
        }

        @Override
        public void close() {
            scene.close();
        }
    }

    @Test
    void onRequestOldAndNewWorkUntilTheOverlapEnds() {
        try (var used = new Used("rotate", KEY).ready()) {
            var old = used.value();

            used.rotate("first");
            var fresh = used.handedOverAfter(old);

            assertThat(used.call(old)).as("the old key").isEqualTo(200);
            assertThat(used.call(fresh)).as("the new key").isEqualTo(200);
            used.scene.await(
                    "the overlap in status",
                    () -> "Overlap"
                            .equals(Objects.requireNonNull(used.status().rotation())
                                    .phase()));
            used.scene.awaitReason(ApiKeyGrant.class, "app", "Rotating", "the old one works too until");
            assertThat(used.status().rotateRequestedAt()).isEqualTo("first");

            used.refused(old);
            used.ready();
            assertThat(used.call(fresh)).isEqualTo(200);
            used.scene.await("only the new key is left", () -> used.keys() == 1);
            assertThat(used.scene.secret("app-apiaccess", "r1")).isNull();
            assertThat(used.scene.secret("app-apiaccess", "r2")).isEqualTo(fresh);
            assertThat(used.status().revision()).isEqualTo(2);
            assertThat(used.scene.secret("app-key", "id"))
                    .isEqualTo(used.status().apiKeyId());
        }
    }

    @Test
    void aKeyThatLeakedEndsWithTheHandOver() {
        try (var used = new Used("leak", KEY.replace("10m", "0s")).ready()) {
            var leaked = used.value();

            used.rotate("leak");
            used.scene.awaitReason(ApiKeyGrant.class, "app", "Rotating");
            var fresh = used.handedOverAfter(leaked);

            used.refused(leaked);
            assertThat(used.call(fresh)).isEqualTo(200);

            used.scene.apply(KEY.replace("10m", "0s").replace("spec:\n", "spec:\n  state: Disabled\n"));
            used.scene.awaitReason(ApiKeyGrant.class, "app", "Disabled");
            assertThat(used.call(fresh)).isEqualTo(403);
        }
    }

    @Test
    void whateverFailsTheKeyInTheSecretWorks() {
        try (var used = new Used("fails", KEY).ready()) {
            var old = used.value();
            used.scene
                    .rig()
                    .emulator()
                    .fault(Fault.always(
                                    "CreateApiKey",
                                    new Fault.Effect.Before(429, "LimitExceededException", "API key limit exceeded"))
                            .in(used.scene.account().id()));

            used.rotate("now");
            used.scene.await(
                    "what is in the way is told", () -> used.condition("Synced").equals("False/LimitExceeded"));

            assertThat(used.condition("Ready")).isEqualTo("True/Rotating");
            assertThat(used.condition("Stalled")).isEqualTo("-");
            // What the consumer has is kept all the while.
            used.scene.delete(Secret.class, "app-key");
            used.scene.await(
                    "the Secret is written anew with the key that works",
                    () -> old.equals(used.scene.secret("app-key", "value")));
            assertThat(used.call(old)).isEqualTo(200);

            used.scene.rig().emulator().clearFaults(used.scene.account().id());
            assertThat(used.call(used.handedOverAfter(old))).isEqualTo(200);
        }
    }

    @Test
    void anOverlapOutlivesOurSecret() {
        try (var used = new Used("lost", KEY.replace("10m", "24h")).ready()) {
            var old = used.value();
            used.rotate("now");
            var fresh = used.handedOverAfter(old);
            used.scene.await("the overlap", () -> used.condition("Ready").equals("True/Rotating"));
            used.scene.awaitSweeps(2);
            var connection =
                    used.scene.get(AwsConnection.class, used.scene.namespace()).orElseThrow();
            assertThat(Objects.requireNonNull(connection.getStatus()).orphans())
                    .as("both keys are wanted, and nobody is told to delete one")
                    .isEmpty();

            used.scene.delete(Secret.class, "app-apiaccess");

            used.scene.await(
                    "it is made anew from what the consumer has",
                    () -> fresh.equals(used.scene.secret("app-apiaccess", "r2")));
            used.ready();
            assertThat(used.value()).isEqualTo(fresh);
            assertThat(used.call(fresh)).isEqualTo(200);
        }
    }

    @Test
    void aGrantEndsAndCanBeProlonged() {
        try (var used = new Used("ends", KEY).ready()) {
            var value = used.value();
            used.worksUntil(used.endsSoon(), value);
            var end = Objects.requireNonNull(used.scene
                    .get(ApiKeyGrant.class, "app")
                    .orElseThrow()
                    .getSpec()
                    .expiresAt());

            used.scene.awaitReason(ApiKeyGrant.class, "app", "Expired", end.toString());
            used.refused(value);
            assertThat(used.condition("Stalled")).isEqualTo("True/Expired");

            used.scene.apply(KEY.replace("spec:\n", "spec:\n  expiresAt: \"2099-01-01T00:00:00Z\"\n"));
            used.ready();
            assertThat(used.value()).isEqualTo(value);
            assertThat(used.call(value)).isEqualTo(200);
        }
    }

    @Test
    void theEndComesAlsoForAGrantThatIsNotAdmittedAnyMore() {
        try (var used = new Used("unadmitted", KEY).ready()) {
            var value = used.value();
            var _ = used.endsSoon();
            used.scene.apply(used.scene
                    .connection("role/apps/*")
                    .replace("may: [Grant, Deny, RateLimit, Key]", "may: [RateLimit]"));
            used.scene.awaitReason(ApiKeyGrant.class, "app", "NotPermitted");
            assertThat(used.call(value)).as("frozen").isEqualTo(200);

            used.refused(value);
        }
    }

    @Test
    void aValueThatWasNotMadeHereIsTakenAndFollowed() {
        var imported = KEY.replace("spec:\n", "spec:\n  valueFrom: {secretKeyRef: {name: legacy, key: key}}\n");
        try (var used = new Used("import", imported)) {
            used.scene.awaitReason(
                    ApiKeyGrant.class, "app", "TargetNotFound", "needs the label apiaccess.dev/key-source");
            legacy(used, "legacy-value-0123456789");
            used.ready();
            assertThat(used.value()).isEqualTo("legacy-value-0123456789");
            assertThat(used.call("legacy-value-0123456789")).isEqualTo(200);

            legacy(used, "another-value-0123456789");
            assertThat(used.handedOverAfter("legacy-value-0123456789")).isEqualTo("another-value-0123456789");
            assertThat(used.call("legacy-value-0123456789"))
                    .as("in the overlap")
                    .isEqualTo(200);
            used.ready();

            used.scene
                    .account()
                    .gateway()
                    .createApiKey(r -> r.name("partner").enabled(true).value("value-of-a-partner-0001"));
            legacy(used, "value-of-a-partner-0001");
            used.scene.await(
                    "refused without a word about why",
                    () -> used.condition("Synced").equals("False/ImportRefused"));
            assertThat(used.condition("Ready")).isEqualTo("True/Rotating");
            assertThat(used.value()).isEqualTo("another-value-0123456789");
            assertThat(used.call("another-value-0123456789")).isEqualTo(200);

            legacy(used, "a-third-value-0123456789");
            assertThat(used.handedOverAfter("another-value-0123456789")).isEqualTo("a-third-value-0123456789");
        }
    }

    @Test
    void theSecretIsOfAnotherTypeAndMayBeFixed() {
        var bound = KEY.replace("{name: app-key}", "{name: app-key, type: servicebinding.io/apiaccess}");
        try (var used = new Used("fixed", bound).ready()) {
            assertThat(used.scene.secret("app-key", "type")).isEqualTo("apiaccess");
            assertThat(Objects.requireNonNull(used.status().binding()).name()).isEqualTo("app-key");
            var old = used.value();
            used.scene
                    .rig()
                    .client()
                    .secrets()
                    .inNamespace(used.scene.namespace())
                    .withName("app-key")
                    .patch(PatchContext.of(PatchType.JSON_MERGE), "{\"immutable\": true}");

            used.scene.awaitReason(ApiKeyGrant.class, "app", "SecretFixed", "Secret app-key is immutable: delete it");
            used.scene.delete(Secret.class, "app-key");

            // A delete whose answer was slow is sent again, and takes the Secret that was written anew too.
            used.scene.await("it is written anew", () -> old.equals(used.scene.secret("app-key", "value")));
            used.ready();
        }
    }

    private static void legacy(Used used, String value) {
        used.scene
                .rig()
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName("legacy")
                        .withNamespace(used.scene.namespace())
                        .withLabels(Map.of(Labels.KEY_SOURCE, Labels.KEY_SOURCE_VALUE))
                        .endMetadata()
                        .withStringData(Map.of("key", value))
                        .build())
                .forceConflicts()
                .serverSideApply();
    }
}
