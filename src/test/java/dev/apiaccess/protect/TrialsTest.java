// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Standing.Phase;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Of Trials and Trial: what is only verified is judged and told, and nothing of it is made. */
class TrialsTest {

    private static final String ORDERS = "GET /orders";
    private static final String SILENT =
            ForeignDocuments.policy(ForeignDocuments.allow("*", "execute-api:/prod/GET/health"));

    private static Declared.RuleWish verified(Declared.RuleWish wish) {
        return new Declared.RuleWish(
                wish.rule(),
                wish.authorization(),
                wish.isKeyRequired(),
                wish.isConfirmed(),
                wish.reopen(),
                wish.use(),
                true);
    }

    private static Fence verified(Fence fence) {
        return new Fence(fence.name(), fence.verbs(), fence.paths(), fence.side(), fence.sources(), true);
    }

    private static String only(Standing standing) {
        assertThat(standing.trials()).hasSize(1);
        return standing.trials().getFirst().message();
    }

    private static Phase phase(Standing standing, String method) {
        return Objects.requireNonNull(standing.methods().get(FakeApi.key(method)))
                .phase();
    }

    @Test
    void aRuleThatIsOnlyVerifiedChangesNothingAndSaysWhatItWould() {
        var standing = Standing.of(
                Wishes.rules(verified(Wishes.signed())),
                FakeApi.serving("GET /orders NONE", "POST /orders NONE key", "GET /items AWS_IAM"),
                Gates.OPEN);

        assertThat(standing.wanted().closed()).isEmpty();
        assertThat(standing.methods().values()).allMatch(one -> one.phase() == Phase.LEFT_ALONE);
        assertThat(standing.trials())
                .containsExactly(
                        new Trial("rest", false, "would change GET /orders (NONE), POST /orders (NONE with key)"));
    }

    @Test
    void whatWouldHoldItIsSaidAndNothingIsAskedFor() {
        var standing = Standing.of(
                Wishes.rules(verified(Wishes.unconfirmed(Wishes.signed()))),
                FakeApi.serving("GET /orders NONE"),
                Gates.OPEN);

        assertThat(standing.confirmations()).isEmpty();
        assertThat(only(standing))
                .isEqualTo("would change GET /orders (NONE); would meet: GET /orders (NONE):"
                        + " served to callers that do not sign, which would have to be confirmed");
    }

    @Test
    void anAuthorizationThatWouldStayIsSaidAndHoldsUpNothing() {
        var standing =
                Standing.of(Wishes.rules(verified(Wishes.signed())), FakeApi.serving("GET /orders CUSTOM"), Gates.OPEN);

        assertThat(phase(standing, ORDERS)).isEqualTo(Phase.LEFT_ALONE);
        assertThat(only(standing))
                .startsWith("nothing would change; would meet: GET /orders (CUSTOM): it asks for CUSTOM");
    }

    @Test
    void theRulesBesideItGoOn() {
        var standing = Standing.of(
                Wishes.rules(verified(Wishes.rule("partner", Authorization.AWS_IAM, "GET /partner")), Wishes.signed()),
                FakeApi.serving("GET /partner NONE", "GET /orders NONE"),
                Gates.OPEN);

        assertThat(standing.wanted().closed()).containsOnlyKeys(FakeApi.key(ORDERS));
        assertThat(standing.confirmations()).containsOnlyKeys("rest");
        assertThat(only(standing)).isEqualTo("would change GET /partner (NONE)");
    }

    @Test
    void whatItClosedBeforeStaysClosedAndOthersMayOpenIt() {
        var declared = Wishes.rules(verified(Wishes.signed()));

        var closed = Standing.of(declared, FakeApi.serving("GET /orders AWS_IAM"), Wishes.closed(ORDERS));
        var opened = Standing.of(declared, FakeApi.serving("GET /orders NONE"), Wishes.closed(ORDERS));

        assertThat(only(closed)).isEqualTo("nothing would change");
        assertThat(closed.wanted().reopened()).isEmpty();
        assertThat(phase(opened, ORDERS)).isEqualTo(Phase.LEFT_ALONE);
        assertThat(opened.wanted().closed()).isEmpty();
        assertThat(only(opened)).isEqualTo("would change GET /orders (NONE)");
    }

    @Test
    void aMethodThatIsDeclaredOpenByAVerifiedRuleIsPublishedByNobody() {
        var open = verified(Wishes.reopened(Wishes.rule("public", Authorization.NONE, ORDERS)));

        var standing = Standing.of(Wishes.rules(open), FakeApi.serving("GET /orders AWS_IAM"), Wishes.closed(ORDERS));

        assertThat(standing.wanted().reopened()).isEmpty();
        assertThat(standing.wanted().declaredOpen()).isEmpty();
        assertThat(only(standing)).isEqualTo("would change GET /orders (AWS_IAM)");
    }

    @Test
    void aRuleOfNoMethodSaysSoInItsPartAlone() {
        var standing = Standing.of(
                Wishes.rules(verified(Wishes.rule("partner", Authorization.AWS_IAM, "GET /partner"))),
                FakeApi.serving("GET /orders NONE"),
                Gates.OPEN);

        assertThat(standing.notes()).isEmpty();
        assertThat(only(standing)).startsWith("nothing would change: no method of the API is decided by it");
    }

    @Test
    void aFenceThatIsOnlyVerifiedIsNotWrittenAndSaysItsStatements() {
        var standing =
                Standing.of(Wishes.fences(verified(Wishes.office())), FakeApi.serving("GET /a NONE"), Gates.OPEN);

        assertThat(standing.wanted().statements()).isEmpty();
        assertThat(standing.trials()).singleElement().satisfies(trial -> {
            assertThat(trial.name()).isEqualTo("office");
            assertThat(trial.isFence()).isTrue();
            assertThat(trial.message())
                    .startsWith(
                            "would write a Deny of prod/* if aws:SourceIp NotIpAddress 203.0.113.0/24,"
                                    + " beside it an Allow of prod/* if aws:PrincipalArn Null true; would meet: the default endpoint");
        });
    }

    @Test
    void theFencesBesideItAreWrittenAsIfItWereNotThere() {
        var narrow = new Fence(
                "narrow",
                Set.of("GET"),
                List.of(new PathTemplate("/a")),
                Fence.Side.NOT_FROM,
                Sources.ofAddresses("198.51.100.0/24"),
                true);
        var api = FakeApi.serving("GET /a NONE");

        var alone = Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN);
        var beside = Standing.of(Wishes.fences(narrow, Wishes.office()), api, Gates.OPEN);

        assertThat(beside.wanted().statements()).isEqualTo(alone.wanted().statements());
        assertThat(only(beside)).contains("would write a Deny of prod/GET/a").doesNotContain("beside it");
    }

    @Test
    void aFenceThatWasWrittenIsTakenAway() {
        var api = FakeApi.serving("GET /a NONE");
        var written = Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN);
        var there = FakeApi.withPolicy(
                api,
                ResourceDocument.of(api.listed().policy(), FakeApi.PROD, FakeApi.MARK)
                        .with(written.wanted().statements()));

        var verified = Standing.of(Wishes.fences(verified(Wishes.office())), there, Wishes.emptyBefore(true));
        var removed = Standing.of(Wishes.fences(), there, Wishes.emptyBefore(true));

        assertThat(verified.wanted()).isEqualTo(removed.wanted());
        assertThat(verified.wanted().statements()).isEmpty();
    }

    @Test
    void aPrivateApiIsNotOpenedForAFenceOnTheWordOfAVerifiedOne() {
        var api = FakeApi.with(FakeApi.serving("GET /a NONE"), ListedApi.EndpointType.PRIVATE, false);
        var networks = Wishes.fence(
                "networks",
                Fence.Side.ONLY_FROM,
                Sources.NONE.withNetworks(Set.of("vpce-0123456789abcdef0"), Set.of()));
        var accounts = Wishes.fence(
                "accounts",
                Fence.Side.ONLY_FROM,
                Sources.NONE.withCallers(Set.of(), Set.of(FakeApi.ACCOUNT), Set.of()));

        var standing = Standing.of(Wishes.fences(accounts, verified(networks)), api, Gates.OPEN);

        assertThat(standing.fences())
                .extracting(FenceProblem::kind)
                .containsExactly(FenceProblem.Kind.NO_ALLOW_TO_FENCE);
        assertThat(standing.wanted().statements()).isEmpty();
    }

    @Test
    void whatWouldKeepAFenceFromBeingWrittenIsSaidAndRefusesNothing() {
        var api = FakeApi.with(FakeApi.serving("GET /a NONE"), ListedApi.EndpointType.REGIONAL, true);

        var standing = Standing.of(Wishes.fences(verified(Wishes.office())), api, Gates.OPEN);

        assertThat(standing.fences()).isEmpty();
        assertThat(only(standing)).startsWith("nothing would change; would meet: the API is reached by IPv6 too");
    }

    @Test
    void aDocumentThatNobodyReadsIsMetByTheFenceAlone() {
        var api = FakeApi.withPolicy(FakeApi.serving("GET /a NONE"), Optional.of("{"));

        var standing = Standing.of(Wishes.fences(verified(Wishes.office())), api, Gates.OPEN);

        assertThat(standing.notes()).isEmpty();
        assertThat(only(standing)).startsWith("nothing would change; would meet: ");
    }

    @Test
    void anAllowOfOthersNeedsNoneBesideIt() {
        var api = FakeApi.withPolicy(FakeApi.serving("GET /health NONE"), Optional.of(SILENT));

        var standing = Standing.of(Wishes.fences(verified(Wishes.office())), api, Gates.OPEN);

        assertThat(only(standing)).doesNotContain("Allow");
    }
}
