// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.GatewayPort;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Exports as API Gateway writes them. */
class ExportsTest {

    private static final String URI = "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/"
            + "arn:aws:lambda:eu-west-1:111122223333:function:check/invocations";
    private static final String POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc";
    private static final MethodKey GET = new MethodKey("/orders", "GET");
    private static final MethodKey ANY = new MethodKey("/orders", "ANY");

    private static final String TOKEN = """
            {"type":"apiKey","name":"X-Token","in":"header","x-amazon-apigateway-authtype":"custom",
            "x-amazon-apigateway-authorizer":{"type":"token","authorizerUri":"%s"}}""".formatted(URI);

    @Test
    void ofATokenTheHeaderIsTheSchemesAndTheRestIsAsDocumented() {
        var read = read("{\"check\":" + TOKEN + "}", "{\"get\":{\"security\":[{\"check\":[]}]}}");

        assertThat(read.authorizers())
                .isEqualTo(Map.of(
                        GET,
                        new DeployedAuthorizer(
                                new Authorizer(
                                        "check",
                                        "TOKEN",
                                        URI,
                                        "",
                                        new TreeSet<>(List.of("method.request.header.X-Token")),
                                        300,
                                        new TreeSet<>()),
                                new TreeSet<>())));
        assertThat(read.policy()).isEmpty();
    }

    @Test
    void aRequestSaysItsSourcesAndHowLongItsAnswersAreKept() {
        var scheme = """
                {"type":"apiKey","name":"Unused","in":"header","x-amazon-apigateway-authtype":"custom",
                "x-amazon-apigateway-authorizer":{"type":"request","authorizerUri":"%s","authorizerCredentials":"arn:aws:iam::1:role/r",
                "identitySource":"method.request.header.A, method.request.querystring.b","authorizerResultTtlInSeconds":0,
                "identityValidationExpression":"x.*"}}""".formatted(URI);

        var read = read(
                "{\"check\":" + scheme + "}",
                "{\"x-amazon-apigateway-any-method\":{\"security\":[{\"check\":[]},{\"api_key\":[]}]}}");

        assertThat(read.authorizers())
                .isEqualTo(Map.of(
                        ANY,
                        new DeployedAuthorizer(
                                new Authorizer(
                                        "check",
                                        "REQUEST",
                                        URI,
                                        "arn:aws:iam::1:role/r",
                                        new TreeSet<>(
                                                List.of("method.request.header.A", "method.request.querystring.b")),
                                        0,
                                        new TreeSet<>(),
                                        "x.*"),
                                new TreeSet<>())));
    }

    @Test
    void aRequestWithoutSourcesBearsNothing() {
        var scheme = TOKEN.replace("token", "request").replace("X-Token", "Unused");

        var read = read("{\"check\":" + scheme + "}", "{\"get\":{\"security\":[{\"check\":[]}]}}");

        assertThat(read.authorizers().get(GET))
                .matches(one -> one.definition().identitySources().isEmpty());
    }

    @Test
    void userPoolsAreThoseOfAnAuthorizerThatWeWouldMake() {
        var scheme = """
                {"type":"apiKey","name":"Authorization","in":"header","x-amazon-apigateway-authtype":"cognito_user_pools",
                "x-amazon-apigateway-authorizer":{"providerARNs":["%s"],"type":"cognito_user_pools"}}""".formatted(POOL);

        var read = read("{\"people\":" + scheme + "}", "{\"get\":{\"security\":[{\"people\":[\"b/w\",\"a/r\"]}]}}");

        assertThat(read.authorizers())
                .isEqualTo(Map.of(
                        GET,
                        new DeployedAuthorizer(
                                Authorizer.pools("people", List.of(POOL), "", 60),
                                new TreeSet<>(List.of("a/r", "b/w")))));
    }

    @Test
    void signaturesAndKeysAreNoAuthorizers() {
        var read = read("""
                {"sigv4":{"type":"apiKey","name":"Authorization","in":"header","x-amazon-apigateway-authtype":"awsSigv4"},
                "api_key":{"type":"apiKey","name":"x-api-key","in":"header"}}""", """
                {"get":{"security":[{"sigv4":[]},{"api_key":[]}]},"parameters":[{"name":"id"}],"summary":"of orders"}""");

        assertThat(read.authorizers()).isEmpty();
    }

    /** Whoever finds no authorizer where a method has one does not take it for the one of before. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"type\":\"token\"}",
                "{\"type\":\"jwt\",\"authorizerUri\":\"u\"}",
                "{\"type\":\"token\",\"authorizerUri\":\"u\",\"providerARNs\":[\"p\"]}",
                "{\"type\":\"token\",\"authorizerUri\":\"u\",\"authorizerResultTtlInSeconds\":\"long\"}",
                "{\"type\":\"request\",\"authorizerUri\":\"u\",\"jwtConfiguration\":{}}",
                "{\"type\":\"cognito_user_pools\"}",
                "{\"type\":\"cognito_user_pools\",\"providerARNs\":[]}",
                "{\"type\":\"cognito_user_pools\",\"providerARNs\":\"p\"}",
                "{\"type\":\"cognito_user_pools\",\"providerARNs\":[1]}",
                "{\"type\":\"cognito_user_pools\",\"providerARNs\":[\"p\"],\"authorizerUri\":\"u\"}",
                "\"token\"",
                "null"
            })
    void anUnknownShapeIsLeftOut(String extension) {
        var scheme = "{\"name\":\"A\",\"in\":\"header\",\"x-amazon-apigateway-authorizer\":" + extension + "}";

        var read = read(
                "{\"odd\":" + scheme + ",\"check\":" + TOKEN + "}",
                "{\"get\":{\"security\":[{\"odd\":[]}]},\"put\":{\"security\":[{\"check\":[]}]}}");

        assertThat(read.authorizers()).containsOnlyKeys(new MethodKey("/orders", "PUT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "[{\"check\":[]},{\"other\":[]}]",
                "[{\"check\":[],\"other\":[]}]",
                "[{\"check\":\"all\"}]",
                "[{\"check\":[1]}]",
                "[\"check\"]",
                "\"check\"",
                "{}"
            })
    void aMethodOfWhichMoreOrLessIsSaidIsLeftOut(String security) {
        var read =
                read("{\"check\":" + TOKEN + ",\"other\":" + TOKEN + "}", "{\"get\":{\"security\":" + security + "}}");

        assertThat(read.authorizers()).isEmpty();
    }

    @Test
    void thePolicyIsReadBeside() {
        var read = Exports.read(
                "{\"x-amazon-apigateway-policy\":{\"Version\":\"2012-10-17\"}}".getBytes(StandardCharsets.UTF_8));

        assertThat(read.policy()).contains("{\"Version\":\"2012-10-17\"}");
        assertThat(read.authorizers()).isEmpty();
    }

    @Test
    void whatIsNoJsonIsNoExport() {
        assertThatExceptionOfType(AwsFailure.class)
                .isThrownBy(() -> Exports.read("openapi: 3.0.1".getBytes(StandardCharsets.UTF_8)))
                .matches(failure -> failure.kind() == AwsFailure.Kind.UNAVAILABLE);
    }

    private static GatewayPort.Export read(String schemes, String operations) {
        return Exports.read(("{\"openapi\":\"3.0.1\",\"paths\":{\"/orders\":" + operations
                        + "},\"components\":{\"securitySchemes\":" + schemes + "}}")
                .getBytes(StandardCharsets.UTF_8));
    }
}
