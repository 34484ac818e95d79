// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.EndpointType;
import software.amazon.awssdk.services.apigateway.model.GetRestApiResponse;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.Stage;

/** How an API is reached, and which of two deployments answers. */
class EndpointsTest {
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        http.close();
        aws.close();
        emulator.close();
    }

    private int get(String api, String path, @Nullable String endpoint) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create(emulator.endpoint() + "/_api/" + api + "/prod/" + path))
                .timeout(Duration.ofSeconds(20));
        if (endpoint != null) {
            request.header("X-Emulator-Source-Vpce", endpoint);
        }
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.discarding())
                    .statusCode();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void patch(String api, String path, String value) {
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(p -> p.op(Op.REPLACE).path(path).value(value)));
    }

    @Test
    void aDisabledEndpointAnswersNobodyOnceThatIsDeployed() {
        // given
        String api = aws.api("orders");
        aws.method(api, "orders", "NONE", false);
        aws.deploy(api);

        // when
        patch(api, "/disableExecuteApiEndpoint", "true");

        // then
        assertThat(aws.gateway.getRestApi(r -> r.restApiId(api)).disableExecuteApiEndpoint())
                .isTrue();
        assertThat(get(api, "orders", null)).isEqualTo(200);
        aws.deploy(api);
        assertThat(get(api, "orders", null)).isEqualTo(403);
    }

    @Test
    void aPrivateApiIsReachedThroughItsEndpointsAndNeedsAPolicy() {
        // given
        String api = aws.gateway
                .createRestApi(r -> r.name("inside")
                        .endpointConfiguration(
                                e -> e.types(EndpointType.PRIVATE).vpcEndpointIds("vpce-1")))
                .id();
        aws.method(api, "orders", "NONE", false);
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.deploy(api))
                .withMessageContaining("Private REST API doesn't have a resource policy attached to it");

        // when
        patch(
                api,
                "/policy",
                "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":"
                        + "\"execute-api:Invoke\",\"Resource\":\"execute-api:/*\",\"Condition\":{\"StringEquals\":"
                        + "{\"aws:SourceVpce\":\"vpce-1\"}}}]}");
        aws.deploy(api);

        // then
        GetRestApiResponse got = aws.gateway.getRestApi(r -> r.restApiId(api));
        assertThat(got.endpointConfiguration().types()).containsExactly(EndpointType.PRIVATE);
        assertThat(got.endpointConfiguration().vpcEndpointIds()).containsExactly("vpce-1");
        assertThat(get(api, "orders", "vpce-1")).isEqualTo(200);
        assertThat(get(api, "orders", "vpce-2")).isEqualTo(403);
        assertThat(get(api, "orders", null)).isEqualTo(403);
    }

    @Test
    void aCanaryGetsItsShare() {
        // given a stage whose canary serves one method more
        String api = aws.api("orders");
        aws.method(api, "orders", "NONE", false);
        String first = aws.deploy(api);
        aws.method(api, "late", "NONE", false);
        String second = aws.gateway
                .createDeployment(r -> r.restApiId(api).stageName("prod").canarySettings(c -> c.percentTraffic(0.0)))
                .id();

        // when, then
        Stage stage = aws.gateway.getStages(r -> r.restApiId(api)).item().getFirst();
        assertThat(stage.deploymentId()).isEqualTo(first);
        assertThat(stage.canarySettings().deploymentId()).isEqualTo(second);
        assertThat(stage.canarySettings().percentTraffic()).isZero();
        assertThat(get(api, "late", null)).isEqualTo(403);
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> aws.deploy(api));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(
                        () -> aws.gateway.deleteDeployment(r -> r.restApiId(api).deploymentId(second)));

        // when half of the traffic goes there, then all
        percent(api, "50");
        assertThat(IntStream.range(0, 10)
                        .filter(i -> get(api, "late", null) == 200)
                        .count())
                .isEqualTo(5);
        percent(api, "100");
        assertThat(get(api, "late", null)).isEqualTo(200);

        // when it is removed
        aws.gateway.updateStage(r -> r.restApiId(api)
                .stageName("prod")
                .patchOperations(p -> p.op(Op.REMOVE).path("/canarySettings")));

        // then
        assertThat(get(api, "late", null)).isEqualTo(403);
        assertThat(aws.gateway
                        .getStages(r -> r.restApiId(api))
                        .item()
                        .getFirst()
                        .canarySettings())
                .isNull();
    }

    private void percent(String api, String value) {
        aws.gateway.updateStage(r -> r.restApiId(api)
                .stageName("prod")
                .patchOperations(p ->
                        p.op(Op.REPLACE).path("/canarySettings/percentTraffic").value(value)));
    }
}
