// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.testing.Scene;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/** The life of one object of each kind: made, edited, moved, switched off and on, rotated, deleted. What a run does is only this. */
final class Script {

    /**
     * One thing that users do.
     *
     * @param act returns at once
     * @param await returns when the operator is done with it
     */
    record Step(String name, Consumer<Scene> act, Consumer<Scene> await) {}

    private static final String GOLD = limit("gold", 100);
    private static final String SILVER = limit("silver", 10);

    private static final String KEY = with(APP, "rotation: {overlap: 0s}");
    private static final String MOVED = KEY.replace("gold", "silver");

    static final List<Step> STEPS = List.of(
            new Step(
                    "connect",
                    scene -> scene.apply(scene.connection("role/apps/*")),
                    scene -> scene.awaitReady(AwsConnection.class, scene.namespace())),
            new Step(
                    "create",
                    scene -> scene.apply(POLICY).apply(GOLD).apply(SILVER).apply(KEY),
                    Script::allReady),
            new Step(
                    "edit",
                    scene -> scene.apply(POLICY.replace("methods: [GET]", "methods: [GET, POST]"))
                            .apply(GOLD.replace("burst: 200", "burst: 300"))
                            .apply(MOVED),
                    Script::allReady),
            new Step(
                    "move and switch off",
                    scene -> scene.apply(POLICY.replace("role/apps/web", "role/apps/batch"))
                            .apply(with(MOVED, "state: Disabled")),
                    Script::allReady),
            new Step("switch on", scene -> scene.apply(with(MOVED, "state: Active")), Script::allReady),
            new Step(
                    "rotate",
                    scene -> scene.annotate(
                            ApiKeyGrant.class, "app", Map.of(Annotations.ROTATE_REQUESTED_AT, "campaign")),
                    scene -> scene.await("another key, and only that", () -> isRotated(scene))),
            new Step(
                    "delete",
                    scene -> {
                        scene.delete(ApiAccessPolicy.class, "mine");
                        scene.delete(ApiKeyGrant.class, "app");
                        scene.delete(ApiRateLimit.class, "gold");
                        scene.delete(ApiRateLimit.class, "silver");
                    },
                    scene -> {
                        scene.awaitGone(ApiAccessPolicy.class, "mine");
                        scene.awaitGone(ApiKeyGrant.class, "app");
                        scene.awaitGone(ApiRateLimit.class, "gold");
                        scene.awaitGone(ApiRateLimit.class, "silver");
                    }),
            new Step(
                    "disconnect",
                    scene -> scene.delete(AwsConnection.class, scene.namespace()),
                    scene -> scene.awaitGone(AwsConnection.class, scene.namespace())));

    private Script() {}

    /** What has to be in the account beside what seeds every scene. */
    static void prepare(Scene scene) {
        scene.account().role("/apps/", "batch");
    }

    private static boolean isRotated(Scene scene) {
        var status = scene.get(ApiKeyGrant.class, "app").orElseThrow().getStatus();
        return status != null
                && "campaign".equals(status.rotateRequestedAt())
                && status.rotation() != null
                && "Idle".equals(status.rotation().phase());
    }

    private static void allReady(Scene scene) {
        scene.awaitReady(ApiAccessPolicy.class, "mine");
        scene.awaitReady(ApiRateLimit.class, "gold");
        scene.awaitReady(ApiRateLimit.class, "silver");
        scene.awaitReady(ApiKeyGrant.class, "app");
    }

    private static String limit(String name, int rate) {
        return manifest("ApiRateLimit", name, """
                apis: [{name: quotes, restApiName: quotes, stage: prod}]
                rate: {requests: %d, per: 1s}
                burst: 200
                quota: {requests: 100000, period: Month}
                """.formatted(rate));
    }
}
