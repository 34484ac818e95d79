// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.aws;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.apigateway.model.TestInvokeAuthorizerResponse;

class AuthorizerMappingTest {

    private static final Authorizer TOKEN = Authorizer.lambda(
            "check", Authorizer.TOKEN, "arn:aws:lambda:eu-west-1:111122223333:function:check", "", List.of(), 60);

    /** As API Gateway answers for a function that it may not call. */
    private static final String LOG = """
            Execution log for request 4ad5e4b2-6d0c-11f0-9f0c-0242ac110002
            Tue Dec 01 06:40:00 UTC 2026 : Starting authorizer: abc123
            Tue Dec 01 06:40:00 UTC 2026 : Incoming identity: ***
            Tue Dec 01 06:40:00 UTC 2026 : Execution failed due to configuration error: Invalid permissions on Lambda function
            """;

    /** A refusal is an answer, and so is an answer that API Gateway cannot read as anything else. */
    @ParameterizedTest
    @ValueSource(ints = {0, 200, 401, 403, 429})
    void whateverIsNotAFailureIsAnAnswer(int status) {
        assertThat(trial(TOKEN, status, "")).isEqualTo(new Trial.Answered());
    }

    @Test
    void aFailureSaysWhyWithoutItsTime() {
        assertThat(trial(TOKEN, 500, LOG))
                .isEqualTo(new Trial.Failed(
                        "Execution failed due to configuration error: Invalid permissions on Lambda function"));
    }

    @Test
    void aFailureWithoutAReasonSaysSo() {
        assertThat(trial(TOKEN, 500, "Tue Dec 01 : secret answer of a function"))
                .isEqualTo(new Trial.Failed("API Gateway answers 500 and does not say why"));
        assertThat(trial(TOKEN, 500, null)).isInstanceOf(Trial.Failed.class);
        assertThat(trial(TOKEN, 500, "Execution failed: " + "x".repeat(1000)))
                .isInstanceOfSatisfying(
                        Trial.Failed.class,
                        failed -> assertThat(failed.message()).hasSize(303));
    }

    @Test
    void whatSaysNothingIsNoAnswer() {
        assertThat(trial(TOKEN, null, "")).isInstanceOf(Trial.Failed.class);
    }

    /** A token of another shape is refused before the function is asked. */
    @Test
    void aTrialThatNeverCameToTheFunctionProvesNothing() {
        var narrow = new Authorizer(
                "check", "TOKEN", TOKEN.uri(), "", TOKEN.identitySources(), 60, new TreeSet<>(), "Bearer .+");

        assertThat(trial(narrow, 401, "")).isEqualTo(new Trial.Refused());
        assertThat(trial(narrow, 0, "")).isEqualTo(new Trial.Answered());
    }

    @Test
    void aTrialBearsSomethingWhereverAnIdentityIsSought() {
        var request = Authorizer.lambda(
                "check",
                Authorizer.REQUEST,
                "arn:aws:lambda:eu-west-1:111122223333:function:check",
                "",
                List.of(
                        "method.request.header.X-Who",
                        "method.request.querystring.a b",
                        "method.request.querystring.c",
                        "stageVariables.kind",
                        "context.accountId"),
                60);

        var attempt = AuthorizerMapping.attempt("api", new ExistingAuthorizer("id", request, new Trial.Untried()));

        assertThat(attempt.headers()).isEqualTo(Map.of("X-Who", "apiaccess-trial"));
        assertThat(attempt.pathWithQueryString()).isEqualTo("/?a+b=apiaccess-trial&c=apiaccess-trial");
        assertThat(attempt.stageVariables()).isEqualTo(Map.of("kind", "apiaccess-trial"));
        assertThat(attempt.additionalContext()).isEqualTo(Map.of("accountId", "apiaccess-trial"));
    }

    @Test
    void aTrialOfARequestWithoutSourcesIsAPlainCall() {
        var request = Authorizer.lambda(
                "check", Authorizer.REQUEST, "arn:aws:lambda:eu-west-1:111122223333:function:check", "", List.of(), 0);

        var attempt = AuthorizerMapping.attempt("api", new ExistingAuthorizer("id", request, new Trial.Untried()));

        assertThat(attempt.headers()).isEmpty();
        assertThat(attempt.pathWithQueryString()).isEqualTo("/");
    }

    @Test
    void onlyWhatADefinitionHasIsSent() {
        var pools = AuthorizerMapping.creation("api", Authorizer.pools("people", List.of("arn:p"), "", 60));
        var token = AuthorizerMapping.creation("api", TOKEN);

        assertThat(pools.authorizerUri()).isNull();
        assertThat(pools.authorizerCredentials()).isNull();
        assertThat(pools.authorizerResultTtlInSeconds()).isNull();
        assertThat(pools.providerARNs()).containsExactly("arn:p");
        assertThat(token.authorizerUri()).isEqualTo(TOKEN.uri());
        assertThat(token.authorizerResultTtlInSeconds()).isEqualTo(60);
        assertThat(token.hasProviderARNs()).isFalse();
        assertThat(token.identityValidationExpression()).isNull();
    }

    @Test
    void whatIsAbsentIsAsDocumented() {
        var read = AuthorizerMapping.authorizer(software.amazon.awssdk.services.apigateway.model.Authorizer.builder()
                .id("id")
                .type("SOMETHING_NEW")
                .identitySource("method.request.header.A , method.request.header.B")
                .build());

        assertThat(read)
                .isEqualTo(new ExistingAuthorizer(
                        "id",
                        new Authorizer(
                                "",
                                "SOMETHING_NEW",
                                "",
                                "",
                                new TreeSet<>(List.of("method.request.header.A", "method.request.header.B")),
                                300,
                                new TreeSet<>()),
                        new Trial.Untried()));
    }

    private static Trial trial(Authorizer of, @Nullable Integer status, @Nullable String log) {
        return AuthorizerMapping.trial(
                of,
                TestInvokeAuthorizerResponse.builder()
                        .clientStatus(status)
                        .log(log)
                        .build());
    }
}
