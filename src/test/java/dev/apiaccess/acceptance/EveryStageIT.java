// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.SignedCalls;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Stages that come and go under rules for every stage, up to the call that API Gateway lets through or not. */
@Execution(ExecutionMode.CONCURRENT)
class EveryStageIT {

    @Test
    void aDenyHoldsOnAStageThatIsMadeAfterwards() {
        try (var scene = new Scene("denyall")) {
            var orders = scene.account().api("orders", "orders", false);
            var alice = SignedCalls.user(scene.account(), "alice");
            alice.mayCallEverything();
            scene.apply(scene.connection("user/*"));
            assertThat(alice.get(orders, "prod", "/orders")).isEqualTo(200);

            scene.apply(manifest("ApiAccessPolicy", "locked", """
                    api: {restApiName: orders, stages: ["*"]}
                    rules:
                    - {name: read, effect: Deny, principals: [user/alice], methods: [GET], paths: [/orders]}
                    """));
            scene.awaitReady(ApiAccessPolicy.class, "locked");
            scene.await("denied", () -> alice.get(orders, "prod", "/orders") == 403);
            // From here on nobody looks after it: what holds tomorrow was written today.
            scene.awaitSweeps(2);
            var writes = scene.account().operatorWrites().size();

            scene.account().gateway().createDeployment(r -> r.restApiId(orders).stageName("canary"));

            assertThat(alice.get(orders, "canary", "/orders")).isEqualTo(403);
            assertThat(alice.get(orders, "canary", "/orders/")).isEqualTo(403);
            assertThat(scene.account().operatorWrites()).hasSize(writes);

            scene.delete(ApiAccessPolicy.class, "locked");
            scene.awaitGone(ApiAccessPolicy.class, "locked");
            scene.await("free again", () -> alice.get(orders, "canary", "/orders") == 200);
        }
    }

    @Test
    void anAllowFollowsTheStagesThatThereAre() {
        try (var scene = new Scene("allowall")) {
            var orders = scene.account().api("orders", "orders", false);
            var alice = SignedCalls.user(scene.account(), "alice");
            scene.apply(scene.connection("user/*").replace("stages: [prod]", "stages: [\"*\"]"));
            scene.apply(manifest("ApiAccessPolicy", "everywhere", """
                    api: {restApiName: orders, stages: ["*"]}
                    rules:
                    - {name: read, principals: [user/alice], methods: [GET], paths: [/orders]}
                    """));
            scene.awaitReady(ApiAccessPolicy.class, "everywhere");
            scene.await("allowed", () -> alice.get(orders, "prod", "/orders") == 200);

            scene.account().gateway().createDeployment(r -> r.restApiId(orders).stageName("canary"));
            scene.await("followed", () -> alice.get(orders, "canary", "/orders") == 200);

            scene.account().gateway().deleteStage(r -> r.restApiId(orders).stageName("canary"));
            scene.await(
                    "not said any more",
                    () ->
                            scene
                                    .account()
                                    .iam()
                                    .listAttachedUserPolicies(r -> r.userName("alice"))
                                    .attachedPolicies()
                                    .stream()
                                    .noneMatch(policy -> scene.account()
                                            .policyDocument(policy.policyArn())
                                            .contains("canary")));
            assertThat(alice.get(orders, "prod", "/orders")).isEqualTo(200);
        }
    }

    @Test
    void anAllowOfEveryStageNeedsATenantThatSaysSo() {
        try (var scene = Scene.seeded("allownot").connected()) {
            scene.apply(manifest("ApiAccessPolicy", "everywhere", """
                    api: {restApiName: orders, stages: ["*"]}
                    rules:
                    - {name: read, principals: [role/apps/web], methods: [GET], paths: [/orders]}
                    """));

            scene.awaitReason(
                    ApiAccessPolicy.class, "everywhere", "NotPermitted", "does not admit API orders", "every stage");
            assertThat(scene.account().ours()).isEmpty();
        }
    }
}
