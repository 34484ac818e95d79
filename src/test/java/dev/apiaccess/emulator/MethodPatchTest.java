// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponse;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** What UpdateMethod takes, and the words with which it refuses the rest. */
class MethodPatchTest {
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private String api = "";
    private String resource = "";

    @BeforeEach
    void anOpenMethod() {
        api = aws.api("orders");
        resource = aws.method(api, "orders", "NONE", false);
    }

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private static PatchOperation patch(String op, String path, String value) {
        return PatchOperation.builder().op(op).path(path).value(value).build();
    }

    private void update(PatchOperation... patches) {
        aws.gateway.updateMethod(
                r -> r.restApiId(api).resourceId(resource).httpMethod("GET").patchOperations(patches));
    }

    private GetMethodResponse method() {
        return aws.gateway.getMethod(r -> r.restApiId(api).resourceId(resource).httpMethod("GET"));
    }

    private String authorizer(String name, AuthorizerType type) {
        return aws.gateway
                .createAuthorizer(r -> r.restApiId(api)
                        .name(name)
                        .type(type)
                        .identitySource("method.request.header.Authorization")
                        .providerARNs("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a")
                        .authorizerUri("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:"
                                + "eu-west-1:" + aws.account + ":function:check/invocations"))
                .id();
    }

    private void refused(String text, PatchOperation... patches) {
        String before = method().toString();
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> update(patches))
                .withMessageContaining(text);
        assertThat(method().toString()).isEqualTo(before);
    }

    @Test
    void fieldsAreReplacedAndScopesAddedAndRemoved() {
        // given
        String pool = authorizer("pool", AuthorizerType.COGNITO_USER_POOLS);

        // when
        update(
                patch("replace", "/authorizationType", "COGNITO_USER_POOLS"),
                patch("replace", "/authorizerId", pool),
                patch("replace", "/apiKeyRequired", "true"),
                patch("add", "/authorizationScopes", "orders/read"),
                patch("add", "/authorizationScopes", "orders/write"),
                patch("remove", "/authorizationScopes", "orders/read"));

        // then
        assertThat(method().authorizationType()).isEqualTo("COGNITO_USER_POOLS");
        assertThat(method().authorizerId()).isEqualTo(pool);
        assertThat(method().apiKeyRequired()).isTrue();
        assertThat(method().authorizationScopes()).containsExactly("orders/write");
        update(patch("replace", "/apiKeyRequired", "yes"));
        assertThat(method().apiKeyRequired())
                .as("what is no boolean is read as false")
                .isFalse();
    }

    @Test
    void anAuthorizerComesInTheSameCallAndFitsItsType() {
        // given
        String text = "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or"
                + " COGNITO_USER_POOLS requires a valid authorizer.";
        String function = authorizer("check", AuthorizerType.TOKEN);
        String pool = authorizer("pool", AuthorizerType.COGNITO_USER_POOLS);

        // when, then
        refused(text, patch("replace", "/authorizationType", "CUSTOM"));
        refused(text, patch("replace", "/authorizationType", "CUSTOM"), patch("replace", "/authorizerId", "nobody"));
        refused(text, patch("replace", "/authorizationType", "CUSTOM"), patch("replace", "/authorizerId", pool));
        update(patch("replace", "/authorizerId", function), patch("replace", "/authorizationType", "CUSTOM"));
        assertThat(method().authorizerId()).isEqualTo(function);
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(
                        () -> aws.gateway.deleteAuthorizer(r -> r.restApiId(api).authorizerId(function)))
                .withMessageContaining("is referenced in method 'GET /orders'");
        assertThatExceptionOfType(ConflictException.class)
                .as("to create one for no API")
                .isThrownBy(() -> aws.gateway.createAuthorizer(
                        r -> r.restApiId("nowhere").name("a").type(AuthorizerType.TOKEN)))
                .withMessageContaining("Unable to complete operation due to concurrent modification");
    }

    @Test
    void otherOperationsAndPathsAreRefused() {
        refused(
                "Invalid patch operation specified. Must be one of: [replace]",
                patch("add", "/authorizationType", "AWS_IAM"));
        refused("Invalid patch path /httpMethod", patch("replace", "/httpMethod", "POST"));
        refused(
                "Invalid patch path /httpMethod",
                patch("replace", "/authorizationType", "AWS_IAM"),
                patch("replace", "/httpMethod", "POST"));
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> aws.gateway.updateMethod(r -> r.restApiId("nowhere")
                        .resourceId(resource)
                        .httpMethod("GET")
                        .patchOperations(patch("replace", "/apiKeyRequired", "true"))))
                .withMessageContaining("Invalid Resource identifier specified");
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> aws.gateway.updateMethod(r -> r.restApiId(api)
                        .resourceId(resource)
                        .httpMethod("DELETE")
                        .patchOperations(patch("replace", "/apiKeyRequired", "true"))))
                .withMessageContaining("Invalid Method identifier specified");
    }

    @Test
    void aPolicyCannotTellWhatAMethodIsChangedTo() {
        // given a user that may not open methods, as far as AWS has condition keys for that
        var operator = aws.user(
                "operator",
                "{\"Version\":\"2012-10-17\",\"Statement\":["
                        + "{\"Effect\":\"Allow\",\"Action\":\"apigateway:*\",\"Resource\":\"*\"},"
                        + "{\"Effect\":\"Deny\",\"Action\":[\"apigateway:PUT\",\"apigateway:PATCH\"],\"Resource\":\"*\","
                        + "\"Condition\":{\"StringEquals\":{\"apigateway:Request/RouteAuthorizationType\":\"NONE\"}}}]}");
        update(patch("replace", "/authorizationType", "AWS_IAM"));

        // when, then what is made is told in the request, what is changed is not
        try (var gateway = aws.gateway(operator)) {
            assertThatThrownBy(() -> gateway.putMethod(r -> r.restApiId(api)
                            .resourceId(resource)
                            .httpMethod("POST")
                            .authorizationType("NONE")))
                    .hasMessageContaining("is not authorized to perform: apigateway:PUT");
            gateway.updateMethod(r -> r.restApiId(api)
                    .resourceId(resource)
                    .httpMethod("GET")
                    .patchOperations(patch("replace", "/authorizationType", "NONE")));
        }
        assertThat(method().authorizationType()).isEqualTo("NONE");
    }

    @Test
    void whoGivesAnAuthorizerARoleMayPassIt() {
        // given
        String role = aws.role("invokes");
        String uri = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:"
                + aws.account + ":function:check/invocations";
        var operator = aws.user("operator", Aws.document("Allow", "apigateway:*", "*"));

        // when, then
        try (var gateway = aws.gateway(operator)) {
            assertThatThrownBy(() -> gateway.createAuthorizer(r -> r.restApiId(api)
                            .name("check")
                            .type(AuthorizerType.TOKEN)
                            .identitySource("method.request.header.Authorization")
                            .authorizerUri(uri)
                            .authorizerCredentials(role)))
                    .hasMessageContaining("is not authorized to perform: iam:PassRole on resource: " + role);
        }
        assertThat(aws.gateway.getAuthorizers(r -> r.restApiId(api)).items()).isEmpty();
    }
}
