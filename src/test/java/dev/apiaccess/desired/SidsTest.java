// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static dev.apiaccess.desired.Intents.holds;
import static dev.apiaccess.desired.Intents.owner;
import static dev.apiaccess.desired.Intents.reads;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.RuleEffect;
import dev.apiaccess.api.Verb;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Digest;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Sids;
import dev.apiaccess.testing.Samples;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sids are unique within a document, or AWS refuses it for everybody who has a say in it. */
class SidsTest {

    @Test
    void aSidTellsTheObjectAndTheRule() {
        assertThat(Sids.of(owner("one"), "read", 0))
                .startsWith(Sids.prefix(owner("one")))
                .isNotEqualTo(Sids.of(owner("one"), "write", 0))
                .isNotEqualTo(Sids.of(owner("two"), "read", 0));
        assertThat(Sids.belongsTo(Sids.of(owner("one"), "read", 0), owner("two")))
                .isFalse();
        assertThat(Sids.belongsTo(null, owner("one"))).isFalse();
    }

    @Test
    void twoRulesWhoseNamesShareTheirDigestAreTwoStatements() {
        var names = namesWithOneDigest();

        var statements = StatementRenderer.render(
                Intents.of("one", rule(names.getFirst(), "/a"), rule(names.getLast(), "/b")), Samples.WEB);

        assertThat(statements)
                .extracting(Statement::sid)
                .as("%s", names)
                .hasSize(2)
                .doesNotHaveDuplicates();
    }

    @Test
    void anObjectOfTheSameNameMayLeaveStatementsASecondTime() {
        var first = statements(assembled(
                there(StatementRenderer.render(reads("gone", "/a"), Samples.WEB)),
                new Contribution.Leaves(owner("gone"))));
        var second = new ArrayList<>(first);
        second.addAll(StatementRenderer.render(reads("gone", "/b"), Samples.WEB));

        var left = statements(assembled(there(second), new Contribution.Leaves(owner("gone"))));

        assertThat(left).extracting(Statement::sid).doesNotHaveDuplicates().allMatch(Sids::retained);
        assertThat(left)
                .extracting(Statement::resources)
                .containsExactlyInAnyOrder(
                        Samples.allow("x", "/a").resources(),
                        Samples.allow("x", "/b").resources());
    }

    @Test
    void whatIsLeftAlreadyIsNotLeftTwice() {
        var first = statements(assembled(
                there(StatementRenderer.render(reads("gone", "/a"), Samples.WEB)),
                new Contribution.Leaves(owner("gone"))));
        var second = new ArrayList<>(first);
        second.addAll(StatementRenderer.render(reads("gone", "/a"), Samples.WEB));

        assertThat(statements(assembled(there(second), new Contribution.Leaves(owner("gone")))))
                .isEqualTo(first);
    }

    /** Five characters of a digest are 25 bits: two of some ten thousand names share them. */
    private static List<String> namesWithOneDigest() {
        var seen = new HashMap<String, String>();
        for (var n = 0; n < 1_000_000; n++) {
            var other = seen.put(Digest.of(5, "rule-" + n), "rule-" + n);
            if (other != null) {
                return List.of(other, "rule-" + n);
            }
        }
        throw new AssertionError("no two names share a digest of five characters");
    }

    private static dev.apiaccess.intent.AccessIntent.Grant rule(String name, String path) {
        return Intents.grant(name, RuleEffect.Allow, List.of(Verb.GET), List.of(path), null, Samples.WEB);
    }

    private static Desired assembled(Observed.Policy observed, Contribution... claims) {
        return PolicyAssembly.assemble(
                        Samples.policyUnit(), List.of(claims), observed, Samples.NAMING, "aws", Correcting.AS_DECLARED)
                .desired();
    }

    private static Observed.Policy there(List<Statement> statements) {
        return holds(Samples.policy("/").policy().withDocument(PolicyDocument.of(statements)));
    }

    private static List<Statement> statements(Desired desired) {
        assertThat(desired).isInstanceOf(Desired.Policy.class);
        var document = ((Desired.Policy) desired).policy().document();
        assertThat(document).isNotNull();
        return document == null ? List.of() : document.statements();
    }
}
