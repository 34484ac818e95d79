// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Standing.Note;
import dev.apiaccess.protect.Standing.Say;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Of PolicyRemarks and StatementReach: what is said of a resource policy as a whole. */
class PolicyRemarksTest {

    @Test
    void anAllowOfOthersForEverybodyIsToldOfEachRuleWhoseMethodsItOpens() {
        var declared = Wishes.rules(
                Wishes.rule("signed", Authorization.AWS_IAM, "GET /orders"),
                Wishes.withKey(Wishes.rule("tokens", Authorization.ANY, "GET /items")),
                Wishes.rule("public", Authorization.NONE, "GET /health"));
        var methods = new String[] {"GET /orders AWS_IAM", "GET /items CUSTOM key", "GET /health NONE"};

        assertThat(opened(declared, ForeignDocuments.allow("*", "execute-api:/*"), methods))
                .containsExactlyInAnyOrder("signed", "tokens");
        assertThat(opened(declared, ForeignDocuments.allow("*", "execute-api:/prod/GET/health"), methods))
                .isEmpty();
        assertThat(opened(
                        declared,
                        ForeignDocuments.allow(
                                "*", "execute-api:/*", ForeignDocuments.when("Null", "aws:PrincipalArn", "true")),
                        methods))
                .containsExactly("tokens");
        assertThat(opened(
                        declared,
                        ForeignDocuments.allow(
                                "*",
                                "execute-api:/*",
                                ForeignDocuments.when(
                                        "ArnLike", "aws:PrincipalArn", "arn:aws:iam::444455556666:role/*")),
                        methods))
                .isEmpty();
        assertThat(opened(declared, ForeignDocuments.deny("*", "execute-api:/*"), methods))
                .isEmpty();
    }

    @Test
    void aRuleWithoutAMethodIsTold() {
        var declared = Wishes.both(
                List.of(Wishes.rule("typo", Authorization.AWS_IAM, "GET /ordres")), List.of(Wishes.office()));

        assertThat(Standing.of(declared, FakeApi.serving("GET /orders NONE"), Gates.OPEN)
                        .notes())
                .extracting(Note::say)
                .containsExactly(Say.RULE_UNMATCHED);
    }

    private static List<String> opened(Declared declared, String statement, String... methods) {
        var api = FakeApi.withPolicy(FakeApi.serving(methods), Optional.of(ForeignDocuments.policy(statement)));
        return Standing.of(declared, api, Gates.OPEN).notes().stream()
                .filter(note -> note.say() == Say.OPEN_TO_ACCOUNT)
                .map(Note::part)
                .toList();
    }
}
