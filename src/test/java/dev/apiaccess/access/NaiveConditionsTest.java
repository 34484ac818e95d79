// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.NaiveAccess.Value;
import org.junit.jupiter.api.Test;

/** Conditions, variables, ARNs and what AWS leaves open: each case is one Allow of the identity policy. */
class NaiveConditionsTest {

    private static final String ORDERS = "'Resource':'A:abc123def4/prod/GET/orders'";

    @Test
    void aNegatedOperatorHoldsForAnAbsentKeyAndAPositiveOneDoesNot() {
        assertThat(holds("'StringEquals':{'aws:Referer':'a'}", "")).isEqualTo(Value.NO);
        assertThat(holds("'StringNotEquals':{'aws:Referer':'a'}", "")).isEqualTo(Value.YES);
        assertThat(holds("'StringEqualsIfExists':{'aws:Referer':'a'}", "")).isEqualTo(Value.YES);
        assertThat(holds("'StringEqualsIfExists':{'aws:Referer':'a'}", "'aws:Referer':'b'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'StringEquals':{'aws:Referer':'a'}", "'aws:Referer':[]"))
                .isEqualTo(Value.NO);
    }

    @Test
    void noneOfTheValuesOfANegatedOperatorMayBeMet() {
        assertThat(holds("'StringEquals':{'aws:Referer':['a','b']}", "'aws:Referer':'b'"))
                .isEqualTo(Value.YES);
        assertThat(holds("'StringNotEquals':{'aws:Referer':['a','b']}", "'aws:Referer':'b'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'StringNotEquals':{'aws:Referer':['a','b']}", "'aws:Referer':'c'"))
                .isEqualTo(Value.YES);
        assertThat(holds("'StringEquals':{'aws:Referer':[]}", "'aws:Referer':'b'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'StringNotEquals':{'aws:Referer':[]}", "'aws:Referer':'b'"))
                .isEqualTo(Value.YES);
    }

    @Test
    void severalValuesOfACallNeedASetOperator() {
        String given = "'aws:TagKeys':['a','b']";

        assertThat(holds("'StringEquals':{'aws:TagKeys':['a','b']}", given)).isEqualTo(Value.NO);
        assertThat(holds("'StringNotEquals':{'aws:TagKeys':'c'}", given)).isEqualTo(Value.UNKNOWN);
        assertThat(holds("'ForAllValues:StringEquals':{'aws:TagKeys':['a','b']}", given))
                .isEqualTo(Value.YES);
        assertThat(holds("'ForAllValues:StringEquals':{'aws:TagKeys':'a'}", given))
                .isEqualTo(Value.NO);
        assertThat(holds("'ForAnyValue:StringEquals':{'aws:TagKeys':'a'}", given))
                .isEqualTo(Value.YES);
        assertThat(holds("'ForAnyValue:StringNotEquals':{'aws:TagKeys':'a'}", given))
                .isEqualTo(Value.YES);
    }

    @Test
    void setsWithoutElementsMeetForAllValuesOnly() {
        assertThat(holds("'ForAllValues:StringEquals':{'aws:TagKeys':'a'}", "")).isEqualTo(Value.YES);
        assertThat(holds("'ForAllValues:StringEquals':{'aws:TagKeys':'a'}", "'aws:TagKeys':''"))
                .isEqualTo(Value.YES);
        assertThat(holds("'ForAnyValue:StringEqualsIfExists':{'aws:TagKeys':'a'}", ""))
                .isEqualTo(Value.NO);
        assertThat(holds("'ForAnyValue:StringNotEquals':{'aws:TagKeys':'a'}", ""))
                .isEqualTo(Value.NO);
    }

    @Test
    void nullAsksForAbsence() {
        assertThat(holds("'Null':{'aws:Referer':'true'}", "")).isEqualTo(Value.YES);
        assertThat(holds("'Null':{'aws:Referer':true}", "'aws:Referer':''")).isEqualTo(Value.YES);
        assertThat(holds("'Null':{'aws:Referer':'false'}", "'aws:Referer':'x'")).isEqualTo(Value.YES);
        assertThat(holds("'ForAllValues:Null':{'aws:Referer':'false'}", "")).isEqualTo(Value.YES);
        assertThat(holds("'ForAnyValue:Null':{'aws:Referer':'true'}", "")).isEqualTo(Value.NO);
        assertThat(holds("'ForAllValues:Null':{'aws:Referer':'true'}", "'aws:Referer':'x'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'ForAnyValue:Null':{'aws:Referer':'false'}", "'aws:Referer':'x'"))
                .isEqualTo(Value.YES);
    }

    @Test
    void whatIsNotOfTheTypeMeetsNeitherAnOperatorNorItsNegation() {
        assertThat(holds("'NumericNotEquals':{'aws:MultiFactorAuthAge':'1'}", "'aws:MultiFactorAuthAge':'1a'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'DateNotEquals':{'aws:CurrentTime':'2026-02-30'}", "'aws:CurrentTime':'2026-02-01'"))
                .isEqualTo(Value.UNKNOWN);
        assertThat(holds("'NotIpAddress':{'aws:SourceIp':'10.0.0.0/8'}", "'aws:SourceIp':'here'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'ArnNotEquals':{'aws:SourceArn':'arn:aws:sns:::t'}", "'aws:SourceArn':'here'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'DateGreaterThan':{'aws:CurrentTime':'1e999'}", "'aws:CurrentTime':'2026'"))
                .isEqualTo(Value.NO);
    }

    @Test
    void numbersDatesAndAddressesAreComparedAsSuch() {
        assertThat(holds("'NumericLessThan':{'aws:MultiFactorAuthAge':300}", "'aws:MultiFactorAuthAge':'299.5'"))
                .isEqualTo(Value.YES);
        assertThat(holds(
                        "'DateEquals':{'aws:CurrentTime':'1780272000'}",
                        "'aws:CurrentTime':'2026-06-01T02:00:00+0200'"))
                .isEqualTo(Value.YES);
        assertThat(holds("'DateLessThan':{'aws:CurrentTime':'2027'}", "'aws:CurrentTime':'2026-12-31T23:59:59.9Z'"))
                .isEqualTo(Value.YES);
        assertThat(holds("'IpAddress':{'aws:SourceIp':'203.0.113.128/25'}", "'aws:SourceIp':'203.0.113.127'"))
                .isEqualTo(Value.NO);
        assertThat(holds("'IpAddress':{'aws:SourceIp':'2001:DB8::1'}", "'aws:SourceIp':'2001:db8:0:0:0:0:0:1'"))
                .isEqualTo(Value.YES);
        assertThat(holds("'NotIpAddress':{'aws:SourceIp':'0.0.0.0/0'}", "'aws:SourceIp':'2001:db8::1'"))
                .isEqualTo(Value.YES);
    }

    @Test
    void anArnIsComparedPartByPart() {
        String given = "'aws:SourceArn':'arn:aws:sns:eu-west-1:111111111111:a:b'";

        assertThat(holds("'ArnEquals':{'aws:SourceArn':'arn:aws:s?s:*:111111111111:a*'}", given))
                .isEqualTo(Value.YES);
        assertThat(holds("'ArnLike':{'aws:SourceArn':'arn:aws:*:a:b'}", given)).isEqualTo(Value.NO);
        assertThat(holds("'ArnLike':{'aws:SourceArn':'arn:aws:sns:*:${aws:PrincipalAccount}:*'}", given))
                .isEqualTo(Value.YES);
    }

    @Test
    void keysFollowFromTheCallerUnlessTheyAreGiven() {
        assertThat(holds("'StringEquals':{'AWS:UserName':'ann'}", "")).isEqualTo(Value.YES);
        assertThat(holds("'StringEquals':{'aws:PrincipalType':'User'}", "")).isEqualTo(Value.YES);
        assertThat(holds("'StringEquals':{'aws:username':'ann'}", "'aws:username':[]"))
                .isEqualTo(Value.NO);
        assertThat(holds("'Bool':{'aws:SecureTransport':true}", "")).isEqualTo(Value.YES);
        assertThat(answer("'caller':'role/a/b','identity':["
                        + allow(ORDERS + ",'Condition':{'ArnEquals':"
                                + "{'aws:PrincipalArn':'arn:aws:iam::111111111111:role/a/b'}}")
                        + "]"))
                .isEqualTo(Value.YES);
    }

    @Test
    void variablesAreTextOfTheCallAndNoWildcards() {
        String user = "'Resource':'A:abc123def4/prod/GET/${aws:Referer}'";

        assertThat(resource(user, "'aws:Referer':'orders'")).isEqualTo(Value.YES);
        assertThat(resource(user, "'aws:Referer':'*'")).isEqualTo(Value.NO);
        assertThat(resource(user, "")).isEqualTo(Value.NO);
        assertThat(resource(user, "'aws:Referer':['orders','x']")).isEqualTo(Value.NO);
        assertThat(resource(user.replace("Referer", "Referer, `orders`"), "")).isEqualTo(Value.YES);
        assertThat(resource(user.replace("Resource", "NotResource"), "")).isEqualTo(Value.UNKNOWN);
        assertThat(resource(user.replace("Resource", "NotResource"), "'aws:Referer':'x'"))
                .isEqualTo(Value.YES);
    }

    @Test
    void olderDocumentsHaveNoVariables() {
        String statement = allow("'Resource':'*','Condition':{'StringEquals':{'aws:Referer':'${aws:username}'}}");
        String given = "'with':{'aws:Referer':'ann'},'identity':";

        assertThat(answer(given + "[" + statement + "]")).isEqualTo(Value.YES);
        assertThat(answer("'version':'2008-10-17'," + given + "[" + statement + "]"))
                .isEqualTo(Value.NO);
        assertThat(answer("'version':'none'," + given + "[" + statement + "]")).isEqualTo(Value.NO);
        assertThat(answer(given + "[{'Statement':" + statement + "}]")).isEqualTo(Value.NO);
    }

    @Test
    void whatIsNotKnownIsUnknownAlsoToIfExistsAndNull() {
        assertThat(partial("'StringEqualsIfExists':{'aws:Referer':'a'}", "")).isEqualTo(Value.UNKNOWN);
        assertThat(partial("'Null':{'aws:Referer':'true'}", "")).isEqualTo(Value.UNKNOWN);
        assertThat(partial("'Null':{'aws:Referer':'true'}", "'aws:Referer':[]")).isEqualTo(Value.YES);
        assertThat(partial("'StringEquals':{'aws:Referer':'${aws:PrincipalTag/x}'}", "'aws:Referer':'a'"))
                .isEqualTo(Value.UNKNOWN);
        assertThat(partial("'StringEquals':{'aws:Referer':['a','${aws:PrincipalTag/x}']}", "'aws:Referer':'a'"))
                .isEqualTo(Value.YES);
        assertThat(partial("'StringEquals':{'aws:UserAgent':'a','aws:username':'bob'}", ""))
                .isEqualTo(Value.NO);
    }

    @Test
    void whatAwsDoesNotSettleIsUnknown() {
        assertThat(holds("'StringEquals':{}", "")).isEqualTo(Value.UNKNOWN);
        assertThat(holds("'StringEquals':{'aws:Referer':['a',null]}", "'aws:Referer':'a'"))
                .isEqualTo(Value.UNKNOWN);
        assertThat(holds("'ArnNotLike':{'aws:SourceArn':'here'}", "'aws:SourceArn':'arn:aws:sns:::t'"))
                .isEqualTo(Value.UNKNOWN);
        assertThat(holds("'StringNotEquals':{'aws:Referer':['a','${aws:PrincipalTag/x}']}", "'aws:Referer':'b'"))
                .isEqualTo(Value.UNKNOWN);
        assertThat(holds("'StringEquals':{},'Null':{'aws:Referer':'false'}", ""))
                .isEqualTo(Value.NO);
        assertThat(resource("'NotResource':'arn:aws:execute-api:us-east-1'", ""))
                .isEqualTo(Value.UNKNOWN);
        assertThat(answer("'identity':'unreadable'")).isEqualTo(Value.UNKNOWN);
        assertThat(answer("'identity':[" + allow(ORDERS)
                        + ",{'Effect':'Deny','Action':'*','Resource':'*'}],'boundary':'unreadable'"))
                .isEqualTo(Value.NO);
    }

    @Test
    void shortArnsReachFarInIdentityPoliciesOnly() {
        String text = "'Resource':'arn:aws:execute-api:eu-west-1'";
        String star = "'Resource':'arn:aws:execute-api:*'";

        assertThat(resource(text, "")).isEqualTo(Value.YES);
        assertThat(answer("'resource':[" + allow("'Principal':'*'," + text) + "]"))
                .isEqualTo(Value.NO);
        assertThat(answer("'resource':[" + allow("'Principal':'*'," + star) + "]"))
                .isEqualTo(Value.YES);
        assertThat(answer("'resource':[" + allow("'Principal':'*','Resource':'execute-api:/prod/GET/orders'") + "]"))
                .isEqualTo(Value.YES);
    }

    @Test
    void aPathThatMayBeReadInSeveralWaysHasToMatchInAll() {
        String call = "'call':'GET /orders/','identity':[";
        String coded = "'call':'GET /orders%2F7','methods':{'GET /{proxy+}':'AWS_IAM'},'identity':[";

        assertThat(answer(call + allow(ORDERS) + "]")).isEqualTo(Value.UNKNOWN);
        assertThat(answer(call + allow("'Resource':'A:abc123def4/prod/GET/orders*'") + "]"))
                .isEqualTo(Value.YES);
        assertThat(answer(call + allow("'Resource':['A:abc123def4/prod/GET/orders','A:abc123def4/prod/GET/orders/']")
                        + "]"))
                .isEqualTo(Value.YES);
        assertThat(answer(coded + allow("'Resource':'A:abc123def4/prod/GET/orders/7'") + "]"))
                .isEqualTo(Value.UNKNOWN);
        assertThat(answer(coded + allow("'Resource':'A:abc123def4/prod/GET/users/*'") + "]"))
                .isEqualTo(Value.NO);
        assertThat(answer("'call':'GET //orders','methods':{'GET /{proxy+}':'AWS_IAM'},'identity':[" + allow(ORDERS)
                        + "]"))
                .isEqualTo(Value.UNKNOWN);
    }

    private static Value holds(String condition, String with) {
        return answer("'with':{" + with + "},'identity':[" + allow(ORDERS + ",'Condition':{" + condition + "}") + "]");
    }

    private static Value partial(String condition, String with) {
        return answer("'partial':true,'with':{" + with + "},'identity':["
                + allow(ORDERS + ",'Condition':{" + condition + "}") + "]");
    }

    private static Value resource(String resource, String with) {
        return answer("'with':{" + with + "},'identity':[" + allow(resource) + "]");
    }

    private static String allow(String rest) {
        return "{'Effect':'Allow','Action':'execute-api:Invoke'," + rest + "}";
    }

    private static Value answer(String members) {
        return NaiveAccess.answer(Written.json("{" + members + "}")).value();
    }
}
