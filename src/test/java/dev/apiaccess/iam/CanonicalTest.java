// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CanonicalTest {

    @Test
    void spellingAndOrderDoNotMatter() {
        // given two texts of one meaning
        PolicyDocument ours = PolicyReader.read("""
                {"Version":"2012-10-17","Statement":[
                 {"Sid":"a","Effect":"Allow","Action":["execute-api:Invoke","iam:GetRole"],"Resource":"*",
                  "Condition":{"Bool":{"aws:SecureTransport":"true"},"IpAddress":{"aws:SourceIp":["10.0.0.0/8","11.0.0.0/8"]}}},
                 {"Sid":"b","Effect":"Deny","Action":"*","Resource":["arn:aws:s3:::x","arn:aws:s3:::y"]}]}
                """);
        PolicyDocument theirs = PolicyReader.read("""
                {"Statement":[
                 {"Resource":["arn:aws:s3:::y","arn:aws:s3:::x","arn:aws:s3:::y"],"Action":["*"],"Effect":"Deny","Sid":"b"},
                 {"Condition":{"ipaddress":{"AWS:SourceIP":["11.0.0.0/8","10.0.0.0/8"]},"Bool":{"aws:securetransport":true}},
                  "Action":["iam:getrole","Execute-API:Invoke"],"Effect":"Allow","Resource":["*"],"Sid":"a"}],"Version":"2012-10-17","Id":"z"}
                """);

        // then
        assertThat(Canonical.of(ours)).isEqualTo(Canonical.of(theirs));
        assertThat(Canonical.sameMeaning(ours, theirs)).isTrue();
        assertThat(Canonical.sameMeaning(
                        ours.statement("b").orElseThrow(), theirs.statement("b").orElseThrow()))
                .isTrue();
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "the Sid | 'Sid':'a' | 'Sid':'b'",
                "the effect | 'Allow' | 'Deny'",
                "the action | 'iam:GetRole' | 'iam:PutRole'",
                "negation | 'Resource' | 'NotResource'",
                "the resource's letter case | 'arn:aws:s3:::x' | 'arn:aws:s3:::X'",
                "the operator | 'Bool' | 'BoolIfExists'",
                "a value's letter case | 'curl' | 'Curl'",
                "the version | 2012-10-17 | 2008-10-17",
                "the principal | 111111111111 | 222222222222",
            })
    void whatChangesTheMeaningMatters(String what, String from, String to) {
        String text = """
                {'Version':'2012-10-17','Statement':{'Sid':'a','Effect':'Allow','Principal':{'AWS':'111111111111'},'Action':'iam:GetRole',
                 'Resource':'arn:aws:s3:::x','Condition':{'Bool':{'k':'true'},'StringEquals':{'u':'curl'}}}}
                """;
        PolicyDocument before = PolicyReader.read(text.replace('\'', '"'));
        PolicyDocument after = PolicyReader.read(text.replace(from, to).replace('\'', '"'));

        assertThat(text).as("the table changes %s", what).contains(from);
        assertThat(Canonical.sameMeaning(before, after)).as(what).isFalse();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'*' | {'AWS':'*'}",
                "{'AWS':'111111111111'} | {'AWS':['arn:aws:iam::111111111111:root']}",
                "{'AWS':['a','b'],'Service':'s'} | {'Service':['s'],'AWS':['b','a']}",
            },
            quoteCharacter = '^')
    void principalsInTwoForms(String one, String other) {
        assertThat(Canonical.sameMeaning(withPrincipal(one), withPrincipal(other)))
                .isTrue();
    }

    private static PolicyDocument withPrincipal(String principal) {
        return PolicyReader.read("{'Statement':{'Effect':'Allow','Principal':%s,'Action':'*','Resource':'*'}}"
                .formatted(principal)
                .replace('\'', '"'));
    }
}
