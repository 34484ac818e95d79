// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.sweep;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.access.Document;
import dev.apiaccess.access.Identity;
import dev.apiaccess.exec.ExecBench;
import dev.apiaccess.model.Operation;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.IamPort.AccountDetails;
import dev.apiaccess.port.IamPort.Holder;
import dev.apiaccess.testing.FakeAws;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.world.HeldSlice;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class DocumentReadingTest {

    private static final PrincipalRef WEB = PrincipalRef.parse("role/apps/web");
    private static final PrincipalRef OTHER = PrincipalRef.parse("role/other");
    private static final PrincipalRef ALICE = PrincipalRef.parse("user/alice");
    private static final PrincipalRef TEAM = PrincipalRef.parse("group/team");
    private static final String MINE = "arn:aws:iam::111122223333:policy/mine";
    private static final String THEIRS = "arn:aws:iam::111122223333:policy/theirs";
    private static final String OF_AWS = "arn:aws:iam::aws:policy/Some";

    private final ExecBench bench = ExecBench.fast();
    private final DocumentReading reading = new DocumentReading(new AwsPolicies(bench.accounts, new ManualClock()));

    @AfterEach
    void end() {
        bench.close();
    }

    @Test
    void keepsWhatNamedPrincipalsHaveAndNothingOfOthers() throws Exception {
        var held = read(
                Set.of(WEB.identity(), ALICE.identity(), "role/nobody"),
                principals(
                        Map.of(WEB, Set.of(MINE), OTHER, Set.of(THEIRS), TEAM, Set.of(MINE)),
                        holder(WEB, Map.of("in", "{in}"), Optional.of(THEIRS)),
                        holder(OTHER, Map.of("secret", "{secret}"), Optional.empty()),
                        new Holder(ALICE, Map.of(), List.of("team"), Optional.empty()),
                        holder(TEAM, Map.of("of-team", "{team}"), Optional.empty())),
                policies(Map.of(MINE, "{mine}", THEIRS, "{theirs}")));

        assertThat(held.principals()).containsOnlyKeys(WEB.identity(), ALICE.identity());
        var web = held.of(WEB.identity()).orElseThrow();
        assertThat(web.spoken()).isEqualTo("role/apps/web");
        assertThat(texts(web)).containsExactly("{mine}", "{in}");
        assertThat(web.boundary()).isEqualTo(Document.ofIdentity(THEIRS, "{theirs}"));
        var alice = held.of(ALICE.identity()).orElseThrow();
        assertThat(texts(alice)).containsExactly("{mine}", "{team}");
        assertThat(alice.policies()).allSatisfy(one -> assertThat(one.group()).contains("team"));
    }

    @Test
    void whoHasNothingIsKnownAlsoWhereNobodyNamedIt() throws Exception {
        var bounded = PrincipalRef.parse("role/bounded");
        var member = PrincipalRef.parse("user/member");
        var inline = PrincipalRef.parse("role/inline");
        var held = read(
                Set.of(),
                principals(
                        Map.of(OTHER, Set.of(THEIRS)),
                        holder(WEB, Map.of(), Optional.empty()),
                        holder(OTHER, Map.of(), Optional.empty()),
                        holder(inline, Map.of("in", "{in}"), Optional.empty()),
                        holder(bounded, Map.of(), Optional.of(THEIRS)),
                        new Holder(member, Map.of(), List.of("team"), Optional.empty()),
                        holder(TEAM, Map.of("of-team", "{team}"), Optional.empty())),
                policies(Map.of(THEIRS, "{theirs}")));

        assertThat(held.of(WEB.identity())).contains(new Identity(Identity.Type.ROLE, "apps/web", List.of(), null));
        assertThat(held.isUnfinished(WEB.identity())).isFalse();
        for (var other : List.of(OTHER, inline, bounded, member, TEAM)) {
            assertThat(held.of(other.identity())).as(other.text()).isEmpty();
            assertThat(held.isUnfinished(other.identity())).as(other.text()).isTrue();
        }
    }

    @Test
    void aDocumentIsKeptOnceHoweverManyHaveItAndHoweverOftenItIsListed() throws Exception {
        var pages = new AccountDetails[] {
            principals(
                    Map.of(WEB, Set.of(MINE), OTHER, Set.of(MINE)),
                    holder(WEB, Map.of(), Optional.empty()),
                    holder(OTHER, Map.of(), Optional.empty())),
            policies(Map.of(MINE, new String("{mine}")))
        };
        var named = Set.of(WEB.identity(), OTHER.identity());

        var first = document(read(named, pages), WEB);
        var again = read(named, pages);

        assertThat(document(again, WEB)).isSameAs(first);
        assertThat(document(again, OTHER)).isSameAs(first);
    }

    @Test
    void aPolicyThatIsListedBeforeWhoHasItIsFoundWithTheNextLook() throws Exception {
        var pages = new AccountDetails[] {
            policies(Map.of(MINE, "{mine}")),
            principals(Map.of(WEB, Set.of(MINE)), holder(WEB, Map.of(), Optional.empty()))
        };

        assertThat(document(read(Set.of(WEB.identity()), pages), WEB).text()).isEmpty();

        assertThat(document(read(Set.of(WEB.identity()), pages), WEB).text()).contains("{mine}");
    }

    @Test
    void aPolicyOfAwsIsReadAfterTheListingAndOnce() throws Exception {
        var round = reading.begin(bench.account("main"), Set.of(WEB.identity()));
        round.page(principals(Map.of(WEB, Set.of(OF_AWS)), holder(WEB, Map.of(), Optional.empty())));

        assertThat(round.end().isUnfinished(WEB.identity())).isTrue();
        assertThat(bench.aws.calls().made())
                .as("the listing does not wait for it")
                .isEmpty();

        assertThat(round.readOfAws()).isTrue();
        var held = round.end();
        assertThat(held.isUnfinished(WEB.identity())).isFalse();
        assertThat(document(held, WEB).attached().toString()).contains("no such policy");
        assertThat(round.readOfAws()).isFalse();
        assertThat(bench.aws.calls().made()).hasSize(1);
    }

    @Test
    void aRightThatIsMissingCostsOneCallALookAndIsNamed() throws Exception {
        bench.aws.calls().failBefore(Operation.GET_POLICY, AwsFailure.Kind.ACCESS_DENIED);
        var round = reading.begin(bench.account("main"), Set.of(WEB.identity()));
        round.page(principals(
                Map.of(WEB, Set.of(OF_AWS, OF_AWS + "1", OF_AWS + "2")), holder(WEB, Map.of(), Optional.empty())));
        round.end();

        assertThat(round.readOfAws()).isTrue();

        assertThat(bench.aws.calls().made()).hasSize(1);
        var held = round.end();
        assertThat(held.isUnfinished(WEB.identity()))
                .as("asking again is no use")
                .isFalse();
        assertThat(document(held, WEB).attached().toString()).contains("iam:GetPolicy");
    }

    private HeldSlice read(Set<String> named, AccountDetails... pages) throws InterruptedException {
        var round = reading.begin(bench.account("main"), named);
        List.of(pages).forEach(round::page);
        var held = round.end();
        assertThat(held.accountId()).isEqualTo(FakeAws.ACCOUNT);
        return held;
    }

    private static Document document(HeldSlice held, PrincipalRef principal) {
        return held.of(principal.identity()).orElseThrow().policies().getFirst().document();
    }

    private static List<String> texts(Identity identity) {
        return identity.policies().stream()
                .flatMap(held -> held.document().text().stream())
                .toList();
    }

    private static Holder holder(PrincipalRef principal, Map<String, String> inline, Optional<String> boundary) {
        return new Holder(principal, inline, List.of(), boundary);
    }

    private static AccountDetails principals(Map<PrincipalRef, Set<String>> attached, Holder... holders) {
        return new AccountDetails(List.of(), attached, Map.of(), List.of(holders), Map.of(), null);
    }

    private static AccountDetails policies(Map<String, String> documents) {
        return new AccountDetails(List.of(), Map.of(), Map.of(), List.of(), documents, null);
    }
}
