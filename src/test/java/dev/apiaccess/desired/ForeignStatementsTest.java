// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static dev.apiaccess.desired.Intents.fresh;
import static dev.apiaccess.desired.Intents.holds;
import static dev.apiaccess.desired.Intents.owner;
import static dev.apiaccess.desired.Intents.reads;
import static dev.apiaccess.desired.Intents.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Sids;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.Samples;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is taken over from AWS into the next document: statements that were left behind, and what others made of ours. */
class ForeignStatementsTest {

    private static final ResourceSet EVERYTHING = ResourceSet.of("*");

    @Test
    void whoeverLeavesItsStatementsGivesThemUp() {
        var mine = StatementRenderer.render(reads("gone", "/a"), Samples.WEB);

        var left = statements(assembled(there(mine), new Contribution.Leaves(owner("gone"))));

        assertThat(left).singleElement().satisfies(one -> {
            assertThat(one.sid()).startsWith("ar").matches("[A-Za-z0-9]+");
            assertThat(Sids.belongsTo(one.sid(), owner("gone"))).isFalse();
            assertThat(one.withSid(null)).isEqualTo(mine.getFirst().withSid(null));
        });
    }

    @Test
    void whatWasLeftStaysWhateverOthersDo() {
        var left = Samples.allow("ar0000000000000000", "/left");

        assertThat(statements(assembled(there(List.of(left))))).containsExactly(left);
        assertThat(statements(assembled(there(List.of(left)), fresh(reads("one", "/a")))))
                .startsWith(left)
                .hasSize(2);
    }

    @Test
    void nothingIsTakenOverThatSaysMoreThanWeEverWrite() {
        for (var evil : List.of(
                Statement.of("x", Effect.ALLOW, ActionSet.of("s3:*"), EVERYTHING, List.of()),
                Statement.of("x", Effect.ALLOW, ActionSet.of(ExecuteApi.INVOKE), EVERYTHING, List.of()),
                Statement.of("x", Effect.ALLOW, ActionSet.of("execute-api:*"), stage(FakeAws.ACCOUNT), List.of()),
                Statement.of("x", Effect.ALLOW, ActionSet.of(ExecuteApi.INVOKE), stage("444455556666"), List.of()))) {
            var mine = StatementRenderer.render(reads("one", "/a"), Samples.WEB);
            var owned = evil.withSid(Sids.of(owner("one"), "smuggled", 0));
            var found = there(List.of(evil.withSid("arsmuggled"), mine.getFirst(), owned));

            for (var claim : List.of(
                    new Contribution.Keeps(owner("one"), null),
                    new Contribution.Keeps(owner("one"), Intents.digest(reads("one", "/a"))),
                    written(reads("one", "/a"), false),
                    written(reads("one", "/a"), true))) {
                var desired = assembled(found, claim);

                assertThat(statements(desired)).as("%s under %s", evil, claim).isEqualTo(mine);
            }
            assertThat(statements(assembled(found, new Contribution.Leaves(owner("one")))))
                    .as("%s left behind", evil)
                    .containsExactlyElementsOf(Sids.retain(mine, List.of()));
        }
    }

    @Test
    void aReportedStatementThatCannotBeWrittenAgainIsPutRight() {
        var evil = Statement.of(
                Sids.of(owner("one"), "read", 0), Effect.ALLOW, ActionSet.of("execute-api:*"), EVERYTHING, List.of());

        var desired = assembled(there(List.of(evil)), written(reads("one", "/a"), false));

        assertThat(statements(desired)).isEqualTo(StatementRenderer.render(reads("one", "/a"), Samples.WEB));
    }

    @Test
    void aDocumentThatCannotBeReadIsNotAnEmptyOne() {
        var unreadable = holds(new ManagedPolicy(
                Samples.NAMING.policyPath(),
                Samples.policy("/").policy().name(),
                Samples.policy("/").policy().description(),
                null,
                Samples.policy("/").policy().attachedTo()));

        assertThat(assembled(unreadable, new Contribution.Keeps(owner("one"), "digest")))
                .isInstanceOf(Desired.Undecided.class);
        assertThat(assembled(unreadable, new Contribution.Leaves(owner("one")))).isInstanceOf(Desired.Undecided.class);
        assertThat(assembled(unreadable, fresh(Intents.of("moved away")), new Contribution.Keeps(owner("one"), null)))
                .isInstanceOf(Desired.Undecided.class);
        assertThat(assembled(unreadable)).as("nobody has a say any more").isInstanceOf(Desired.Absent.class);
        assertThat(statements(assembled(unreadable, fresh(reads("one", "/a")))))
                .as("so that the difference is shown; the planner writes nothing over what it cannot read")
                .hasSize(1);
    }

    private static ResourceSet stage(String account) {
        return ResourceSet.of(ExecuteApi.wholeStageArn("aws", FakeAws.REGION, account, "a1b2c3", "prod"));
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
