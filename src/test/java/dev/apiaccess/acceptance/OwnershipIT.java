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
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;

/** What is ours is told by names and marks: not by status, not by the UID of an object, not by the case of a name. */
@Execution(ExecutionMode.CONCURRENT)
class OwnershipIT {

    private static void deleteAll(Scene scene) {
        scene.delete(ApiKeyGrant.class, "app");
        scene.delete(ApiAccessPolicy.class, "mine");
        scene.awaitGone(ApiKeyGrant.class, "app");
        scene.awaitGone(ApiAccessPolicy.class, "mine");
        scene.delete(ApiRateLimit.class, "gold");
        scene.awaitGone(ApiRateLimit.class, "gold");
    }

    private static String retained(String manifest) {
        return with(manifest, "deletionPolicy: Retain");
    }

    private static List<String> creates(Scene scene) {
        return scene.account().operatorWrites().stream()
                .filter(call -> call.operation().startsWith("Create"))
                .map(call -> call.operation() + " " + call.parameters())
                .toList();
    }

    @Test
    void statusThatWasLostComesBackWithoutAWrite() {
        try (var scene = Scene.seeded("status").connected().converged()) {
            var writes = scene.account().operatorWrites().size();
            var keyId = Objects.requireNonNull(scene.secret("app-key", "id"));

            lose(scene, ApiKeyGrant.class, "app");
            lose(scene, ApiAccessPolicy.class, "mine");
            lose(scene, ApiRateLimit.class, "gold");
            lose(scene, AwsConnection.class, scene.namespace());

            scene.awaitAllReady();
            scene.awaitReady(AwsConnection.class, scene.namespace());
            scene.awaitSweeps(2);
            assertThat(scene.account().operatorWrites()).hasSize(writes);
            assertThat(scene.get(ApiKeyGrant.class, "app").orElseThrow().getStatus())
                    .extracting("apiKeyId")
                    .isEqualTo(keyId);
        }
    }

    /** Somebody may have changed it on purpose: that must survive a cluster that is restored without status. */
    @Test
    void whatIsOnlyReportedStaysWhenStatusIsLost() {
        try (var scene = Scene.seeded("reported")
                .connected()
                .apply(reported(POLICY))
                .apply(reported(GOLD))
                .apply(reported(APP))) {
            scene.awaitAllReady();
            var plan =
                    scene.account().gateway().getUsagePlans().items().getFirst().id();
            var key = Objects.requireNonNull(scene.secret("app-key", "id"));
            var arn = scene.account().attachedArn("web");
            scene.account()
                    .gateway()
                    .updateUsagePlan(r -> r.usagePlanId(plan)
                            .patchOperations(p -> p.op(Op.REPLACE)
                                    .path("/throttle/burstLimit")
                                    .value("7")));
            scene.account()
                    .gateway()
                    .updateApiKey(r -> r.apiKey(key)
                            .patchOperations(
                                    p -> p.op(Op.REPLACE).path("/enabled").value("false")));
            var narrowed = scene.account().attachedDocument("web").replace("GET/orders", "GET/nothing");
            scene.account()
                    .iam()
                    .createPolicyVersion(
                            r -> r.policyArn(arn).policyDocument(narrowed).setAsDefault(true));
            drifted(scene);
            var writes = scene.account().operatorWrites().size();

            lose(scene, ApiKeyGrant.class, "app");
            lose(scene, ApiAccessPolicy.class, "mine");
            lose(scene, ApiRateLimit.class, "gold");

            drifted(scene);
            scene.awaitSweeps(2);
            assertThat(scene.account().operatorWrites()).hasSize(writes);

            // What the owner edits is written all the same.
            scene.apply(reported(GOLD).replace("burst: 200", "burst: 300"))
                    .apply(reported(POLICY).replace("[/orders]", "[/orders, /more]"));
            scene.await(
                    "edits are written",
                    () -> scene.account()
                                            .gateway()
                                            .getUsagePlan(r -> r.usagePlanId(plan))
                                            .throttle()
                                            .burstLimit()
                                    == 300
                            && scene.account().attachedDocument("web").contains("GET/more"));
        }
    }

    private static void drifted(Scene scene) {
        for (var object : Map.of("mine", ApiAccessPolicy.class, "gold", ApiRateLimit.class, "app", ApiKeyGrant.class)
                .entrySet()) {
            scene.await(
                    object.getKey() + " shows drift",
                    () -> scene.condition(object.getValue(), object.getKey(), "Drifted")
                            .filter(one -> "True".equals(one.getStatus()))
                            .isPresent());
        }
    }

    private static String reported(String manifest) {
        return with(manifest, "driftPolicy: Report");
    }

    @Test
    void theSameNamesAgainTakeUpWhatWasRetained() {
        try (var scene = Scene.seeded("again")
                .connected()
                .apply(retained(POLICY))
                .apply(retained(GOLD))
                .apply(retained(APP))) {
            scene.awaitAllReady();
            var api = scene.account().gateway().getRestApis().items().stream()
                    .filter(one -> one.name().equals("quotes"))
                    .findFirst()
                    .orElseThrow()
                    .id();
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));
            var created = creates(scene);
            deleteAll(scene);
            assertThat(scene.account().call(api, "quotes", value)).isEqualTo(200);

            // given the same names again, now to be deleted with their objects
            scene.converged();

            assertThat(scene.secret("app-key", "value")).isEqualTo(value);
            assertThat(creates(scene).stream().filter(call -> !call.startsWith("CreatePolicyVersion")))
                    .as("nothing was made a second time")
                    .containsExactlyElementsOf(created);
            deleteAll(scene);
            // Statements that were retained belong to nobody, so their policy stays.
            assertThat(scene.account().ours()).hasSize(1).allMatch(name -> name.endsWith(policyName(scene)));
            scene.await(
                    "both Secrets are gone with the grant",
                    () -> scene.get(Secret.class, "app-key").isEmpty()
                            && scene.get(Secret.class, "app-apiaccess").isEmpty());
        }
    }

    private static String policyName(Scene scene) {
        return new Naming(Rig.CLUSTER_ID).policyName(scene.namespace(), PrincipalRef.parse("role/apps/web"));
    }

    @Test
    void theSameNamesAgainAfterADeletionAreMadeAnew() {
        try (var scene = Scene.seeded("anew").connected().converged()) {
            var first = Objects.requireNonNull(scene.secret("app-key", "value"));
            for (var round = 0; round < 3; round++) {
                deleteAll(scene);
                assertThat(scene.account().ours()).as("left behind").isEmpty();
                scene.converged();
                assertThat(scene.account().ours()).as("one of each").hasSize(3);
            }
            assertThat(scene.secret("app-key", "value")).isNotNull().isNotEqualTo(first);
        }
    }

    @Test
    void theLongestNamesThatThereCanBe() {
        try (var scene = Scene.seeded("n" + "a".repeat(44))) {
            var name = "o" + "b".repeat(62);
            var role = "R" + "c".repeat(63);
            scene.account().role("/apps/", role);
            scene.connected()
                    .apply(POLICY.replace("name: mine", "name: " + name).replace("apps/web", "apps/" + role))
                    .apply(GOLD.replace("name: gold", "name: " + name))
                    .apply(APP.replace("name: app,", "name: " + name + ",").replace("gold", name));

            scene.awaitReady(ApiAccessPolicy.class, name);
            scene.awaitReady(ApiRateLimit.class, name);
            scene.awaitReady(ApiKeyGrant.class, name);
            assertThat(scene.account().attached(role)).hasSize(1);
            assertThat(scene.account().ours())
                    .hasSize(3)
                    .allSatisfy(one -> assertThat(one.length()).isLessThanOrEqualTo(128));

            scene.delete(ApiKeyGrant.class, name);
            scene.delete(ApiRateLimit.class, name);
            scene.delete(ApiAccessPolicy.class, name);
            scene.awaitGone(ApiKeyGrant.class, name);
            scene.awaitGone(ApiRateLimit.class, name);
            scene.awaitGone(ApiAccessPolicy.class, name);
            assertThat(scene.account().ours()).isEmpty();
        }
    }

    @Test
    void principalsWhoseNamesAreAlikeHavePoliciesOfTheirOwn() {
        try (var scene = new Scene("alike")) {
            scene.account().api("orders", "orders", false);
            scene.account().role("/apps/", "Web");
            scene.account().iam().createUser(r -> r.userName("web"));
            scene.apply(scene.connection("role/apps/*").replace("\"role/apps/*\"", "\"role/apps/*\", \"user/*\""));
            scene.awaitReady(AwsConnection.class, scene.namespace());

            scene.apply(POLICY.replace("role/apps/web", "role/apps/WEB, user/web"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");

            assertThat(scene.account().ours())
                    .hasSize(2)
                    .allSatisfy(name -> assertThat(name).isLowerCase());
            assertThat(scene.account().attached("Web")).hasSize(1);
            assertThat(scene.account().operatorWrites().stream()
                            .filter(call -> call.operation().equals("AttachRolePolicy"))
                            .map(call -> call.parameters().get("RoleName")))
                    .as("the role as IAM spells it")
                    .containsExactly("Web");
        }
    }

    /** IAM compares names without case and without their path: somebody else's policy can stand in the way. */
    @Test
    void aForeignPolicyWithOurNameInCapitalsIsLeftAlone() {
        try (var scene = Scene.seeded("capital").connected()) {
            var name = policyName(scene).toUpperCase(Locale.ROOT);
            var arn = scene.account()
                    .iam()
                    .createPolicy(r -> r.policyName(name)
                            .policyDocument("{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\","
                                    + "\"Action\":\"*\",\"Resource\":\"*\"}}"))
                    .policy()
                    .arn();
            scene.apply(POLICY);

            scene.awaitReason(ApiAccessPolicy.class, "mine", "OwnershipConflict", arn, "delete it");
            assertThat(scene.account().attached("web")).isEmpty();

            scene.account().iam().deletePolicy(r -> r.policyArn(arn));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
        }
    }

    /** Takes the whole status away, as a restore without it does. */
    private static <T extends CustomResource<?, ? extends CommonStatus>> void lose(
            Scene scene, Class<T> type, String name) {
        var all = scene.rig().client().resources(type);
        var object = type.equals(AwsConnection.class)
                ? all.withName(name)
                : all.inNamespace(scene.namespace()).withName(name);
        var lost = object.subresource("status").patch(PatchContext.of(PatchType.JSON_MERGE), "{\"status\":null}");
        assertThat(lost.getStatus() == null || lost.getStatus().conditions().isEmpty())
                .as("%s has lost its status", name)
                .isTrue();
    }
}
