// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.AwsConnectionStatus;
import dev.apiaccess.api.HeldDeletions;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.CustomResource;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Many deletions at once are held, those of who deletes many alone, and until somebody says that they are meant. */
@Execution(ExecutionMode.CONCURRENT)
class BrakeIT {

    private static final String ACKNOWLEDGED = "apiaccess.dev/deletion-acknowledged";

    private static Optional<AwsConnectionStatus> connection(Scene scene) {
        return scene.get(AwsConnection.class, scene.namespace()).map(CustomResource::getStatus);
    }

    private static void policies(Scene scene, int number, String more) {
        for (var index = 0; index < number; index++) {
            scene.apply(with(POLICY, more)
                    .replace("name: mine", "name: mine-" + index)
                    .replace("[/orders]", "[/orders/" + index + "]"));
        }
    }

    private static void ready(Scene scene, int number) {
        for (var index = 0; index < number; index++) {
            scene.awaitReady(ApiAccessPolicy.class, "mine-" + index);
        }
    }

    private static void deleteAll(Scene scene) {
        scene.rig()
                .client()
                .resources(ApiAccessPolicy.class)
                .inNamespace(scene.namespace())
                .delete();
    }

    /** A scene whose connection has another tenant in another namespace. */
    private static Scene neighbour(Scene scene) {
        var other = scene.of(scene.rig().controlPlane().newNamespace("neighbour"));
        scene.account().role("/apps/", "theirs");
        scene.apply(scene.connection("role/apps/*")
                + """
                - name: neighbour
                  namespaces: {names: [%s]}
                  apis: [{restApiName: "*", stages: [prod]}]
                  principals: ["role/apps/*"]
                  may: [Grant]
                """.formatted(other.namespace()).indent(2));
        scene.awaitReady(AwsConnection.class, scene.namespace());
        return other;
    }

    @Test
    void manyDeletionsAtOnceAreHeldUntilTheyAreAcknowledged() {
        try (var scene = Scene.seeded("brake").connected()) {
            var number = 30;
            for (var index = 0; index < number; index++) {
                scene.apply(POLICY.replace("name: mine", "name: mine-" + index)
                        .replace("[/orders]", "[/orders/" + index + "]"));
            }
            for (var index = 0; index < number; index++) {
                scene.awaitReady(ApiAccessPolicy.class, "mine-" + index);
            }

            scene.rig()
                    .client()
                    .resources(ApiAccessPolicy.class)
                    .inNamespace(scene.namespace())
                    .delete();

            scene.await(
                    "the connection says how many are held",
                    () -> connection(scene)
                            .filter(status -> status.heldDeletions() != null && status.heldDeletions() >= number - 20)
                            .isPresent());
            // On a slow machine the first message may know of the first deletions only.
            var last = lastDeletion(scene);
            scene.await(
                    "the message knows of all of them", () -> !proposed(scene).isBefore(last));
            assertThat(scene.account().attachedDocument("web"))
                    .as("access of what is held")
                    .contains("GET/orders/");
            scene.annotate(
                    AwsConnection.class,
                    scene.namespace(),
                    Map.of(
                            "apiaccess.dev/deletion-acknowledged",
                            proposed(scene).toString()));

            for (var index = 0; index < number; index++) {
                scene.awaitGone(ApiAccessPolicy.class, "mine-" + index);
            }
            assertThat(scene.account().ours()).isEmpty();
            scene.await(
                    "nothing is held any more",
                    () -> connection(scene)
                            .filter(status -> status.heldDeletions() == null
                                    && status.held().isEmpty())
                            .isPresent());
        }
    }

    /** The time that the connection asks to acknowledge. */
    private static Instant proposed(Scene scene) {
        var message = scene.awaitReason(AwsConnection.class, scene.namespace(), "DeletionHeld");
        return Instant.parse(message.substring(message.lastIndexOf('=') + 1));
    }

    private static Instant lastDeletion(Scene scene) {
        return scene
                .rig()
                .client()
                .resources(ApiAccessPolicy.class)
                .inNamespace(scene.namespace())
                .list()
                .getItems()
                .stream()
                .flatMap(policy -> Optional.ofNullable(policy.getMetadata().getDeletionTimestamp()).stream())
                .map(Instant::parse)
                .max(Instant::compareTo)
                .orElseThrow();
    }

    /** A tenant that deletes as many as it likes holds itself, and what was acknowledged is settled for everybody. */
    @Test
    void noTenantHoldsTheDeletionOfAnother() {
        try (var scene = Scene.seeded("brake-one")) {
            var other = neighbour(scene);
            var theirs = POLICY.replace("role/apps/web", "role/apps/theirs");
            other.apply(theirs).apply(theirs.replace("name: mine", "name: second"));
            other.awaitReady(ApiAccessPolicy.class, "mine");
            other.awaitReady(ApiAccessPolicy.class, "second");
            policies(scene, 30, "mode: Enforce");
            ready(scene, 30);

            deleteAll(scene);
            scene.awaitReason(AwsConnection.class, scene.namespace(), "DeletionHeld");
            other.delete(ApiAccessPolicy.class, "mine");
            other.awaitGone(ApiAccessPolicy.class, "mine");
            scene.await(
                    "only the one namespace is held",
                    () -> connection(scene)
                            .filter(status -> status.held().stream()
                                    .map(HeldDeletions::namespace)
                                    .toList()
                                    .equals(java.util.List.of(scene.namespace())))
                            .isPresent());

            scene.annotate(
                    Namespace.class,
                    scene.namespace(),
                    Map.of(ACKNOWLEDGED, Instant.now().toString()));
            for (var index = 0; index < 30; index++) {
                scene.awaitGone(ApiAccessPolicy.class, "mine-" + index);
            }
            other.delete(ApiAccessPolicy.class, "second");
            other.awaitGone(ApiAccessPolicy.class, "second");
            assertThat(scene.account().ours()).isEmpty();
        }
    }

    /** What is only planned has nothing in AWS: deleting it by the dozen costs nothing and holds nobody, the tenant neither. */
    @Test
    void objectsThatHaveNothingInAwsHoldNobody() {
        try (var scene = Scene.seeded("brake-plan")) {
            var other = neighbour(scene);
            other.apply(POLICY.replace("role/apps/web", "role/apps/theirs"));
            other.awaitReady(ApiAccessPolicy.class, "mine");
            scene.apply(POLICY);
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            policies(scene, 30, "mode: Plan");
            for (var index = 0; index < 30; index++) {
                scene.awaitReason(ApiAccessPolicy.class, "mine-" + index, "PlanOnly");
            }

            deleteAll(scene);
            other.delete(ApiAccessPolicy.class, "mine");

            other.awaitGone(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            assertThat(scene.account().ours()).isEmpty();
            assertThat(connection(scene).orElseThrow().held()).isEmpty();
        }
    }
}
