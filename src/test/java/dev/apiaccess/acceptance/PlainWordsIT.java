// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.events.v1.Event;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** Who chooses names, in AWS or in a namespace, chooses no lines of what the operator tells, and not how much of it there is. */
@Execution(ExecutionMode.CONCURRENT)
class PlainWordsIT {

    /** What toggles often is told once in five seconds, and each of two states has its reason. */
    private static final int TOGGLES = 30;

    @Test
    void aNameInAwsWritesNoLine() {
        try (var scene = Scene.seeded("forged").connected()) {
            var name = "orders\n{\"loggerName\":\"apiaccess.audit\",\"operation\":\"Forged\"}\u202e";
            var id = scene.account().gateway().getRestApis().items().stream()
                    .filter(api -> api.name().equals("orders"))
                    .findFirst()
                    .orElseThrow()
                    .id();
            scene.account()
                    .gateway()
                    .updateRestApi(r -> r.restApiId(id)
                            .patchOperations(PatchOperation.builder()
                                    .op(Op.REPLACE)
                                    .path("/name")
                                    .value(name)
                                    .build()));
            scene.awaitSweeps(2);
            scene.apply(POLICY.replace("restApiName: orders", "restApiId: " + id));

            scene.await(
                    "the API's name in status",
                    () -> scene.get(ApiAccessPolicy.class, "mine")
                            .map(ApiAccessPolicy::getStatus)
                            .map(status -> String.valueOf(status.conditions()) + status.restApi())
                            .filter(text -> text.contains("Forged") || text.contains("Ready"))
                            .isPresent());

            var policy = scene.get(ApiAccessPolicy.class, "mine").orElseThrow();
            assertThat(String.valueOf(policy.getStatus())).doesNotContain("\n").doesNotContain("\u202e");
            assertThat(events(scene))
                    .allSatisfy(event ->
                            assertThat(event.getNote()).doesNotContain("\n").doesNotContain("\u202e"));
            assertThat(scene.rig().operator().log().lines())
                    .noneMatch(line -> line.startsWith("{\"loggerName\":\"apiaccess.audit\",\"operation\":\"Forged\""))
                    .noneMatch(line -> line.contains("\u202e"));
        }
    }

    @Test
    void whoeverTogglesAnObjectMakesFewEvents() {
        try (var scene = Scene.seeded("toggled").connected()) {
            scene.apply(POLICY);
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            var before = events(scene).size();
            for (var turn = 0; turn < TOGGLES; turn++) {
                var paused = turn % 2 == 0;
                if (paused) {
                    scene.annotate(ApiAccessPolicy.class, "mine", Map.of("apiaccess.dev/paused", "true"));
                } else {
                    scene.unannotate(ApiAccessPolicy.class, "mine", "apiaccess.dev/paused");
                }
                var reason = paused ? "Paused" : "Ready";
                scene.awaitReason(ApiAccessPolicy.class, "mine", reason);
            }

            // Who toggles slowly, on a busy machine, is told singly at first, and the rest when the first are five
            // minutes old.
            scene.await(
                    "what came too often is told in one",
                    Duration.ofMinutes(6),
                    () -> events(scene).stream().anyMatch(event -> event.getSeries() != null));

            assertThat(events(scene).size() - before).isLessThan(26);
        }
    }

    private static List<Event> events(Scene scene) {
        return scene.rig()
                .client()
                .events()
                .v1()
                .events()
                .inNamespace(scene.namespace())
                .list()
                .getItems();
    }
}
