// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Declared.AuthorizerUse;
import dev.apiaccess.protect.Declared.RuleWish;
import dev.apiaccess.protect.Standing.AuthorizerStanding.State;
import dev.apiaccess.protect.Standing.Hold;
import dev.apiaccess.protect.Standing.MethodStanding;
import dev.apiaccess.protect.Standing.Phase;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/**
 * Which authorizer is meant, made, moved to and taken away: {@link AuthorizerStandings}, {@link AuthorizedMethods}, {@link AuthorizerNames} and
 * {@link WantedAuthorizers}.
 */
class AuthorizerStandingsTest {

    private static final String ORDERS = "GET /orders";
    private static final Authorizer ONE = lambda("one");
    private static final Authorizer OTHER = lambda("other");

    static Authorizer lambda(String function) {
        return new Authorizer(
                "tokens",
                "REQUEST",
                "arn:aws:apigateway:eu-west-1:lambda:path/2015-03-31/functions/arn:aws:lambda:eu-west-1:111122223333:function:"
                        + function + "/invocations",
                "",
                new TreeSet<>(Set.of("method.request.header.Authorization")),
                300,
                new TreeSet<>());
    }

    private static Authorizer pools(String name) {
        return new Authorizer(
                name,
                "COGNITO_USER_POOLS",
                "",
                "",
                new TreeSet<>(Set.of("method.request.header.Authorization")),
                300,
                new TreeSet<>(Set.of("arn:aws:cognito-idp:eu-west-1:111122223333:userpool/p1")));
    }

    private static RuleWish rule(String authorizer, String... scopes) {
        var plain = Wishes.rule("partner", Authorization.AUTHORIZER, ORDERS);
        return new RuleWish(
                plain.rule(),
                Authorization.AUTHORIZER,
                false,
                false,
                Optional.empty(),
                new AuthorizerUse(authorizer, new TreeSet<>(Set.of(scopes))),
                false);
    }

    private static Declared declared(Map<String, Authorizer> authorizers, RuleWish... rules) {
        return new Declared(
                FakeApi.PROD,
                List.of(rules),
                List.of(),
                StageWish.NONE,
                true,
                FakeApi.MARK,
                new TreeMap<>(authorizers));
    }

    private static Gates noted(Map<String, String> authorizers, String... closed) {
        var gates = Wishes.closed(closed);
        return new Gates(
                gates.unsettledPolicies(),
                gates.stagesWithKeys(),
                gates.confirmed(),
                gates.confirms(),
                gates.closed(),
                gates.settings(),
                gates.emptyBefore(),
                gates.consented(),
                authorizers);
    }

    /** A declared authorizer as it is made. */
    private static Authorizer made(Authorizer definition, int round) {
        return definition.named(AuthorizerNames.of("tokens", FakeApi.MARK, definition.digest(), round));
    }

    private static MethodStanding orders(Standing standing) {
        return Objects.requireNonNull(standing.methods().get(FakeApi.key(ORDERS)));
    }

    private static ProtectionPlan plan(Standing standing, ExistingApi api) {
        return ProtectionPlan.of(standing.wanted(), FakeApi.state(api));
    }

    private static Standing judge(Declared declared, ExistingApi api, Gates gates) {
        return Standing.of(declared, api, gates);
    }

    @Test
    void whatMayNotBeReadHoldsUpWhatNeedsItAndIsNeitherMadeNorForgotten() {
        var other = Wishes.rule("rest", Authorization.AWS_IAM, "GET /health");
        var declared = declared(Map.of("tokens", ONE), rule("tokens"), other);
        var there = FakeApi.with(FakeApi.serving("GET /orders NONE", "GET /health NONE"), "a1", made(ONE, 0));
        var api = FakeApi.under(there, ORDERS, "CUSTOM", "a1").withUnreadAuthorizers();

        var standing = judge(declared, api, noted(Map.of("a1", "tokens", "a2", "tokens"), ORDERS));

        assertThat(orders(standing))
                .extracting(MethodStanding::hold, MethodStanding::phase)
                .containsExactly(Hold.AUTHORIZER_UNPROVEN, Standing.Phase.WAITING);
        assertThat(orders(standing).message()).contains("apigateway:GET on /restapis/*/authorizers");
        assertThat(standing.authorizers())
                .singleElement()
                .satisfies(one -> assertThat(one.state()).isEqualTo(Standing.AuthorizerStanding.State.UNPROVEN));
        assertThat(standing.made()).containsOnlyKeys("a1", "a2");
        assertThat(plan(standing, api).steps())
                .as("another method does not wait")
                .extracting(step -> step.getClass().getSimpleName())
                .containsExactly("CloseMethod", "Deploy");
    }

    @Test
    void oneThatIsDeclaredIsMadeNotedAndUsedInThatOrder() {
        var declared = declared(Map.of("tokens", ONE), rule("tokens"));
        var api = FakeApi.serving("GET /orders NONE");

        var first = judge(declared, api, Gates.OPEN);
        assertThat(orders(first)).extracting(MethodStanding::hold).isEqualTo(Hold.AUTHORIZER_PENDING);
        assertThat(plan(first, api).steps()).singleElement().satisfies(step -> {
            var create = (ProtectionStep.CreateAuthorizer) step;
            assertThat(create.made().definition()).isEqualTo(made(ONE, 0));
            assertThat(create.made().isCorrection()).isFalse();
        });

        var there = FakeApi.after(api, plan(first, api).steps().getFirst());
        var second = judge(declared, there, Gates.OPEN);
        assertThat(second.made()).as("to be noted").containsExactly(Map.entry("a1", "tokens"));
        assertThat(orders(second)).extracting(MethodStanding::hold).isEqualTo(Hold.AUTHORIZER_PENDING);
        assertThat(plan(second, there).steps()).as("nothing has it before").isEmpty();

        var third = judge(declared, there, noted(Map.of("a1", "tokens")));
        assertThat(orders(third)).extracting(MethodStanding::phase).isEqualTo(Phase.CHANGING);
        assertThat(third.wanted().authorizers().uses().get(FakeApi.key(ORDERS)))
                .extracting(WantedAuthorizers.Use::authorizerId)
                .isEqualTo("a1");
        assertThat(plan(third, there).steps())
                .first()
                .isEqualTo(new ProtectionStep.CloseMethod(
                        FakeApi.key(ORDERS),
                        MethodState.of("NONE", false),
                        new MethodState("CUSTOM", ONE.digest(), false)));
    }

    @Test
    void runToItsEndItIsServedAndInForce() {
        var run = new Run(declared(Map.of("tokens", ONE), rule("tokens")), FakeApi.serving("GET /orders NONE"));

        var end = run.toTheEnd();

        assertThat(orders(end)).extracting(MethodStanding::phase).isEqualTo(Phase.IN_FORCE);
        assertThat(end.authorizers()).extracting(one -> one.state()).containsExactly(State.IN_PLACE);
        assertThat(served(run.api)).isEqualTo(new MethodState("CUSTOM", ONE.digest(), false));
    }

    @Test
    void whatACrashLeftIsFoundByNameAndDefinitionAndNoSecondOneIsMade() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "x9", made(ONE, 0));

        var standing = judge(declared(Map.of("tokens", ONE), rule("tokens")), api, Gates.OPEN);

        assertThat(standing.wanted().authorizers().made()).isEmpty();
        assertThat(standing.made()).containsExactly(Map.entry("x9", "tokens"));
    }

    @Test
    void oneOfThatDefinitionUnderAnotherNameIsSomebodyElses() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "x9", ONE);

        var standing = judge(declared(Map.of("tokens", ONE), rule("tokens")), api, Gates.OPEN);

        assertThat(standing.wanted().authorizers().made()).hasSize(1);
        assertThat(standing.made()).isEmpty();
    }

    @Test
    void anEditMakesANewOneBesideTheOldMovesDeploysAndTakesTheOldAway() {
        var run = new Run(declared(Map.of("tokens", ONE), rule("tokens")), FakeApi.serving("GET /orders NONE"));
        run.toTheEnd();
        run.declared = declared(Map.of("tokens", OTHER), rule("tokens"));

        var end = run.toTheEnd();

        assertThat(orders(end)).extracting(MethodStanding::phase).isEqualTo(Phase.IN_FORCE);
        assertThat(served(run.api)).isEqualTo(new MethodState("CUSTOM", OTHER.digest(), false));
        assertThat(run.taken).hasToString("[CreateAuthorizer, MoveMethod, Deploy, MoveStage]");
        assertThat(end.wanted().authorizers().gone()).containsExactly("a1");
    }

    @Test
    void theOldOneStaysAsLongAsAMethodHasItOrAStageMayServeIt() {
        var both = FakeApi.with(
                FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", made(ONE, 0)), "a2", made(OTHER, 0));
        var declared = declared(Map.of("tokens", OTHER), rule("tokens"));
        var notes = noted(Map.of("a1", "tokens", "a2", "tokens"), ORDERS);
        var moved = FakeApi.under(both, ORDERS, "CUSTOM", "a2");
        var served = FakeApi.deployed(FakeApi.under(both, ORDERS, "CUSTOM", "a1"), "prod", "d1");

        assertThat(gone(declared, FakeApi.under(both, ORDERS, "CUSTOM", "a1"), notes))
                .as("a method has it")
                .isEmpty();
        assertThat(gone(declared, FakeApi.under(served, ORDERS, "CUSTOM", "a2"), notes))
                .as("a stage serves it")
                .isEmpty();
        assertThat(gone(declared, moved.withDeployments(new TreeMap<>(), List.of()), notes))
                .as("nobody knows what the stage serves")
                .isEmpty();
        assertThat(gone(declared, FakeApi.deployed(moved, "prod", "d1"), notes)).containsExactly("a1");
        assertThat(gone(declared, FakeApi.deployed(moved, "prod", "d1"), noted(Map.of("a2", "tokens"), ORDERS)))
                .as("it is not noted as its own")
                .isEmpty();
    }

    private static Set<String> gone(Declared declared, ExistingApi api, Gates gates) {
        return judge(declared, api, gates).wanted().authorizers().gone();
    }

    @Test
    void nothingMovesToOneThatCannotBeAsked() {
        var trials = Map.of(
                new Trial.Untried(),
                Hold.AUTHORIZER_PENDING,
                new Trial.Failed("no permission"),
                Hold.AUTHORIZER_UNPROVEN);
        trials.forEach((trial, hold) -> {
            var api = FakeApi.with(
                    FakeApi.serving("GET /orders NONE"), new ExistingAuthorizer("a1", made(ONE, 0), trial));

            var standing = judge(declared(Map.of("tokens", ONE), rule("tokens")), api, noted(Map.of("a1", "tokens")));

            assertThat(orders(standing)).extracting(MethodStanding::hold).isEqualTo(hold);
            assertThat(standing.wanted().closed()).isEmpty();
            assertThat(plan(standing, api).steps()).isEmpty();
        });
        var failed = FakeApi.with(
                FakeApi.serving("GET /orders NONE"),
                new ExistingAuthorizer("a1", made(ONE, 0), new Trial.Failed("no permission")));
        var standing = judge(declared(Map.of("tokens", ONE), rule("tokens")), failed, noted(Map.of("a1", "tokens")));
        assertThat(orders(standing).message())
                .contains(
                        "no permission",
                        "aws lambda add-permission --function-name arn:aws:lambda:eu-west-1:111122223333:function:one",
                        "--source-arn arn:aws:execute-api:eu-west-1:111122223333:a1b2c3/authorizers/a1",
                        "credentialsRoleArn");
        assertThat(standing.authorizers()).extracting(one -> one.state()).containsExactly(State.UNPROVEN);
    }

    @Test
    void whatIsUnderItAlreadyIsInForceThoughNobodyTriedItSinceTheStart() {
        var api = FakeApi.with(
                FakeApi.serving("GET /orders NONE"), new ExistingAuthorizer("a1", made(ONE, 0), new Trial.Untried()));
        var served = FakeApi.deployed(FakeApi.under(api, ORDERS, "CUSTOM", "a1"), "prod", "d1");

        var standing =
                judge(declared(Map.of("tokens", ONE), rule("tokens")), served, noted(Map.of("a1", "tokens"), ORDERS));

        assertThat(orders(standing)).extracting(MethodStanding::phase).isEqualTo(Phase.IN_FORCE);
    }

    @Test
    void aStageOfWhichNobodyKnowsTheAuthorizerIsNotCalledInForceNorDeployedAgain() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", made(ONE, 0));
        var served = FakeApi.deployed(FakeApi.under(api, ORDERS, "CUSTOM", "a1"), "prod", "d1");
        var unread = new TreeMap<>(served.deployments());
        unread.computeIfPresent("d1", (_, one) -> new dev.apiaccess.model.DeployedApi(one.methods(), one.policy()));
        var blind = served.withDeployments(unread, served.made());

        var standing =
                judge(declared(Map.of("tokens", ONE), rule("tokens")), blind, noted(Map.of("a1", "tokens"), ORDERS));

        assertThat(orders(standing)).extracting(MethodStanding::phase).isEqualTo(Phase.CHANGING);
        assertThat(plan(standing, blind).unread()).containsExactly("prod");
        assertThat(plan(standing, blind).steps()).isEmpty();
    }

    @Test
    void oneOfTheApiIsFoundByItsName() {
        var api = FakeApi.serving("GET /orders NONE");
        var declared = declared(Map.of(), rule("theirs", "orders/read"));

        var missing = orders(judge(declared, api, Gates.OPEN));
        assertThat(missing.hold()).isEqualTo(Hold.AUTHORIZER_NOT_FOUND);
        assertThat(missing.phase()).isEqualTo(Phase.WAITING);

        var there = FakeApi.with(api, "p1", pools("theirs"));
        var found = judge(declared, there, Gates.OPEN);
        assertThat(found.wanted().closed())
                .containsValue(
                        new MethodState("COGNITO_USER_POOLS", pools("theirs").digest() + " orders/read", false));
        assertThat(found.made()).as("it is not ours").isEmpty();

        var twice = orders(judge(declared, FakeApi.with(there, "p2", pools("theirs")), Gates.OPEN));
        assertThat(twice.hold()).isEqualTo(Hold.CONFLICT);
        assertThat(twice.message()).contains("2 authorizers theirs");
    }

    @Test
    void scopesAreOfCognitoAlone() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "l1", ONE.named("theirs"));

        var standing = orders(judge(declared(Map.of(), rule("theirs", "read")), api, Gates.OPEN));

        assertThat(standing.hold()).isEqualTo(Hold.CONFLICT);
        assertThat(standing.message()).contains("scopes");
    }

    @Test
    void aTypeThatIsNotKnownIsNotUsed() {
        var strange = new Authorizer("theirs", "JWT", "", "", new TreeSet<>(), 0, new TreeSet<>());
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "j1", strange);

        assertThat(orders(judge(declared(Map.of(), rule("theirs")), api, Gates.OPEN))
                        .hold())
                .isEqualTo(Hold.CONFLICT);
    }

    @Test
    void onlyWhatIsOpenOrWasPutUnderOneByTheObjectComesUnderIt() {
        var both = FakeApi.with(
                FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", made(ONE, 0)), "t1", OTHER.named("theirs"));
        var declared = declared(Map.of("tokens", ONE), rule("tokens"));
        var notes = noted(Map.of("a1", "tokens"), ORDERS);

        for (var other : List.of(
                FakeApi.with(both, "GET /orders AWS_IAM"),
                FakeApi.with(both, "GET /orders JWT"),
                FakeApi.under(both, ORDERS, "CUSTOM", "t1"))) {
            var standing = judge(declared, other, notes);
            assertThat(orders(standing)).extracting(MethodStanding::hold).isEqualTo(Hold.CONFLICT);
            assertThat(plan(standing, other).steps()).isEmpty();
        }
    }

    @Test
    void othersThatOpenedItAreToldAndItIsClosedAgain() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", made(ONE, 0));

        var standing =
                judge(declared(Map.of("tokens", ONE), rule("tokens")), api, noted(Map.of("a1", "tokens"), ORDERS));

        assertThat(orders(standing)).extracting(MethodStanding::phase).isEqualTo(Phase.OPENED);
        assertThat(standing.wanted().closed()).containsKey(FakeApi.key(ORDERS));
    }

    @Test
    void otherScopesAreWrittenWhereTheObjectPutTheMethodUnderIt() {
        var there = FakeApi.with(FakeApi.serving("GET /orders NONE"), "p1", pools("theirs"));
        var api = FakeApi.deployed(FakeApi.under(there, ORDERS, "COGNITO_USER_POOLS", "p1", "a", "b"), "prod", "d1");
        var declared = declared(Map.of(), rule("theirs", "a"));

        assertThat(orders(judge(declared, api, Gates.OPEN)).hold()).isEqualTo(Hold.CONFLICT);
        var standing = judge(declared, api, noted(Map.of(), ORDERS));
        assertThat(plan(standing, api).steps()).first().isInstanceOf(ProtectionStep.MoveMethod.class);
    }

    @Test
    void scopesThatOthersNarrowedAreLeftToThem() {
        var there = FakeApi.with(FakeApi.serving("GET /orders NONE"), "p1", pools("theirs"));
        var api = FakeApi.deployed(FakeApi.under(there, ORDERS, "COGNITO_USER_POOLS", "p1", "a"), "prod", "d1");

        for (var declared : List.of(declared(Map.of(), rule("theirs", "a", "b")), declared(Map.of(), rule("theirs")))) {
            var standing = judge(declared, api, noted(Map.of(), ORDERS));

            assertThat(orders(standing).hold()).isEqualTo(Hold.CONFLICT);
            assertThat(plan(standing, api).steps()).isEmpty();
        }
    }

    @Test
    void oneWhoseExpressionRefusesTheTrialIsNotBeingTriedForEver() {
        var refused = new ExistingAuthorizer("p1", pools("theirs"), new ExistingAuthorizer.Trial.Refused());
        var api = FakeApi.serving("GET /orders NONE");
        var standing = judge(
                declared(Map.of(), rule("theirs")),
                api.withAuthorizers(new TreeMap<>(Map.of("p1", refused))),
                Gates.OPEN);

        assertThat(orders(standing).hold()).isEqualTo(Hold.AUTHORIZER_UNPROVEN);
        assertThat(orders(standing).message()).contains("identityValidationExpression");
    }

    @Test
    void oneThatOthersEditedIsNamedWithItsFieldsAndReplacedByAnother() {
        var edited = OTHER.named(made(ONE, 0).name());
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", edited);
        var served = FakeApi.deployed(FakeApi.under(api, ORDERS, "CUSTOM", "a1"), "prod", "d1");
        var declared = declared(Map.of("tokens", ONE), rule("tokens"));
        var notes = noted(Map.of("a1", "tokens"), ORDERS);

        var standing = judge(declared, served, notes);

        assertThat(orders(standing)).extracting(MethodStanding::hold).isEqualTo(Hold.AUTHORIZER_CHANGED);
        assertThat(standing.authorizers()).extracting(one -> one.state()).containsExactly(State.CHANGED);
        assertThat(standing.wanted().authorizers().made()).singleElement().satisfies(one -> {
            assertThat(one.definition()).isEqualTo(made(ONE, 1));
            assertThat(one.changed()).extracting(WantedAuthorizers.Field::name).containsExactly("uri");
        });
        assertThat(standing.wanted().authorizers().withoutCorrections().made()).isEmpty();
        assertThat(standing.wanted().authorizers().gone()).isEmpty();

        var replaced = FakeApi.with(served, "a2", made(ONE, 1));
        var moving = judge(declared, replaced, noted(Map.of("a1", "tokens", "a2", "tokens"), ORDERS));
        assertThat(moving.wanted().authorizers().uses().get(FakeApi.key(ORDERS)))
                .satisfies(use ->
                        assertThat(Objects.requireNonNull(use).corrects()).isTrue());
        assertThat(plan(moving, replaced).steps()).first().isInstanceOf(ProtectionStep.MoveMethod.class);
    }

    @Test
    void anEditOfAnotherDefinitionIsNoCorrection() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", made(ONE, 0));

        var standing =
                judge(declared(Map.of("tokens", OTHER), rule("tokens")), api, noted(Map.of("a1", "tokens"), ORDERS));

        assertThat(standing.wanted().authorizers().made()).singleElement().matches(one -> !one.isCorrection());
    }

    @Test
    void oneThatIsNotDeclaredAnyMoreStaysWhileAMethodHasItAndThatIsTold() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", made(ONE, 0));
        var served = FakeApi.deployed(FakeApi.under(api, ORDERS, "CUSTOM", "a1"), "prod", "d1");
        var notes = noted(Map.of("a1", "tokens"), ORDERS);

        for (var declared : List.of(declared(Map.of(), rule("tokens")), declared(Map.of()))) {
            var standing = judge(declared, served, notes);

            assertThat(plan(standing, served).steps()).isEmpty();
            assertThat(standing.wanted().authorizers().gone()).isEmpty();
            assertThat(standing.made()).containsKey("a1");
            assertThat(standing.authorizers()).singleElement().satisfies(one -> {
                assertThat(one.state()).isEqualTo(State.KEPT);
                assertThat(one.message()).contains("GET /orders asks it");
            });
        }
    }

    @Test
    void whatIsGoneIsNotNotedAnyMoreUnlessAMethodHasIt() {
        var api = FakeApi.serving("GET /orders NONE");
        var declared = declared(Map.of());

        assertThat(judge(declared, api, noted(Map.of("a1", "tokens"))).made()).isEmpty();
        assertThat(judge(declared, FakeApi.under(api, ORDERS, "CUSTOM", "a1"), noted(Map.of("a1", "tokens")))
                        .made())
                .containsOnlyKeys("a1");
    }

    @Test
    void noMoreAreMadeThanAreNoted() {
        var api = FakeApi.serving("GET /orders NONE");
        var notes = new TreeMap<String, String>();
        for (var number = 0; number < 20; number++) {
            api = FakeApi.with(api, "x" + number, lambda("f" + number).named("n" + number));
            notes.put("x" + number, "tokens");
        }

        var standing = judge(declared(Map.of("tokens", ONE), rule("tokens")), api, noted(notes));

        assertThat(standing.wanted().authorizers().made()).isEmpty();
        assertThat(standing.authorizers()).extracting(one -> one.state()).containsExactly(State.REFUSED);
    }

    @Test
    void namesAreOfAnObjectAndADefinitionAndNeverTooLong() {
        var name = AuthorizerNames.of("tokens", FakeApi.MARK, ONE.digest(), 0);

        assertThat(name).startsWith("tokens-aa").isNotEqualTo(AuthorizerNames.of("tokens", "aaother", ONE.digest(), 0));
        assertThat(AuthorizerNames.isOf(name, "tokens", FakeApi.MARK, ONE.digest()))
                .isTrue();
        assertThat(AuthorizerNames.isOf(name, "tokens", FakeApi.MARK, OTHER.digest()))
                .isFalse();
        assertThat(AuthorizerNames.of("n".repeat(128), FakeApi.MARK, ONE.digest(), 0))
                .hasSize(128);
    }

    @Test
    void whatTheObjectPutUnderItsOwnIsOpenedAgainWithAReason() {
        var api = FakeApi.with(FakeApi.serving("GET /orders NONE"), "a1", made(ONE, 0));
        var served = FakeApi.deployed(FakeApi.under(api, ORDERS, "CUSTOM", "a1"), "prod", "d1");
        var rule = Wishes.reopened(Wishes.rule("public", Authorization.NONE, ORDERS));

        var own = judge(declared(Map.of("tokens", ONE), rule), served, noted(Map.of("a1", "tokens"), ORDERS));
        assertThat(plan(own, served).steps()).first().isInstanceOf(ProtectionStep.ReopenMethod.class);

        var theirs = judge(declared(Map.of(), rule), served, noted(Map.of(), ORDERS));
        assertThat(orders(theirs)).extracting(MethodStanding::hold).isEqualTo(Hold.CONFLICT);
    }

    private static MethodState served(ExistingApi api) {
        var state = FakeApi.state(api);
        return Objects.requireNonNull(Objects.requireNonNull(state.deployments()
                        .get(Objects.requireNonNull(state.stages().get("prod"))))
                .methods()
                .get(FakeApi.key(ORDERS)));
    }

    /** A protection looked at again and again, with its notes. */
    private static final class Run {

        private static final int MOST = 20;

        private Declared declared;
        private ExistingApi api;
        private final Map<String, String> notes = new TreeMap<>();
        private final Set<String> closed = new TreeSet<>();
        private final List<String> taken = new ArrayList<>();

        Run(Declared declared, ExistingApi api) {
            this.declared = declared;
            this.api = api;
        }

        Standing toTheEnd() {
            taken.clear();
            for (var count = 0; count < MOST; count++) {
                var standing = judge(declared, api, noted(notes, closed.toArray(String[]::new)));
                if (!notes.equals(standing.made())) {
                    notes.clear();
                    notes.putAll(standing.made());
                    continue;
                }
                var steps = plan(standing, api).steps();
                if (steps.isEmpty()) {
                    return standing;
                }
                var step = steps.getFirst();
                taken.add(step.getClass().getSimpleName());
                if (step instanceof ProtectionStep.CloseMethod close) {
                    closed.add(close.method().verb() + " " + close.method().path());
                }
                api = FakeApi.after(api, step);
            }
            throw new AssertionError("does not end: " + taken);
        }
    }
}
