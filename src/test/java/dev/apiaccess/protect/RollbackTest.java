// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.ResourceSet;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class RollbackTest {

    private static final MethodKey READ = new MethodKey("/orders", "GET");
    private static final MethodKey WRITE = new MethodKey("/orders", "POST");
    private static final MethodState OPEN = MethodState.of("NONE", false);
    private static final MethodState IAM = MethodState.of("AWS_IAM", false);

    private static Statement statement(String sid, Effect effect, String range) {
        return new Statement(
                sid,
                effect,
                PrincipalSet.everyone(),
                ActionSet.of(ExecuteApi.INVOKE),
                ResourceSet.of("arn:aws:execute-api:eu-west-1:" + FakeApi.ACCOUNT + ":a1b2c3/*"),
                List.of(Condition.of(effect == Effect.DENY ? "NotIpAddress" : "IpAddress", "aws:SourceIp", range)));
    }

    private static Configuration configuration(Map<MethodKey, MethodState> methods, Statement... statements) {
        return new Configuration(new TreeMap<>(methods), List.of(statements), List.of());
    }

    /** A stage prod on d2 after d1, both of ours, and noted. */
    private static ApiState state(Configuration one, Configuration two) {
        return new ApiState(two, new TreeMap<>(Map.of("d1", one, "d2", two)), new TreeMap<>(Map.of("prod", "d2")), "d2")
                .offering(List.of("d2", "d1"));
    }

    private static Wanted wanted(String to, Map<MethodKey, MethodState> closed, String consented) {
        return new Wanted(
                new TreeMap<>(closed),
                new TreeMap<>(),
                new TreeMap<>(closed.isEmpty() ? Map.of(READ, OPEN) : Map.of()),
                List.of(),
                new TreeSet<>(List.of("prod")),
                true,
                consented,
                "",
                to);
    }

    private static ProtectionPlan plan(ApiState state) {
        return ProtectionPlan.of(wanted("d1", Map.of(), "d1"), state);
    }

    private static void isRefused(ApiState state, String... why) {
        var plan = plan(state);
        assertThat(plan.rollback().isRefused()).isTrue();
        assertThat(String.join("; ", plan.rollback().refusals())).contains(why);
        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).isEmpty();
    }

    @Test
    void theStagesGoToADeploymentThatOpensNothing() {
        var plan = plan(state(configuration(Map.of(READ, IAM)), configuration(Map.of(READ, OPEN))));

        assertThat(plan.steps()).containsExactly(new ProtectionStep.MoveStage("prod", "d2", "d1"));
        assertThat(plan.rollback()).isEqualTo(new Rollback("d1", List.of(), new TreeSet<>(List.of("prod"))));
    }

    @Test
    void aStageThatIsThereStaysThereAndNothingIsDeployed() {
        var there = state(configuration(Map.of(READ, OPEN)), configuration(Map.of(READ, OPEN)))
                .moved("prod", "d1");

        var plan = ProtectionPlan.of(wanted("d1", Map.of(READ, IAM), ""), there);

        assertThat(plan.rollback().isDone()).isTrue();
        assertThat(plan.steps())
                .as("what is declared is closed in the API, for when it is deployed")
                .containsExactly(new ProtectionStep.CloseMethod(READ, OPEN, IAM));
        assertThat(plan.behind()).containsExactly("prod");
    }

    @Test
    void theStagesGoBeforeAnythingElse() {
        var plan = ProtectionPlan.of(
                wanted("d1", Map.of(READ, IAM), ""),
                state(configuration(Map.of(READ, OPEN)), configuration(Map.of(READ, OPEN))));

        assertThat(plan.steps())
                .hasExactlyElementsOfTypes(ProtectionStep.MoveStage.class, ProtectionStep.CloseMethod.class);
    }

    @Test
    void whatIsOpenedAgainWaitsUntilTheStagesMayGoOn() {
        var state = state(configuration(Map.of(READ, IAM)), configuration(Map.of(READ, IAM)));
        var wanted = new Wanted(
                new TreeMap<>(),
                new TreeMap<>(Map.of(READ, new Wanted.Reopening(IAM, OPEN))),
                new TreeMap<>(),
                List.of(),
                new TreeSet<>(List.of("prod")),
                true,
                "",
                "",
                "d1");

        assertThat(ProtectionPlan.of(wanted, state).steps()).hasExactlyElementsOfTypes(ProtectionStep.MoveStage.class);
    }

    @Test
    void aMethodThatWouldBeOpenKeepsAllStagesWhereTheyAreWhateverIsDeclaredOrConsentedTo() {
        isRefused(
                state(configuration(Map.of(READ, OPEN, WRITE, OPEN)), configuration(Map.of(READ, IAM, WRITE, OPEN))),
                "stage prod would be more open than it is: GET /orders: AWS_IAM -> NONE");
        isRefused(
                state(configuration(Map.of(READ, OPEN)), configuration(Map.of(READ, OPEN.withKey()))),
                "GET /orders: key required -> not required");
        isRefused(
                state(
                        configuration(Map.of(READ, new MethodState("CUSTOM", "", false))),
                        configuration(Map.of(READ, new MethodState("CUSTOM", "a 1", false)))),
                "GET /orders: another authorizer");
    }

    @Test
    void aDenyThatWouldGoAndAnAllowThatWouldComeAreRefusedWhoseverTheyAre() {
        var deny = statement("office", Effect.DENY, "203.0.113.0/24");
        var allow = statement("all", Effect.ALLOW, "0.0.0.0/0");
        var methods = Map.of(READ, OPEN);
        isRefused(state(configuration(methods), configuration(methods, deny)), "a Deny would go (office)", "empty");
        isRefused(
                state(
                        configuration(methods, deny, allow),
                        new Configuration(new TreeMap<>(methods), List.of(), List.of(deny))),
                "an Allow would come (all)");
        isRefused(
                state(
                        configuration(Map.of(READ, IAM), statement("office", Effect.DENY, "203.0.0.0/16")),
                        new Configuration(new TreeMap<>(Map.of(READ, IAM)), List.of(), List.of(deny))),
                "a Deny would go (office)");
    }

    @Test
    void whatADocumentDoesNotSayMattersWhereSomebodyGetsInByThat() {
        var deny = statement("office", Effect.DENY, "203.0.113.0/24");
        var other = statement("office", Effect.DENY, "203.0.0.0/16");

        assertThat(plan(state(configuration(Map.of(READ, OPEN), other), configuration(Map.of(READ, OPEN), deny)))
                        .steps())
                .as("the silence of both keeps everybody out")
                .hasExactlyElementsOfTypes(ProtectionStep.MoveStage.class);
        assertThat(plan(state(configuration(Map.of(READ, IAM), deny), configuration(Map.of(READ, IAM), other)))
                        .steps())
                .as("a narrower fence")
                .hasExactlyElementsOfTypes(ProtectionStep.MoveStage.class);
    }

    /** There a call that no statement allows is refused; of one that is signed the caller's own policies decide too. */
    @Test
    void aMethodWhoseCallersTheSilenceOfThePolicyKeepsOutDoesNotGoBackToOneWhereItDoesNot() {
        var allow = statement("some", Effect.ALLOW, "203.0.113.0/24");
        isRefused(
                state(configuration(Map.of(READ, IAM), allow), configuration(Map.of(READ, OPEN), allow)),
                "GET /orders: under AWS_IAM the resource policy would not keep out all whom it keeps out now");
        var proxy = new MethodKey("/{proxy+}", "ANY");
        isRefused(
                state(configuration(Map.of(proxy, OPEN, READ, IAM), allow), configuration(Map.of(proxy, OPEN), allow)),
                "GET /orders: under AWS_IAM");
        assertThat(plan(state(configuration(Map.of(READ, IAM), allow), configuration(Map.of(READ, IAM), allow)))
                        .steps())
                .hasSize(1);
    }

    @Test
    void aDenyUnderAnotherSidIsTheSameDeny() {
        var methods = Map.of(READ, OPEN);

        assertThat(plan(state(
                                configuration(methods, statement("old", Effect.DENY, "203.0.113.0/24")),
                                configuration(methods, statement("new", Effect.DENY, "203.0.113.0/24"))))
                        .steps())
                .hasExactlyElementsOfTypes(ProtectionStep.MoveStage.class);
    }

    @Test
    void whatNobodyCouldReadIsLikeItselfAlone() {
        var place = FakeApi.PROD;
        var one = ResourceDocument.of(Optional.of("{one"), place, "").foreign();
        var other = ResourceDocument.of(Optional.of("{other"), place, "").foreign();
        var methods = new TreeMap<>(Map.of(READ, OPEN));

        isRefused(
                state(new Configuration(methods, one, List.of()), new Configuration(methods, other, List.of())),
                "resource policy");
        assertThat(plan(state(new Configuration(methods, one, List.of()), new Configuration(methods, one, List.of())))
                        .steps())
                .hasSize(1);
    }

    @Test
    void aDeploymentThatIsNotOursOrNotNotedIsRefusedWithThoseThatAre() {
        var state = state(configuration(Map.of(READ, OPEN)), configuration(Map.of(READ, OPEN)));

        isRefused(state.offering(List.of("d2")), "no deployment d1 of this API was made from here", "are d2");
        isRefused(state.offering(List.of()), "there is none that can be rolled back to");
        var unknown = ProtectionPlan.of(wanted("x".repeat(300), Map.of(), ""), state);
        assertThat(unknown.rollback().to()).hasSizeLessThan(60);
        assertThat(unknown.rollback().refusals()).singleElement().asString().contains("are d2, d1");
    }

    @Test
    void aCanaryAndAStageThatIsNotNamedAreRefused() {
        var state = state(configuration(Map.of(READ, OPEN)), configuration(Map.of(READ, OPEN)));

        isRefused(
                new ApiState(
                        state.present(),
                        state.deployments(),
                        state.stages(),
                        state.made(),
                        new TreeMap<>(Map.of("prod", "d9")),
                        state.offered()),
                "stage prod meets a canary");
        isRefused(state.moved("test", "d2"), "stage test is deployed and not named");
        isRefused(
                new ApiState(
                        state.present(), state.deployments(), new TreeMap<>(), "", new TreeMap<>(), state.offered()),
                "none of the stages");
    }

    @Test
    void allStagesGoOrNone() {
        var closed = configuration(Map.of(READ, IAM));
        var state = new ApiState(
                        closed,
                        new TreeMap<>(Map.of("d1", configuration(Map.of(READ, OPEN)), "d2", closed)),
                        new TreeMap<>(Map.of("prod", "d2", "test", "d1")),
                        "d2")
                .offering(List.of("d2", "d1"));
        var both = new Wanted(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeSet<>(List.of("prod", "test")),
                true,
                "",
                "",
                "d1");

        assertThat(ProtectionPlan.of(both, state).steps()).isEmpty();
        assertThat(ProtectionPlan.of(both, state).rollback().refusals())
                .singleElement()
                .asString()
                .startsWith("stage prod");
    }

    @Test
    void methodsAreClosedMeanwhileAndNoneIsMovedToAnotherAuthorizer() {
        var before = new MethodState("CUSTOM", "ours", false);
        var present = configuration(Map.of(READ, before, WRITE, OPEN));
        var state = state(present, present);
        var plain = wanted("d1", Map.of(READ, new MethodState("CUSTOM", "wider", false), WRITE, IAM), "");
        var moving = new Wanted(
                plain.closed(),
                plain.reopened(),
                plain.declaredOpen(),
                plain.statements(),
                plain.stages(),
                true,
                "",
                "",
                new WantedAuthorizers(
                        List.of(),
                        new TreeMap<>(
                                Map.of(READ, new WantedAuthorizers.Use("a2", new TreeSet<>(), Set.of("ours"), false))),
                        new TreeSet<>()),
                "d1");

        assertThat(ProtectionPlan.of(moving, state).steps())
                .filteredOn(step -> !(step instanceof ProtectionStep.MoveStage))
                .containsExactly(new ProtectionStep.CloseMethod(WRITE, OPEN, IAM));
    }

    @Test
    void ofAStageThatNobodyReadNothingIsMoved() {
        var state = state(configuration(Map.of(READ, OPEN)), configuration(Map.of(READ, OPEN)))
                .moved("prod", "theirs");

        var plan = plan(state);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.unread()).containsExactly("prod");
        assertThat(plan.rollback().left()).containsExactly("prod");
    }

    @Test
    void whoeverMayNotMoveStagesMovesNone() {
        var state = state(configuration(Map.of(READ, OPEN)), configuration(Map.of(READ, OPEN)));
        var all = wanted("d1", Map.of(), "");
        var spared = new Wanted(
                all.closed(), all.reopened(), all.declaredOpen(), all.statements(), all.stages(), false, "", "", "d1");

        assertThat(ProtectionPlan.of(spared, state).steps()).isEmpty();
    }

    /** Over every prefix, also with a deployment by others after it: a stage lets in nobody whom it did not let in, but for what they publish. */
    @Property(tries = 1000)
    void noStateOfARollbackLetsInWhomTheStageDidNot(@ForAll long seed) {
        var random = new Random(seed);
        var state = state(random(random), random(random)).withPresent(random(random));
        var before = LetIn.calls(served(state));
        var closed = new TreeMap<MethodKey, MethodState>();
        state.present().methods().forEach((key, now) -> {
            if (random.nextBoolean() && now.isOpen()) {
                closed.put(key, MethodState.of("AWS_IAM", now.keyRequired()));
            }
        });
        var wanted = wanted("d1", closed, random.nextBoolean() ? "d1" : "");
        var theirs = LetIn.calls(state.present());

        var now = state;
        for (var step : ProtectionPlan.of(wanted, state).steps()) {
            now = after(now, step);
            assertThat(before).as("%s on %s", step, state).containsAll(LetIn.calls(served(now)));
            var published = new HashSet<>(LetIn.calls(now.present()));
            published.removeAll(theirs);
            published.removeIf(call -> closed.containsKey(call.method()));
            assertThat(published).as("%s on %s", step, state).isEmpty();
        }
        assertThat(ProtectionPlan.of(wanted, now).steps()).as("it ends").isEmpty();
    }

    /** Methods come and go in the tests of {@link Openings}: here it is about who gets in to those that stay. */
    private static Configuration random(Random random) {
        SortedMap<MethodKey, MethodState> methods = new TreeMap<>();
        for (var key : List.of(READ, WRITE, new MethodKey("/{proxy+}", "ANY"))) {
            methods.put(
                    key,
                    new MethodState(
                            List.of("NONE", "NONE", "AWS_IAM", "CUSTOM").get(random.nextInt(4)),
                            "",
                            random.nextInt(4) == 0));
        }
        var statements = new ArrayList<Statement>();
        for (var sid : List.of("a", "b")) {
            if (random.nextInt(3) == 0) {
                statements.add(statement(
                        sid,
                        random.nextBoolean() ? Effect.ALLOW : Effect.DENY,
                        random.nextBoolean() ? "203.0.113.0/24" : "198.51.100.0/24"));
            }
        }
        var half = random.nextInt(statements.size() + 1);
        return new Configuration(methods, statements.subList(0, half), statements.subList(half, statements.size()));
    }

    private static Configuration served(ApiState state) {
        var served = state.deployments().get(state.stages().get("prod"));
        if (served == null) {
            throw new AssertionError("it serves nothing");
        }
        return served;
    }

    private static ApiState after(ApiState state, ProtectionStep step) {
        return switch (step) {
            case ProtectionStep.CloseMethod close -> {
                var made = state.present().withMethod(close.method(), close.to());
                yield state.withPresent(made);
            }
            case ProtectionStep.MoveMethod move ->
                state.withPresent(state.present().withMethod(move.method(), move.to()));
            case ProtectionStep.CreateAuthorizer create -> throw new AssertionError("nobody declared " + create);
            case ProtectionStep.WriteStatements write ->
                state.withPresent(state.present().withOurs(write.ours()));
            case ProtectionStep.MoveStage move -> state.moved(move.stage(), move.to());
            case ProtectionStep.ReopenMethod reopen -> throw new AssertionError("it opens: " + reopen);
            case ProtectionStep.Deploy deploy -> throw new AssertionError("it deploys: " + deploy);
        };
    }
}
