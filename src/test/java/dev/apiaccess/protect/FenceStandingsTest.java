// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ListedApi;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Standing.Note;
import dev.apiaccess.protect.Standing.Say;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Of FenceStandings, FenceWriter and FenceSids: what is written into a resource policy. */
class FenceStandingsTest {

    private static final Sources ENDPOINT = Sources.NONE.withNetworks(Set.of("vpce-0123456789abcdef0"), Set.of());
    private static final Fence INSIDE = Wishes.fence("inside", Fence.Side.ONLY_FROM, ENDPOINT);
    private static final String SILENT =
            ForeignDocuments.policy(ForeignDocuments.allow("*", "execute-api:/prod/GET/health"));

    @Test
    void theFirstFenceOfAPublicApiHasAnAllowBesideIt() {
        var standing = Standing.of(Wishes.fences(Wishes.office()), FakeApi.serving("GET /a NONE"), Gates.OPEN);

        assertThat(standing.isEmptyBefore()).isTrue();
        assertThat(effects(standing)).containsExactlyInAnyOrder(Effect.ALLOW, Effect.DENY);
        assertThat(standing.wanted().statements())
                .allMatch(one -> FenceSids.isOurs(one, FakeApi.MARK) && FenceSids.isAsWritten(one));
        assertThat(standing.notes()).isEmpty();
    }

    @Test
    void anOpenDefaultEndpointIsToldOfAFenceByAddressAlone() {
        var api = FakeApi.serving("GET /a NONE");
        var callers = Wishes.fence(
                "callers", Fence.Side.ONLY_FROM, Sources.NONE.withCallers(Set.of(), Set.of(FakeApi.ACCOUNT), Set.of()));

        assertThat(kinds(Standing.of(Wishes.fences(Wishes.office(), callers), api, Gates.OPEN)))
                .containsExactly(FenceProblem.Kind.DEFAULT_ENDPOINT_OPEN);
        assertThat(kinds(Standing.of(Wishes.fences(Wishes.office()), withoutDefaultEndpoint(api), Gates.OPEN)))
                .isEmpty();
        assertThat(FenceProblem.Kind.DEFAULT_ENDPOINT_OPEN.refuses()).isFalse();
    }

    @Test
    void aFenceSaysWhichMethodsItMeetsBeyondItsPaths() {
        var api = withoutDefaultEndpoint(FakeApi.serving(
                "GET /orders/{id} NONE",
                "GET /orders/{id}/items NONE",
                "GET /orders/{id}/notes NONE",
                "POST /orders/{id}/items NONE",
                "GET /orders NONE"));
        var fence = new Fence(
                "abuse",
                Set.of("GET"),
                List.of(new PathTemplate("/orders/{id}")),
                Fence.Side.NOT_FROM,
                Sources.ofAddresses("198.51.100.0/24"));

        assertThat(Standing.of(Wishes.fences(fence), api, Gates.OPEN).fences())
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.kind()).isEqualTo(FenceProblem.Kind.COVERS_MORE);
                    assertThat(one.message())
                            .startsWith("fence abuse meets 2 methods that its paths do not name, such as GET"
                                    + " /orders/{id}/items");
                });
    }

    @Test
    void aFenceOfLiteralPathsMeetsNoMore() {
        var api = withoutDefaultEndpoint(FakeApi.serving("GET /orders NONE", "GET /orders/{id} NONE"));
        var fence = new Fence(
                "abuse",
                Set.of(),
                List.of(new PathTemplate("/orders")),
                Fence.Side.NOT_FROM,
                Sources.ofAddresses("198.51.100.0/24"));

        assertThat(Standing.of(Wishes.fences(fence), api, Gates.OPEN).fences()).isEmpty();
    }

    private static List<FenceProblem.Kind> kinds(Standing standing) {
        return standing.fences().stream().map(FenceProblem::kind).toList();
    }

    private static ExistingApi withoutDefaultEndpoint(ExistingApi api) {
        var listed = api.listed();
        return api.withListed(new ListedApi(
                listed.api(), listed.policy(), listed.endpoint(), false, listed.keySource(), listed.state()));
    }

    @Test
    void theAllowSpeaksOfEveryStageSinceTheDocumentDoes() {
        var api = FakeApi.serving("GET /a NONE").withStage("dev", ShownStage.of(""));

        var standing = Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN);

        assertThat(SmallWorld.patterns(allow(standing))).containsExactly(FakeApi.ARN + "dev/*", FakeApi.ARN + "prod/*");
        assertThat(SmallWorld.patterns(deny(standing))).containsExactly(FakeApi.ARN + "prod/*");
    }

    @Test
    void theAllowIsForWhatIsOpenWhenMethodsThatAreBeingClosedAreClosed() {
        var declared = Wishes.both(
                List.of(Wishes.rule("signed", Authorization.AWS_IAM, "GET /orders")), List.of(Wishes.office()));

        var standing = Standing.of(declared, FakeApi.serving("GET /orders NONE", "GET /health NONE"), Gates.OPEN);

        assertThat(SmallWorld.patterns(allow(standing))).containsExactly(FakeApi.ARN + "prod/GET/health");
    }

    @Test
    void theAllowIsNotWidenedForMethodsThatCameLater() {
        var declared = Wishes.fences(Wishes.office());
        var written = withOurs(
                FakeApi.serving("GET /health NONE", "GET /orders AWS_IAM"),
                Standing.of(declared, FakeApi.serving("GET /health NONE", "GET /orders AWS_IAM"), Gates.OPEN));
        var later = FakeApi.with(written, "GET /new NONE");

        var standing = Standing.of(declared, later, Wishes.emptyBefore(true));

        assertThat(SmallWorld.patterns(allow(standing))).containsExactly(FakeApi.ARN + "prod/GET/health");
        assertThat(said(standing, Say.CLOSED_BY_POLICY)).contains("GET /new").doesNotContain("GET /health");
    }

    @Test
    void anAllowThatOthersChangedIsWrittenAnew() {
        var declared = Wishes.fences(Wishes.office());
        var first = Standing.of(declared, FakeApi.serving("GET /a NONE"), Gates.OPEN);
        var wider = first.wanted().statements().stream()
                .map(one -> one.effect() == Effect.ALLOW ? without(one) : one)
                .toList();
        var tampered = FakeApi.withPolicy(
                FakeApi.serving("GET /a NONE"),
                document(FakeApi.serving("GET /a NONE")).with(wider));

        var again = Standing.of(declared, tampered, Wishes.emptyBefore(true));

        assertThat(again.wanted().statements())
                .containsExactlyInAnyOrderElementsOf(first.wanted().statements());
        // Both bear one id: the plan puts one in the place of the other.
        var step = ProtectionPlan.of(again.wanted(), FakeApi.state(tampered))
                .steps()
                .getFirst();
        assertThat(step)
                .isInstanceOfSatisfying(
                        ProtectionStep.WriteStatements.class,
                        write -> assertThat(write.ours())
                                .extracting(Statement::sid)
                                .doesNotHaveDuplicates());
    }

    @Test
    void whereADocumentOfOthersIsThereNoAllowIsWritten() {
        var api = FakeApi.withPolicy(FakeApi.serving("GET /health NONE", "GET /orders NONE"), Optional.of(SILENT));

        var standing = Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN);

        assertThat(standing.isEmptyBefore()).isFalse();
        assertThat(effects(standing)).containsExactly(Effect.DENY);
        assertThat(said(standing, Say.CLOSED_BY_POLICY)).contains("GET /orders").doesNotContain("/health");
    }

    @Test
    void whatAStageHasDeployedOfOthersCountsToo() {
        var published = FakeApi.deployed(
                FakeApi.withPolicy(FakeApi.unpublished("GET /a NONE"), Optional.of(SILENT)), "prod", "d0");

        var standing = Standing.of(
                Wishes.fences(Wishes.office()), FakeApi.withPolicy(published, Optional.empty()), Gates.OPEN);

        assertThat(standing.isEmptyBefore()).isFalse();
        assertThat(effects(standing)).containsExactly(Effect.DENY);
    }

    @Test
    void whatIsNotedDecidesWhenOthersTakeTheirDocumentAway() {
        var standing =
                Standing.of(Wishes.fences(Wishes.office()), FakeApi.serving("GET /a NONE"), Wishes.emptyBefore(false));

        assertThat(effects(standing)).containsExactly(Effect.DENY);
    }

    @Test
    void whereTheAllowWouldOpenAnotherMethodNothingIsWritten() {
        var api = FakeApi.serving("GET /items/{id} NONE", "GET /items/{id}/secret CUSTOM");

        var standing = Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN);

        assertThat(standing.wanted().statements()).isEmpty();
        assertThat(standing.notes())
                .singleElement()
                .satisfies(note -> assertThat(note.say()).isEqualTo(Say.ALLOW_WOULD_OPEN))
                .satisfies(note -> assertThat(note.part()).isEqualTo("office"))
                .satisfies(note -> assertThat(note.refuses()).isTrue())
                .satisfies(note -> assertThat(note.message()).contains("GET /items/x/secret", "CUSTOM"));
    }

    @Test
    void aMethodUnderAnAuthorizerThatComesUnderTheAllowIsTold() {
        var declared = Wishes.fences(Wishes.office());
        var api = FakeApi.serving("GET /a NONE");
        var later = FakeApi.with(withOurs(api, Standing.of(declared, api, Gates.OPEN)), "GET /b CUSTOM");

        var standing = Standing.of(declared, later, Wishes.emptyBefore(true));

        assertThat(effects(standing)).contains(Effect.ALLOW);
        assertThat(said(standing, Say.ALLOW_WOULD_OPEN)).contains("GET /b");
    }

    @Test
    void ourAllowGoesWithOurLastFence() {
        var api = FakeApi.serving("GET /a NONE");
        var fenced = withOurs(api, Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN));

        var standing = Standing.of(Wishes.fences(), fenced, Wishes.emptyBefore(true));

        assertThat(standing.wanted().statements()).isEmpty();
        assertThat(standing.notes()).isEmpty();
    }

    @Test
    void ourAllowStaysWhereStatementsOfOthersWouldCloseAMethod() {
        var api = FakeApi.serving("GET /a NONE");
        var fenced = Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN)
                .wanted()
                .statements();
        var both = FakeApi.withPolicy(api, Optional.of(SILENT));
        var with = FakeApi.withPolicy(both, document(both).with(fenced));

        var standing = Standing.of(Wishes.fences(), with, Wishes.emptyBefore(true));

        assertThat(effects(standing)).containsExactly(Effect.ALLOW);
        assertThat(said(standing, Say.ALLOW_KEPT)).contains("GET /a");
    }

    @Test
    void aPrivateApiGetsThePair() {
        var api = FakeApi.with(FakeApi.unpublished("GET /a NONE"), ListedApi.EndpointType.PRIVATE, true);
        var deployed = FakeApi.deployed(api, "prod", "d0");

        var standing = Standing.of(Wishes.fences(INSIDE), deployed, Gates.OPEN);

        assertThat(effects(standing)).containsExactlyInAnyOrder(Effect.ALLOW, Effect.DENY);
        assertThat(allow(standing).conditions())
                .extracting(one -> one.operator() + " " + one.key())
                .containsExactly("StringEquals aws:SourceVpce");
        // Its last Allow is what keeps it reachable at all.
        var gone = Standing.of(Wishes.fences(), withOurs(deployed, standing), Wishes.emptyBefore(true));
        assertThat(effects(gone)).containsExactly(Effect.ALLOW);
        assertThat(said(gone, Say.ALLOW_KEPT)).contains("private");
    }

    @Test
    void onAPrivateApiWithSignedMethodsTheAllowIsForUnsignedCalls() {
        var api = inside("GET /a NONE", "GET /b AWS_IAM");

        var standing = Standing.of(Wishes.fences(INSIDE), api, Gates.OPEN);

        assertThat(allow(standing).conditions())
                .extracting(one -> one.operator() + " " + one.key())
                .containsExactly("StringEquals aws:SourceVpce", "Null aws:PrincipalArn");
        assertThat(standing.fences())
                .extracting(FenceProblem::kind)
                .containsExactly(FenceProblem.Kind.ENDPOINT_NOT_PROVEN);
    }

    @Test
    void onAPrivateApiNoAllowLetsPastAnAuthorizer() {
        var standing = Standing.of(Wishes.fences(INSIDE), inside("GET /a NONE", "GET /b CUSTOM"), Gates.OPEN);

        assertThat(standing.wanted().statements()).isEmpty();
        assertThat(said(standing, Say.ALLOW_WOULD_OPEN)).contains("GET /b", "CUSTOM");
    }

    @Test
    void onAPrivateApiADenyListNeedsAnAllowOfOthersOrOfAnotherFence() {
        var abuse = Wishes.fence(
                "abuse", Fence.Side.NOT_FROM, ENDPOINT.withAddresses(Set.of("10.0.0.0/8", "2001:db8::/32")));

        var alone = Standing.of(Wishes.fences(abuse), inside("GET /a NONE"), Gates.OPEN);
        var beside = Standing.of(Wishes.fences(abuse, INSIDE), inside("GET /a NONE"), Gates.OPEN);

        assertThat(alone.fences()).extracting(FenceProblem::kind).containsExactly(FenceProblem.Kind.NO_ALLOW_TO_FENCE);
        assertThat(alone.wanted().statements()).isEmpty();
        assertThat(beside.fences()).isEmpty();
        assertThat(effects(beside)).containsExactlyInAnyOrder(Effect.DENY, Effect.DENY, Effect.ALLOW);
    }

    @Test
    void aFenceThatIsRefusedLaterStaysAsItWasWritten() {
        var declared = Wishes.fences(Wishes.office());
        var api = FakeApi.serving("GET /a NONE");
        var fenced = withOurs(api, Standing.of(declared, api, Gates.OPEN));
        var dual = FakeApi.with(fenced, ListedApi.EndpointType.REGIONAL, true);

        var standing = Standing.of(declared, dual, Wishes.emptyBefore(true));

        assertThat(standing.fences())
                .extracting(FenceProblem::kind)
                .containsExactly(FenceProblem.Kind.FENCE_MISSES_IPV6);
        assertThat(effects(standing)).containsExactlyInAnyOrder(Effect.ALLOW, Effect.DENY);
        assertThat(ProtectionPlan.of(standing.wanted(), FakeApi.state(dual)).steps())
                .noneMatch(step -> step instanceof ProtectionStep.WriteStatements);
    }

    @Test
    void changedContentHasAnotherIdAndStandsBesideTheOldForAWhile() {
        var api = FakeApi.serving("GET /a NONE");
        var before = Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN);
        var fenced = FakeApi.deployed(withOurs(api, before), "prod", "d1");
        var moved = Wishes.fence("office", Fence.Side.ONLY_FROM, Sources.ofAddresses("192.0.2.0/24"));

        var after = Standing.of(Wishes.fences(moved), fenced, Wishes.emptyBefore(true));

        assertThat(deny(after).sid()).isNotEqualTo(deny(before).sid());
        var write = (ProtectionStep.WriteStatements)
                ProtectionPlan.of(after.wanted(), FakeApi.state(fenced)).steps().getFirst();
        assertThat(write.ours()).hasSize(3).contains(deny(before), deny(after));
    }

    @Test
    void whatHasNoRoomIsToldAndWhatIsThereStays() {
        var api = FakeApi.serving("GET /a NONE");
        var fenced = withOurs(api, Standing.of(Wishes.fences(Wishes.office()), api, Gates.OPEN));
        var wide = new Fence(
                "office",
                Set.of("GET", "POST"),
                paths(60),
                Fence.Side.ONLY_FROM,
                Wishes.office().sources());
        var small = Wishes.fence("abuse", Fence.Side.NOT_FROM, Sources.ofAddresses("198.51.100.0/28"));

        var standing = Standing.of(Wishes.fences(wide, small), fenced, Wishes.emptyBefore(true));

        assertThat(standing.notes()).singleElement().satisfies(note -> {
            assertThat(note.say()).isEqualTo(Say.DOCUMENT_TOO_LONG);
            assertThat(note.part()).isEqualTo("office");
            assertThat(note.refuses()).isTrue();
            assertThat(note.message()).contains("8192");
        });
        assertThat(standing.wanted().statements())
                .containsAll(FakeApi.state(fenced).present().ours())
                .hasSize(3);
    }

    @Test
    void thePlanWritesNothingHalf() {
        var api = FakeApi.serving("GET /a NONE");
        var many = ours("one", 40);
        var more = ours("two", 40);
        var written = FakeApi.withPolicy(api, document(api).with(many));
        var wanted = new Wanted(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                more,
                new TreeSet<>(Set.of("prod")),
                false,
                "",
                FakeApi.MARK);

        var served = FakeApi.state(written).deployed("d9").moved("prod", "d9");
        var plan = ProtectionPlan.of(wanted, served);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.excess()).isPositive();
        // What no stage serves makes room at once.
        assertThat(ProtectionPlan.of(wanted, FakeApi.state(written)).excess()).isZero();
        assertThat(ProtectionPlan.of(wanted, FakeApi.state(api)).excess()).isZero();
    }

    @Test
    void statementsOfAnotherObjectAreThoseOfOthers() {
        var api = FakeApi.serving("GET /a NONE");
        var declared = Wishes.fences(Wishes.office());
        var theirs = Standing.of(
                        new Declared(FakeApi.PROD, List.of(), declared.fences(), StageWish.NONE, true, "aa0000000000"),
                        api,
                        Gates.OPEN)
                .wanted()
                .statements();
        var fenced = FakeApi.withPolicy(api, document(api).with(theirs));

        assertThat(FakeApi.state(fenced).present().ours()).isEmpty();
        assertThat(FakeApi.state(fenced).present().foreign()).hasSize(2);
        // Where nobody says whose they are, those of all objects are meant; a look-alike never is.
        assertThat(ApiStates.of(fenced, FakeApi.PROD, "").present().ours()).hasSize(2);
        assertThat(FenceSids.isOurs(theirs.getFirst().withSid("aaAllowEverybody"), ""))
                .isFalse();
    }

    private static ExistingApi inside(String... methods) {
        return FakeApi.deployed(
                FakeApi.with(FakeApi.unpublished(methods), ListedApi.EndpointType.PRIVATE, true), "prod", "d0");
    }

    private static List<PathTemplate> paths(int count) {
        return IntStream.range(0, count)
                .mapToObj(number -> new PathTemplate("/orders/number" + number))
                .toList();
    }

    private static List<Statement> ours(String name, int paths) {
        var fence = new Fence(
                name,
                Set.of("GET"),
                paths(paths),
                Fence.Side.ONLY_FROM,
                Wishes.office().sources());
        return FenceStatements.deny(fence, new ApiFace(ApiFace.Endpoint.REGIONAL, false), FakeApi.PROD, String::valueOf)
                .stream()
                .map(one -> FenceSids.named(one, FakeApi.MARK, name))
                .toList();
    }

    private static ResourceDocument document(ExistingApi api) {
        return ResourceDocument.of(api.listed().policy(), FakeApi.PROD, FakeApi.MARK);
    }

    private static ExistingApi withOurs(ExistingApi api, Standing standing) {
        return FakeApi.withPolicy(api, document(api).with(standing.wanted().statements()));
    }

    private static Statement without(Statement allow) {
        return new Statement(
                allow.sid(), allow.effect(), allow.principals(), allow.actions(), allow.resources(), new ArrayList<>());
    }

    private static List<Effect> effects(Standing standing) {
        return standing.wanted().statements().stream().map(Statement::effect).toList();
    }

    private static Statement allow(Standing standing) {
        return one(standing, Effect.ALLOW);
    }

    private static Statement deny(Standing standing) {
        return one(standing, Effect.DENY);
    }

    private static Statement one(Standing standing, Effect effect) {
        return standing.wanted().statements().stream()
                .filter(one -> one.effect() == effect)
                .findFirst()
                .orElseThrow();
    }

    private static String said(Standing standing, Say say) {
        return standing.notes().stream()
                .filter(note -> note.say() == say)
                .map(Note::message)
                .findFirst()
                .orElse("");
    }
}
