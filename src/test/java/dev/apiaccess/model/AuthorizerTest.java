// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class AuthorizerTest {

    private static final String FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:check:live";
    private static final String POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_a";

    @Test
    void aFunctionIsCalledByTheUriThatApiGatewayExpects() {
        var token = Authorizer.lambda("check", Authorizer.TOKEN, FUNCTION, "", List.of(), 60);

        assertThat(token.uri())
                .isEqualTo(
                        "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" + FUNCTION + "/invocations");
        assertThat(token.lambdaArn()).contains(FUNCTION);
        assertThat(token.ttlSeconds()).isEqualTo(60);
        assertThat(token.identitySources()).containsExactly("method.request.header.Authorization");
        assertThat(token.providers()).isEmpty();
    }

    @Test
    void aRequestBearsNothingWhereNothingIsDeclared() {
        var request =
                Authorizer.lambda("check", Authorizer.REQUEST, FUNCTION, "arn:aws:iam::1:role/call", List.of(), 0);

        assertThat(request.identitySources()).isEmpty();
        assertThat(request.credentials()).isEqualTo("arn:aws:iam::1:role/call");
    }

    @Test
    void userPoolsReadOneHeader() {
        assertThat(Authorizer.pools("people", List.of(POOL), "", 300).identitySources())
                .containsExactly("method.request.header.Authorization");
        assertThat(Authorizer.pools("people", List.of(POOL), "X-Token", 300))
                .isEqualTo(Authorizer.pools("people", List.of(POOL), "method.request.header.X-Token", 300));
        assertThat(Authorizer.pools("people", List.of(POOL), "", 300).lambdaArn())
                .isEmpty();
    }

    /** Exports say nothing of it, so that an authorizer with another one would never be what a stage serves. */
    @Test
    void howLongAnswersOfPoolsAreKeptMakesNoDifference() {
        assertThat(Authorizer.pools("people", List.of(POOL), "", 0))
                .isEqualTo(Authorizer.pools("people", List.of(POOL), "", 3600));
    }

    @Test
    void theDigestSaysWhatIsAskedAndNotItsName() {
        var one = Authorizer.lambda("check", Authorizer.TOKEN, FUNCTION, "", List.of(), 60);
        var longer = Authorizer.lambda("check", Authorizer.TOKEN, FUNCTION, "", List.of(), 61);
        var narrower = new Authorizer(
                "check", one.type(), one.uri(), "", one.identitySources(), 60, new TreeSet<>(), "Bearer .+");

        assertThat(one.named("other").digest()).isEqualTo(one.digest());
        assertThat(longer.digest()).isNotEqualTo(one.digest());
        assertThat(narrower.digest()).isNotEqualTo(one.digest());
        assertThat(narrower.named("other").validation()).isEqualTo("Bearer .+");
    }
}
