// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.GetAuthorizerResponse;
import software.amazon.awssdk.services.apigateway.model.Op;

/** Authorizers of a type that the SDK has no word for. */
class JwtAuthorizersTest {
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final SignedPost signed = new SignedPost(emulator.endpoint(), "apigateway", "eu-west-1");
    private final HttpClient http = HttpClient.newHttpClient();

    @AfterEach
    void stop() {
        http.close();
        signed.close();
        aws.close();
        emulator.close();
    }

    private int get(String api, String token) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(URI.create(emulator.endpoint() + "/_api/" + api + "/prod/orders"))
                                .timeout(Duration.ofSeconds(20))
                                .header("Authorization", token)
                                .build(),
                        HttpResponse.BodyHandlers.discarding())
                .statusCode();
    }

    private String authorizer(String api) throws JsonProcessingException {
        String made = signed.send(
                aws.root,
                "/restapis/" + api + "/authorizers",
                Map.of("Content-Type", "application/json"),
                "{\"name\":\"login\",\"type\":\"JWT\",\"identitySource\":\"method.request.header.Authorization\","
                        + "\"jwtConfiguration\":{\"issuers\":[\"https://login.example.com\"],\"audiences\":[\"orders\"]}}");
        return new ObjectMapper().readTree(made).path("id").asText();
    }

    @Test
    void theyAreReadByAClientThatDoesNotKnowThemAndDecide() throws IOException, InterruptedException {
        // given a method whose callers need a scope
        String api = aws.api("orders");
        String id = authorizer(api);
        String resource = aws.method(api, "orders", "NONE", false);
        aws.gateway.updateMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(
                        p -> p.op(Op.REPLACE).path("/authorizationType").value("JWT"),
                        p -> p.op(Op.REPLACE).path("/authorizerId").value(id),
                        p -> p.op(Op.ADD).path("/authorizationScopes").value("orders/read")));
        aws.deploy(api);
        emulator.authorizes("{\"issuer\":\"https://login.example.com\",\"tokens\":{"
                + "\"reads\":{\"scopes\":[\"orders/read\"]},\"writes\":{\"scopes\":[\"orders/write\"]}}}");

        // when, then
        GetAuthorizerResponse got =
                aws.gateway.getAuthorizer(r -> r.restApiId(api).authorizerId(id));
        assertThat(got.type()).isEqualTo(AuthorizerType.UNKNOWN_TO_SDK_VERSION);
        assertThat(got.typeAsString()).isEqualTo("JWT");
        assertThat(get(api, "Bearer reads")).isEqualTo(200);
        assertThat(get(api, "Bearer writes")).isEqualTo(403);
        assertThat(get(api, "Bearer forged")).isEqualTo(401);

        // when a resource policy is silent, which AWS says nothing of
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(p -> p.op(Op.REPLACE)
                        .path("/policy")
                        .value("{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                                + "\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:/prod/POST/*\"}]}")));
        aws.deploy(api);

        // then
        assertThat(get(api, "Bearer reads")).isEqualTo(403);
    }

    @Test
    void whatTheyGoByIsOnlyReplaced() throws JsonProcessingException {
        // given
        String api = aws.api("orders");
        String id = authorizer(api);

        // when, then
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> aws.gateway.updateAuthorizer(r -> r.restApiId(api)
                        .authorizerId(id)
                        .patchOperations(p -> p.op(Op.ADD)
                                .path("/jwtConfiguration")
                                .value("{\"issuers\":[\"https://other.example.com\"]}"))));
        aws.gateway.updateAuthorizer(r -> r.restApiId(api)
                .authorizerId(id)
                .patchOperations(p -> p.op(Op.REPLACE)
                        .path("/jwtConfiguration")
                        .value("{\"issuers\":[\"https://other.example.com\"]}")));
    }
}
