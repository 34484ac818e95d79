// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.apigateway.model.AuthorizerType;
import software.amazon.awssdk.services.apigateway.model.NotFoundException;
import software.amazon.awssdk.services.apigateway.model.TestInvokeAuthorizerResponse;

/** An authorizer that is tried answers what callers would meet, before anybody meets it. */
class AuthorizerTrialTest {
    private static final String POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a";
    private static final String ALLOW = Aws.document("Allow", "execute-api:Invoke", "*");
    private final Emulator emulator = Emulator.start(EmulatorOptions.forTests());
    private final Aws aws = new Aws(emulator, TestAccounts.next());
    private final String function = "arn:aws:lambda:eu-west-1:" + aws.account + ":function:check";
    private String api = "";

    @BeforeEach
    void anApi() {
        api = aws.api("orders");
    }

    @AfterEach
    void stop() {
        aws.close();
        emulator.close();
    }

    private String authorizer(AuthorizerType type, String sources, int ttl) {
        return aws.gateway
                .createAuthorizer(r -> r.restApiId(api)
                        .name("check")
                        .type(type)
                        .providerARNs(POOL)
                        .identitySource(sources)
                        .authorizerResultTtlInSeconds(ttl)
                        .authorizerUri("arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" + function
                                + "/invocations"))
                .id();
    }

    private TestInvokeAuthorizerResponse attempt(String id, Map<String, String> headers, String path) {
        return aws.gateway.testInvokeAuthorizer(
                r -> r.restApiId(api).authorizerId(id).headers(headers).pathWithQueryString(path));
    }

    private int status(String id, String token) {
        return attempt(id, Map.of("Authorization", token), "/").clientStatus();
    }

    private void answers() {
        emulator.authorizes("{\"lambdaArn\":\"" + function
                + "\",\"tokens\":{\"good\":{\"principalId\":\"anna\",\"policy\":"
                + ALLOW + "},\"no\":{\"principalId\":\"anna\",\"policy\":"
                + Aws.document("Deny", "execute-api:Invoke", "*")
                + "},\"bad\":{\"error\":\"Unauthorized\"},\"broken\":{\"error\":\"no database\"},"
                + "\"empty\":{\"principalId\":\"x\"},\"anna,7\":{\"principalId\":\"anna\",\"policy\":" + ALLOW + "}}}");
    }

    @Test
    void aFunctionThatMayNotBeCalledAnswersFiveHundred() {
        // given
        String id = authorizer(AuthorizerType.TOKEN, "method.request.header.Authorization", 300);

        // when, then
        assertThat(status(id, "good")).isEqualTo(500);

        // when it may
        answers();

        // then
        TestInvokeAuthorizerResponse good = attempt(id, Map.of("authorization", "good"), "/");
        assertThat(good.clientStatus()).isZero();
        assertThat(good.principalId()).isEqualTo("anna");
        assertThat(good.policy()).isEqualTo(ALLOW);
        assertThat(good.latency()).isNotNegative();
        assertThat(good.log()).contains("Starting authorizer: " + id).doesNotContain("good");
        assertThat(status(id, "no")).as("a refusal is an answer").isZero();
        assertThat(status(id, "bad")).isEqualTo(401);
        assertThat(status(id, "unknown")).isEqualTo(401);
        assertThat(status(id, "broken")).isEqualTo(500);
        assertThat(status(id, "empty")).isEqualTo(500);
        assertThat(attempt(id, Map.of(), "/").clientStatus())
                .as("without a token")
                .isEqualTo(401);
        assertThat(emulator.calls(aws.account).toString()).doesNotContain("good");
    }

    @Test
    void identityComesFromHeadersAndParameters() {
        // given
        answers();
        String id =
                authorizer(AuthorizerType.REQUEST, "method.request.header.X-Who, method.request.querystring.key", 300);

        // when, then
        assertThat(attempt(id, Map.of("X-Who", "anna"), "/orders?key=7").clientStatus())
                .isZero();
        assertThat(attempt(id, Map.of("X-Who", "anna"), "/orders").clientStatus())
                .isEqualTo(401);
    }

    @Test
    void aTokenOfAPoolIsReadToo() {
        // given
        emulator.authorizes("{\"userPoolArn\":\"" + POOL + "\",\"tokens\":{\"id\":{\"context\":{\"sub\":\"anna\"}}}}");
        String id = authorizer(AuthorizerType.COGNITO_USER_POOLS, "method.request.header.Authorization", 0);

        // when, then
        TestInvokeAuthorizerResponse known = attempt(id, Map.of("Authorization", "Bearer id"), "/");
        assertThat(known.clientStatus()).isZero();
        assertThat(known.claims()).containsEntry("sub", "anna");
        assertThat(status(id, "other")).isEqualTo(401);
    }

    @Test
    void anAuthorizerThatIsGoneIsNotTried() {
        assertThatExceptionOfType(NotFoundException.class)
                .isThrownBy(() -> status("nobody", "good"))
                .withMessageContaining("Invalid Authorizer identifier specified");
    }
}
