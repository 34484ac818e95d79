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
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Secret;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Objects that are deleted while AWS does not let go of what they made, or is not there any more. */
@Execution(ExecutionMode.CONCURRENT)
class EndingsIT {

    @Test
    void aPolicyThatOthersAttachedElsewhereTakesOurAccessAndWaitsForThem() {
        try (var scene = Scene.seeded("elsewhere").connected().apply(POLICY)) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            var arn = scene.account().attachedArn("web");
            scene.account().role("/apps/", "batch");
            scene.account().iam().attachRolePolicy(r -> r.roleName("batch").policyArn(arn));

            scene.delete(ApiAccessPolicy.class, "mine");

            scene.await(
                    "it is said who has to let go",
                    () -> scene.awaitReason(ApiAccessPolicy.class, "mine", "CleanupFailed")
                            .contains("somebody else attached it to role/apps/batch: detach it there"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "CleanupFailed", "deletionPolicy: Retain");
            assertThat(scene.account().attached("web"))
                    .as("access that we gave")
                    .isEmpty();
            assertThat(scene.account().attached("batch"))
                    .as("what others attached")
                    .hasSize(1);

            scene.account().iam().detachRolePolicy(r -> r.roleName("batch").policyArn(arn));
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            assertThat(scene.account().ours()).isEmpty();
        }
    }

    @Test
    void aPausedObjectThatIsDeletedSaysWhatItWaitsFor() {
        try (var scene = Scene.seeded("paused").connected().apply(POLICY)) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.annotate(ApiAccessPolicy.class, "mine", Map.of("apiaccess.dev/paused", "true"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "Paused");

            scene.delete(ApiAccessPolicy.class, "mine");

            scene.await(
                    "it says so",
                    () -> scene.awaitReason(ApiAccessPolicy.class, "mine", "Paused")
                            .contains("nothing is removed from AWS: take the annotation apiaccess.dev/paused off"));
            assertThat(scene.condition(ApiAccessPolicy.class, "mine", "Reconciling")
                            .filter(one -> "True".equals(one.getStatus())))
                    .as("nothing goes on by itself")
                    .isEmpty();
            assertThat(scene.account().attached("web")).hasSize(1);

            scene.annotate(ApiAccessPolicy.class, "mine", Map.of("apiaccess.dev/paused", "false"));
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            assertThat(scene.account().attached("web")).isEmpty();
        }
    }

    @Test
    void aPlanWithAKeyOfOthersWaitsForThem() {
        try (var scene = Scene.seeded("stranger").connected().apply(GOLD)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var plan =
                    scene.account().gateway().getUsagePlans().items().getFirst().id();
            var key = scene.account()
                    .gateway()
                    .createApiKey(r -> r.name("partner").enabled(true))
                    .id();
            scene.account()
                    .gateway()
                    .createUsagePlanKey(r -> r.usagePlanId(plan).keyId(key).keyType("API_KEY"));
            scene.awaitSweeps(2);

            scene.delete(ApiRateLimit.class, "gold");

            scene.awaitReason(ApiRateLimit.class, "gold", "InUse", "partner", key);
            assertThat(scene.account().gateway().getUsagePlans().items()).hasSize(1);

            scene.account()
                    .gateway()
                    .deleteUsagePlanKey(r -> r.usagePlanId(plan).keyId(key));
            scene.awaitGone(ApiRateLimit.class, "gold");
            assertThat(scene.account().gateway().getUsagePlans().items()).isEmpty();
            assertThat(scene.account().gateway().getApiKeys().items())
                    .as("their key")
                    .hasSize(1);
        }
    }

    @Test
    void aKeyInAPlanOfOthersGoesAndTheirPlanStays() {
        try (var scene = Scene.seeded("foreignplan")
                .connected()
                .apply(with(GOLD, "driftPolicy: Report"))
                .apply(with(APP, "driftPolicy: Report"))) {
            scene.awaitReady(ApiKeyGrant.class, "app");
            var key = Objects.requireNonNull(scene.secret("app-key", "id"));
            var api = scene.account().api("other", "other", true);
            var theirs = scene.account()
                    .gateway()
                    .createUsagePlan(
                            r -> r.name("theirs").apiStages(s -> s.apiId(api).stage("prod")))
                    .id();
            scene.account()
                    .gateway()
                    .createUsagePlanKey(r -> r.usagePlanId(theirs).keyId(key).keyType("API_KEY"));
            scene.awaitSweeps(2);

            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiKeyGrant.class, "app");

            assertThat(scene.account().gateway().getApiKeys().items()).isEmpty();
            assertThat(scene.account()
                            .gateway()
                            .getUsagePlan(r -> r.usagePlanId(theirs))
                            .name())
                    .isEqualTo("theirs");
        }
    }

    @Test
    void anAccountThatIsGoneKeepsObjectsUntilTheyAreLetGo() {
        try (var scene =
                Scene.seeded("lost").connected().apply(POLICY).apply(GOLD).apply(APP)) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.awaitReady(ApiKeyGrant.class, "app");
            var writes = scene.account().operatorWrites().size();
            scene.account()
                    .iam()
                    .updateAssumeRolePolicy(r -> r.roleName("apiaccess")
                            .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\","
                                    + "\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}}"));
            scene.account().iam().deleteRolePolicy(r -> r.roleName("apiaccess").policyName("account"));
            scene.await(
                    "the connection is lost",
                    () -> scene.condition(AwsConnection.class, scene.namespace(), "Ready")
                            .filter(one -> "False".equals(one.getStatus()))
                            .isPresent());

            scene.delete(ApiKeyGrant.class, "app");
            scene.delete(ApiRateLimit.class, "gold");
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.delete(AwsConnection.class, scene.namespace());
            scene.awaitReason(ApiAccessPolicy.class, "mine", "CleanupFailed", "deletionPolicy: Retain");
            scene.awaitReason(ApiKeyGrant.class, "app", "CleanupFailed", "deletionPolicy: Retain");
            assertThat(scene.get(Secret.class, "app-key"))
                    .as("the consumer's key")
                    .isPresent();

            for (var manifest : new String[] {APP, GOLD, POLICY}) {
                scene.apply(with(manifest, "deletionPolicy: Retain"));
            }
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiRateLimit.class, "gold");
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            scene.awaitGone(AwsConnection.class, scene.namespace());
            assertThat(scene.account().operatorWrites().stream().filter(call -> call.status() < 300))
                    .as("writes that AWS took")
                    .hasSizeLessThanOrEqualTo(writes);
            assertThat(scene.account().ours()).hasSize(3);
        }
    }
}
