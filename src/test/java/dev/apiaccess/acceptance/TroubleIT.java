// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Manifests.with;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.testing.Scene;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** Hand edits, AWS that fails, and connections that are wrong. */
@Execution(ExecutionMode.CONCURRENT)
class TroubleIT {

    @Test
    void handEditsAreShownAndRepaired() {
        try (var scene = Scene.seeded("drift").connected().converged()) {
            var arn = scene.account().attachedArn("web");
            var plan =
                    scene.account().gateway().getUsagePlans().items().getFirst().id();
            var key = scene.account().gateway().getApiKeys().items().getFirst().id();

            scene.account().iam().detachRolePolicy(r -> r.roleName("web").policyArn(arn));
            scene.account()
                    .gateway()
                    .updateUsagePlan(r -> r.usagePlanId(plan)
                            .patchOperations(PatchOperation.builder()
                                    .op(Op.REPLACE)
                                    .path("/throttle/rateLimit")
                                    .value("9999")
                                    .build()));
            scene.account()
                    .gateway()
                    .updateApiKey(r -> r.apiKey(key)
                            .patchOperations(PatchOperation.builder()
                                    .op(Op.REPLACE)
                                    .path("/enabled")
                                    .value("false")
                                    .build()));

            scene.await(
                    "attachment is back", () -> scene.account().attached("web").size() == 1);
            scene.await(
                    "rate is back",
                    () -> scene.account()
                                    .gateway()
                                    .getUsagePlan(r -> r.usagePlanId(plan))
                                    .throttle()
                                    .rateLimit()
                            == 100.0);
            scene.await(
                    "key is enabled",
                    () -> scene.account()
                            .gateway()
                            .getApiKey(r -> r.apiKey(key))
                            .enabled());
            scene.await(
                    "all of it is in status",
                    () -> lastDrift(scene, ApiAccessPolicy.class, "mine").contains("attachment[role/apps/web]")
                            && lastDrift(scene, ApiRateLimit.class, "gold")
                                    .contains("throttle.rateLimit: 9999 (want 100)")
                            && lastDrift(scene, ApiKeyGrant.class, "app").contains("enabled: false (want true)"));
        }
    }

    @Test
    void driftThatIsOnlyReportedIsLeftAlone() {
        try (var scene = Scene.seeded("report").connected().apply(with(GOLD, "driftPolicy: Report"))) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var plan =
                    scene.account().gateway().getUsagePlans().items().getFirst().id();
            scene.account()
                    .gateway()
                    .updateUsagePlan(r -> r.usagePlanId(plan)
                            .patchOperations(PatchOperation.builder()
                                    .op(Op.REPLACE)
                                    .path("/throttle/rateLimit")
                                    .value("7")
                                    .build()));

            scene.await(
                    "Drifted",
                    () -> scene.condition(ApiRateLimit.class, "gold", "Drifted")
                            .filter(one -> "True".equals(one.getStatus()))
                            .isPresent());
            scene.awaitReady(ApiRateLimit.class, "gold");
            assertThat(scene.account()
                            .gateway()
                            .getUsagePlan(r -> r.usagePlanId(plan))
                            .throttle()
                            .rateLimit())
                    .isEqualTo(7.0);

            scene.apply(with(GOLD, "driftPolicy: Report").replace("burst: 200", "burst: 300"));
            scene.await(
                    "an edit is written",
                    () -> scene.account()
                                    .gateway()
                                    .getUsagePlan(r -> r.usagePlanId(plan))
                                    .throttle()
                                    .burstLimit()
                            == 300);
        }
    }

    @Test
    void aLostAnswerMakesNothingTwice() {
        try (var scene = Scene.seeded("lost").connected()) {
            for (var operation : new String[] {
                "CreatePolicy", "AttachRolePolicy", "CreateUsagePlan", "CreateApiKey", "CreateUsagePlanKey"
            }) {
                scene.rig()
                        .emulator()
                        .fault(Fault.lostAnswer(operation).in(scene.account().id()));
            }
            scene.converged();

            assertThat(scene.account().ours())
                    .as("one policy, one plan, one key")
                    .hasSize(3);
            assertThat(scene.account().operatorWrites().stream().filter(call -> call.status() == 0))
                    .as("answers were lost")
                    .hasSize(5);
        }
    }

    @Test
    void deniedByAwsIsSaidWithTheActionAndRecovers() {
        try (var scene = Scene.seeded("denied").connected()) {
            scene.account().denyOperator("iam:CreatePolicy");
            scene.apply(POLICY);
            scene.awaitReason(ApiAccessPolicy.class, "mine", "AccessDenied", "iam:CreatePolicy");

            scene.account().allowOperator();
            scene.awaitReady(ApiAccessPolicy.class, "mine");
        }
    }

    @Test
    void aPolicyThatIsNotOursIsNotTouched() {
        try (var scene = Scene.seeded("owner").connected()) {
            var name = new dev.apiaccess.model.Naming(dev.apiaccess.testing.Rig.CLUSTER_ID)
                    .policyName(scene.namespace(), dev.apiaccess.model.PrincipalRef.parse("role/apps/web"));
            scene.account()
                    .iam()
                    .createPolicy(
                            r -> r.policyName(name)
                                    .path("/apiaccess/suite/")
                                    .description("somebody else's")
                                    .policyDocument(
                                            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"*\",\"Resource\":\"*\"}}"));
            scene.apply(POLICY);

            scene.awaitReason(ApiAccessPolicy.class, "mine", "OwnershipConflict", "it is left alone: delete it");
            assertThat(scene.account().attached("web")).isEmpty();
        }
    }

    /** The schema refuses a role of another account, so only the operator's own identity can be in the wrong one. */
    @Test
    void aWrongAccountIsSaidAndNothingIsReadThere() {
        try (var scene = Scene.seeded("wrong")) {
            scene.apply(scene.connection("role/apps/*").replaceAll("(?m)^ *assumeRole:.*\\n", ""));

            scene.awaitReason(
                    AwsConnection.class,
                    scene.namespace(),
                    "AccountMismatch",
                    "100000000000",
                    scene.account().id());
            assertThat(scene.account().operatorCalls()).isEmpty();
        }
    }

    @Test
    void aRoleThatMayNotBeAssumedIsSaidAndRecovers() {
        try (var scene = Scene.seeded("creds")) {
            var trust = scene.account()
                    .iam()
                    .getRole(r -> r.roleName("apiaccess"))
                    .role()
                    .assumeRolePolicyDocument();
            scene.account()
                    .iam()
                    .updateAssumeRolePolicy(
                            r -> r.roleName("apiaccess")
                                    .policyDocument(
                                            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Principal\":{\"AWS\":\"*\"},\"Action\":\"sts:AssumeRole\"}}"));
            scene.apply(scene.connection("role/apps/*")).apply(POLICY);
            scene.awaitReason(AwsConnection.class, scene.namespace(), "CredentialsInvalid", "AssumeRole");

            scene.account()
                    .iam()
                    .updateAssumeRolePolicy(r -> r.roleName("apiaccess")
                            .policyDocument(
                                    java.net.URLDecoder.decode(trust, java.nio.charset.StandardCharsets.UTF_8)));
            scene.awaitReady(AwsConnection.class, scene.namespace());
            scene.awaitReady(ApiAccessPolicy.class, "mine");
        }
    }

    @Test
    void anotherClusterWithTheSameIdKeepsUsOutUntilTakenOver() {
        try (var scene = Scene.seeded("claim")) {
            scene.account()
                    .iam()
                    .createPolicy(
                            r -> r.policyName("aa-claim-suite")
                                    .path("/apiaccess/suite/")
                                    .description("apiaccess suite claimed by cluster somewhere-else")
                                    .policyDocument(
                                            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}}"));
            scene.apply(scene.connection("role/apps/*")).apply(POLICY);
            scene.awaitReason(AwsConnection.class, scene.namespace(), "ClusterIdInUse", "somewhere-else");
            assertThat(scene.account().operatorWrites()).isEmpty();

            scene.annotate(AwsConnection.class, scene.namespace(), Map.of("apiaccess.dev/take-over", "true"));
            scene.awaitReady(AwsConnection.class, scene.namespace());
            scene.awaitReady(ApiAccessPolicy.class, "mine");
        }
    }

    @Test
    void aConnectionStaysWhileItIsUsedAndTakesItsClaimAlong() {
        try (var scene = Scene.seeded("users").connected().apply(POLICY)) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.delete(AwsConnection.class, scene.namespace());
            scene.awaitReason(AwsConnection.class, scene.namespace(), "InUse", "1 objects");

            scene.delete(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            scene.awaitGone(AwsConnection.class, scene.namespace());
            assertThat(scene.account()
                            .iam()
                            .listPolicies(r -> r.pathPrefix("/apiaccess/"))
                            .policies())
                    .isEmpty();
        }
    }

    private static <T extends io.fabric8.kubernetes.client.CustomResource<?, ? extends dev.apiaccess.api.ObjectStatus>>
            String lastDrift(Scene scene, Class<T> type, String name) {
        var status = scene.get(type, name).orElseThrow().getStatus();
        var last = status == null ? null : status.lastDrift();
        return last == null || last.repairedAt() == null ? "" : String.join("\n", last.fields());
    }
}
