// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.iam.model.Tag;

/**
 * Somebody with few rights in AWS makes things that bear our names and descriptions, which are no secret. What counts is what the data
 * plane says afterwards.
 */
@Execution(ExecutionMode.CONCURRENT)
class PlantedIT {

    private static final Naming NAMING = new Naming(Rig.CLUSTER_ID);
    private static final String KNOWN = "attackerknownvalue0123456789abcd";
    private static final String ADMIN = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\","
            + "\"Action\":\"*\",\"Resource\":\"*\"}]}";

    @Test
    void aPlantedKeyIsNotTheOneOfTheGrant() {
        try (var scene = Scene.seeded("plantedkey").connected().apply(GOLD)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var keymaker = scene.account().gatewayAs("keymaker", "apigateway:POST", "/apikeys");
            var planted = keymaker.createApiKey(r -> r.name("whatever")
                            .description(NAMING.objectDescription(scene.namespace(), "app"))
                            .enabled(true)
                            .value(KNOWN))
                    .id();
            scene.awaitSweeps(2);

            scene.apply(APP);
            scene.awaitReady(ApiKeyGrant.class, "app");
            var quotes = scene.account().apiId("quotes");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));

            assertThat(value).isNotEqualTo(KNOWN);
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(200);
            assertThat(scene.account().call(quotes, "quotes", KNOWN)).isEqualTo(403);
            scene.await("it is told", () -> orphans(scene).stream().anyMatch(line -> line.contains(planted)));

            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiKeyGrant.class, "app");
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(403);
            assertThat(scene.account().gateway().getApiKey(r -> r.apiKey(planted)))
                    .as("it is left as it is")
                    .matches(key -> key.enabled() && key.name().equals("whatever"));
        }
    }

    @Test
    void aPlantedPlanTakesNoKeyFromTheRealOne() {
        try (var scene = Scene.seeded("plantedplan").connected().converged()) {
            var quotes = scene.account().apiId("quotes");
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));
            var real = planId(scene);
            var planner = scene.account().gatewayAs("planner", "apigateway:POST", "/usageplans");
            var planted = new ArrayList<String>();
            do {
                planted.add(planner.createUsagePlan(r -> r.name("x" + planted.size())
                                .description(NAMING.objectDescription(scene.namespace(), "gold")))
                        .id());
            } while (planted.size() < 20 && planted.getLast().compareTo(real) > 0);
            var writes = scene.account().operatorWrites().size();

            scene.awaitSweeps(4);
            assertThat(scene.account().call(quotes, "quotes", value)).isEqualTo(200);
            assertThat(planId(scene)).isEqualTo(real);
            assertThat(scene.account().operatorWrites()).as("nothing was moved").hasSize(writes);

            scene.apply(GOLD.replace("burst: 200", "burst: 300"));
            scene.await(
                    "an edit reaches the real one",
                    () -> scene.account()
                                    .gateway()
                                    .getUsagePlan(r -> r.usagePlanId(real))
                                    .throttle()
                                    .burstLimit()
                            == 300);
            scene.delete(ApiKeyGrant.class, "app");
            scene.delete(ApiRateLimit.class, "gold");
            scene.awaitGone(ApiRateLimit.class, "gold");
            assertThat(scene.account()
                            .gateway()
                            .getUsagePlans(r -> r.limit(500))
                            .items())
                    .extracting(plan -> plan.id())
                    .containsExactlyInAnyOrderElementsOf(planted);
        }
    }

    @Test
    void aPlanOfAPersonWithOurNameIsNeitherUsedNorDeleted() {
        try (var scene = Scene.seeded("namesake").connected()) {
            var persons = scene.account()
                    .gateway()
                    .createUsagePlan(r ->
                            r.name(NAMING.planName(scene.namespace(), "gold")).description("made by a person"))
                    .id();
            scene.apply(GOLD);
            scene.awaitReady(ApiRateLimit.class, "gold");
            scene.awaitSweeps(2);
            assertThat(planId(scene)).isNotEqualTo(persons);

            scene.delete(ApiRateLimit.class, "gold");
            scene.awaitGone(ApiRateLimit.class, "gold");
            assertThat(scene.account()
                            .gateway()
                            .getUsagePlans(r -> r.limit(500))
                            .items())
                    .extracting(plan -> plan.id())
                    .containsExactly(persons);
        }
    }

    @Test
    void aPlanOfOursThatWasRenamedAltogetherIsPutRight() {
        try (var scene = Scene.seeded("renamed").connected().apply(GOLD)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var id = planId(scene);
            scene.account()
                    .gateway()
                    .updateUsagePlan(r -> r.usagePlanId(id)
                            .patchOperations(
                                    p -> p.op(Op.REPLACE).path("/name").value("something"),
                                    p -> p.op(Op.REPLACE).path("/description").value("")));

            scene.await(
                    "its name is put right",
                    () -> scene.account()
                            .gateway()
                            .getUsagePlan(r -> r.usagePlanId(id))
                            .name()
                            .equals(NAMING.planName(scene.namespace(), "gold")));
            assertThat(scene.account().ours()).as("no second one").hasSize(1);
        }
    }

    @Test
    void aPlantedPolicyIsUnprovenUntilItIsTaggedAsTheMessageSays() {
        try (var scene = Scene.seeded("plantedpolicy").connected()) {
            var web = PrincipalRef.parse("role/apps/web");
            var arn = scene.account()
                    .iamAs("policymaker", "iam:CreatePolicy")
                    .createPolicy(r -> r.path(NAMING.policyPath())
                            .policyName(NAMING.policyName(scene.namespace(), web))
                            .description(NAMING.policyDescription(scene.namespace(), web))
                            .policyDocument(ADMIN))
                    .policy()
                    .arn();

            scene.apply(POLICY);
            scene.awaitReason(ApiAccessPolicy.class, "mine", "Unproven", arn, "aws iam tag-policy --policy-arn " + arn);
            scene.awaitSweeps(2);
            assertThat(scene.account().attached("web")).isEmpty();
            assertThat(document(scene, arn)).contains("\"*\"");

            // neither edits nor the deletion reach it
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            assertThat(document(scene, arn)).contains("\"*\"");

            scene.apply(POLICY);
            scene.awaitReason(ApiAccessPolicy.class, "mine", "Unproven");
            scene.account()
                    .iam()
                    .tagPolicy(r -> r.policyArn(arn)
                            .tags(
                                    tag(Naming.TAG_CLUSTER, Rig.CLUSTER_ID),
                                    tag(Naming.TAG_OWNER, scene.namespace() + "/role/apps/web")));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            assertThat(scene.account().attached("web")).hasSize(1);
            assertThat(versions(scene, arn)).hasSize(1);
            assertThat(document(scene, arn)).contains("execute-api:Invoke").doesNotContain("\"*\"");
            assertThat(Objects.requireNonNull(scene.get(ApiAccessPolicy.class, "mine")
                                    .orElseThrow()
                                    .getStatus())
                            .policies()
                            .getFirst()
                            .policyId())
                    .isNotNull();
        }
    }

    @Test
    void aVersionThatSomebodyAddsIsToldAndRemoved() {
        try (var scene = Scene.seeded("version").connected().apply(POLICY)) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            var arn = scene.account().attachedArn("web");
            scene.account()
                    .iam()
                    .createPolicyVersion(
                            r -> r.policyArn(arn).policyDocument(ADMIN).setAsDefault(false));

            scene.await("it is removed", () -> versions(scene, arn).size() == 1);
            scene.await(
                    "it was told",
                    () -> String.valueOf(scene.get(ApiAccessPolicy.class, "mine")
                                    .orElseThrow()
                                    .getStatus())
                            .contains("version[v2]"));

            scene.apply(POLICY.replace("[/orders]", "[/orders, /more]"));
            scene.await("an edit", () -> document(scene, arn).contains("GET/more"));
            scene.await("leaves no older version", () -> versions(scene, arn).size() == 1);
        }
    }

    @Test
    void aKeyThatSomebodyMadeAnewWithItsValueIsNamed() {
        try (var scene = Scene.seeded("anewkey").connected().converged()) {
            var id = Objects.requireNonNull(scene.secret("app-key", "id"));
            var value = Objects.requireNonNull(scene.secret("app-key", "value"));
            var gateway = scene.account().gateway();
            var name = gateway.getApiKey(r -> r.apiKey(id)).name();
            gateway.deleteApiKey(r -> r.apiKey(id));
            var other = gateway.createApiKey(r -> r.name(name).value(value).enabled(true))
                    .id();

            var told = scene.awaitReason(
                    ApiKeyGrant.class, "app", "OwnershipConflict", other, "has the value of this one");
            assertThat(told).doesNotContain(value);

            gateway.deleteApiKey(r -> r.apiKey(other));
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(scene.secret("app-key", "value")).isEqualTo(value);
        }
    }

    @Test
    void aRoleThatComesBackInAnotherSpellingHasItsPolicyAgain() {
        try (var scene = new Scene("casey")) {
            scene.account().api("orders", "orders", false);
            scene.account().role("/apps/", "casey");
            scene.connected().apply(POLICY.replace("role/apps/web", "role/apps/casey"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            var arn = scene.account().attachedArn("casey");
            scene.account().iam().detachRolePolicy(r -> r.roleName("casey").policyArn(arn));
            scene.account().iam().deleteRole(r -> r.roleName("casey"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "PrincipalNotFound");

            scene.account().role("/apps/", "Casey");
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            // Until the consistency window is over, our own attachment to the role that was there before may still
            // count.
            scene.await(
                    "it is attached again",
                    () -> scene.account().attached("Casey").size() == 1);
            scene.apply(POLICY.replace("role/apps/web", "role/apps/casey").replace("[/orders]", "[/more]"));
            scene.await("an edit", () -> document(scene, arn).contains("GET/more"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
        }
    }

    private static Tag tag(String key, String value) {
        return Tag.builder().key(key).value(value).build();
    }

    private static String planId(Scene scene) {
        return String.valueOf(Objects.requireNonNull(
                        scene.get(ApiRateLimit.class, "gold").orElseThrow().getStatus())
                .usagePlanId());
    }

    private static List<String> orphans(Scene scene) {
        return List.of(String.valueOf(scene.get(AwsConnection.class, scene.namespace())
                        .orElseThrow()
                        .getStatus())
                .split("\n"));
    }

    private static List<String> versions(Scene scene, String arn) {
        return scene.account().iam().listPolicyVersions(r -> r.policyArn(arn)).versions().stream()
                .map(one -> one.versionId())
                .toList();
    }

    private static String document(Scene scene, String arn) {
        var version =
                scene.account().iam().getPolicy(r -> r.policyArn(arn)).policy().defaultVersionId();
        var encoded = scene.account()
                .iam()
                .getPolicyVersion(r -> r.policyArn(arn).versionId(version))
                .policyVersion()
                .document();
        return java.net.URLDecoder.decode(encoded, java.nio.charset.StandardCharsets.UTF_8);
    }
}
