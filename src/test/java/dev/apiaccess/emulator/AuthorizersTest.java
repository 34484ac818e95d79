// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.apiaccess.emulator.Invoker.Reply;
import dev.apiaccess.testing.ManualClock;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.Authorizer;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.BadRequestException;
import software.amazon.awssdk.services.apigateway.model.ConflictException;
import software.amazon.awssdk.services.apigateway.model.CreateAuthorizerRequest;
import software.amazon.awssdk.services.apigateway.model.GetAuthorizerResponse;
import software.amazon.awssdk.services.apigateway.model.GetMethodResponse;
import software.amazon.awssdk.services.apigateway.model.Op;

/** Authorizers are kept as API Gateway keeps them, and decide on the data plane. */
class AuthorizersTest {
    private static final String POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a";
    private static final String ALLOW_ALL = Aws.document("Allow", "execute-api:Invoke", "*");
    private final ManualClock clock = new ManualClock();
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests().withClock(clock));
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final HttpClient http = HttpClient.newHttpClient();
    private final String function = "arn:aws:lambda:eu-west-1:" + aws.account + ":function:check";
    private String api = "";

    @BeforeEach
    void anApi() {
        api = aws.api("orders");
    }

    @AfterEach
    void stop() {
        http.close();
        aws.close();
        emulator.close();
    }

    private static String uri(String function) {
        return "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" + function + "/invocations";
    }

    private CreateAuthorizerRequest.Builder token() {
        return CreateAuthorizerRequest.builder()
                .restApiId(api)
                .name("check")
                .type(AuthorizerType.TOKEN)
                .authorizerUri(uri(function))
                .identitySource("method.request.header.Authorization");
    }

    private String create(CreateAuthorizerRequest.Builder request) {
        return aws.gateway.createAuthorizer(request.build()).id();
    }

    /** A GET method that an authorizer guards; returns the id of its resource. */
    private String guard(String part, String type, String authorizer, String... scopes) {
        String resource = aws.method(api, part, "NONE", false);
        aws.gateway.deleteMethod(r -> r.restApiId(api).resourceId(resource).httpMethod("GET"));
        aws.gateway.putMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .authorizationType(type)
                .authorizerId(authorizer)
                .authorizationScopes(scopes));
        aws.gateway.putIntegration(
                r -> r.restApiId(api).resourceId(resource).httpMethod("GET").type("MOCK"));
        return resource;
    }

    private void policy(String effect, String path, String condition) {
        String document = "{\"Version\":\"2012-10-17\",\"Statement\":[{\"Effect\":\"" + effect
                + "\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"execute-api:/prod/GET/"
                + path
                + "\",\"Condition\":" + condition + "}]}";
        aws.gateway.updateRestApi(r -> r.restApiId(api)
                .patchOperations(p -> p.op(Op.REPLACE).path("/policy").value(document)));
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        try {
            return http.send(request.timeout(Duration.ofSeconds(20)).build(), HttpResponse.BodyHandlers.ofString());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private void answers(String function, String token, String policy) {
        emulator.authorizes("{\"lambdaArn\":\"" + function + "\",\"tokens\":{\"" + token
                + "\":{\"principalId\":\"anna\",\"context\":{\"plan\":\"gold\"},\"policy\":" + policy
                + "},\"bad\":{\"error\":\"Unauthorized\"},\"broken\":{\"error\":\"no database\"},"
                + "\"empty\":{\"principalId\":\"x\"}}}");
    }

    private Reply get(String path, Map<String, String> headers) {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(URI.create(emulator.endpoint() + "/_api/" + api + "/prod/" + path));
        headers.forEach(request::header);
        HttpResponse<String> answer = send(request);
        return new Reply(
                answer.statusCode(),
                answer.headers().firstValue("x-amzn-ErrorType").orElse(""),
                answer.body());
    }

    private Reply with(String path, String token) {
        return get(path, Map.of("Authorization", token));
    }

    @Test
    void authorizersComeBackAsTheyWereMadeAndPatched() {
        // given
        String id = create(token().identityValidationExpression("Bearer .+").authorizerResultTtlInSeconds(60));

        // when
        aws.gateway.updateAuthorizer(r -> r.restApiId(api)
                .authorizerId(id)
                .patchOperations(
                        p -> p.op(Op.REPLACE)
                                .path("/authorizerResultTtlInSeconds")
                                .value("0"),
                        p -> p.op(Op.REPLACE).path("/name").value("renamed")));

        // then
        GetAuthorizerResponse got =
                aws.gateway.getAuthorizer(r -> r.restApiId(api).authorizerId(id));
        assertThat(got.name()).isEqualTo("renamed");
        assertThat(got.type()).isEqualTo(AuthorizerType.TOKEN);
        assertThat(got.authType()).isEqualTo("custom");
        assertThat(got.authorizerResultTtlInSeconds()).isZero();
        assertThat(got.authorizerUri()).isEqualTo(uri(function));
        assertThat(got.identityValidationExpression()).isEqualTo("Bearer .+");
        String pool = create(CreateAuthorizerRequest.builder()
                .restApiId(api)
                .name("pool")
                .type(AuthorizerType.COGNITO_USER_POOLS)
                .providerARNs(POOL)
                .identitySource("method.request.header.Authorization"));
        assertThat(aws.gateway.getAuthorizers(r -> r.restApiId(api)).items())
                .extracting(Authorizer::id)
                .containsExactlyInAnyOrder(id, pool);
        String resource = guard("orders", "COGNITO_USER_POOLS", pool, "orders/read");
        GetMethodResponse method =
                aws.gateway.getMethod(r -> r.restApiId(api).resourceId(resource).httpMethod("GET"));
        assertThat(method.authorizerId()).isEqualTo(pool);
        assertThat(method.authorizationScopes()).containsExactly("orders/read");
    }

    @Test
    void whatDoesNotFitIsRefused() {
        // given
        String id = create(token());
        String resource = guard("orders", "CUSTOM", id);

        // when, then
        assertThatExceptionOfType(BadRequestException.class).isThrownBy(() -> create(token()));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> create(token().name("b").authorizerUri("https://example.com")));
        assertThatExceptionOfType(BadRequestException.class)
                .isThrownBy(() -> create(token().name("c").identitySource("Authorization")));
        assertThatExceptionOfType(BadRequestException.class)
                .as("a pool's type with a function's authorizer")
                .isThrownBy(() -> aws.gateway.updateMethod(r -> r.restApiId(api)
                        .resourceId(resource)
                        .httpMethod("GET")
                        .patchOperations(
                                p -> p.op(Op.REPLACE).path("/authorizationType").value("COGNITO_USER_POOLS"))));
        assertThatExceptionOfType(ConflictException.class)
                .isThrownBy(
                        () -> aws.gateway.deleteAuthorizer(r -> r.restApiId(api).authorizerId(id)))
                .withMessageContaining("GET /orders");

        // when nothing names it any more
        aws.gateway.updateMethod(r -> r.restApiId(api)
                .resourceId(resource)
                .httpMethod("GET")
                .patchOperations(
                        p -> p.op(Op.REPLACE).path("/authorizationType").value("AWS_IAM")));
        aws.gateway.deleteAuthorizer(r -> r.restApiId(api).authorizerId(id));

        // then
        assertThat(aws.gateway.getAuthorizers(r -> r.restApiId(api)).items()).isEmpty();
    }

    @Test
    void aFunctionsPolicyDecides() {
        // given
        guard(
                "orders",
                "CUSTOM",
                create(token().identityValidationExpression("[a-z]+").authorizerResultTtlInSeconds(0)));
        guard(
                "quotes",
                "CUSTOM",
                aws.gateway
                        .getAuthorizers(r -> r.restApiId(api))
                        .items()
                        .getFirst()
                        .id());
        aws.deploy(api);
        assertThat(with("orders", "good"))
                .as("nobody may call the function")
                .isEqualTo(new Reply(500, "AuthorizerConfigurationException", "{\"message\":null}"));
        answers(
                function,
                "good",
                Aws.document("Allow", "execute-api:Invoke", "arn:aws:execute-api:*:*:*/prod/GET/orders"));

        // when, then
        Reply granted = with("orders", "good");
        assertThat(granted.status()).as(granted.toString()).isEqualTo(200);
        assertThat(granted.body()).contains("\"authorizer\":{\"principalId\":\"anna\",\"plan\":\"gold\"}");
        assertThat(with("quotes", "good"))
                .isEqualTo(new Reply(
                        403,
                        "AccessDeniedException",
                        "{\"Message\":\"User is not authorized to access this resource\"}"));
        Reply missing = get("orders", Map.of());
        assertThat(missing).isEqualTo(new Reply(401, "UnauthorizedException", "{\"message\":\"Unauthorized\"}"));
        for (String refused : List.of("GOOD", "bad", "unknown")) {
            assertThat(with("orders", refused)).as(refused).isEqualTo(missing);
        }
        assertThat(with("orders", "broken").status()).isEqualTo(500);
        assertThat(with("orders", "empty").status()).isEqualTo(500);

        // when it denies
        answers(function, "good", Aws.document("Deny", "execute-api:Invoke", "*"));

        // then
        assertThat(with("orders", "good").body())
                .isEqualTo("{\"Message\":\"User is not authorized to access this resource with an explicit deny\"}");
        assertThat(emulator.calls(aws.account).toString()).doesNotContain("good");
    }

    @Test
    void aFunctionAndTheApisPolicyGoTogetherAsInTheTable() {
        // given a function that is silent about quotes, and a policy that is silent about orders
        String id = create(token().authorizerResultTtlInSeconds(0));
        guard("orders", "CUSTOM", id);
        guard("quotes", "CUSTOM", id);
        guard("others", "CUSTOM", id);
        answers(
                function,
                "t",
                Aws.document("Allow", "execute-api:Invoke", "arn:aws:execute-api:*:*:*/prod/GET/orders"));
        policy("Allow", "quotes", "{}");
        aws.deploy(api);

        // when, then one of them is enough
        assertThat(with("orders", "t").status()).isEqualTo(200);
        assertThat(with("quotes", "t").status()).isEqualTo(200);
        assertThat(with("others", "t").status()).isEqualTo(403);
        assertThat(get("quotes", Map.of()).status())
                .as("and still a token is wanted")
                .isEqualTo(401);

        // when the policy denies, the function is not even asked
        policy("Deny", "*", "{\"IpAddress\":{\"aws:SourceIp\":\"127.0.0.0/8\"}}");
        aws.deploy(api);
        answers(function, "t", ALLOW_ALL);

        // then
        assertThat(with("orders", "t").body())
                .contains("User: anonymous is not authorized")
                .contains("explicit deny");
        assertThat(send(HttpRequest.newBuilder(URI.create(emulator.endpoint() + "/_admin/authorizers")))
                        .body())
                .isEqualTo("{\"" + function + "\":0}");
    }

    @Test
    void aFunctionOfAnotherAccountNeedsThePolicyToo() {
        // given
        String elsewhere = "arn:aws:lambda:eu-west-1:999999999999:function:check";
        guard("orders", "CUSTOM", create(token().authorizerUri(uri(elsewhere)).authorizerResultTtlInSeconds(0)));
        answers(elsewhere, "t", ALLOW_ALL);
        aws.deploy(api);
        assertThat(with("orders", "t").status()).as("without a policy").isEqualTo(200);

        // when, then
        policy("Allow", "quotes", "{}");
        aws.deploy(api);
        assertThat(with("orders", "t").status()).isEqualTo(403);
        policy("Allow", "orders", "{}");
        aws.deploy(api);
        assertThat(with("orders", "t").status()).isEqualTo(200);
    }

    @Test
    void answersAreKeptForAsLongAsTheAuthorizerSays() {
        // given a function asked by a header and a parameter, whose answer is for one path
        guard(
                "orders",
                "CUSTOM",
                create(token().type(AuthorizerType.REQUEST)
                        .identitySource("method.request.header.X-Who, method.request.querystring.key")
                        .authorizerResultTtlInSeconds(60)));
        guard(
                "quotes",
                "CUSTOM",
                aws.gateway
                        .getAuthorizers(r -> r.restApiId(api))
                        .items()
                        .getFirst()
                        .id());
        aws.deploy(api);
        answers(
                function,
                "anna,7",
                Aws.document("Allow", "execute-api:Invoke", "arn:aws:execute-api:*:*:*/prod/GET/orders"));

        // when, then
        assertThat(get("orders?key=7", Map.of("X-Who", "anna")).status()).isEqualTo(200);
        assertThat(get("orders", Map.of("X-Who", "anna")).status()).isEqualTo(401);
        answers(function, "anna,7", ALLOW_ALL);
        assertThat(get("quotes?key=7", Map.of("X-Who", "anna")).status())
                .as("the kept answer")
                .isEqualTo(403);
        clock.advance(Duration.ofSeconds(61));
        assertThat(get("quotes?key=7", Map.of("X-Who", "anna")).status()).isEqualTo(200);
    }

    @Test
    void aPoolsTokenHasTheRightScopesAndThePolicyHasToAllow() {
        // given
        String pool = create(CreateAuthorizerRequest.builder()
                .restApiId(api)
                .name("pool")
                .type(AuthorizerType.COGNITO_USER_POOLS)
                .providerARNs(POOL)
                .identitySource("method.request.header.Authorization"));
        guard("orders", "COGNITO_USER_POOLS", pool, "orders/read");
        guard("me", "COGNITO_USER_POOLS", pool);
        aws.deploy(api);
        emulator.authorizes(
                "{\"userPoolArn\":\"" + POOL
                        + "\",\"tokens\":{\"id\":{},\"reads\":{\"scopes\":[\"orders/read\"]},\"writes\":{\"scopes\":[\"orders/write\"]}}}");

        // when, then
        assertThat(with("orders", "Bearer reads").status()).isEqualTo(200);
        assertThat(with("orders", "writes").status()).isEqualTo(401);
        assertThat(with("orders", "id").status()).isEqualTo(401);
        assertThat(with("me", "id").status()).isEqualTo(200);
        assertThat(with("me", "reads").status()).isEqualTo(401);
        assertThat(get("me", Map.of()).status()).isEqualTo(401);

        // when a policy is silent about one of them
        policy("Allow", "me", "{}");
        aws.deploy(api);
        assertThat(with("me", "id").status()).isEqualTo(200);
        assertThat(with("orders", "reads").body()).contains("User: anonymous is not authorized");
    }

    @Test
    void theDeployedAuthorizerDecides() {
        // given
        String id = create(token().authorizerResultTtlInSeconds(0));
        guard("orders", "CUSTOM", id);
        aws.deploy(api);
        answers(function, "t", ALLOW_ALL);
        assertThat(with("orders", "t").status()).isEqualTo(200);

        // when it is told to ask another function
        aws.gateway.updateAuthorizer(r -> r.restApiId(api)
                .authorizerId(id)
                .patchOperations(p -> p.op(Op.REPLACE).path("/authorizerUri").value(uri(function + "2"))));

        // then only a deployment makes it so
        assertThat(with("orders", "t").status()).isEqualTo(200);
        aws.deploy(api);
        assertThat(with("orders", "t").status()).isEqualTo(500);
    }
}
