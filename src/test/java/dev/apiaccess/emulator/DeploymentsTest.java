// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.GetStageResponse;
import software.amazon.awssdk.services.apigateway.model.MethodSnapshot;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** Deployments are made, compared, moved to and deleted step by step; a stage serves what its deployment holds. */
class DeploymentsTest {
    private static final String IN_USE = "Active stages pointing to this deployment must be moved or deleted";
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final Invoker invoker = new Invoker(emulator.endpoint());
    private String api = "";
    private String resource = "";
    private String first = "";

    @BeforeEach
    void aDeployedApi() {
        api = aws.api("orders");
        resource = aws.method(api, "orders", "NONE", false);
        first = aws.deploy(api);
    }

    @AfterEach
    void stop() {
        invoker.close();
        aws.close();
        emulator.close();
    }

    private int status() {
        return invoker.get("/_api/" + api + "/prod/orders", null, null).status();
    }

    private void patch(String op, String path, String value) {
        aws.gateway.updateStage(r -> r.restApiId(api)
                .stageName("prod")
                .patchOperations(
                        PatchOperation.builder().op(op).path(path).value(value).build()));
    }

    private void switchTo(String authorization) {
        aws.gateway.updateMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(
                        p -> p.op(Op.REPLACE).path("/authorizationType").value(authorization)));
    }

    private MethodSnapshot summary(String deployment) {
        Map<String, Map<String, MethodSnapshot>> paths = aws.gateway
                .getDeployment(r -> r.restApiId(api).deploymentId(deployment).embed("apisummary"))
                .apiSummary();
        return paths.getOrDefault("/orders", Map.of())
                .getOrDefault("GET", MethodSnapshot.builder().build());
    }

    private String snapshot() {
        return aws.gateway
                .createDeployment(r -> r.restApiId(api).description("by hand"))
                .id();
    }

    @Test
    void aDeploymentWithoutAStageIsServedOnceAStageIsMovedToIt() {
        // given a change that is deployed to no stage
        switchTo("AWS_IAM");
        String second = snapshot();

        // when, then it can be compared with what is served before anybody meets it
        assertThat(summary(first).authorizationType()).isEqualTo("NONE");
        assertThat(summary(second).authorizationType()).isEqualTo("AWS_IAM");
        assertThat(summary(second).apiKeyRequired()).isFalse();
        assertThat(aws.gateway
                        .getDeployment(r -> r.restApiId(api).deploymentId(second))
                        .apiSummary())
                .as("without being asked for")
                .isEmpty();
        assertThat(aws.gateway.getDeployments(r -> r.restApiId(api)).items())
                .as("a list never has it")
                .hasSize(2)
                .allSatisfy(d -> assertThat(d.apiSummary()).isEmpty());
        assertThat(status()).isEqualTo(200);

        // when the stage is moved
        patch("replace", "/deploymentId", second);

        // then
        assertThat(status()).isEqualTo(403);
        patch("replace", "/deploymentId", first);
        assertThat(status()).isEqualTo(200);
    }

    @Test
    void whatAStageOrItsCanaryServesIsNotDeleted() {
        // given
        String second = snapshot();
        String third = snapshot();
        patch("replace", "/canarySettings/deploymentId", second);

        // when, then
        for (String used : new String[] {first, second}) {
            assertThatExceptionOfType(BadRequestException.class)
                    .isThrownBy(() ->
                            aws.gateway.deleteDeployment(r -> r.restApiId(api).deploymentId(used)))
                    .withMessageContaining(IN_USE);
        }
        aws.gateway.deleteDeployment(r -> r.restApiId(api).deploymentId(third));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(
                        () -> aws.gateway.getDeployment(r -> r.restApiId(api).deploymentId(third)))
                .withMessageContaining("Invalid Deployment identifier specified");
        assertThatExceptionOfType(NotFoundException.class).isThrownBy(() -> patch("replace", "/deploymentId", third));

        // when the canary takes over, as a copy
        aws.gateway.updateStage(r -> r.restApiId(api)
                .stageName("prod")
                .patchOperations(
                        p -> p.op(Op.COPY).path("/deploymentId").from("/canarySettings/deploymentId"),
                        p -> p.op(Op.REMOVE).path("/canarySettings")));

        // then the first one is free
        assertThat(aws.gateway.getStage(r -> r.restApiId(api).stageName("prod")).deploymentId())
                .isEqualTo(second);
        aws.gateway.deleteDeployment(r -> r.restApiId(api).deploymentId(first));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.updateStage(r -> r.restApiId(api)
                        .stageName("prod")
                        .patchOperations(
                                p -> p.op(Op.COPY).path("/deploymentId").from("/canarySettings/deploymentId"))))
                .withMessageContaining("Promotion not available. Canary does not exist.");
    }

    @Test
    void aStageThatIsGoneComesBackBareWhenItIsDeployedTo() {
        // given a stage with settings, which somebody deletes
        patch("replace", "/*/*/throttling/rateLimit", "5");
        aws.gateway.deleteStage(r -> r.restApiId(api).stageName("prod"));
        assertThat(status()).isEqualTo(403);

        // when
        aws.deploy(api);

        // then
        GetStageResponse made = aws.gateway.getStage(r -> r.restApiId(api).stageName("prod"));
        assertThat(made.methodSettings()).isEmpty();
        assertThat(status()).isEqualTo(200);
    }

    @Test
    void aCanaryIsDeployedToAStageThatIsThere() {
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.createDeployment(
                        r -> r.restApiId(api).stageName("none").canarySettings(c -> c.percentTraffic(1.0))))
                .withMessageContaining("Stage none must already be created before making a canary release deployment");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() ->
                        aws.gateway.createDeployment(r -> r.restApiId(api).canarySettings(c -> c.percentTraffic(1.0))))
                .withMessageContaining("Provided value is null");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> patch("replace", "/canarySettings/deploymentId", "nowhere"))
                .withMessageContaining("Deployment id does not exist");
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> patch("add", "/canarySettings/deploymentId", first))
                .withMessageContaining("Invalid add operation with path: /canarySettings/deploymentId");
    }

    @Test
    void aKeyIsWantedOnlyWhereThatIsDeployed() {
        // given
        aws.gateway.updateMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(p -> p.op(Op.REPLACE).path("/apiKeyRequired").value("true")));

        // when, then
        assertThat(status()).isEqualTo(200);
        String second = aws.deploy(api);
        assertThat(summary(second).apiKeyRequired()).isTrue();
        assertThat(status()).isEqualTo(403);
    }
}
