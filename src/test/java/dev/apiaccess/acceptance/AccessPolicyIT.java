// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.testing.Scene;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What an application developer does with policies, and what AWS holds afterwards. */
@Execution(ExecutionMode.CONCURRENT)
class AccessPolicyIT {

    private static String reads(String name, String role, String path) {
        return manifest("ApiAccessPolicy", name, """
                api: {restApiName: orders, stages: [prod]}
                rules:
                - {name: read, principals: [role/apps/%s], methods: [GET], paths: ["%s"]}
                """.formatted(role, path));
    }

    @Test
    void twoObjectsForOnePrincipalShareOnePolicyAndLeaveItOneByOne() {
        try (var scene = Scene.seeded("share").connected()) {
            scene.apply(reads("one", "web", "/one")).apply(reads("two", "web", "/two"));
            scene.awaitReady(ApiAccessPolicy.class, "one");
            scene.awaitReady(ApiAccessPolicy.class, "two");

            assertThat(scene.account().attached("web")).hasSize(1);
            assertThat(scene.account().attachedDocument("web")).contains("GET/one", "GET/two");

            scene.delete(ApiAccessPolicy.class, "one");
            scene.awaitGone(ApiAccessPolicy.class, "one");

            assertThat(scene.account().attachedDocument("web"))
                    .contains("GET/two")
                    .doesNotContain("GET/one");

            scene.delete(ApiAccessPolicy.class, "two");
            scene.awaitGone(ApiAccessPolicy.class, "two");

            assertThat(scene.account().ours()).isEmpty();
        }
    }

    @Test
    void aRuleThatMovesToAnotherRoleLeavesNothingAtTheFirst() {
        try (var scene = Scene.seeded("move").connected()) {
            scene.account().role("/apps/", "batch");
            scene.apply(reads("mine", "web", "/one"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");

            scene.apply(reads("mine", "batch", "/one"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");

            scene.await(
                    "the first role is free",
                    () -> scene.account().attached("web").isEmpty());
            assertThat(scene.account().attachedDocument("batch")).contains("GET/one");
            assertThat(scene.account().ours()).hasSize(1);
        }
    }

    @Test
    void aBadNeighbourDisturbsNobodyAndComesBackWhenPutRight() {
        try (var scene = Scene.seeded("bad").connected()) {
            scene.apply(reads("good", "web", "/good")).apply(reads("bad", "web", "/bad"));
            scene.awaitReady(ApiAccessPolicy.class, "bad");
            var before = scene.account().attachedDocument("web");

            scene.apply(reads("bad", "nobody", "/bad"));
            var message = scene.awaitReason(ApiAccessPolicy.class, "bad", "PrincipalNotFound");
            scene.apply(reads("good", "web", "/better"));
            scene.awaitReady(ApiAccessPolicy.class, "good");

            assertThat(message).contains("role/apps/nobody").contains("create it, or correct the rule");
            // It names the role no more, whatever is wrong with the one that it names now.
            assertThat(scene.account().attachedDocument("web"))
                    .contains("GET/better")
                    .doesNotContain("GET/bad");

            scene.apply(reads("bad", "web", "/bad")).apply(reads("good", "web", "/good"));
            scene.awaitReady(ApiAccessPolicy.class, "good");
            scene.awaitReady(ApiAccessPolicy.class, "bad");
            scene.await(
                    "exactly the earlier state",
                    () -> scene.account().attachedDocument("web").equals(before));
        }
    }

    @Test
    void denyUnlessBecomesOneStatementForEachException() {
        try (var scene = Scene.seeded("deny").connected()) {
            scene.account().iam().createUser(r -> r.userName("dev"));
            scene.apply(scene.connection("user/*"));
            scene.apply(manifest("ApiAccessPolicy", "office", """
                    api: {restApiName: orders, stages: [prod]}
                    rules:
                    - {name: read, principals: [user/dev], methods: [GET], paths: [/orders]}
                    - name: office
                      effect: Deny
                      principals: [user/dev]
                      methods: [ANY]
                      paths: ["/", "/{any+}"]
                      unless: {mfa: {maxAge: 1h}, sourceIps: [203.0.113.0/24]}
                    """));
            scene.awaitReady(ApiAccessPolicy.class, "office");

            var arn = scene.account()
                    .iam()
                    .listAttachedUserPolicies(r -> r.userName("dev"))
                    .attachedPolicies()
                    .getFirst()
                    .policyArn();
            var document = java.net.URLDecoder.decode(
                    scene.account()
                            .iam()
                            .getPolicyVersion(r -> r.policyArn(arn).versionId("v1"))
                            .policyVersion()
                            .document(),
                    java.nio.charset.StandardCharsets.UTF_8);
            assertThat(document.split("\"Effect\":\"Deny\"", -1)).hasSize(4);
            assertThat(document).contains("BoolIfExists", "NumericGreaterThanIfExists", "NotIpAddress", "/prod/*");
        }
    }

    @Test
    void whatCannotBeHadIsSaidWithTheNextStep() {
        try (var scene = Scene.seeded("cannot").connected()) {
            scene.account().role("/", "admin");
            scene.account().api("twin", "one", false);
            scene.account().api("twin", "two", false);
            scene.apply(manifest("ApiAccessPolicy", "admin", """
                    api: {restApiName: orders, stages: [prod]}
                    rules:
                    - {name: read, principals: [role/admin], methods: [GET], paths: [/orders]}
                    """));
            scene.apply(reads("missing", "web", "/orders").replace("restApiName: orders", "restApiName: nothing"));
            scene.apply(reads("twins", "web", "/orders").replace("restApiName: orders", "restApiName: twin"));
            scene.apply(reads("stage", "web", "/orders").replace("stages: [prod]", "stages: [prod, test]"));
            scene.apply(reads("path", "web", "/orders").replace("role/apps/web", "role/apps/sub/web"));

            scene.awaitReason(ApiAccessPolicy.class, "admin", "NotPermitted", "does not admit principal role/admin");
            scene.awaitReason(ApiAccessPolicy.class, "missing", "TargetNotFound", "nothing");
            scene.awaitReason(ApiAccessPolicy.class, "twins", "TargetAmbiguous", "use restApiId");
            scene.awaitReason(ApiAccessPolicy.class, "stage", "NotPermitted", "stage test");
            scene.awaitReason(ApiAccessPolicy.class, "path", "NotPermitted", "role/apps/sub/web");
            assertThat(scene.account().operatorWrites())
                    .as("only the claim was written")
                    .allMatch(call -> call.parameters().toString().contains("aa-claim-"));
        }
    }

    @Test
    void aPrincipalWithoutAFreeSlotIsToldBeforeAnythingIsWritten() {
        try (var scene = Scene.seeded("slots").connected()) {
            for (var number = 1; number <= 9; number++) {
                scene.account().foreignPolicy("foreign-" + number, "web");
            }
            // What others attached is known from looking.
            scene.awaitSweeps(2);
            scene.apply(scene.connection("role/apps/*")
                    .replace("may: [Grant", "limits: {policiesPerPrincipal: 9}\n    may: [Grant"));
            scene.apply(reads("mine", "web", "/one"));

            scene.awaitReason(
                    ApiAccessPolicy.class,
                    "mine",
                    "NotPermitted",
                    "at most 9 managed policies",
                    "role/apps/web carries 9 already");

            scene.account().foreignPolicy("foreign-10", "web");
            scene.awaitSweeps(2);
            scene.apply(scene.connection("role/apps/*"));

            scene.awaitReason(
                    ApiAccessPolicy.class,
                    "mine",
                    "SlotsExhausted",
                    "role/apps/web carries 10 managed policies and AWS takes 10",
                    "detach one");
            assertThat(scene.account().ours()).isEmpty();

            var arn = scene.account().attachedArn("web");
            scene.account().iam().detachRolePolicy(r -> r.roleName("web").policyArn(arn));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            assertThat(scene.account().attached("web")).hasSize(10);
        }
    }

    @Test
    void aPausedObjectIsLeftAloneAndResumes() {
        try (var scene = Scene.seeded("pause").connected()) {
            scene.apply(reads("mine", "web", "/one"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.annotate(ApiAccessPolicy.class, "mine", Map.of("apiaccess.dev/paused", "true"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "Paused");

            scene.apply(reads("mine", "web", "/two"));
            scene.await(
                    "the edit was seen",
                    () -> scene.condition(ApiAccessPolicy.class, "mine", "Ready")
                            .filter(ready -> ready.getReason().equals("Paused"))
                            .isPresent());
            assertThat(scene.account().attachedDocument("web")).contains("GET/one");

            scene.annotate(ApiAccessPolicy.class, "mine", Map.of("apiaccess.dev/paused", "false"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "Ready");
            assertThat(scene.account().attachedDocument("web")).contains("GET/two");
        }
    }

    @Test
    void retainLeavesTheStatementsBehind() {
        try (var scene = Scene.seeded("retain").connected()) {
            scene.apply(with(reads("mine", "web", "/one"), "deletionPolicy: Retain"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");

            scene.delete(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiAccessPolicy.class, "mine");

            assertThat(scene.account().attachedDocument("web")).contains("GET/one", "\"Sid\":\"ar");
            scene.apply(reads("other", "web", "/two"));
            scene.awaitReady(ApiAccessPolicy.class, "other");
            assertThat(scene.account().attachedDocument("web")).contains("GET/one", "GET/two");
        }
    }

    @Test
    void nothingIsWrittenTwiceAndNothingAtRest() {
        try (var scene = Scene.seeded("rest").connected()) {
            scene.apply(reads("mine", "web", "/one"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.await(
                    "what it comes to is known",
                    () -> scene.condition(ApiAccessPolicy.class, "mine", "Effective")
                            .filter(one -> "True".equals(one.getStatus()))
                            .isPresent());
            var version = scene.get(ApiAccessPolicy.class, "mine")
                    .orElseThrow()
                    .getMetadata()
                    .getResourceVersion();
            var sweeps = sweeps(scene);

            scene.await("three more sweeps", () -> sweeps(scene) >= sweeps + 3);

            var writes = scene.account().operatorWrites().stream()
                    .map(call -> call.operation())
                    .toList();
            assertThat(writes).isEqualTo(List.of("CreatePolicy", "CreatePolicy", "AttachRolePolicy"));
            assertThat(scene.get(ApiAccessPolicy.class, "mine")
                            .orElseThrow()
                            .getMetadata()
                            .getResourceVersion())
                    .isEqualTo(version);
        }
    }

    private static long sweeps(Scene scene) {
        return scene.account().operatorCalls().stream()
                .filter(call -> call.operation().equals("GetAccountAuthorizationDetails"))
                .count();
    }
}
