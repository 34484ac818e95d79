// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.NaiveAccess.Answer;
import dev.apiaccess.access.NaiveAccess.Value;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Who gets in and who decides, by cases written by hand. */
class NaiveAccessTest {

    private static final String ALLOW =
            "{'Effect':'Allow','Action':'execute-api:Invoke','Resource':'A:abc123def4/prod/GET/*'}";
    private static final String DENY = "{'Effect':'Deny','Action':'*','Resource':'*'}";
    private static final String OTHER = "{'Effect':'Allow','Action':'iam:*','Resource':'*'}";
    private static final String ALLOW_ALL = to("Allow", "'*'");
    private static final String DENY_ALL = to("Deny", "'*'");
    private static final String SESSION = "{'AWS':'arn:aws:sts::111111111111:assumed-role/app/s1'}";
    private static final String ROLE = "{'AWS':'arn:aws:iam::111111111111:role/apps/app'}";

    @ParameterizedTest
    @CsvSource({
        "GET /orders,           GET /orders,       true",
        "GET /orders/,          GET /orders,       true",
        "GET /orders/7,         GET /orders/{id},  true",
        "GET /orders/7/lines,   GET /{proxy+},     true",
        "DELETE /orders,        ANY /orders,       true",
        "POST /orders,          GET /orders,       false",
        "GET /orders/7,         GET /orders,       false",
        "GET /orders,           GET /orders/{id},  false",
        "GET /,                 GET /{proxy+},     false"
    })
    void aCallNeedsADeployedMethod(String call, String method, boolean found) {
        String methods = "{'" + method + "':'NONE'}";

        Answer answer = answer("'call':'" + call + "','methods':" + methods);

        assertThat(answer).isEqualTo(found ? new Answer(Value.YES, "") : new Answer(Value.NO, "route"));
    }

    @Test
    void theCloserTemplateIsTheOneThatIsCalled() {
        String methods =
                "{'GET /{proxy+}':'NONE','GET /orders/{id}':'JWT','ANY /orders/7':'CUSTOM','GET /orders/8':'NONE'}";

        assertThat(answer("'call':'GET /orders/7','methods':" + methods))
                .isEqualTo(new Answer(Value.UNKNOWN, "authorization"));
        assertThat(answer("'call':'POST /orders/8','methods':" + methods)).isEqualTo(new Answer(Value.NO, "route"));
        assertThat(answer("'call':'GET /users/8','methods':" + methods).value()).isEqualTo(Value.YES);
    }

    @Test
    void theMethodOfTheVerbGoesBeforeTheOneOfAll() {
        assertThat(answer("'methods':{'ANY /orders':'AWS_IAM','GET /orders':'NONE'}")
                        .value())
                .isEqualTo(Value.YES);
        assertThat(answer("'methods':{'GET /orders':'NONE','ANY /orders':'AWS_IAM'}")
                        .value())
                .isEqualTo(Value.YES);
    }

    @Test
    void withoutAuthorizationTheResourcePolicyAloneDecides() {
        String open = "'methods':{'GET /orders':'NONE'},";

        assertThat(answer(open + "'identity':[" + DENY + "]").value()).isEqualTo(Value.YES);
        assertThat(answer(open + "'resource':[" + ALLOW_ALL + "]")).isEqualTo(new Answer(Value.YES, "resource"));
        assertThat(answer(open + "'resource':[" + ALLOW_ALL + "," + DENY_ALL + "]"))
                .isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer(open + "'resource':[" + to("Allow", "{'AWS':'111111111111'}") + "]"))
                .isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer(open + "'resource':'unreadable'").value()).isEqualTo(Value.UNKNOWN);
    }

    @Test
    void anAuthorizerDecidesWhatIsNotDenied() {
        String custom = "'methods':{'GET /orders':'CUSTOM'},";

        assertThat(answer(custom + "'resource':[" + DENY_ALL + "]")).isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer(custom + "'resource':[" + ALLOW_ALL + "]"))
                .isEqualTo(new Answer(Value.UNKNOWN, "authorization"));
        assertThat(answer(custom + "'resource':[" + to("Deny", "{'AWS':'arn:aws:iam::111111111111:user/ann'}") + "]"))
                .isEqualTo(new Answer(Value.UNKNOWN, "authorization"));
    }

    @Test
    void aUserPoolNeedsAnAllowOfTheResourcePolicyWhereThereIsOne() {
        String pool = "'methods':{'GET /orders':'COGNITO_USER_POOLS'},";

        assertThat(answer(pool + "'identity':[]")).isEqualTo(new Answer(Value.UNKNOWN, "authorization"));
        assertThat(answer(pool + "'resource':[" + ALLOW_ALL + "]"))
                .isEqualTo(new Answer(Value.UNKNOWN, "authorization"));
        assertThat(answer(pool + "'resource':[" + to("Allow", SESSION) + "]"))
                .isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer(pool + "'resource':[" + ALLOW_ALL + "," + DENY_ALL + "]"))
                .isEqualTo(new Answer(Value.NO, "resource"));
    }

    @Test
    void whoDoesNotSignIsRefused() {
        Answer answer = answer("'caller':'anonymous','resource':[" + ALLOW_ALL + "]");

        assertThat(answer).isEqualTo(new Answer(Value.NO, "authorization"));
    }

    @Test
    void anyDenyRefuses() {
        String granted = "'resource':[" + to("Allow", "{'AWS':'arn:aws:iam::111111111111:user/ann'}") + "],";
        String scp = "{'Version':'2012-10-17','Statement':[" + ALLOW + "," + DENY + "]}";

        assertThat(answer(granted + "'scps':[[" + scp + "]]")).isEqualTo(new Answer(Value.NO, "scp"));
        assertThat(answer("'resource':[" + ALLOW_ALL + "," + DENY_ALL + "]"))
                .isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer(granted + "'identity':[" + DENY + "]")).isEqualTo(new Answer(Value.NO, "identity"));
        assertThat(answer(granted + "'boundary':[" + DENY + "]")).isEqualTo(new Answer(Value.NO, "boundary"));
        assertThat(answer(granted + "'session':[[" + DENY + "]]")).isEqualTo(new Answer(Value.NO, "session"));
        assertThat(answer(granted + "'endpointPolicy':[" + DENY_ALL.replace("execute-api:/", "") + "]"))
                .isEqualTo(new Answer(Value.NO, "endpoint"));
    }

    @Test
    void theFirstLayerThatDeniesIsNamedUnlessAnEarlierOneMay() {
        String both = "'boundary':[" + DENY + "],'session':[[" + DENY + "]]";

        assertThat(answer(both)).isEqualTo(new Answer(Value.NO, "boundary"));
        assertThat(answer(both + ",'identity':['unreadable']")).isEqualTo(new Answer(Value.NO, ""));
    }

    @Test
    void endpointPolicyAndEveryLevelOfScpsHaveToAllow() {
        String identity = "'identity':[" + ALLOW + "]";
        String full = "{'Version':'2012-10-17','Statement':" + ALLOW + "}";
        String none = "{'Version':'2012-10-17','Statement':" + OTHER + "}";

        assertThat(answer(identity + ",'endpointPolicy':[" + ALLOW_ALL.replace("execute-api:/", "") + "]")
                        .value())
                .isEqualTo(Value.YES);
        assertThat(answer(identity + ",'endpointPolicy':[" + to("Allow", ROLE).replace("execute-api:/", "") + "]"))
                .isEqualTo(new Answer(Value.NO, "endpoint"));
        assertThat(answer(identity + ",'scps':'NotSeen'").value()).isEqualTo(Value.YES);
        assertThat(answer(identity + ",'scps':[[" + full + "],[" + none + "," + full + "]]")
                        .value())
                .isEqualTo(Value.YES);
        assertThat(answer(identity + ",'scps':[[" + full + "],[" + none + "]]")).isEqualTo(new Answer(Value.NO, "scp"));
        assertThat(answer(identity + ",'scps':[['unreadable'],[" + full + "]]").value())
                .isEqualTo(Value.UNKNOWN);
        assertThat(answer(identity + ",'caller':'role/aws-service-role/x/AWSServiceRoleForX','scps':[[" + none + "]]")
                        .value())
                .isEqualTo(Value.YES);
    }

    @Test
    void identityPoliciesAreLimitedByBoundaryAndSession() {
        String identity = "'identity':[" + ALLOW + "]";

        assertThat(answer("'identity':[" + OTHER + "]")).isEqualTo(new Answer(Value.NO, "identity"));
        assertThat(answer("'boundary':[" + ALLOW + "]")).isEqualTo(new Answer(Value.NO, "identity"));
        assertThat(answer(identity).value()).isEqualTo(Value.YES);
        assertThat(answer(identity + ",'boundary':[" + ALLOW + "]").value()).isEqualTo(Value.YES);
        assertThat(answer(identity + ",'boundary':[]")).isEqualTo(new Answer(Value.NO, "boundary"));
        assertThat(answer(identity + ",'session':[[" + OTHER + "],[" + ALLOW + "]]")
                        .value())
                .isEqualTo(Value.YES);
        assertThat(answer(identity + ",'session':[[" + OTHER + "]]")).isEqualTo(new Answer(Value.NO, "session"));
        assertThat(answer(identity + ",'boundary':[" + OTHER + "],'session':[[" + OTHER + "]]"))
                .isEqualTo(new Answer(Value.NO, "boundary"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            value = {
                "{'AWS':'arn:aws:sts::111111111111:assumed-role/app/s1'}, YES, YES",
                "{'AWS':'arn:aws:sts::111111111111:assumed-role/app/s2'}, NO, NO",
                "{'AWS':'arn:aws:iam::111111111111:role/apps/app'}, YES, NO",
                "{'AWS':'arn:aws:iam::111111111111:role/app'}, NO, NO",
                "'*', YES, UNKNOWN",
                "{'AWS':'*'}, YES, UNKNOWN",
                "{'AWS':'111111111111'}, NO, NO",
                "{'AWS':'arn:aws:iam::111111111111:root'}, NO, NO",
                "{'Service':'lambda.amazonaws.com'}, NO, NO"
            })
    void whatAGrantIsWorthDependsOnHowItNamesTheCaller(String principal, Value alone, Value outsideOfBoundary) {
        String resource = "'caller':'role/apps/app','resource':[" + to("Allow", principal) + "]";

        assertThat(answer(resource).value()).isEqualTo(alone);
        assertThat(answer(resource + ",'boundary':[" + OTHER + "]").value()).isEqualTo(outsideOfBoundary);
        assertThat(answer(resource + ",'session':[[" + OTHER + "]]").value()).isEqualTo(outsideOfBoundary);
    }

    @Test
    void everybodyWithThisPrincipalArnIsNotLimited() {
        String arn = "'arn:aws:iam::111111111111:role/apps/app'}}}";
        String limited = "'caller':'role/apps/app','boundary':[" + OTHER + "],'resource':[";
        String allow = ALLOW_ALL.substring(0, ALLOW_ALL.length() - 1);

        assertThat(answer(limited + allow + ",'Condition':{'ArnEquals':{'aws:PrincipalArn':" + arn + "]")
                        .value())
                .isEqualTo(Value.YES);
        assertThat(answer(limited + allow + ",'Condition':{'ArnNotEquals':{'aws:SourceArn':" + arn + "]")
                        .value())
                .isEqualTo(Value.UNKNOWN);
    }

    @Test
    void allButSomeIsEverybodyWhoIsNotNamed() {
        String zoe = to("Allow", "{'AWS':'arn:aws:iam::111111111111:user/zoe'}").replace("Principal", "NotPrincipal");
        String ann = zoe.replace("zoe", "ann");

        assertThat(answer("'resource':[" + zoe + "]").value()).isEqualTo(Value.YES);
        assertThat(answer("'resource':[" + zoe + "],'boundary':[]").value()).isEqualTo(Value.UNKNOWN);
        assertThat(answer("'resource':[" + ann + "]").value()).isEqualTo(Value.UNKNOWN);
        assertThat(answer("'resource':[" + withAccount(ann) + "]")).isEqualTo(new Answer(Value.NO, "identity"));
    }

    /** The same statement for all but the account too. */
    private static String withAccount(String statement) {
        return statement.replaceFirst("'AWS':'([^']+)'", "'AWS':['$1','111111111111']");
    }

    @Test
    void allButTheRoleIsUnsettledForItsSessions() {
        String role = to("Allow", ROLE).replace("Principal", "NotPrincipal");
        String all = role.replace(
                ROLE,
                "{'AWS':['arn:aws:iam::111111111111:role/apps/app','111111111111',"
                        + "'arn:aws:sts::111111111111:assumed-role/app/s1']}");

        assertThat(answer("'caller':'role/apps/app','resource':[" + role + "]").value())
                .isEqualTo(Value.UNKNOWN);
        assertThat(answer("'caller':'role/apps/app','resource':[" + withAccount(role) + "]")
                        .value())
                .isEqualTo(Value.UNKNOWN);
        assertThat(answer("'caller':'role/apps/app','resource':[" + all + "]").value())
                .isEqualTo(Value.NO);
    }

    @Test
    void aBoundaryMakesADenyForAllButOneHitEverybody() {
        String deny = to("Deny", "{'AWS':'arn:aws:iam::111111111111:user/ann'}").replace("Principal", "NotPrincipal");
        String identity = "'identity':[" + ALLOW + "],'resource':[" + withAccount(deny) + "]";

        assertThat(answer(identity).value()).isEqualTo(Value.YES);
        assertThat(answer(identity + ",'boundary':[" + ALLOW + "]")).isEqualTo(new Answer(Value.NO, "resource"));
    }

    @Test
    void aStatementWithoutPrincipalIsForNobody() {
        assertThat(answer("'resource':[" + ALLOW + "]").value()).isEqualTo(Value.NO);
        assertThat(answer("'identity':[" + ALLOW + "],'resource':[" + DENY + "]")
                        .value())
                .isEqualTo(Value.YES);
    }

    @Test
    void acrossAccountsBothSidesHaveToAllow() {
        String far = "'caller':'222222222222:user/ann',";
        String identity = far + "'identity':[" + ALLOW + "]";
        String account = ",'resource':[" + to("Allow", "{'AWS':'222222222222'}") + "]";

        assertThat(answer(identity)).isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer(identity + account).value()).isEqualTo(Value.YES);
        assertThat(answer(identity + account + ",'boundary':[]")).isEqualTo(new Answer(Value.NO, "boundary"));
        assertThat(answer(far + account.substring(1))).isEqualTo(new Answer(Value.NO, "identity"));
        assertThat(answer(far + "'resource':[" + ALLOW_ALL + "]")).isEqualTo(new Answer(Value.NO, "identity"));
    }

    @Test
    void theRootUserNeedsNoIdentityPolicy() {
        assertThat(answer("'caller':'root','boundary':[]").value()).isEqualTo(Value.YES);
        assertThat(answer("'caller':'root','resource':[" + DENY_ALL + "]")).isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer("'caller':'222222222222:root'")).isEqualTo(new Answer(Value.NO, "resource"));
        assertThat(answer("'caller':'222222222222:root','resource':[" + ALLOW_ALL + "]")
                        .value())
                .isEqualTo(Value.YES);
    }

    @ParameterizedTest
    @CsvSource({"works, YES", "none, NO", "disabled, NO", "elsewhere, NO", "'', UNKNOWN"})
    void aMethodMayNeedAKeyBesides(String key, Value expected) {
        String methods = "'methods':{'GET /orders':{'authorization':'AWS_IAM','apiKey':true}}";
        String said = key.isEmpty() ? "" : ",'key':'" + key + "'";

        Answer granted = answer(methods + said + ",'identity':[" + ALLOW + "]");
        Answer refused = answer(methods + said);

        assertThat(granted).isEqualTo(new Answer(expected, expected == Value.YES ? "" : "key"));
        assertThat(refused).isEqualTo(new Answer(Value.NO, "identity"));
    }

    @Test
    void aSidThatIsUsedTwiceInAResourcePolicyLeavesBothStatementsOpen() {
        String first = to("Allow", ROLE).replace("{'Effect'", "{'Sid':'X','Effect'");
        String later =
                to("Allow", "{'AWS':'arn:aws:iam::111111111111:user/ann'}").replace("{'Effect'", "{'Sid':'X','Effect'");

        assertThat(answer("'resource':[" + first + "," + later + "]").value()).isEqualTo(Value.UNKNOWN);
        assertThat(answer("'resource':[" + later + "," + first + "]").value()).isEqualTo(Value.UNKNOWN);
    }

    /** A statement of a resource policy for the whole API. */
    private static String to(String effect, String principal) {
        return "{'Effect':'" + effect + "','Principal':" + principal
                + ",'Action':'execute-api:Invoke','Resource':'execute-api:/*'}";
    }

    private static Answer answer(String members) {
        return NaiveAccess.answer(Written.json("{" + members + "}"));
    }
}
