// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Formula;
import dev.apiaccess.iam.Layer;
import dev.apiaccess.iam.Missing;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Conditions in words. */
class WordsTest {

    private static final Words WORDS = new Words(List.of("gold", "trial"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "IpAddress | aws:SourceIp | 203.0.113.0/24 | from 203.0.113.0/24 | not from 203.0.113.0/24",
                "NotIpAddress | aws:SourceIp | 203.0.113.0/24 | not from 203.0.113.0/24 | from 203.0.113.0/24",
                "DateLessThan | aws:CurrentTime | 2027-01-31T00:00:00Z | before 2027-01-31 | from 2027-01-31 on",
                "DateLessThanEquals | aws:CurrentTime | 2027-01-31T09:00:00Z | until 2027-01-31T09:00:00Z | after 2027-01-31T09:00:00Z",
                "DateGreaterThan | aws:CurrentTime | 2027-01-31T00:00:00Z | after 2027-01-31 | until 2027-01-31",
                "Bool | aws:MultiFactorAuthPresent | true | with MFA | without MFA",
                "Bool | aws:MultiFactorAuthPresent | false | without MFA | with MFA",
                "BoolIfExists | aws:MultiFactorAuthPresent | true | where aws:MultiFactorAuthPresent, if given, is true | where aws:MultiFactorAuthPresent, if given, is not true",
                "Null | aws:TokenIssueTime | true | where aws:TokenIssueTime is absent | where aws:TokenIssueTime is given",
                "StringEquals | aws:SourceVpce | vpce-1 | through VPC endpoint vpce-1 | not through VPC endpoint vpce-1",
                "StringNotEquals | aws:PrincipalOrgID | o-1 | not by a caller of organization o-1 | by a caller of organization o-1",
                "StringEquals | aws:PrincipalTag/team | shop | by a caller whose tag team is shop | by a caller whose tag team is not shop",
                "StringLike | aws:Referer | https://a/* | where aws:Referer is like https://a/* | where aws:Referer is not like https://a/*",
                "NumericLessThan | aws:MultiFactorAuthAge | 3600 | where aws:MultiFactorAuthAge is less than 3600 | where aws:MultiFactorAuthAge is at least 3600",
                "ForAnyValue:StringEquals | aws:PrincipalOrgPaths | o/r | where a value of aws:PrincipalOrgPaths is o/r | where a value of aws:PrincipalOrgPaths is not o/r",
            })
    void ofACondition(String operator, String key, String value, String holds, String fails) {
        var formula = open(Condition.of(operator, key, value));

        assertThat(WORDS.of(formula)).isEqualTo(holds);
        assertThat(WORDS.of(formula.not())).isEqualTo(fails);
    }

    @Test
    void severalValuesAreAlternatives() {
        assertThat(WORDS.of(open(Condition.of("IpAddress", "aws:SourceIp", "192.0.2.1", "192.0.2.2", "192.0.2.3"))))
                .isEqualTo("from 192.0.2.1, 192.0.2.2 or 192.0.2.3");
    }

    @Test
    void andOrNot() {
        var office = open(Condition.of("IpAddress", "aws:SourceIp", "203.0.113.0/24"));
        var early = open(Condition.of("DateLessThan", "aws:CurrentTime", "2027-01-31T00:00:00Z"));
        var mfa = open(Condition.of("Bool", "aws:MultiFactorAuthPresent", "true"));

        assertThat(WORDS.of(office.and(early))).isEqualTo("from 203.0.113.0/24 and before 2027-01-31");
        assertThat(WORDS.of(office.or(early).and(mfa)))
                .isEqualTo("(from 203.0.113.0/24 or before 2027-01-31) and with MFA");
        assertThat(WORDS.of(office.or(early).not()))
                .as("a Deny")
                .isEqualTo("not from 203.0.113.0/24 and from 2027-01-31 on");
        assertThat(WORDS.of(Formula.Known.TRUE)).isEqualTo("always");
        assertThat(WORDS.of(Formula.Known.FALSE)).isEqualTo("never");
    }

    @Test
    void onlyWhatACallHasIsADependence() {
        var office = open(Condition.of("IpAddress", "aws:SourceIp", "203.0.113.0/24"));
        var document = Formula.open(new Missing.Document(Layer.IDENTITY, "policy X", "not JSON"));

        assertThat(Words.dependsOnTheCall(office)).isTrue();
        assertThat(Words.dependsOnTheCall(office.and(Formula.open(Access.API_KEY))))
                .isTrue();
        assertThat(Words.dependsOnTheCall(office.and(document))).isFalse();
        assertThat(WORDS.of(document.not().and(Formula.open(Access.API_KEY))))
                .isEqualTo("subject to policy X (not JSON) and with an API key of gold or trial");
    }

    private static Formula open(Condition condition) {
        return Formula.open(new Missing.Key(condition.key(), condition));
    }
}
