// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PolicyTextTest {

    private static final String ONE =
            "{ \"Sid\" : \"one\",\n\t\"Effect\":\"Allow\", \"Principal\":{\"AWS\":[\"*\"]},\"Action\":[\"execute-api:Invoke\"],"
                    + "\"Resource\":\"arn:aws:execute-api:eu-west-1:111122223333:a1b2c3\\/*\\u0041\" }";
    private static final String TWO =
            "{\"Sid\":\"two {]}\\\" ü 𝄞\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"execute-api:*\",\"Resource\":\"*\"}";
    private static final Statement OURS = Statement.of(
                    "aaOurs", Effect.DENY, ActionSet.of("execute-api:Invoke"), ResourceSet.of("*"), List.of())
            .withPrincipals(PrincipalSet.everyone());
    private static final String OURS_TEXT =
            "{\"Sid\":\"aaOurs\",\"Effect\":\"Deny\",\"Principal\":\"*\",\"Action\":\"execute-api:Invoke\",\"Resource\":\"*\"}";

    @Test
    void statementsAreTheTextsThatStandThere() {
        var text = PolicyText.of(
                "{\"Version\":\"2012-10-17\",\"Id\":\"[{\",\"Statement\" : [ " + ONE + " ,\n" + TWO + " ] } ");

        assertThat(text.statements()).hasSize(2).containsExactly(ONE, TWO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"Version\":\"2012-10-17\",\"Statement\": [%s , %s],\"Id\":\"an id\"}",
                "{ \"Id\":\"{}[]\" , \"Statement\":[%s\n,\t%s ] , \"Version\":\"2008-10-17\" }\n"
            })
    void whatStaysIsByteForByteWhatItWas(String form) {
        var json = form.formatted(ONE, TWO);

        var replaced = PolicyText.replace(Optional.of(json), one -> "one".equals(one.sid()), List.of(OURS));

        assertThat(replaced.orElseThrow())
                .startsWith(json.substring(0, json.lastIndexOf('[', json.indexOf(ONE))))
                .contains("[" + TWO + "," + OURS_TEXT + "]")
                .endsWith(json.substring(json.lastIndexOf(TWO) + TWO.length()).replaceFirst("^\\s*]", ""));
        assertThat(PolicyReader.readForeign(replaced.orElseThrow(), PolicyKind.ANY)
                        .statements())
                .hasSize(2)
                .last()
                .isEqualTo(OURS);
    }

    @Test
    void aStatementThatStandsAloneIsOneOfAList() {
        var json = "{\"Statement\":" + ONE + "}";

        assertThat(PolicyText.replace(Optional.of(json), _ -> false, List.of(OURS)))
                .contains("{\"Statement\":[" + ONE + "," + OURS_TEXT + "]}");
    }

    @Test
    void aDocumentWithoutStatementsIsNone() {
        assertThat(PolicyText.replace(Optional.of("{\"Statement\":[" + ONE + "]}"), _ -> true, List.of()))
                .isEmpty();
        assertThat(PolicyText.replace(Optional.empty(), _ -> true, List.of())).isEmpty();
    }

    @Test
    void theFirstStatementMakesADocument() {
        assertThat(PolicyText.replace(Optional.empty(), _ -> true, List.of(OURS)))
                .contains("{\"Version\":\"2012-10-17\",\"Statement\":[" + OURS_TEXT + "]}");
    }

    /** An old tool that keeps a document in 32,768 characters and more reads it in parts. */
    @Test
    void longDocumentsAreCutAtTheRightPlaces() {
        var padding = "x".repeat(40_000);
        var long1 = ONE.replace("\"one\"", "\"" + padding + "\"");
        var text = PolicyText.of("{\"Statement\":[" + long1 + "," + TWO + "]}");

        assertThat(text.statements()).containsExactly(long1, TWO);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{\"Statement\":[{}]}",
                "{\"Statement\":[]}",
                "{\"Statement\":[{\"Effect\":\"Allow\"}]} x"
            })
    void whatCannotBeReadIsRefused(String json) {
        assertThatThrownBy(() -> PolicyText.replace(Optional.of(json), _ -> false, List.of(OURS)))
                .isInstanceOf(PolicyFormatException.class);
    }

    @Test
    void aStatementIsMissingWhereAnotherDocumentHasNoneThatMeansTheSame() {
        var before = Optional.of("{\"Statement\":[" + ONE + "," + TWO + "]}");
        var spaced = Optional.of("{\"Statement\":" + TWO.replace(",\"", " , \"") + "}");

        assertThat(PolicyText.missing(before, before, _ -> true)).isEmpty();
        assertThat(PolicyText.missing(before, spaced, _ -> true)).containsExactly(ONE);
        assertThat(PolicyText.missing(before, spaced, one -> "two".equals(one.sid())))
                .isEmpty();
        assertThat(PolicyText.missing(before, Optional.empty(), _ -> true)).containsExactly(ONE, TWO);
        assertThat(PolicyText.missing(before, Optional.of("no json"), _ -> true))
                .containsExactly(ONE, TWO);
        assertThat(PolicyText.missing(Optional.empty(), before, _ -> true)).isEmpty();
    }

    @Test
    void aDocumentLacksAStatementThatItHasInNoForm() {
        var document = Optional.of("{\"Statement\":" + TWO.replace(",\"", " , \"") + "}");

        assertThat(PolicyText.lacks(document, TWO)).isFalse();
        assertThat(PolicyText.lacks(document, ONE)).isTrue();
        assertThat(PolicyText.lacks(Optional.empty(), TWO)).isTrue();
        assertThat(PolicyText.lacks(document, TWO.substring(0, 20) + "…")).isTrue();
    }
}
