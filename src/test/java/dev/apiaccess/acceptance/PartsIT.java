// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.PartState;
import dev.apiaccess.api.PartStatus;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.testing.Scene;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;

/** Something that an object names is not there: its own part is left out, and everything else goes on. */
@Execution(ExecutionMode.CONCURRENT)
class PartsIT {

    private static final String DUO = manifest("ApiAccessPolicy", "duo", """
            api: {restApiName: orders, stages: [prod]}
            rules:
            - {name: read, principals: [role/apps/alpha, role/apps/beta], methods: [GET, POST], paths: [/orders]}
            """);
    private static final String ONE_EACH = manifest("ApiAccessPolicy", "each", """
            api: {restApiName: orders, stages: [prod]}
            rules:
            - {name: a, principals: [role/apps/alpha], methods: [GET], paths: [/orders]}
            - {name: b, principals: [role/apps/beta], methods: [GET], paths: [/orders]}
            """);
    private static final String TIER = manifest("ApiRateLimit", "gold", """
            apis:
            - {name: quotes, restApiName: quotes, stage: prod}
            - {name: second, restApiName: second, stage: prod}
            rate: {requests: 20, per: 1s}
            burst: 40
            """);

    /** Two roles, of which the second is deleted when both have what the policy says. */
    private static Scene withoutBeta(String prefix, String policy, String name) {
        var scene = Scene.seeded(prefix);
        scene.account().role("/apps/", "alpha");
        scene.account().role("/apps/", "beta");
        scene.connected().apply(policy);
        scene.awaitReady(ApiAccessPolicy.class, name);
        scene.account()
                .iam()
                .detachRolePolicy(
                        r -> r.roleName("beta").policyArn(scene.account().attachedArn("beta")));
        scene.account().iam().deleteRole(r -> r.roleName("beta"));
        scene.awaitReason(
                ApiAccessPolicy.class,
                name,
                "PrincipalNotFound",
                "there is no role/apps/beta in account",
                "in force for role/apps/alpha");
        return scene;
    }

    @Test
    void aPrincipalThatIsGoneLeavesTheOthersTheirWay() {
        try (var scene = withoutBeta("gone", DUO, "duo")) {
            assertThat(standing(scene, "duo"))
                    .isEqualTo(Map.of("role/apps/alpha", PartState.InForce, "role/apps/beta", PartState.Left));

            scene.apply(DUO.replace("[GET, POST]", "[GET]"));
            scene.await("narrowed", () -> !document(scene).contains("POST"));
            assertThat(document(scene)).contains("GET");
            scene.awaitReason(
                    ApiAccessPolicy.class,
                    "duo",
                    "PrincipalNotFound",
                    "role/apps/beta",
                    "in force for role/apps/alpha");

            var arn = scene.account().attachedArn("alpha");
            scene.account().iam().detachRolePolicy(r -> r.roleName("alpha").policyArn(arn));
            scene.await(
                    "attached again",
                    () -> scene.account().attached("alpha").size() == 1
                            && lastDrift(scene).contains("alpha"));

            scene.account()
                    .iam()
                    .createPolicyVersion(r -> r.policyArn(arn)
                            .setAsDefault(true)
                            .policyDocument(document(scene).replace("/prod/GET/orders", "/*")));
            scene.await("put right", () -> document(scene).contains("/prod/GET/orders"));
            assertThat(scene.account().attached("alpha")).hasSize(1);

            scene.account().role("/apps/", "beta");
            scene.awaitReady(ApiAccessPolicy.class, "duo");
            assertThat(scene.account().attachedDocument("beta")).contains("GET").doesNotContain("POST");
        }
    }

    @Test
    void aRuleThatIsTakenOutLeavesThoughAnotherPrincipalIsGone() {
        try (var scene = withoutBeta("leaves", ONE_EACH, "each")) {
            scene.apply(ONE_EACH.replace(
                    "  - {name: a, principals: [role/apps/alpha], methods: [GET], paths: [/orders]}\n", ""));

            scene.await(
                    "alpha has nothing", () -> scene.account().attached("alpha").isEmpty());
            // The reason was the same before, and alpha is told until a look finds it gone.
            scene.await("only beta is told", () -> told(scene, "each").equals(List.of("role/apps/beta")));
            scene.awaitReason(ApiAccessPolicy.class, "each", "PrincipalNotFound", "role/apps/beta");
        }
    }

    @Test
    void aStageThatIsGoneLeavesTheOthersAllowedAndStaysDenied() {
        try (var scene = Scene.seeded("stages")) {
            var api = scene.account().apiId("orders");
            scene.account()
                    .gateway()
                    .createStage(r -> r.restApiId(api)
                            .stageName("beta")
                            .deploymentId(scene.account()
                                    .gateway()
                                    .getStage(s -> s.restApiId(api).stageName("prod"))
                                    .deploymentId()));
            scene.apply(scene.connection("role/apps/*").replace("stages: [prod]", "stages: [prod, beta]"));
            scene.apply(manifest("ApiAccessPolicy", "mine", """
                    api: {restApiName: orders, stages: [prod, beta]}
                    rules:
                    - {name: read, principals: [role/apps/web], methods: [GET], paths: [/orders]}
                    - {name: never, effect: Deny, principals: [role/apps/web], methods: [GET], paths: [/orders/secret]}
                    """));
            scene.awaitReady(ApiAccessPolicy.class, "mine");

            scene.account().gateway().deleteStage(r -> r.restApiId(api).stageName("beta"));

            scene.awaitReason(
                    ApiAccessPolicy.class, "mine", "TargetNotFound", "has no stage beta", "in force for role/apps/web");
            assertThat(scene.account().attachedDocument("web"))
                    .contains("/prod/GET/orders\"", "/prod/GET/orders/secret", "/beta/GET/orders/secret")
                    .doesNotContain("/beta/GET/orders\"");
            assertThat(scene.get(ApiAccessPolicy.class, "mine").orElseThrow().getStatus())
                    .satisfies(
                            status -> assertThat(Objects.requireNonNull(status).parts())
                                    .singleElement()
                                    .satisfies(part -> assertThat(part.name()).isEqualTo("stage/beta")));
        }
    }

    @Test
    void aStageThatIsGoneHoldsUpNeitherItsTierNorTheKeys() {
        try (var scene = Scene.seeded("tier")) {
            var quotes = scene.account().apiId("quotes");
            var second = scene.account().api("second", "quotes", true);
            scene.connected().apply(TIER).apply(APP);
            scene.awaitReady(ApiKeyGrant.class, "app");
            var key = Objects.requireNonNull(scene.secret("app-key", "value"));
            var gateway = scene.account().gateway();
            var plan = gateway.getUsagePlans().items().getFirst().id();

            gateway.deleteStage(r -> r.restApiId(second).stageName("prod"));
            scene.awaitReason(
                    ApiRateLimit.class,
                    "gold",
                    "TargetNotFound",
                    "has no stage prod: deploy it",
                    "in force for quotes");
            assertThat(parts(Objects.requireNonNull(scene.get(ApiRateLimit.class, "gold")
                                    .orElseThrow()
                                    .getStatus())
                            .parts()))
                    .isEqualTo(Map.of("quotes", PartState.InForce, "second", PartState.Left));

            gateway.updateUsagePlan(r -> r.usagePlanId(plan)
                    .patchOperations(
                            o -> o.op(Op.REPLACE).path("/throttle/rateLimit").value("9999")));
            scene.await(
                    "put right",
                    () -> gateway.getUsagePlan(r -> r.usagePlanId(plan))
                                    .throttle()
                                    .rateLimit()
                            == 20);
            scene.apply(TIER.replace("burst: 40", "burst: 25"));
            scene.await(
                    "edited",
                    () -> gateway.getUsagePlan(r -> r.usagePlanId(plan))
                                    .throttle()
                                    .burstLimit()
                            == 25);

            var id = gateway.getApiKeys(r -> r.limit(10)).items().getFirst().id();
            gateway.updateApiKey(r -> r.apiKey(id)
                    .patchOperations(o -> o.op(Op.REPLACE).path("/enabled").value("false")));
            scene.await("switched on again", () -> scene.account().call(quotes, "quotes", key) == 200);

            scene.apply(APP.replace("name: app,", "name: late,").replace("app-key", "late-key"));
            scene.awaitReady(ApiKeyGrant.class, "late");
        }
    }

    @Test
    void aGrantWhoseTierCannotBeHadIsRotatedAndSwitchedOff() {
        try (var scene = Scene.seeded("refused").connected()) {
            var quotes = scene.account().apiId("quotes");
            scene.apply(TIER.replace("  - {name: second, restApiName: second, stage: prod}\n", ""))
                    .apply(with(APP, "rotation: {overlap: 0s}"));
            scene.awaitReady(ApiKeyGrant.class, "app");
            var leaked = Objects.requireNonNull(scene.secret("app-key", "value"));

            // No tenant admits it any more, and none takes anything back.
            scene.apply(TIER.replace("stage: prod}", "stage: dev}"));
            scene.awaitReason(ApiRateLimit.class, "gold", "NotPermitted");
            scene.awaitReason(ApiKeyGrant.class, "app", "Pending", "gold is not ready (NotPermitted)");
            assertThat(scene.account().call(quotes, "quotes", leaked)).isEqualTo(200);

            scene.annotate(ApiKeyGrant.class, "app", Map.of(Annotations.ROTATE_REQUESTED_AT, "1"));
            scene.await("another value", () -> !leaked.equals(scene.secret("app-key", "value")));
            scene.await("the leaked one is refused", () -> scene.account().call(quotes, "quotes", leaked) == 403);
            var fresh = Objects.requireNonNull(scene.secret("app-key", "value"));
            assertThat(scene.account().call(quotes, "quotes", fresh)).isEqualTo(200);

            scene.apply(with(APP, "state: Disabled"));
            scene.awaitReason(ApiKeyGrant.class, "app", "Disabled");
            assertThat(scene.account().call(quotes, "quotes", fresh)).isEqualTo(403);
        }
    }

    @Test
    void oneTierThatIsNotThereHoldsUpNoOther() {
        try (var scene = Scene.seeded("tiers").connected()) {
            var quotes = scene.account().apiId("quotes");
            scene.apply(TIER.replace("  - {name: second, restApiName: second, stage: prod}\n", ""))
                    .apply(APP.replace("[{name: gold}]", "[{name: gold}, {name: silver}]"));

            scene.awaitReason(
                    ApiKeyGrant.class, "app", "TargetNotFound", "there is no ApiRateLimit", "in force for", "/gold");
            var key = Objects.requireNonNull(scene.secret("app-key", "value"));
            assertThat(scene.account().call(quotes, "quotes", key)).isEqualTo(200);
            assertThat(parts(Objects.requireNonNull(scene.get(ApiKeyGrant.class, "app")
                                    .orElseThrow()
                                    .getStatus())
                            .parts()))
                    .isEqualTo(Map.of(
                            scene.namespace() + "/gold", PartState.InForce,
                            scene.namespace() + "/silver", PartState.Left));

            scene.account().api("second", "quotes", true);
            scene.apply(TIER.replace("name: gold,", "name: silver,")
                    .replace("  - {name: quotes, restApiName: quotes, stage: prod}\n", ""));
            scene.awaitReady(ApiKeyGrant.class, "app");
            assertThat(scene.secret("app-key", "value")).as("the same key").isEqualTo(key);
        }
    }

    private static String document(Scene scene) {
        return scene.account().attachedDocument("alpha");
    }

    private static String lastDrift(Scene scene) {
        var status = scene.get(ApiAccessPolicy.class, "duo").orElseThrow().getStatus();
        var last = status == null ? null : status.lastDrift();
        return last == null ? "" : String.join("; ", last.fields());
    }

    private static List<String> told(Scene scene, String policy) {
        return Objects.requireNonNull(
                        scene.get(ApiAccessPolicy.class, policy).orElseThrow().getStatus())
                .policies()
                .stream()
                .map(one -> String.valueOf(one.principal()))
                .toList();
    }

    private static Map<String, PartState> standing(Scene scene, String policy) {
        var states = new TreeMap<String, PartState>();
        for (PrincipalPolicy one : Objects.requireNonNull(
                        scene.get(ApiAccessPolicy.class, policy).orElseThrow().getStatus())
                .policies()) {
            states.put(String.valueOf(one.principal()), Objects.requireNonNull(one.state()));
        }
        return states;
    }

    private static Map<String, PartState> parts(List<PartStatus> parts) {
        var states = new TreeMap<String, PartState>();
        parts.forEach(part -> states.put(part.name(), Objects.requireNonNull(part.state())));
        return states;
    }
}
