// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.testing.OpenApi;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.SignedCalls;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What the owner of an API declares for all of its callers, and what callers meet. */
@Execution(ExecutionMode.CONCURRENT)
class ProtectionIT {

    private static final String CALLER = manifest("ApiAccessPolicy", "caller", """
            api: {restApiName: shop, stages: [prod]}
            rules:
            - {name: orders, principals: [user/caller], methods: [ANY], paths: [/orders]}
            """);

    static String protection(String spec) {
        return manifest("ApiProtection", "shop", "api: {restApiName: shop, stages: [prod]}\n" + spec);
    }

    static final String CLOSED = """
            redeploy: Automatic
            rules:
            - {name: health, methods: [GET], paths: [/health], authorization: None}
            - {name: rest, methods: [ANY], paths: [/, "/{x+}"], authorization: AwsIam, confirm: CallersSign}
            """;

    /** A scene with an open API, whose team may do everything with it. */
    static Scene scene(String name) {
        var scene = new Scene(name);
        scene.apply(scene.connection("user/*").replace("may: [Grant, Deny, RateLimit, Key]", """
                        may: [Grant, Protect, Fence, Observe, Redeploy, Open]
                            arns: ["arn:aws:logs:*:%s:log-group:*"]
                        """.formatted(
                scene.account().id()).strip()));
        scene.awaitReady(AwsConnection.class, scene.namespace());
        return scene;
    }

    @Test
    void anOpenApiIsClosedForAllButWhatIsSaidAndNobodyDeclaredMissesACall() throws InterruptedException {
        try (var scene = scene("protect-close")) {
            var api = OpenApi.in(scene.account(), "shop");
            var caller = SignedCalls.user(scene.account(), "caller");
            assertThat(api.call("GET", "/orders")).isEqualTo(200);
            scene.apply(CALLER);
            var refused = new AtomicInteger();
            var over = new AtomicBoolean();
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var _ = threads.submit(() -> {
                    while (!over.get()) {
                        if (caller.get(api.id(), "prod", "/orders") != 200) {
                            refused.incrementAndGet();
                        }
                    }
                });

                scene.apply(protection(CLOSED));
                scene.awaitReady(ApiProtection.class, "shop");
                scene.awaitReady(ApiAccessPolicy.class, "caller");
                over.set(true);
            }

            assertThat(refused).as("refused calls of who is declared").hasValue(0);
            assertThat(caller.get(api.id(), "prod", "/orders")).isEqualTo(200);
            assertThat(api.call("GET", "/orders")).isEqualTo(403);
            assertThat(api.call("POST", "/hooks")).isEqualTo(403);
            assertThat(api.call("GET", "/health")).isEqualTo(200);
            var writes = scene.account().operatorWrites().size();
            scene.awaitSweeps(3);
            assertThat(scene.account().operatorWrites()).as("writes at rest").hasSize(writes);
        }
    }

    @Test
    void aSwitchWaitsUntilItsOwnerConfirmsThatCallersSign() {
        try (var scene = scene("protect-confirm")) {
            var api = OpenApi.in(scene.account(), "shop");
            scene.apply(protection(CLOSED.replace(", confirm: CallersSign", "")));

            var message = scene.awaitReason(ApiProtection.class, "shop", "Unconfirmed");

            assertThat(message).contains("CallersSign").contains("rest");
            assertThat(api.call("GET", "/orders")).isEqualTo(200);
            assertThat(scene.account().operatorWrites().stream()
                            .filter(call -> call.service().equals("apigateway")))
                    .isEmpty();
        }
    }

    @Test
    void whatIsNotDeployedIsSaidWherePeopleDeploy() {
        try (var scene = scene("protect-manual")) {
            var api = OpenApi.in(scene.account(), "shop");
            scene.apply(protection(CLOSED.replace("redeploy: Automatic\n", "")));

            var message = scene.awaitReason(ApiProtection.class, "shop", "StaleDeployment");

            assertThat(message).contains("prod");
            scene.await(
                    "the method asks for a signature",
                    () -> api.authorization("/orders", "ANY").equals("AWS_IAM")
                            && api.authorization("/hooks", "POST").equals("AWS_IAM"));
            assertThat(api.call("GET", "/orders")).isEqualTo(200);
            api.deploy();
            scene.awaitReady(ApiProtection.class, "shop");
            assertThat(api.call("GET", "/orders")).isEqualTo(403);
        }
    }

    @Test
    void aFenceByAddressLetsInWhoCameBeforeAndKeepsStatementsOfOthers() {
        try (var scene = scene("protect-fence")) {
            var api = OpenApi.in(scene.account(), "shop");
            scene.apply(protection("""
                    redeploy: Automatic
                    fences:
                    - name: office
                      methods: [POST]
                      onlyFrom: {sourceIps: [203.0.113.0/24]}
                    """));
            scene.awaitReady(ApiProtection.class, "shop");

            assertThat(api.callFrom("203.0.113.9", "POST", "/hooks")).isEqualTo(200);
            assertThat(api.callFrom("198.51.100.9", "POST", "/hooks")).isEqualTo(403);
            assertThat(api.callFrom("198.51.100.9", "GET", "/health")).isEqualTo(200);

            scene.apply(
                    protection(
                            "redeploy: Automatic\nfences: []\nrules:\n- {name: h, methods: [GET], paths: [/health], authorization: None}\n"));
            scene.await("the fence is gone", () -> api.callFrom("198.51.100.9", "POST", "/hooks") == 200);
            assertThat(api.policy()).isEmpty();
        }
    }

    @Test
    void whatOthersLeftOpenIsNotPublishedWithoutConsent() {
        try (var scene = scene("protect-foreign")) {
            var api = OpenApi.in(scene.account(), "shop");
            api.authorize("/hooks", "POST", "AWS_IAM");
            api.deploy();
            api.authorize("/hooks", "POST", "NONE");
            scene.apply(protection("""
                    redeploy: Automatic
                    rules:
                    - {name: orders, methods: [ANY], paths: [/orders], authorization: AwsIam, confirm: CallersSign}
                    """));

            var message = scene.awaitReason(ApiProtection.class, "shop", "ForeignWideningPending");

            assertThat(message).contains("POST /hooks").contains("apiaccess.dev/publish");
            assertThat(api.call("POST", "/hooks")).isEqualTo(403);
            var pending = Objects.requireNonNull(scene.get(ApiProtection.class, "shop")
                    .map(ApiProtection::getStatus)
                    .map(status -> status.pending())
                    .orElseThrow()
                    .deploymentId());
            scene.annotate(ApiProtection.class, "shop", Map.of("apiaccess.dev/publish", pending));
            scene.awaitReady(ApiProtection.class, "shop");
            assertThat(api.call("POST", "/hooks")).isEqualTo(200);
            assertThat(api.call("GET", "/orders")).isEqualTo(403);
        }
    }

    @Test
    void whoOpensAMethodByHandIsToldAndCorrectedWhereThatIsSaid() {
        try (var scene = scene("protect-drift")) {
            var api = OpenApi.in(scene.account(), "shop");
            scene.apply(protection(CLOSED));
            scene.awaitReady(ApiProtection.class, "shop");

            api.authorize("/orders", "ANY", "NONE");
            var message = scene.awaitReason(ApiProtection.class, "shop", "MethodOpened");

            assertThat(message).contains("ANY /orders");
            assertThat(api.authorization("/orders", "ANY")).isEqualTo("NONE");
            scene.apply(protection(CLOSED + "driftPolicy: Correct\n"));
            scene.awaitReady(ApiProtection.class, "shop");
            assertThat(api.authorization("/orders", "ANY")).isEqualTo("AWS_IAM");
        }
    }

    @Test
    void aDeletionOpensNothingAndReopenOpensWithAReason() {
        try (var scene = scene("protect-leave")) {
            var api = OpenApi.in(scene.account(), "shop");
            scene.apply(protection(CLOSED));
            scene.awaitReady(ApiProtection.class, "shop");
            var reopened = """
                    redeploy: Automatic
                    rules:
                    - {name: health, methods: [GET], paths: [/health], authorization: None}
                    - {name: hooks, methods: [POST], paths: [/hooks], authorization: None, reopen: "partners cannot sign"}
                    - {name: rest, methods: [ANY], paths: ["/{x+}"], authorization: AwsIam, confirm: CallersSign}
                    """;
            scene.apply(protection(reopened));
            scene.await("the hook is open again", () -> api.call("POST", "/hooks") == 200);
            scene.awaitReady(ApiProtection.class, "shop");
            assertThat(api.call("GET", "/orders")).isEqualTo(403);

            scene.apply(protection(reopened + "deletionPolicy: Delete\n"));
            scene.delete(ApiProtection.class, "shop");
            scene.awaitGone(ApiProtection.class, "shop");

            assertThat(api.call("GET", "/orders")).isEqualTo(403);
            assertThat(api.authorization("/orders", "ANY")).isEqualTo("AWS_IAM");
        }
    }

    @Test
    void limitsAndLogsAreSetOnTheStageAndGoWithTheObject() {
        try (var scene = scene("protect-limits")) {
            var api = OpenApi.in(scene.account(), "shop");
            scene.account()
                    .gateway()
                    .updateAccount(r ->
                            r.patchOperations(software.amazon.awssdk.services.apigateway.model.PatchOperation.builder()
                                    .op("replace")
                                    .path("/cloudwatchRoleArn")
                                    .value(loggingRole(scene))
                                    .build()));
            scene.apply(protection("""
                    deletionPolicy: Delete
                    throttle:
                      eachMethod: {rate: {requests: 50, per: 1s}, burst: 80}
                      methods: [{method: POST, path: /hooks, rate: {requests: 5, per: 1s}, burst: 8}]
                    logging:
                      access: {destinationArn: "arn:aws:logs:eu-west-1:%s:log-group:shop", format: Json}
                      execution: Error
                      metrics: Detailed
                    """.formatted(scene.account().id())));
            scene.awaitReady(ApiProtection.class, "shop");

            var stage = scene.account()
                    .gateway()
                    .getStage(r -> r.restApiId(api.id()).stageName("prod"));
            var all = Objects.requireNonNull(stage.methodSettings().get("*/*"));
            // API Gateway writes the key of a method as it was once written.
            var hooks = stage.methodSettings().entrySet().stream()
                    .filter(one -> one.getKey().endsWith("hooks/POST"))
                    .map(Map.Entry::getValue)
                    .findFirst()
                    .orElseThrow();
            assertThat(all.throttlingRateLimit()).isEqualTo(50);
            assertThat(all.loggingLevel()).isEqualTo("ERROR");
            assertThat(hooks.throttlingBurstLimit()).isEqualTo(8);
            assertThat(hooks.loggingLevel()).isEqualTo("ERROR");
            assertThat(stage.accessLogSettings().destinationArn()).contains("log-group:shop");

            scene.delete(ApiProtection.class, "shop");
            scene.awaitGone(ApiProtection.class, "shop");
            var after = scene.account()
                    .gateway()
                    .getStage(r -> r.restApiId(api.id()).stageName("prod"));
            assertThat(after.methodSettings().keySet()).noneMatch(key -> key.endsWith("hooks/POST"));
            assertThat(after.accessLogSettings()).isNull();
        }
    }

    private static String loggingRole(Scene scene) {
        scene.account()
                .iam()
                .createRole(
                        r -> r.roleName("logs")
                                .assumeRolePolicyDocument(
                                        "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Principal\":"
                                                + "{\"Service\":\"apigateway.amazonaws.com\"},\"Action\":\"sts:AssumeRole\"}}"));
        return "arn:aws:iam::" + scene.account().id() + ":role/logs";
    }

    @Test
    void aMissingRightIsACondition() {
        try (var scene = scene("protect-right")) {
            OpenApi.in(scene.account(), "shop");
            scene.account().denyOperator("apigateway:PATCH");
            scene.apply(protection(CLOSED));

            var message = scene.awaitReason(ApiProtection.class, "shop", "AccessDenied");

            assertThat(message).contains("apigateway:PATCH");
            scene.account().allowOperator();
            scene.awaitReady(ApiProtection.class, "shop");
        }
    }
}
