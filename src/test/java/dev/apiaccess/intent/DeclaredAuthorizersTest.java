// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiProtectionSpec;
import dev.apiaccess.api.Permission;
import dev.apiaccess.protect.ApiStates;
import dev.apiaccess.protect.Declared;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a manifest says of authorizers, where no API server refuses what contradicts itself. */
class DeclaredAuthorizersTest {

    private static final String FUNCTION = "arn:aws:lambda:eu-west-1:111122223333:function:partner";
    private static final String POOL = "arn:aws:cognito-idp:eu-west-1:111122223333:userpool/eu-west-1_abc";
    private static final String ROLE = "arn:aws:iam::111122223333:role/apigateway-caller";

    private static ApiProtection protection(String spec) {
        return Serialization.unmarshal(
                ("---\n{kind: ApiProtection, metadata: {name: guard, namespace: shop}, spec: {api: {restApiName: orders, stages: [prod]}, "
                                + spec + "}}")
                        .replace("FUNCTION", "\"" + FUNCTION + "\"")
                        .replace("POOL", "\"" + POOL + "\"")
                        .replace("ROLE", "\"" + ROLE + "\""),
                ApiProtection.class);
    }

    private static ApiProtectionSpec authorizer(String text) {
        return protection("authorizers: [{name: a, " + text + "}]").getSpec();
    }

    private static ApiProtectionSpec rule(String text) {
        return protection(
                        "rules: [{name: r, methods: [GET], paths: [/], " + text
                                + "}], authorizers: [{name: token, type: Token, lambdaArn: FUNCTION}, {name: pool, type: Cognito, userPoolArns: [POOL]}]")
                .getSpec();
    }

    private static String invalid(ApiProtectionSpec spec) {
        return DeclaredProtection.valid(spec) instanceof Verdict.Rejected<ApiProtectionSpec> rejected
                ? rejected.message()
                : "";
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "type: Token, lambdaArn: FUNCTION",
                "type: Request, lambdaArn: FUNCTION, ttl: 0s",
                "type: Request, lambdaArn: FUNCTION, identitySources: [context.identity.sourceIp], ttl: 1h",
                "type: Cognito, userPoolArns: [POOL], identitySources: [method.request.header.X-Token]"
            })
    void whatApiGatewayTakesIsTaken(String text) {
        assertThat(invalid(authorizer(text))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "type: Token | set lambdaArn",
                "type: Token, lambdaArn: FUNCTION, userPoolArns: [POOL] | leave out userPoolArns",
                "type: Token, lambdaArn: POOL | which is no function",
                "type: Token, lambdaArn: FUNCTION, credentialsRoleArn: POOL | which is no role",
                "type: Cognito | set userPoolArns",
                "type: Cognito, userPoolArns: [POOL], lambdaArn: FUNCTION | leave out lambdaArn",
                "type: Cognito, userPoolArns: [POOL], credentialsRoleArn: ROLE | leave out lambdaArn and credentialsRoleArn",
                "type: Cognito, userPoolArns: [FUNCTION] | which is no user pool",
                "type: Request, lambdaArn: FUNCTION | set identitySources, or ttl to 0s",
                "type: Token, lambdaArn: FUNCTION, identitySources: [context.identity.sourceIp] | read one header",
                "type: Token, lambdaArn: FUNCTION, ttl: 2h | for an hour at most",
                "type: Token, lambdaArn: FUNCTION, ttl: soon | is not a duration"
            })
    void whatContradictsItselfIsRefusedWithASentence(String text, String says) {
        assertThat(invalid(authorizer(text))).startsWith("authorizers[a]").contains(says);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "authorization: Authorizer | set both, or neither",
                "authorization: AwsIam, authorizer: token | set both, or neither",
                "authorization: Authorizer, authorizer: \"a b\" | which no authorizer is called",
                "authorization: AwsIam, scopes: [read] | set authorization Authorizer, or leave them out",
                "authorization: Authorizer, authorizer: token, scopes: [read] | looks at scopes for Cognito alone"
            })
    void aRuleNamesOneWhereItAsksForOne(String text, String says) {
        assertThat(invalid(rule(text))).startsWith("rules[r]").contains(says);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "authorization: Authorizer, authorizer: token",
                "authorization: Authorizer, authorizer: pool, scopes: [read]",
                "authorization: Authorizer, authorizer: theirs, scopes: [read]"
            })
    void scopesAreForUserPoolsAndForWhatTheApiHas(String text) {
        assertThat(invalid(rule(text))).isEmpty();
    }

    @Test
    void oneNameIsThereOnce() {
        assertThat(invalid(protection(
                                "authorizers: [{name: a, type: Token, lambdaArn: FUNCTION}, {name: a, type: Token, lambdaArn: FUNCTION}]")
                        .getSpec()))
                .contains("authorizers[a] is there twice");
    }

    @Test
    void whatAnAuthorizerAsksHasToBeAdmitted() {
        var spec = protection(
                        "authorizers: [{name: a, type: Token, lambdaArn: FUNCTION, credentialsRoleArn: ROLE}, {name: b, type: Cognito, userPoolArns: [POOL]}]")
                .getSpec();

        assertThat(DeclaredAuthorizers.asked(spec)).containsExactly(FUNCTION, ROLE, POOL);
        assertThat(ProtectionIntents.words(protection("authorizers: [{name: a, type: Token, lambdaArn: FUNCTION}]")))
                .containsExactly(Permission.Protect);
    }

    @Test
    void aRoleIsPassedOnWhereTheSettingHasIt() {
        var spec = authorizer("type: Token, lambdaArn: FUNCTION, credentialsRoleArn: ROLE");

        assertThat(DeclaredAuthorizers.roleProblem(spec, List.of()))
                .get()
                .asString()
                .contains(ROLE, "APIACCESS_PASS_ROLES", "leave it out");
        assertThat(DeclaredAuthorizers.roleProblem(spec, List.of("arn:aws:iam::111122223333:role/other-*")))
                .isPresent();
        assertThat(DeclaredAuthorizers.roleProblem(spec, List.of("arn:aws:iam::111122223333:role/apigateway-*")))
                .isEmpty();
        assertThat(DeclaredAuthorizers.roleProblem(authorizer("type: Token, lambdaArn: FUNCTION"), List.of()))
                .isEmpty();
    }

    @Test
    void userPoolsAreOfTheRegionAndRolesOfTheAccountOfTheApi() {
        var pool = authorizer("type: Cognito, userPoolArns: [POOL]");
        var role = authorizer("type: Token, lambdaArn: FUNCTION, credentialsRoleArn: ROLE");

        assertThat(DeclaredAuthorizers.placeProblem(pool, "eu-west-1", "111122223333"))
                .isEmpty();
        assertThat(DeclaredAuthorizers.placeProblem(pool, "eu-central-1", "111122223333"))
                .get()
                .asString()
                .contains("of the region of the API alone (eu-central-1)");
        assertThat(DeclaredAuthorizers.placeProblem(role, "us-east-1", "111122223333"))
                .as("a function is called in its own region")
                .isEmpty();
        assertThat(DeclaredAuthorizers.placeProblem(role, "eu-west-1", "444455556666"))
                .isPresent();
    }

    @Test
    void whatIsNotSaidIsWhatApiGatewayDoes() {
        var token = Objects.requireNonNull(DeclaredAuthorizers.of(authorizer("type: Token, lambdaArn: FUNCTION"))
                .get("a"));
        assertThat(token.type()).isEqualTo("TOKEN");
        assertThat(token.uri())
                .isEqualTo(
                        "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/" + FUNCTION + "/invocations");
        assertThat(token.identitySources()).containsExactly("method.request.header.Authorization");
        assertThat(token.ttlSeconds()).isEqualTo(300);
        assertThat(token.credentials()).isEmpty();

        var request =
                Objects.requireNonNull(DeclaredAuthorizers.of(authorizer("type: Request, lambdaArn: FUNCTION, ttl: 0s"))
                        .get("a"));
        assertThat(request.identitySources()).isEmpty();
        assertThat(request.ttlSeconds()).isZero();

        var pool = Objects.requireNonNull(DeclaredAuthorizers.of(authorizer("type: Cognito, userPoolArns: [POOL]"))
                .get("a"));
        assertThat(pool.type()).isEqualTo("COGNITO_USER_POOLS");
        assertThat(pool.providers()).containsExactly(POOL);
    }

    @Test
    void aRuleIsDeclaredWithItsAuthorizer() {
        var declared = DeclaredProtection.of(
                rule("authorization: Authorizer, authorizer: pool, scopes: [read]"),
                ApiStates.place("111122223333", "eu-west-1", "a1b2c3"),
                "aamark");

        assertThat(declared.authorizers()).containsOnlyKeys("pool", "token");
        assertThat(declared.rules()).singleElement().satisfies(one -> {
            assertThat(one.authorization()).isEqualTo(Declared.Authorization.AUTHORIZER);
            assertThat(one.use().name()).isEqualTo("pool");
            assertThat(one.use().scopes()).containsExactly("read");
        });
    }
}
