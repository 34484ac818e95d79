// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;

/** Where the operator would rather ask than act: plans, contests, things without an object. */
@Execution(ExecutionMode.CONCURRENT)
class CautionIT {

    private static String planned(String manifest) {
        return with(manifest, "mode: Plan");
    }

    private static <S extends ObjectStatus> List<String> plannedChanges(
            Scene scene, Class<? extends CustomResource<?, S>> type, String name) {
        scene.awaitReason(type, name, "PlanOnly");
        return status(scene, type, name).plannedChanges();
    }

    private static <S> S status(Scene scene, Class<? extends CustomResource<?, S>> type, String name) {
        return scene.get(type, name)
                .<S>map(CustomResource::getStatus)
                .orElseThrow(() -> new AssertionError("no status yet of " + type.getSimpleName() + " " + name));
    }

    private static Optional<AwsConnectionStatus> connection(Scene scene) {
        return scene.get(AwsConnection.class, scene.namespace()).map(CustomResource::getStatus);
    }

    @Test
    void thePlanIsTheCallsThatAreMadeWhenItIsEnforced() {
        try (var scene = Scene.seeded("plan").connected()) {
            var before = scene.account().operatorWrites().size();
            scene.apply(planned(POLICY)).apply(planned(GOLD)).apply(planned(APP));
            var plan = new ArrayList<String>();
            plan.addAll(plannedChanges(scene, ApiAccessPolicy.class, "mine"));
            plan.addAll(plannedChanges(scene, ApiRateLimit.class, "gold"));
            plan.addAll(plannedChanges(scene, ApiKeyGrant.class, "app"));

            assertThat(scene.account().operatorWrites()).hasSize(before);
            assertThat(plan).as("planned").hasSize(5);

            scene.apply(GOLD);
            scene.awaitReady(ApiRateLimit.class, "gold");
            scene.apply(POLICY).apply(APP);
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.awaitReady(ApiKeyGrant.class, "app");

            var keyId = status(scene, ApiKeyGrant.class, "app").apiKeyId();
            var planId = status(scene, ApiRateLimit.class, "gold").usagePlanId();
            assertThat(scene.rig().operator().changes(scene.account().id(), scene.namespace()))
                    .as("changes in the audit log, against the plan")
                    .containsExactlyInAnyOrderElementsOf(plan.stream()
                            .map(line -> line.replace("(new)", String.valueOf(keyId))
                                    .replace("(of " + scene.namespace() + "/gold)", String.valueOf(planId)))
                            .toList());
            assertThat(scene.account().operatorWrites())
                    .as("AWS writes, against the plan")
                    .hasSize(before + plan.size());

            scene.apply(planned(POLICY.replace("[GET]", "[GET, POST]")));
            assertThat(plannedChanges(scene, ApiAccessPolicy.class, "mine"))
                    .satisfiesExactly(
                            version -> assertThat(version)
                                    .startsWith("new default version of arn:aws:iam::")
                                    .contains(": statement[", "/prod/POST/orders", "(want Allow "),
                            old -> assertThat(old).startsWith("delete version v1 of arn:aws:iam::"));
            assertThat(scene.account().attachedDocument("web")).doesNotContain("POST");
        }
    }

    @Test
    void whoPutsRightWhatOthersChangeAgainAndAgainStopsAndSaysSo() {
        try (var scene = Scene.seeded("contest").connected().apply(GOLD)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var planId =
                    String.valueOf(status(scene, ApiRateLimit.class, "gold").usagePlanId());
            // Three corrections within the window are enough; a slow machine needs more of them for three to fall into
            // it.
            var round = 0;
            while (!contested(scene) && round < 12) {
                rate(scene, planId, 9000 + ++round);
                scene.await(
                        "put right or left alone for the " + round + ". time",
                        () -> contested(scene) || rate(scene, planId) == 100);
            }

            assertThat(round).as("changes until it was left alone").isGreaterThan(3);
            scene.awaitReason(
                    ApiRateLimit.class,
                    "gold",
                    "Contested",
                    "throttle.rateLimit: " + (9000 + round) + " (want 100)",
                    "find out who else writes it");
            assertThat(scene.condition(ApiRateLimit.class, "gold", "Stalled")).isPresent();
            assertThat(rate(scene, planId)).isEqualTo(9000 + round);

            scene.annotate(ApiRateLimit.class, "gold", Map.of("apiaccess.dev/reconcile-requested-at", "now"));
            scene.awaitReady(ApiRateLimit.class, "gold");
            assertThat(rate(scene, planId)).isEqualTo(100);
        }
    }

    private static boolean contested(Scene scene) {
        return scene.condition(ApiRateLimit.class, "gold", "Ready")
                .filter(ready -> "Contested".equals(ready.getReason()))
                .isPresent();
    }

    @Test
    void whatHasNoObjectIsListedAndLeftAlone() {
        try (var scene = Scene.seeded("orphans").connected().apply(GOLD).apply(POLICY)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.apply(with(GOLD, "deletionPolicy: Retain"));
            scene.delete(ApiRateLimit.class, "gold");
            scene.awaitGone(ApiRateLimit.class, "gold");

            scene.await(
                    "the connection lists the plan",
                    () -> connection(scene)
                            .filter(status -> Integer.valueOf(1).equals(status.orphanCount())
                                    && status.orphans()
                                            .getFirst()
                                            .endsWith("there is no ApiRateLimit " + scene.namespace() + "/gold"))
                            .isPresent());
            assertThat(scene.account().ours()).hasSize(2);

            scene.apply(GOLD);
            scene.awaitReady(ApiRateLimit.class, "gold");
            scene.await(
                    "it has an object again",
                    () -> connection(scene)
                            .filter(status -> status.orphanCount() == null)
                            .isPresent());
            assertThat(scene.account().ours()).hasSize(2);
        }
    }

    private static void rate(Scene scene, String planId, int rate) {
        scene.account()
                .gateway()
                .updateUsagePlan(r -> r.usagePlanId(planId)
                        .patchOperations(p ->
                                p.op(Op.REPLACE).path("/throttle/rateLimit").value(Integer.toString(rate))));
    }

    private static double rate(Scene scene, String planId) {
        return scene.account()
                .gateway()
                .getUsagePlan(r -> r.usagePlanId(planId))
                .throttle()
                .rateLimit();
    }
}
