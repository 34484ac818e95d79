// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.testing.Manifests;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What becomes of the keys of a tier when its owner changes it. */
@Execution(ExecutionMode.CONCURRENT)
class LimitsIT {

    @Test
    void consentThatEndsCutsOffAndConsentThatReturnsAdmitsTheSameKey() {
        try (var scene = new Scene("consent")) {
            var quotes = scene.account().api("quotes", "quotes", true);
            var other = scene.rig().controlPlane().newNamespace("consumer", Map.of("tier", "gold"));
            var consumer = scene.of(other);
            scene.apply(scene.connection("role/apps/*")
                    .replace("names: [" + scene.namespace(), "names: [" + other + ", " + scene.namespace()));
            scene.apply(with(Manifests.GOLD, "consumers: {matchLabels: {tier: gold}}"));
            scene.awaitReady(ApiRateLimit.class, "gold");
            consumer.apply(Manifests.APP.replace("{name: gold}", "{name: gold, namespace: " + scene.namespace() + "}"));
            consumer.awaitReady(ApiKeyGrant.class, "app");
            var value = Objects.requireNonNull(consumer.secret("app-key", "value"));
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(200);
            counted(scene, "gold", 1, 1);

            consumer.annotate(ApiKeyGrant.class, "app", Map.of("apiaccess.dev/paused", "true"));
            labelled(scene, other, "bronze");

            scene.await("the key opens nothing", () -> scene.account().call(quotes, "quotes", value) == 403);
            scene.await(
                    "the grant says so",
                    () -> consumer.awaitReason(ApiKeyGrant.class, "app", "RefNotPermitted")
                            .endsWith("its key is not in the usage plan"));
            counted(scene, "gold", 0, 0);
            event(scene, "ConsentWithdrawn", "ApiKeyGrant " + other + "/app");

            labelled(scene, other, "gold");
            consumer.annotate(ApiKeyGrant.class, "app", Map.of("apiaccess.dev/paused", "false"));

            scene.await("the same key works again", () -> scene.account().call(quotes, "quotes", value) == 200);
        }
    }

    @Test
    void aStageOfAnotherTierWaitsAndOneThatGoesIsCounted() {
        try (var scene = Scene.seeded("stages").connected()) {
            var silver = manifest("ApiRateLimit", "silver", """
                    apis: [{name: orders, restApiName: orders, stage: prod}]
                    rate: {requests: 10, per: 1s}
                    burst: 20
                    """);
            var more =
                    silver.replace("stage: prod}]", "stage: prod}, {name: quotes, restApiName: quotes, stage: prod}]");
            scene.apply(Manifests.GOLD).apply(silver);
            scene.apply(Manifests.APP.replace("[{name: gold}]", "[{name: gold}, {name: silver}]"));
            scene.awaitReady(ApiKeyGrant.class, "app");

            scene.apply(more.replace("burst: 20", "burst: 9"));

            scene.awaitReason(
                    ApiRateLimit.class,
                    "silver",
                    "Conflict",
                    "ApiRateLimit " + scene.namespace() + "/gold opens it to 1 key of this one");
            scene.awaitReason(ApiKeyGrant.class, "app", "Conflict");
            scene.await(
                    "the rest of the edit goes through",
                    () -> scene.account().gateway().getUsagePlans().items().stream()
                            .anyMatch(plan -> plan.throttle().burstLimit() == 9));

            scene.apply(Manifests.APP.replace("{name: gold}", "{name: silver}"));

            scene.awaitReady(ApiRateLimit.class, "silver");
            scene.awaitReady(ApiKeyGrant.class, "app");
            counted(scene, "silver", 1, 1);
            assertThat(scene.account().operatorCalls())
                    .as("AWS was never asked for what it would refuse")
                    .noneMatch(call -> call.status() == 409);

            scene.apply(with(silver, "mode: Plan"));
            scene.await(
                    "it says who would lose it",
                    () -> Objects.requireNonNull(scene.get(ApiRateLimit.class, "silver")
                                    .orElseThrow()
                                    .getStatus())
                            .plannedChanges()
                            .stream()
                            .anyMatch(line -> line.startsWith("1 API key loses access to stage ")));

            scene.apply(silver);
            event(scene, "StagesRemoved", "1 API key loses access to ");
        }
    }

    @Test
    void aTierWithoutLimitsOnlyMakesKeysValid() {
        try (var scene = Scene.seeded("nolimits").connected()) {
            var quotes = scene.account().api("more", "more", true);
            var open = manifest("ApiRateLimit", "open", """
                    apis: [{name: more, restApiName: more, stage: prod}]
                    """);
            scene.apply(open).apply(Manifests.APP.replace("{name: gold}", "{name: open}"));
            scene.awaitReady(ApiKeyGrant.class, "app");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));

            assertThat(scene.account().call(quotes, "more", value)).isEqualTo(200);
            assertThat(scene.account().call(quotes, "more", "no-such-key-0123456789"))
                    .isEqualTo(403);
            scene.await(
                    "the summary says so",
                    () -> "no limits, 1 key"
                            .equals(Objects.requireNonNull(scene.get(ApiRateLimit.class, "open")
                                            .orElseThrow()
                                            .getStatus())
                                    .summary()));
            assertThat(scene.account().gateway().getUsagePlans().items())
                    .allSatisfy(plan -> assertThat(plan.throttle()).isNull())
                    .allSatisfy(plan -> assertThat(plan.quota()).isNull());

            scene.apply(with(with(open, "rate: {requests: 10, per: 1s}"), "burst: 20"));
            scene.await(
                    "a limit comes",
                    () -> scene.account().gateway().getUsagePlans().items().stream()
                            .allMatch(plan ->
                                    plan.throttle() != null && plan.throttle().burstLimit() == 20));
            scene.awaitReady(ApiRateLimit.class, "open");

            scene.apply(open);
            scene.await(
                    "and goes again",
                    () -> scene.account().gateway().getUsagePlans().items().stream()
                            .allMatch(plan -> plan.throttle() == null));
        }
    }

    private static void counted(Scene scene, String name, int keys, int ready) {
        scene.await(keys + " keys of " + ready + " grants that are ready in " + name, () -> {
            var status = Objects.requireNonNull(
                    scene.get(ApiRateLimit.class, name).orElseThrow().getStatus());
            return Integer.valueOf(keys).equals(status.keys())
                    && Integer.valueOf(ready).equals(status.grantsReady());
        });
    }

    private static void event(Scene scene, String reason, String note) {
        scene.await(
                "event " + reason + " with " + note,
                () ->
                        scene
                                .rig()
                                .client()
                                .events()
                                .v1()
                                .events()
                                .inNamespace(scene.namespace())
                                .list()
                                .getItems()
                                .stream()
                                .anyMatch(event -> reason.equals(event.getReason())
                                        && event.getRegarding().getKind().equals("ApiRateLimit")
                                        && event.getNote().contains(note)));
    }

    private static void labelled(Scene scene, String namespace, String tier) {
        scene.rig().client().namespaces().withName(namespace).edit(one -> {
            var labels = new HashMap<>(one.getMetadata().getLabels());
            labels.put("tier", tier);
            return new NamespaceBuilder(one)
                    .editMetadata()
                    .withLabels(labels)
                    .endMetadata()
                    .build();
        });
    }
}
