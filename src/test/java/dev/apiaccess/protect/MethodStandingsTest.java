// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Standing.Hold;
import dev.apiaccess.protect.Standing.MethodStanding;
import dev.apiaccess.protect.Standing.Phase;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Of MethodStandings, Confirmations, ServedMethods, Declared and Gates: which method is changed now, and why another one is not. */
class MethodStandingsTest {

    private static final String ORDERS = "GET /orders";

    record Case(String name, ExistingApi api, Declared declared, Gates gates, Phase phase, Hold hold) {}

    private static Stream<Arguments> cases() {
        var open = FakeApi.serving("GET /orders NONE");
        var signed = FakeApi.serving("GET /orders AWS_IAM");
        var iam = Wishes.rules(Wishes.signed());
        var key = Wishes.rules(Wishes.withKey(Wishes.rule("keys", Authorization.ANY, ORDERS)));
        var none = Wishes.rules(Wishes.rule("public", Authorization.NONE, ORDERS));
        var reopen = Wishes.rules(Wishes.reopened(Wishes.rule("public", Authorization.NONE, ORDERS)));
        var unconfirmed = Wishes.rules(Wishes.unconfirmed(Wishes.signed()));
        var halfway = FakeApi.with(open, "GET /orders AWS_IAM");
        return Stream.of(
                        new Case("open, confirmed", open, iam, Gates.OPEN, Phase.CHANGING, Hold.NONE),
                        new Case("signed already", signed, iam, Gates.OPEN, Phase.IN_FORCE, Hold.NONE),
                        new Case("closed, not deployed", halfway, iam, Gates.OPEN, Phase.CHANGING, Hold.NONE),
                        new Case("not confirmed", open, unconfirmed, Gates.OPEN, Phase.WAITING, Hold.UNCONFIRMED),
                        new Case(
                                "closed by others, served open, not confirmed",
                                halfway,
                                unconfirmed,
                                Gates.OPEN,
                                Phase.WAITING,
                                Hold.UNCONFIRMED),
                        new Case(
                                "served by no stage, not confirmed",
                                FakeApi.with(FakeApi.serving("GET /a NONE"), "GET /orders NONE"),
                                Wishes.rules(Wishes.unconfirmed(Wishes.rule("rest", Authorization.AWS_IAM, ORDERS))),
                                Wishes.unsettled("a policy was just written"),
                                Phase.CHANGING,
                                Hold.NONE),
                        new Case(
                                "callers not settled",
                                open,
                                iam,
                                Wishes.unsettled("a policy was just written"),
                                Phase.WAITING,
                                Hold.POLICIES_NOT_SETTLED),
                        new Case(
                                "another stage deployed",
                                FakeApi.deployed(open, "dev", "d1"),
                                iam,
                                Gates.OPEN,
                                Phase.WAITING,
                                Hold.STAGES_NOT_COVERED),
                        new Case(
                                "another stage without a deployment",
                                open.withStage("dev", ShownStage.of("")),
                                iam,
                                Gates.OPEN,
                                Phase.CHANGING,
                                Hold.NONE),
                        conflict("CUSTOM", iam),
                        conflict("COGNITO_USER_POOLS", iam),
                        conflict("JWT", iam),
                        conflict("WHATEVER", iam),
                        new Case("key, no plan", open, key, Gates.OPEN, Phase.WAITING, Hold.NO_PLAN_FOR_STAGE),
                        new Case("key, plan", open, key, Wishes.withKeys("prod"), Phase.CHANGING, Hold.NONE),
                        new Case(
                                "key, plan of another stage",
                                open,
                                key,
                                Wishes.withKeys("dev"),
                                Phase.WAITING,
                                Hold.NO_PLAN_FOR_STAGE),
                        new Case(
                                "key on an authorizer",
                                FakeApi.serving("GET /orders CUSTOM"),
                                key,
                                Wishes.withKeys("prod"),
                                Phase.CHANGING,
                                Hold.NONE),
                        new Case(
                                "key there",
                                FakeApi.serving("GET /orders CUSTOM key"),
                                key,
                                Gates.OPEN,
                                Phase.IN_FORCE,
                                Hold.NONE),
                        new Case("open on purpose", open, none, Gates.OPEN, Phase.IN_FORCE, Hold.NONE),
                        new Case("not open", signed, none, Gates.OPEN, Phase.REFUSED, Hold.NOT_OPEN),
                        new Case("we closed it", signed, none, Wishes.closed(ORDERS), Phase.REFUSED, Hold.NOT_OPEN),
                        new Case("reopened", signed, reopen, Wishes.closed(ORDERS), Phase.CHANGING, Hold.NONE),
                        new Case("not noted", signed, reopen, Gates.OPEN, Phase.REFUSED, Hold.CONFLICT),
                        new Case(
                                "noted, and another authorization by now",
                                FakeApi.serving("GET /orders CUSTOM"),
                                reopen,
                                Wishes.closed(ORDERS),
                                Phase.REFUSED,
                                Hold.CONFLICT),
                        new Case(
                                "noted, and served under an authorizer",
                                FakeApi.with(FakeApi.serving("GET /orders CUSTOM"), "GET /orders AWS_IAM"),
                                reopen,
                                Wishes.closed(ORDERS),
                                Phase.REFUSED,
                                Hold.CONFLICT),
                        new Case(
                                "reopened, not deployed",
                                FakeApi.with(signed, "GET /orders NONE"),
                                reopen,
                                Wishes.closed(ORDERS),
                                Phase.CHANGING,
                                Hold.NONE),
                        new Case(
                                "reopen beside another stage",
                                FakeApi.deployed(signed, "dev", "d1"),
                                reopen,
                                Wishes.closed(ORDERS),
                                Phase.WAITING,
                                Hold.STAGES_NOT_COVERED),
                        new Case(
                                "others opened it",
                                FakeApi.with(signed, "GET /orders NONE"),
                                iam,
                                Wishes.closed(ORDERS),
                                Phase.OPENED,
                                Hold.NONE),
                        new Case(
                                "others opened it and deployed",
                                open,
                                unconfirmed,
                                Wishes.closed(ORDERS),
                                Phase.OPENED,
                                Hold.NONE),
                        new Case(
                                "noted, opened by others, and a key alone is asked for by now",
                                open,
                                key,
                                Wishes.closed(ORDERS),
                                Phase.WAITING,
                                Hold.NO_PLAN_FOR_STAGE),
                        new Case(
                                "noted, with a key, and opened by others",
                                FakeApi.with(signed, "GET /orders NONE key"),
                                iam,
                                Wishes.closed(ORDERS),
                                Phase.OPENED,
                                Hold.NONE),
                        new Case(
                                "a part",
                                FakeApi.serving("ANY /{proxy+} NONE"),
                                Wishes.rules(Wishes.rule("health", Authorization.NONE, "GET /health"), Wishes.signed()),
                                Gates.OPEN,
                                Phase.REFUSED,
                                Hold.PART_OF_METHOD),
                        new Case(
                                "no rule",
                                open,
                                Wishes.rules(Wishes.rule("other", Authorization.AWS_IAM, "POST /orders")),
                                Gates.OPEN,
                                Phase.LEFT_ALONE,
                                Hold.NONE),
                        new Case(
                                "a preflight under ANY",
                                FakeApi.serving("OPTIONS /orders NONE"),
                                iam,
                                Gates.OPEN,
                                Phase.LEFT_ALONE,
                                Hold.NONE))
                .map(one -> Arguments.argumentSet(one.name(), one));
    }

    private static Case conflict(String authorization, Declared declared) {
        return new Case(
                authorization,
                FakeApi.serving("GET /orders " + authorization),
                declared,
                Gates.OPEN,
                Phase.REFUSED,
                Hold.CONFLICT);
    }

    @ParameterizedTest
    @MethodSource("cases")
    void eachMethodStandsWhereItsRuleAndTheTimePutIt(Case one) {
        var standing = Standing.of(one.declared(), one.api(), one.gates());
        var method = standing.methods().values().stream()
                .filter(some -> one.phase() != Phase.CHANGING || some.phase() != Phase.LEFT_ALONE)
                .findFirst()
                .orElseThrow();

        assertThat(method.phase()).isEqualTo(one.phase());
        assertThat(method.hold()).isEqualTo(one.hold());
        assertThat(method.message().isEmpty()).isEqualTo(one.hold() == Hold.NONE && one.phase() != Phase.OPENED);
        // What is wanted now is what is not held.
        assertThat(standing.wanted().closed().isEmpty()
                        && standing.wanted().reopened().isEmpty())
                .isEqualTo(one.phase() != Phase.CHANGING && one.phase() != Phase.OPENED);
    }

    @Test
    void messagesSayWhatIsThereAndWhatToDo() {
        assertThat(message(FakeApi.serving("GET /orders CUSTOM"), Wishes.rules(Wishes.signed()), Gates.OPEN))
                .contains("CUSTOM", "set it to NONE by hand");
        assertThat(message(
                        FakeApi.serving("GET /orders NONE"),
                        Wishes.rules(Wishes.unconfirmed(Wishes.signed())),
                        Gates.OPEN))
                .contains("set confirm: CallersSign");
        assertThat(message(
                        FakeApi.deployed(FakeApi.serving("GET /orders NONE"), "dev", "d1"),
                        Wishes.rules(Wishes.signed()),
                        Gates.OPEN))
                .contains("stage dev");
    }

    @Test
    void whatIsDeployedOpenAfterARuleWasConfirmedIsAskedForAnew() {
        var declared = Wishes.rules(Wishes.signed());
        var first = FakeApi.serving("GET /orders NONE");
        var noted = confirmation(Standing.of(declared, first, Gates.OPEN));
        assertThat(noted.isGiven()).isTrue();
        assertThat(noted.count()).isEqualTo(1);

        var later = FakeApi.deployed(FakeApi.with(first, "POST /orders NONE"), "prod", "d1");
        var asked = Standing.of(declared, later, Wishes.confirmed("rest", noted.digest(), ""));

        assertThat(asked.methods().values()).extracting(MethodStanding::hold).containsOnly(Hold.UNCONFIRMED);
        assertThat(confirmation(asked).isGiven()).isFalse();
        assertThat(confirmation(asked).count()).isEqualTo(2);
        assertThat(Objects.requireNonNull(asked.methods().get(FakeApi.key("POST /orders")))
                        .message())
                .contains("apiaccess.dev/confirm: rest=" + confirmation(asked).digest());
        var given = Standing.of(
                declared,
                later,
                Wishes.confirmed("rest", noted.digest(), confirmation(asked).digest()));
        assertThat(given.methods().values()).extracting(MethodStanding::phase).containsOnly(Phase.CHANGING);
        assertThat(confirmation(given).isGiven()).isTrue();
    }

    @Test
    void whatWasConfirmedTogetherStaysConfirmedWhileItIsClosedOneByOne() {
        var declared = Wishes.rules(Wishes.signed());
        var both = FakeApi.serving("GET /orders NONE", "POST /orders NONE");
        var noted = confirmation(Standing.of(declared, both, Gates.OPEN)).digest();
        var half = FakeApi.deployed(FakeApi.with(both, "GET /orders AWS_IAM"), "prod", "d1");

        var gates = new Gates(
                Optional.empty(),
                Set.of(),
                Map.of("rest", noted),
                Map.of(),
                Set.of(FakeApi.key(ORDERS)),
                Map.of(),
                Optional.empty(),
                "");

        assertThat(Standing.of(declared, half, gates).methods().get(FakeApi.key("POST /orders")))
                .extracting(MethodStanding::phase)
                .isEqualTo(Phase.CHANGING);
    }

    @Test
    void anEmptySetThatWasConfirmedConfirmsNothingThatIsDeployedLater() {
        var declared = Wishes.rules(Wishes.signed());
        var noted = confirmation(Standing.of(declared, FakeApi.serving("GET /orders AWS_IAM"), Gates.OPEN));
        assertThat(noted.isGiven()).isTrue();

        var later = Standing.of(
                declared, FakeApi.serving("GET /orders NONE"), Wishes.confirmed("rest", noted.digest(), ""));

        assertThat(later.methods().values()).extracting(MethodStanding::hold).containsOnly(Hold.UNCONFIRMED);
    }

    @Test
    void aRuleThatSaysNoneMayBePublishedOpenWhereNoStageServesItClosed() {
        var none = Wishes.rules(Wishes.rule("public", Authorization.NONE, ORDERS));
        var open = FakeApi.serving("GET /orders NONE");
        var closed = FakeApi.with(FakeApi.serving("GET /orders AWS_IAM"), "GET /orders NONE");

        assertThat(Standing.of(none, open, Gates.OPEN).wanted().declaredOpen()).hasSize(1);
        // A colleague's edit that is not published opens what is closed now: it takes a reason to reopen, and our note.
        assertThat(Standing.of(none, closed, Gates.OPEN).wanted().declaredOpen())
                .isEmpty();
        var reopen = Wishes.rules(Wishes.reopened(Wishes.rule("public", Authorization.NONE, ORDERS)));
        assertThat(Standing.of(reopen, closed, Gates.OPEN).wanted().declaredOpen())
                .isEmpty();
        assertThat(Standing.of(reopen, closed, Wishes.closed(ORDERS)).wanted().declaredOpen())
                .hasSize(1);
    }

    @Test
    void aKeyThatOthersTookOutIsNotDeclared() {
        var none = Wishes.rules(Wishes.rule("public", Authorization.NONE, ORDERS));
        var edited = FakeApi.with(FakeApi.serving("GET /orders NONE key"), "GET /orders NONE");

        assertThat(Standing.of(none, edited, Gates.OPEN).wanted().declaredOpen())
                .containsEntry(FakeApi.key(ORDERS), MethodState.of("NONE", true));
    }

    @Test
    void whatIsReopenedKeepsItsKey() {
        var reopen = Wishes.rules(Wishes.reopened(Wishes.rule("public", Authorization.NONE, ORDERS)));

        var standing = Standing.of(reopen, FakeApi.serving("GET /orders AWS_IAM key"), Wishes.closed(ORDERS));

        assertThat(standing.wanted().reopened())
                .containsEntry(
                        FakeApi.key(ORDERS),
                        new Wanted.Reopening(MethodState.of("AWS_IAM", true), MethodState.of("NONE", true)));
    }

    @Test
    void aStageWhoseDeploymentNobodyReadIsTakenForOpenWhereTheApiIs() {
        var unread = FakeApi.serving("GET /orders NONE").withDeployments(new TreeMap<>(), List.of());

        var standing = Standing.of(Wishes.rules(Wishes.unconfirmed(Wishes.signed())), unread, Gates.OPEN);

        assertThat(standing.methods().values()).extracting(MethodStanding::hold).containsOnly(Hold.UNCONFIRMED);
    }

    @Test
    void whatOnlyACanaryServesOpenIsServed() {
        var open = FakeApi.serving("GET /orders NONE");
        var closed = FakeApi.deployed(FakeApi.with(open, "GET /orders AWS_IAM"), "prod", "d1");
        var canary = closed.withStage(
                "prod", new ShownStage("d1", Optional.of("d0"), Optional.empty(), Optional.empty(), new TreeMap<>()));

        var standing = Standing.of(Wishes.rules(Wishes.unconfirmed(Wishes.signed())), canary, Gates.OPEN);

        assertThat(standing.methods().values()).extracting(MethodStanding::hold).containsOnly(Hold.UNCONFIRMED);
        assertThat(standing.notes()).extracting(Standing.Note::say).contains(Standing.Say.CANARY_SERVES);
    }

    @Test
    void aMethodThatOnlyAStageHasLeftIsDecidedToo() {
        var served = FakeApi.serving("GET /orders NONE", "GET /old NONE");
        var without = new TreeMap<>(served.methods());
        without.remove(FakeApi.key("GET /old"));
        var api = new ExistingApi(
                served.listed(),
                without,
                served.stages(),
                served.deployments(),
                served.made(),
                served.newest(),
                served.tags());

        var standing = Standing.of(Wishes.rules(Wishes.signed()), api, Gates.OPEN);

        assertThat(standing.methods().keySet()).containsExactly(FakeApi.key("GET /old"), FakeApi.key(ORDERS));
        assertThat(standing.wanted().closed()).containsKey(FakeApi.key("GET /old"));
    }

    @Test
    void aStarNamesEveryStage() {
        var place =
                new FenceStatements.Place("aws", "eu-west-1", FakeApi.ACCOUNT, "a1b2c3", new TreeSet<>(Set.of("*")));
        var declared = new Declared(place, List.of(Wishes.signed()), List.of(), StageWish.NONE, true, FakeApi.MARK);
        var api = FakeApi.deployed(FakeApi.serving("GET /orders NONE"), "dev", "d1");

        var standing = Standing.of(declared, api, Gates.OPEN);

        assertThat(standing.wanted().stages()).containsExactly("dev", "prod");
        assertThat(standing.wanted().closed()).hasSize(1);
    }

    private static Standing.Confirmation confirmation(Standing standing) {
        return Objects.requireNonNull(standing.confirmations().get("rest"));
    }

    private static String message(ExistingApi api, Declared declared, Gates gates) {
        return Standing.of(declared, api, gates)
                .methods()
                .values()
                .iterator()
                .next()
                .message();
    }
}
