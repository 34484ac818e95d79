// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsCredentials;
import software.amazon.awssdk.services.apigateway.ApiGatewayClient;
import software.amazon.awssdk.services.apigateway.model.ApiGatewayException;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.GetExportResponse;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.Op;

/** GetExport shows what a stage serves, as the Java SDK sees it. */
class ExportWireTest {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String LAMBDA = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
            + "arn:aws:lambda:eu-west-1:111122223333:function:check/invocations";
    private static final String OPEN =
            "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\","
                    + "\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:/*\"}]}";
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private String api = "";

    @BeforeEach
    void sampleApi() {
        api = aws.api("orders");
        String orders = aws.method(api, "orders", "AWS_IAM", false);
        aws.method(api, orders, "ANY", "NONE", true);
        String authorizer = aws.gateway
                .createAuthorizer(r -> r.restApiId(api)
                        .name("check")
                        .type(AuthorizerType.TOKEN)
                        .authorizerUri(LAMBDA)
                        .identitySource("method.request.header.Authorization")
                        .identityValidationExpression("Bearer .+")
                        .authorizerResultTtlInSeconds(60))
                .id();
        String item = aws.gateway
                .createResource(r -> r.restApiId(api).parentId(orders).pathPart("{id}"))
                .id();
        aws.gateway.putMethod(r -> r.restApiId(api)
                .resourceId(item)
                .httpMethod("DELETE")
                .authorizationType("CUSTOM")
                .authorizerId(authorizer)
                .authorizationScopes("orders/write"));
        aws.gateway.putIntegration(
                r -> r.restApiId(api).resourceId(item).httpMethod("DELETE").type("MOCK"));
        policy(OPEN);
        aws.deploy(api);
    }

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private void policy(String document) {
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(p -> p.op(Op.REPLACE).path("/policy").value(document)));
    }

    private GetExportResponse export(String type, String extensions) {
        return aws.gateway.getExport(r -> r.restApiId(api)
                .stageName("prod")
                .exportType(type)
                .accepts("application/json")
                .parameters(extensions.isEmpty() ? Map.of() : Map.of("extensions", extensions)));
    }

    private static JsonNode tree(GetExportResponse export) throws JsonProcessingException {
        return JSON.readTree(export.body().asUtf8String());
    }

    @Test
    void anExportSaysWhatTheStageAsksOfCallers() throws JsonProcessingException {
        // when
        GetExportResponse export = export("oas30", "apigateway,authorizers");

        // then
        JsonNode document = tree(export);
        assertThat(export.contentType()).isEqualTo("application/json");
        assertThat(export.contentDisposition())
                .startsWith("attachment; filename=\"oas30_")
                .endsWith(".json\"");
        assertThat(document.at("/openapi").asText()).isEqualTo("3.0.1");
        assertThat(document.at("/info/title").asText()).isEqualTo("orders");
        assertThat(document.at("/info/version").asText()).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");
        JsonNode orders = document.at("/paths").get("/orders");
        assertThat(orders.at("/get/security").toString()).isEqualTo("[{\"sigv4\":[]}]");
        assertThat(orders.at("/x-amazon-apigateway-any-method/security").toString())
                .isEqualTo("[{\"api_key\":[]}]");
        assertThat(orders.at("/get/x-amazon-apigateway-integration/type").asText())
                .isEqualTo("mock");
        JsonNode item = document.at("/paths").get("/orders/{id}");
        assertThat(item.at("/delete/security").toString()).isEqualTo("[{\"check\":[\"orders/write\"]}]");
        assertThat(item.at("/delete/parameters/0/name").asText()).isEqualTo("id");
        JsonNode schemes = document.at("/components/securitySchemes");
        assertThat(schemes.at("/sigv4/x-amazon-apigateway-authtype").asText()).isEqualTo("awsSigv4");
        assertThat(schemes.at("/api_key/name").asText()).isEqualTo("x-api-key");
        assertThat(schemes.at("/check/x-amazon-apigateway-authtype").asText()).isEqualTo("custom");
        JsonNode authorizer = schemes.at("/check/x-amazon-apigateway-authorizer");
        assertThat(authorizer.toString())
                .isEqualTo("{\"type\":\"token\",\"authorizerUri\":\"" + LAMBDA
                        + "\",\"identityValidationExpression\":\"Bearer .+\",\"authorizerResultTtlInSeconds\":60}");
        assertThat(document.at("/x-amazon-apigateway-policy/Statement/0/Resource")
                        .asText())
                .isEqualTo("arn:aws:execute-api:eu-west-1:" + aws.account + ":" + api + "/*");
    }

    @Test
    void whatIsSavedAndNotDeployedIsNotInIt() throws JsonProcessingException {
        // given a policy and a method that were changed after the deployment
        JsonNode before = tree(export("swagger", "apigateway"));
        policy("");
        aws.method(api, "late", "NONE", false);

        // when, then
        assertThat(tree(export("swagger", "apigateway"))).isEqualTo(before);
        assertThat(before.at("/swagger").asText()).isEqualTo("2.0");
        assertThat(before.at("/securityDefinitions").has("sigv4")).isTrue();

        // when it is deployed
        aws.deploy(api);

        // then
        JsonNode after = tree(export("swagger", "apigateway"));
        assertThat(after.has("x-amazon-apigateway-policy")).isFalse();
        assertThat(after.at("/paths").has("/late")).isTrue();
    }

    @Test
    void extensionsAreOnlyThereWhenAskedFor() throws JsonProcessingException {
        // when, then
        JsonNode plain = tree(export("oas30", ""));
        assertThat(plain.toString())
                .doesNotContain("x-amazon-apigateway-policy")
                .doesNotContain("x-amazon-apigateway-authorizer")
                .doesNotContain("x-amazon-apigateway-integration");
        assertThat(tree(export("oas30", "authorizers")).toString())
                .contains("x-amazon-apigateway-authorizer")
                .doesNotContain("x-amazon-apigateway-policy");
    }

    @Test
    void aStageThatIsGoneAndATypeThatIsNoneAreRefused() {
        // when, then
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> export("raml", ""));
        aws.gateway.deleteStage(r -> r.restApiId(api).stageName("prod"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> export("oas30", "apigateway"))
                .withMessageContaining("Invalid stage identifier specified");
    }

    @Test
    void itsRightIsOnThePathOfTheExport() {
        // given two callers, one with the right on this export
        String arn = "arn:aws:apigateway:eu-west-1::/restapis/" + api + "/stages/prod/exports/oas30";
        AwsCredentials may = aws.user("may", Aws.document("Allow", "apigateway:GET", arn));
        AwsCredentials other = aws.user("other", Aws.document("Allow", "apigateway:GET", arn + "/*"));

        // when, then
        try (ApiGatewayClient client = aws.gateway(may)) {
            assertThat(client.getExport(r -> r.restApiId(api).stageName("prod").exportType("oas30"))
                            .body()
                            .asUtf8String())
                    .contains("\"openapi\"");
        }
        try (ApiGatewayClient client = aws.gateway(other)) {
            assertThatExceptionOfType(ApiGatewayException.class)
                    .isThrownBy(() -> client.getExport(
                            r -> r.restApiId(api).stageName("prod").exportType("oas30")))
                    .withMessageContaining("apigateway:GET on resource: " + arn);
        }
    }
}
