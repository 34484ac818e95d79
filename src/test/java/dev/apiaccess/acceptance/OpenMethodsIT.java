// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;
import software.amazon.awssdk.services.apigateway.model.Resource;

/** Methods that are not limited because they ask for no key, from what is deployed to the status of the rate limit. */
@Execution(ExecutionMode.CONCURRENT)
class OpenMethodsIT {

    @Test
    void aLimitSaysWhichDeployedMethodsTakeCallsWithoutAKey() {
        try (var scene = new Scene("open")) {
            var api = scene.account().api("quotes", "quotes", false);
            scene.connected().apply(GOLD);
            scene.awaitReady(ApiRateLimit.class, "gold");

            var open = awaitEffect(scene, "False", "KeyNotRequired");
            assertThat(open.getMessage()).startsWith("1 method takes").endsWith(": apis[quotes] GET /quotes");
            assertThat(summary(scene)).isEqualTo("100/s, burst 200, 0 keys, 1 method needs no key");
            assertReady(scene);

            require(scene, api);
            options(scene, api);
            var version = version(scene);
            scene.awaitSweeps(3);
            assertThat(version(scene))
                    .as("nothing changed before it is deployed")
                    .isEqualTo(version);
            assertThat(reads(scene)).as("one call for a deployment").hasSize(1);

            deploy(scene, api);

            awaitEffect(scene, "True", "Effective");
            assertThat(summary(scene)).isEqualTo("100/s, burst 200, 0 keys");
            scene.awaitSweeps(2);
            assertThat(reads(scene)).as("one call for each deployment").hasSize(2);
            scene.await("events", () -> events(scene).containsAll(List.of("KeyNotRequired", "Effective")));

            withoutTheRightToAsk(scene, api);
        }
    }

    @Test
    void aLimitSaysWhichOfItsMethodsAreNotDeployed() {
        try (var scene = new Scene("unmatched")) {
            var api = scene.account().api("quotes", "quotes", true);
            scene.connected().apply(manifest("ApiRateLimit", "gold", """
                    apis:
                    - name: quotes
                      restApiName: quotes
                      stage: prod
                      methods:
                      - {method: GET, path: /quote, rate: {requests: 1, per: 1h}, burst: 1}
                      - {method: ANY, path: /quotes, rate: {requests: 1, per: 1h}, burst: 1}
                    rate: {requests: 100, per: 1s}
                    burst: 200
                    """));
            scene.awaitReady(ApiRateLimit.class, "gold");

            var unmatched = awaitEffect(scene, "False", "LimitUnmatched");
            assertThat(unmatched.getMessage())
                    .startsWith("2 limits meet no deployed method, and hold nobody back: ")
                    .endsWith(": apis[quotes] GET /quote (declared is GET /quotes);"
                            + " apis[quotes] ANY /quotes (declared is GET /quotes)");
            assertThat(summary(scene)).isEqualTo("100/s, burst 200, 0 keys, 2 limits meet no method");
            assertReady(scene);

            var gateway = scene.account().gateway();
            var resource = quotes(scene, api);
            gateway.putMethod(r -> r.restApiId(api)
                    .resourceId(resource)
                    .httpMethod("ANY")
                    .authorizationType("NONE")
                    .apiKeyRequired(true));
            gateway.putIntegration(
                    r -> r.restApiId(api).resourceId(resource).httpMethod("ANY").type("MOCK"));
            deploy(scene, api);
            scene.await(
                    "one is left", () -> summary(scene).equals("100/s, burst 200, 0 keys, 1 limit meets no method"));

            scene.apply(GOLD);
            awaitEffect(scene, "True", "Effective");
        }
    }

    /** What cannot be read holds up nothing else, and is said once. */
    private static void withoutTheRightToAsk(Scene scene, String api) {
        scene.rig()
                .emulator()
                .fault(Fault.always("GetDeployment", new Fault.Effect.Before(403, "AccessDeniedException", "no"))
                        .in(scene.account().id()));

        deploy(scene, api);

        scene.await(
                "nothing is said of what is deployed now",
                () -> scene.condition(ApiRateLimit.class, "gold", "Effective").isEmpty());
        scene.await(
                "refused twice",
                () -> reads(scene).stream().filter(call -> call.status() == 403).count() > 1);
        assertReady(scene);
        assertThat(scene.condition(AwsConnection.class, scene.namespace(), "Ready"))
                .map(Condition::getStatus)
                .contains("True");
        assertThat(scene.rig()
                        .operator()
                        .log()
                        .split(
                                "which methods are deployed could not be read in account "
                                        + scene.account().id(),
                                -1))
                .as("said once")
                .hasSize(2);
    }

    private static void assertReady(Scene scene) {
        assertThat(scene.condition(ApiRateLimit.class, "gold", "Ready"))
                .map(one -> one.getStatus() + " " + one.getReason())
                .contains("True Ready");
    }

    private static void require(Scene scene, String api) {
        scene.account()
                .gateway()
                .updateMethod(r -> r.restApiId(api)
                        .resourceId(quotes(scene, api))
                        .httpMethod("GET")
                        .patchOperations(PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/apiKeyRequired")
                                .value("true")
                                .build()));
    }

    /** What browsers ask before they call, which never has a key. */
    private static void options(Scene scene, String api) {
        var gateway = scene.account().gateway();
        var resource = quotes(scene, api);
        gateway.putMethod(
                r -> r.restApiId(api).resourceId(resource).httpMethod("OPTIONS").authorizationType("NONE"));
        gateway.putIntegration(
                r -> r.restApiId(api).resourceId(resource).httpMethod("OPTIONS").type("MOCK"));
    }

    private static void deploy(Scene scene, String api) {
        scene.account().gateway().createDeployment(r -> r.restApiId(api).stageName("prod"));
    }

    private static String quotes(Scene scene, String api) {
        return scene.account().gateway().getResources(r -> r.restApiId(api)).items().stream()
                .filter(resource -> resource.path().equals("/quotes"))
                .map(Resource::id)
                .findFirst()
                .orElseThrow();
    }

    private static List<RecordedCall> reads(Scene scene) {
        return scene.account().operatorCalls().stream()
                .filter(call -> call.operation().equals("GetDeployment"))
                .toList();
    }

    private static Condition awaitEffect(Scene scene, String status, String reason) {
        scene.await(
                "Effective=" + status + "/" + reason,
                () -> scene.condition(ApiRateLimit.class, "gold", "Effective")
                        .filter(one -> status.equals(one.getStatus()) && reason.equals(one.getReason()))
                        .isPresent());
        return scene.condition(ApiRateLimit.class, "gold", "Effective").orElseThrow();
    }

    private static String summary(Scene scene) {
        return scene.get(ApiRateLimit.class, "gold")
                .map(CustomResource::getStatus)
                .map(ApiRateLimitStatus::summary)
                .orElse("");
    }

    private static String version(Scene scene) {
        return scene.get(ApiRateLimit.class, "gold").orElseThrow().getMetadata().getResourceVersion();
    }

    private static List<String> events(Scene scene) {
        return scene.rig().client().events().v1().events().inNamespace(scene.namespace()).list().getItems().stream()
                .filter(event -> event.getRegarding().getKind().equals("ApiRateLimit"))
                .map(event -> event.getReason())
                .toList();
    }
}
