// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class PolicyReaderTest {

    @TestFactory
    Stream<DynamicTest> refusesWhatIsNoPolicyAndSaysWhereAndWhy() {
        return CaseTable.load("rejects").tests(row -> {
            String text = row.path("text").asText().replace('\'', '"');
            PolicyKind kind = PolicyKind.valueOf(row.path("as").asText("any").toUpperCase(Locale.ROOT));

            PolicyFormatException refused =
                    catchThrowableOfType(PolicyFormatException.class, () -> PolicyReader.read(text, kind));

            assertThat(refused).as("accepted: %s", text).isNotNull();
            assertThat(refused.getMessage())
                    .contains(CaseTable.texts(row.path("says")))
                    .startsWith("$");
        });
    }

    @Test
    void acceptsEveryFormTheLanguageAllows() {
        // given a document with scalars for lists, native values, one statement, and no version
        String text = """
                {"Id": "x", "Statement": {"Sid": "", "Effect": "Deny", "NotPrincipal": {"AWS": "111111111111", "Service": ["a", "b"]},
                 "NotAction": "iam:*", "NotResource": "arn:aws:s3:::b",
                 "Condition": {"Bool": {"aws:SecureTransport": false}, "NumericLessThan": {"k": [1, 2.50]}, "StringEquals": {"e": []}}}}
                """;

        // when
        PolicyDocument document = PolicyReader.read(text, PolicyKind.RESOURCE);

        // then
        assertThat(document)
                .isEqualTo(new PolicyDocument(
                        "2008-10-17",
                        "x",
                        List.of(new Statement(
                                null,
                                Effect.DENY,
                                new PrincipalSet(
                                        true,
                                        List.of(
                                                new PrincipalSet.Entry(PrincipalSet.Type.AWS, "111111111111"),
                                                new PrincipalSet.Entry(PrincipalSet.Type.SERVICE, "a"),
                                                new PrincipalSet.Entry(PrincipalSet.Type.SERVICE, "b"))),
                                ActionSet.allExcept("iam:*"),
                                ResourceSet.allExcept("arn:aws:s3:::b"),
                                List.of(
                                        Condition.of("Bool", "aws:SecureTransport", "false"),
                                        Condition.of("NumericLessThan", "k", "1", "2.50"),
                                        Condition.of("StringEquals", "e"))))));
    }

    @Test
    void acceptsTrustPolicies() {
        PolicyDocument document = PolicyReader.read("""
                {"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"AWS":"arn:aws:iam::111111111111:root"},"Action":"sts:AssumeRole"}]}
                """, PolicyKind.TRUST);

        assertThat(document.statements().getFirst().resources()).isNull();
    }

    @Test
    void refusesWhatIsLongerThanAnyPolicy() {
        String text = " ".repeat(PolicyLimits.DOCUMENT_LENGTH + 1);

        assertThatExceptionOfType(PolicyFormatException.class)
                .isThrownBy(() -> PolicyReader.read(text))
                .withMessageContaining("1048577 characters, at most 1048576");
    }

    @Test
    void readsTheLongestPolicy() {
        String statement = "{\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"arn:aws:s3:::%s\"}}";
        String text = statement.formatted("a".repeat(PolicyLimits.DOCUMENT_LENGTH - statement.length() + 2));

        assertThat(text).hasSize(PolicyLimits.DOCUMENT_LENGTH);
        assertThat(PolicyReader.read(text, PolicyKind.IDENTITY).statements()).hasSize(1);
    }
}
