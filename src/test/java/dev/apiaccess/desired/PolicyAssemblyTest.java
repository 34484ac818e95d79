// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static dev.apiaccess.desired.Intents.fresh;
import static dev.apiaccess.desired.Intents.holds;
import static dev.apiaccess.desired.Intents.nothing;
import static dev.apiaccess.desired.Intents.owner;
import static dev.apiaccess.desired.Intents.reads;
import static dev.apiaccess.desired.Intents.written;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.Sids;
import dev.apiaccess.testing.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** Several objects, one policy: who gets in, who keeps what, and what of AWS is left alone. */
class PolicyAssemblyTest {

    @Test
    void statementsStandInTheOrderOfTheClaims() {
        var desired = assembled(nothing(), fresh(reads("older", "/b")), fresh(reads("younger", "/a")));

        assertThat(sids(desired)).containsExactly(sid("older"), sid("younger"));
    }

    @Test
    void theFrameSaysWhoseItIs() {
        var desired = policy(assembled(nothing(), fresh(reads("one", "/orders"))));

        assertThat(desired.arn()).isEqualTo(Samples.policyArn());
        assertThat(desired.policy().path()).isEqualTo("/apiaccess/c1/");
        assertThat(desired.policy().description()).isEqualTo("apiaccess c1 shop role/apps/web");
        assertThat(desired.policy().attachedTo()).containsExactly(Samples.WEB);
        assertThat(desired.tags()).containsEntry("apiaccess.dev/owner", "shop/role/apps/web");
    }

    @Test
    void whatNobodyWantsIsAbsent() {
        assertThat(assembled(nothing())).isEqualTo(absent());
        assertThat(assembled(nothing(), fresh(Intents.of("moved away")))).isEqualTo(absent());
        assertThat(assembled(there(reads("moved", "/a")), fresh(Intents.of("moved"))))
                .isEqualTo(absent());
    }

    @Test
    void statementsOfNobodyGo() {
        var strangers =
                List.of(Samples.allow("Console", "/a"), Samples.allow("aaffffffffff000000", "/b"), unnamed("/c"));

        var desired = assembled(there(strangers), fresh(reads("one", "/orders")));

        assertThat(sids(desired)).containsExactly(sid("one"));
    }

    @Test
    void anObjectThatCannotBeRenderedKeepsWhatItHas() {
        var one = reads("one", "/a");

        var desired = assembled(there(one), new Contribution.Keeps(owner("one"), Intents.digest(one)));

        assertThat(statements(desired)).containsExactlyElementsOf(rendered("one", "/a"));
    }

    @Test
    void itDoesNotKeepWhatSomebodyChangedSince() {
        var one = reads("one", "/a");
        var two = reads("two", "/b");
        var widened = there(reads("one", "/a", "/secret"), two);

        var desired = assembled(widened, new Contribution.Keeps(owner("one"), Intents.digest(one)), written(two, true));

        assertThat(statements(desired)).containsExactlyElementsOf(rendered("two", "/b"));
    }

    @Test
    void aPausedObjectKeepsWhatIsThereWhateverItsDigest() {
        var edited = there(reads("one", "/a", "/added-by-hand"));

        var desired = assembled(edited, new Contribution.Keeps(owner("one"), null));

        assertThat(statements(desired)).containsExactlyElementsOf(rendered("one", "/a", "/added-by-hand"));
    }

    @Test
    void whoeverOnlyKeepsLeavesTheAttachmentsAsTheyAre() {
        var detached = holds(
                there(reads("one", "/a")).existing().orElseThrow().policy().withAttachedTo(new TreeSet<>()));

        assertThat(policy(assembled(detached, new Contribution.Keeps(owner("one"), null)))
                        .policy()
                        .attachedTo())
                .isEmpty();
        assertThat(policy(assembled(detached, written(reads("one", "/a"), false)))
                        .policy()
                        .attachedTo())
                .as("drift that is only reported")
                .isEmpty();
        assertThat(policy(assembled(
                                detached,
                                new Contribution.Keeps(owner("one"), null),
                                written(reads("two", "/b"), true)))
                        .policy()
                        .attachedTo())
                .as("another one corrects")
                .containsExactly(Samples.WEB);
    }

    @Test
    void driftThatIsOnlyReportedStays() {
        var declared = reads("one", "/a");
        var edited = there(reads("one", "/a", "/added-by-hand"));

        assertThat(statements(assembled(edited, written(declared, false))))
                .as("written")
                .containsExactlyElementsOf(rendered("one", "/a", "/added-by-hand"));
        assertThat(statements(assemble(edited, Correcting.ALL, written(declared, false))
                        .desired()))
                .as("shown")
                .containsExactlyElementsOf(rendered("one", "/a"));
        assertThat(statements(assembled(edited, written(declared, true))))
                .as("corrected")
                .containsExactlyElementsOf(rendered("one", "/a"));
    }

    @Test
    void whatWasJustMadeIsAttachedAlsoWhereDriftIsOnlyReported() {
        var declared = reads("one", "/a");
        var made = holds(Samples.policy("/")
                .policy()
                .withDocument(PolicyDocument.of(StatementRenderer.render(declared, Samples.WEB)))
                .withAttachedTo(new java.util.TreeSet<>()));

        assertThat(policy(assembled(made, new Contribution.Wants(declared, false, null)))
                        .policy()
                        .attachedTo())
                .as("never in force")
                .containsExactly(Samples.WEB);
        assertThat(policy(assembled(made, written(declared, false))).policy().attachedTo())
                .as("detached by others")
                .isEmpty();
    }

    @Test
    void anEditOfTheObjectIsWrittenAlsoWhereDriftIsOnlyReported() {
        var before = reads("one", "/a");

        var desired =
                assembled(there(before), new Contribution.Wants(reads("one", "/b"), false, Intents.digest(before)));

        assertThat(statements(desired)).containsExactlyElementsOf(rendered("one", "/b"));
    }

    @Test
    void whatDoesNotFitIsToldWithItsSizeAndTheOlderStays() {
        var older = reads("older", many(40));
        var younger = reads("younger", many(45));

        var assembled = assemble(nothing(), Correcting.AS_DECLARED, fresh(older), fresh(younger));

        assertThat(statements(assembled.desired()))
                .containsExactlyElementsOf(StatementRenderer.render(older, Samples.WEB));
        assertThat(assembled.tooLarge()).containsOnlyKeys(owner("younger"));
        assertThat(assembled.tooLarge().get(owner("younger")))
                .satisfies(why -> assertThat(why.characters()).isGreaterThan(6144))
                .satisfies(why -> assertThat(why.sharers()).isEqualTo(1))
                .satisfies(why -> assertThat(why.theirs()).isBetween(2000L, 6144L));
    }

    @Test
    void theYoungerOneThatGrowsTooLargeKeepsWhatItHad() {
        var older = reads("older", many(40));
        var before = reads("younger", "/a");
        var grown = new Contribution.Wants(reads("younger", many(45)), true, Intents.digest(before));

        var assembled = assemble(there(older, before), Correcting.AS_DECLARED, written(older, true), grown);

        assertThat(sids(assembled.desired())).containsExactly(sid("older"), sid("younger"));
        assertThat(statements(assembled.desired()).getLast())
                .isEqualTo(rendered("younger", "/a").getFirst());
        assertThat(assembled.tooLarge()).containsOnlyKeys(owner("younger"));
    }

    @Test
    void anOlderOneThatGrowsTakesNoRoomFromWhatIsInForceForAYoungerOne() {
        var before = reads("older", "/a");
        var younger = reads("younger", many(40));
        var grown = new Contribution.Wants(reads("older", many(45)), true, Intents.digest(before));

        var assembled = assemble(there(before, younger), Correcting.AS_DECLARED, grown, written(younger, true));

        assertThat(statements(assembled.desired()))
                .containsExactlyElementsOf(java.util.stream.Stream.concat(
                                rendered("older", "/a").stream(),
                                StatementRenderer.render(younger, Samples.WEB).stream())
                        .toList());
        assertThat(assembled.tooLarge()).containsOnlyKeys(owner("older"));
    }

    @Test
    void anOlderOneGrowsIntoTheRoomThatAYoungerOneGivesUp() {
        var before = reads("older", "/a");
        var shrunk = new Contribution.Wants(reads("younger", "/b"), true, Intents.digest(reads("younger", many(40))));
        var grown = new Contribution.Wants(reads("older", many(45)), true, Intents.digest(before));

        var assembled = assemble(there(before, reads("younger", many(40))), Correcting.AS_DECLARED, grown, shrunk);

        assertThat(sids(assembled.desired())).contains(sid("older"), sid("younger"));
        assertThat(assembled.tooLarge()).isEmpty();
    }

    @Test
    void whatIsTooLargeDoesNotStandInTheWayOfWhatFits() {
        var assembled = assemble(
                nothing(), Correcting.AS_DECLARED, fresh(reads("huge", many(90))), fresh(reads("small", "/a")));

        assertThat(sids(assembled.desired())).containsExactly(sid("small"));
        assertThat(assembled.tooLarge()).containsOnlyKeys(owner("huge"));
    }

    private static String[] many(int paths) {
        var all = new ArrayList<String>();
        for (var i = 0; i < paths; i++) {
            all.add("/orders/{id}/items/" + i);
        }
        return all.toArray(String[]::new);
    }

    private static Desired assembled(Observed.Policy observed, Contribution... claims) {
        return assemble(observed, Correcting.AS_DECLARED, claims).desired();
    }

    private static PolicyAssembly.Assembled assemble(
            Observed.Policy observed, Correcting correcting, Contribution... claims) {
        return PolicyAssembly.assemble(
                Samples.policyUnit(), List.of(claims), observed, Samples.NAMING, "aws", correcting);
    }

    private static Desired absent() {
        return new Desired.Absent(Samples.policyUnit(), "shop/role/apps/web");
    }

    /** AWS holds what these intents render to. */
    private static Observed.Policy there(dev.apiaccess.intent.AccessIntent... intents) {
        var statements = new ArrayList<Statement>();
        for (var intent : intents) {
            statements.addAll(StatementRenderer.render(intent, Samples.WEB));
        }
        return there(statements);
    }

    private static Observed.Policy there(List<Statement> statements) {
        ManagedPolicy frame = Samples.policy("/").policy();
        return holds(frame.withDocument(PolicyDocument.of(statements)));
    }

    private static Statement unnamed(String path) {
        return Samples.allow("x", path).withSid(null);
    }

    private static List<Statement> rendered(String name, String... paths) {
        return StatementRenderer.render(reads(name, paths), Samples.WEB);
    }

    private static String sid(String name) {
        return Sids.of(owner(name), "read", 0);
    }

    private static Desired.Policy policy(Desired desired) {
        assertThat(desired).isInstanceOf(Desired.Policy.class);
        return (Desired.Policy) desired;
    }

    private static List<Statement> statements(Desired desired) {
        var document = policy(desired).policy().document();
        assertThat(document).isNotNull();
        return document == null ? List.of() : document.statements();
    }

    private static List<String> sids(Desired desired) {
        return statements(desired).stream()
                .map(one -> String.valueOf(one.sid()))
                .toList();
    }
}
