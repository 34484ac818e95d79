// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExecuteApiTest {

    private static final String ACCOUNT = "111111111111";
    private static final String PREFIX = "arn:aws:execute-api:eu-west-1:111111111111:";

    @ParameterizedTest
    @CsvSource({
        "/, ''",
        "/orders, orders",
        "/orders/{id}, orders/*",
        "/orders/{order-id}/lines/{line.id}, orders/*/lines/*",
        "/{proxy+}, *",
        "/x/{proxy+}, x/*",
        "/orders:batch, orders:batch",
        "/a$b/c%20d, a$b/c%20d",
        "/$, $",
    })
    void turnsTemplatesIntoPatterns(String template, String pattern) {
        assertThat(ExecuteApi.pathPattern(template)).isEqualTo(pattern);
        assertThat(ExecuteApi.arn("aws", "eu-west-1", ACCOUNT, "abc123def4", "prod", "GET", pattern))
                .isEqualTo(PREFIX + "abc123def4/prod/GET/" + pattern);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "orders",
                "//",
                "/orders/",
                "/orders//x",
                "/*",
                "/a*",
                "/a?",
                "/${aws:username}",
                "/${*}",
                "/{proxy+}/x",
                "/a{id}",
                "/{}",
                "/{+}",
                "/{a b}",
                "/a b",
                "/ä",
                "/a\"b",
                "/a\\b",
                "/a\nb",
                "/{a}{b}"
            })
    void refusesTemplatesThatCouldSmuggleSomething(String template) {
        assertThatIllegalArgumentException().isThrownBy(() -> ExecuteApi.pathPattern(template));
    }

    @ParameterizedTest
    @CsvSource({
        "*, eu-west-1, 111111111111, abc123def4, prod, GET, x",
        "aws, *, 111111111111, abc123def4, prod, GET, x",
        "aws, eu-west-1, *, abc123def4, prod, GET, x",
        "aws, eu-west-1, 1111, abc123def4, prod, GET, x",
        "aws, eu-west-1, 111111111111, *, prod, GET, x",
        "aws, eu-west-1, 111111111111, abc/x, prod, GET, x",
        "aws, eu-west-1, 111111111111, abc123def4, *, GET, x",
        "aws, eu-west-1, 111111111111, abc123def4, a/b, GET, x",
        "aws, eu-west-1, 111111111111, abc123def4, prod, ANY, x",
        "aws, eu-west-1, 111111111111, abc123def4, prod, *, x",
        "aws, eu-west-1, 111111111111, abc123def4, prod, get, x",
        "aws, eu-west-1, 111111111111, abc123def4, prod, GET, /x",
        "aws, eu-west-1, 111111111111, abc123def4, prod, GET, a*",
        "aws, eu-west-1, 111111111111, abc123def4, prod, GET, ${aws:username}",
    })
    void refusesArnsWithMalformedParts(
            String partition, String region, String account, String api, String stage, String verb, String path) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ExecuteApi.arn(partition, region, account, api, stage, verb, path));
    }

    @Test
    void namesRequestsByTheirActualPath() {
        assertThat(ExecuteApi.requestArn("aws", "eu-west-1", ACCOUNT, "abc123def4", "$default", "GET", "/a:b/*/c"))
                .isEqualTo(PREFIX + "abc123def4/$default/GET/a:b/*/c");
        assertThat(ExecuteApi.requestArn("aws", "eu-west-1", ACCOUNT, "abc123def4", "prod", "GET", "/"))
                .isEqualTo(PREFIX + "abc123def4/prod/GET/");
        assertThat(ExecuteApi.requestArn("aws", "eu-west-1", ACCOUNT, "abc123def4", "prod", "GET", "//x"))
                .isEqualTo(PREFIX + "abc123def4/prod/GET//x");
    }

    @Test
    void expandsTheShortFormOnly() {
        PolicyDocument document = PolicyDocument.of(new Statement(
                null,
                Effect.ALLOW,
                PrincipalSet.everyone(),
                ActionSet.of(ExecuteApi.INVOKE),
                ResourceSet.of("execute-api:/prod/GET/", "execute-api:/*", "*", "arn:aws:s3:::execute-api:/x"),
                List.of()));

        PolicyDocument expanded = ExecuteApi.expand(document, "aws-cn", "cn-north-1", ACCOUNT, "abc123def4");

        assertThat(expanded.statements().getFirst().resources())
                .isEqualTo(ResourceSet.of(
                        "arn:aws-cn:execute-api:cn-north-1:111111111111:abc123def4/prod/GET/",
                        "arn:aws-cn:execute-api:cn-north-1:111111111111:abc123def4/*",
                        "*",
                        "arn:aws:s3:::execute-api:/x"));
    }

    @Test
    void letsOwnDocumentsPass() {
        PolicyDocument document = PolicyDocument.of(statement(
                ActionSet.of(ExecuteApi.INVOKE),
                ResourceSet.of(
                        PREFIX + "abc123def4/prod/GET/",
                        PREFIX + "abc123def4/prod/GET/orders/*",
                        PREFIX + "abc123def4/prod/*",
                        PREFIX + "abc123def4/$default/POST/orders:batch")));

        assertThatCode(() -> ExecuteApi.assertOnlyInvoke(document, ACCOUNT)).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "arn:aws:s3:::bucket",
                "arn:aws:execute-api:*:111111111111:abc123def4/prod/GET/x",
                "arn:aws:execute-api:eu-west-1:*:abc123def4/prod/GET/x",
                "arn:aws:execute-api:eu-west-1:222222222222:abc123def4/prod/GET/x",
                "arn:*:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/x",
                "arn:aws:execute-api:eu-west-1:111111111111:*",
                "arn:aws:execute-api:eu-west-1:111111111111:*/prod/GET/x",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/*",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/*/GET/x",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod*",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/*/x",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GE?/x",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/${aws:username}",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/x?",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET//x",
                "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/x\n",
                "execute-api:/prod/GET/x",
            })
    void stopsOtherResources(String resource) {
        PolicyDocument document = PolicyDocument.of(
                statement(ActionSet.of(ExecuteApi.INVOKE), ResourceSet.of(PREFIX + "abc123def4/prod/*")),
                statement(ActionSet.of(ExecuteApi.INVOKE), ResourceSet.of(PREFIX + "abc123def4/prod/*", resource)));

        assertThatIllegalStateException()
                .isThrownBy(() -> ExecuteApi.assertOnlyInvoke(document, ACCOUNT))
                .withMessageContaining(resource);
    }

    @ParameterizedTest
    @ValueSource(strings = {"*", "*/GET/", "*/GET/x", "*/GET/x/", "*/DELETE/x/*", "*/POST/*"})
    void everyStageIsForWhatDeniesAlone(String resource) {
        var resources = ResourceSet.of(PREFIX + "abc123def4/" + resource);
        var deny = Statement.of("aa1", Effect.DENY, ActionSet.of(ExecuteApi.INVOKE), resources, List.of());
        var allow = statement(ActionSet.of(ExecuteApi.INVOKE), resources);

        assertThatCode(() -> ExecuteApi.assertOnlyInvoke(PolicyDocument.of(deny), ACCOUNT))
                .doesNotThrowAnyException();
        assertThatIllegalStateException()
                .isThrownBy(() -> ExecuteApi.assertOnlyInvoke(PolicyDocument.of(allow), ACCOUNT))
                .withMessageContaining(resource);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "*",
                "*/GET/x",
                "abc123def4/*/*",
                "abc123def4/*/GET",
                "abc123def4/*/GE*/x",
                "abc123def4/*/GET//",
                "abc123def4/*/GET//x",
                "abc123def4/p*/GET/x",
                "abc123def4/*/GET/x//",
                "abc123def4/*/GET/${aws:username}",
                "abc123def4*",
                "*/*"
            })
    void nothingElseIsDeniedByAStar(String resource) {
        var document = PolicyDocument.of(Statement.of(
                "aa1", Effect.DENY, ActionSet.of(ExecuteApi.INVOKE), ResourceSet.of(PREFIX + resource), List.of()));

        assertThatIllegalStateException()
                .isThrownBy(() -> ExecuteApi.assertOnlyInvoke(document, ACCOUNT))
                .withMessageContaining(resource);
    }

    @Test
    void stopsOtherStatements() {
        ResourceSet stage = ResourceSet.of(PREFIX + "abc123def4/prod/*");
        List<Statement> bad = List.of(
                statement(ActionSet.of("*"), stage),
                statement(ActionSet.of("execute-api:*"), stage),
                statement(ActionSet.of(ExecuteApi.INVOKE, "iam:PassRole"), stage),
                statement(ActionSet.allExcept(ExecuteApi.INVOKE), stage),
                statement(ActionSet.of(ExecuteApi.INVOKE), ResourceSet.allExcept(PREFIX + "abc123def4/prod/*")),
                statement(ActionSet.of(ExecuteApi.INVOKE), stage).withResources(null),
                statement(ActionSet.of(ExecuteApi.INVOKE), stage).withPrincipals(PrincipalSet.everyone()));

        assertThat(bad)
                .allSatisfy(statement -> assertThatIllegalStateException()
                        .isThrownBy(() -> ExecuteApi.assertOnlyInvoke(PolicyDocument.of(statement), ACCOUNT))
                        .withMessageContaining("aa1"));
        assertThatIllegalStateException().isThrownBy(() -> ExecuteApi.assertOnlyInvoke(PolicyDocument.of(), ACCOUNT));
    }

    private static Statement statement(ActionSet actions, ResourceSet resources) {
        return Statement.of("aa1", Effect.ALLOW, actions, resources, List.of());
    }
}
