// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.iam.PrincipalSet;
import dev.apiaccess.iam.Request;
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

class ProtectionPlanTest {

    private static final String ACCOUNT = "111122223333";
    private static final MethodKey READ = new MethodKey("/orders", "GET");
    private static final MethodKey WRITE = new MethodKey("/orders", "POST");
    private static final MethodKey HEALTH = new MethodKey("/health", "GET");
    private static final MethodState OPEN = MethodState.of("NONE", false);
    private static final MethodState IAM = MethodState.of("AWS_IAM", false);
    private static final FenceStatements.Place PROD =
            new FenceStatements.Place("aws", "eu-west-1", ACCOUNT, "a1b2c3", new TreeSet<>(Set.of("prod")));
    private static final int MOST_STEPS = 40;

    @Test
    void closesThenDeploysThenMovesTheStage() {
        var state = served(Map.of(READ, OPEN, HEALTH, OPEN), List.of());
        var wanted = wanted(Map.of(READ, IAM), fence("203.0.113.0/24"), true);

        var first = ProtectionPlan.of(wanted, state);

        assertThat(first.steps())
                .hasExactlyElementsOfTypes(
                        ProtectionStep.CloseMethod.class,
                        ProtectionStep.WriteStatements.class,
                        ProtectionStep.Deploy.class);
        var deployed = run(state, first.steps());
        assertThat(ProtectionPlan.of(wanted, deployed).steps())
                .containsExactly(new ProtectionStep.MoveStage("prod", "d0", "d1"));
        var done = run(deployed, ProtectionPlan.of(wanted, deployed).steps());
        assertThat(ProtectionPlan.of(wanted, done))
                .isEqualTo(new ProtectionPlan(List.of(), new TreeMap<>(), new TreeSet<>(), new TreeSet<>()));
    }

    @Test
    void withoutConsentNothingIsDeployedAndTheStageIsBehind() {
        var wanted = wanted(Map.of(READ, IAM), List.of(), false);
        var state = run(served(Map.of(READ, OPEN), List.of()), List.of());
        var closed = run(state, ProtectionPlan.of(wanted, state).steps());

        assertThat(ProtectionPlan.of(wanted, closed).steps()).isEmpty();
        assertThat(ProtectionPlan.of(wanted, closed).behind()).containsExactly("prod");
    }

    @Test
    void whatOthersWouldOpenWithItKeepsADeploymentFromBeingServed() {
        var before = served(Map.of(READ, OPEN, WRITE, IAM), List.of());
        var edited = before.withPresent(before.present().withMethod(WRITE, OPEN));
        var wanted = wanted(Map.of(READ, IAM), List.of(), true);

        var made = run(edited, ProtectionPlan.of(wanted, edited).steps());
        var plan = ProtectionPlan.of(wanted, made);

        assertThat(plan.steps()).isEmpty();
        assertThat(plan.pending()).containsEntry("prod", List.of("POST /orders: AWS_IAM -> NONE"));
        var consented = new Wanted(
                wanted.closed(),
                wanted.reopened(),
                wanted.declaredOpen(),
                wanted.statements(),
                wanted.stages(),
                true,
                made.made());
        assertThat(ProtectionPlan.of(consented, made).steps())
                .containsExactly(new ProtectionStep.MoveStage("prod", "d0", made.made()));
    }

    @Test
    void aDenyOfOthersThatWouldGoAndAnAllowThatWouldComeAreOpeningsToo() {
        var deny = statement("theirs", Effect.DENY);
        var before = served(Map.of(READ, OPEN), List.of(deny));
        var without = new Configuration(before.present().methods(), List.of(statement("all", Effect.ALLOW)), List.of());
        var wanted = wanted(Map.of(READ, IAM), List.of(), true);
        var edited = before.withPresent(without);
        var plan = ProtectionPlan.of(
                wanted, run(edited, ProtectionPlan.of(wanted, edited).steps()));

        assertThat(plan.pending().get("prod"))
                .containsExactly(
                        "resource policy: a Deny of others would go (theirs)",
                        "resource policy: an Allow of others would come (all)");
    }

    @Test
    void ofAStageWhoseDeploymentNobodyReadNothingIsPlanned() {
        var state = served(Map.of(READ, OPEN), List.of()).moved("prod", "unknown");

        var plan = ProtectionPlan.of(wanted(Map.of(READ, IAM), List.of(), true), state);

        assertThat(plan.steps()).hasExactlyElementsOfTypes(ProtectionStep.CloseMethod.class);
        assertThat(plan.unread()).containsExactly("prod");
    }

    @Test
    void whatOthersHaveNotPublishedIsNoReasonToDeploy() {
        var before = served(Map.of(READ, IAM), List.of());
        var edited = before.withPresent(before.present().withMethod(HEALTH, OPEN));

        assertThat(ProtectionPlan.of(wanted(Map.of(READ, IAM), List.of(), true), edited)
                        .steps())
                .isEmpty();
    }

    @Test
    void aMethodUnderSomethingElseIsNotClosed() {
        var state = served(Map.of(READ, new MethodState("CUSTOM", "abc", false)), List.of());

        assertThat(ProtectionPlan.of(wanted(Map.of(READ, IAM), List.of(), true), state)
                        .steps())
                .isEmpty();
    }

    /**
     * Over every prefix of a plan, with a deployment by somebody else after it: nobody gets in whom neither start nor end let in, nor the
     * authorization of the one within the fences of the other; and nobody is refused who got in before and gets in after.
     */
    @Property(tries = 1000)
    void noStateBetweenIsMoreOpenThanTheStartNorRefusesWhoIsLetInByBothEnds(@ForAll long seed) {
        var random = new Random(seed);
        var start = start(random);
        var wanted = wanted(random, start);
        var states = new ArrayList<ApiState>();
        states.add(start);
        var state = start;
        for (var count = 0; count < MOST_STEPS; count++) {
            var steps = ProtectionPlan.of(wanted, state).steps();
            if (steps.isEmpty()) {
                break;
            }
            for (var step : steps) {
                state = after(state, step);
                states.add(state);
            }
        }
        assertThat(ProtectionPlan.of(wanted, state).steps())
                .as("it ends: %s on %s", wanted, start)
                .isEmpty();
        var served = served(start);
        var before = letIn(served);
        var wouldBefore = letIn(start.present());
        var end = letIn(state.present());
        var endServed = letIn(served(state));
        var within = letIn(new Configuration(
                state.present().methods(),
                start.present().foreign(),
                start.present().ours()));
        var without = letIn(new Configuration(
                start.present().methods(),
                state.present().foreign(),
                state.present().ours()));
        for (var between : states) {
            for (var deployed : List.of(false, true)) {
                // What others left unpublished is let in by their own deployment alone.
                var now = letIn(deployed ? between.present() : served(between));
                var context = wanted + " on " + start + " at " + between;
                assertThat(now)
                        .as(context)
                        .allMatch(call -> before.contains(call)
                                || (deployed && wouldBefore.contains(call))
                                || end.contains(call)
                                || endServed.contains(call)
                                || within.contains(call)
                                || without.contains(call));
                var both = new HashSet<>(before);
                both.retainAll(wouldBefore);
                both.retainAll(end);
                both.retainAll(endServed);
                assertThat(now).as(context).containsAll(both);
            }
        }
    }

    private static ApiState start(Random random) {
        var methods = new TreeMap<MethodKey, MethodState>();
        for (var key : List.of(READ, WRITE, HEALTH)) {
            methods.put(
                    key,
                    random.nextInt(4) == 0
                            ? new MethodState("CUSTOM", random.nextBoolean() ? "A" : "B", random.nextInt(4) == 0)
                            : MethodState.of(
                                    List.of("NONE", "NONE", "AWS_IAM").get(random.nextInt(3)), random.nextInt(4) == 0));
        }
        var foreign = random.nextInt(3) == 0 ? List.of(statement("all", Effect.ALLOW)) : List.<Statement>of();
        var ours = foreign.isEmpty() && random.nextBoolean()
                ? withAllow(fence(range(random)), methods)
                : List.<Statement>of();
        var state = served(methods, foreign);
        var configured = state.withPresent(new Configuration(methods, foreign, ours));
        var deployed = configured.deployed("d0");
        if (random.nextInt(4) == 0) {
            // Somebody's edit that is not published.
            var key = List.of(READ, WRITE, HEALTH).get(random.nextInt(3));
            var edit = List.of(OPEN, IAM, new MethodState("CUSTOM", "A", false)).get(random.nextInt(3));
            return deployed.withPresent(deployed.present().withMethod(key, edit));
        }
        return deployed;
    }

    private static Wanted wanted(Random random, ApiState start) {
        var closed = new TreeMap<MethodKey, MethodState>();
        var uses = new TreeMap<MethodKey, WantedAuthorizers.Use>();
        start.present().methods().forEach((key, now) -> {
            if (random.nextBoolean()) {
                closed.put(key, random.nextInt(3) == 0 ? now.withKey() : MethodState.of("AWS_IAM", now.keyRequired()));
            } else if (random.nextBoolean()) {
                // From nothing, or from one authorizer of the object to another; of others it is left alone.
                closed.put(key, new MethodState("CUSTOM", "B", now.keyRequired() || random.nextBoolean()));
                uses.put(
                        key,
                        new WantedAuthorizers.Use(
                                "b", new TreeSet<>(), random.nextInt(3) > 0 ? Set.of("A") : Set.of(), false));
            }
        });
        var reopened = new TreeMap<MethodKey, Wanted.Reopening>();
        start.present().methods().forEach((key, now) -> {
            if (!closed.containsKey(key) && now.authorization().equals("AWS_IAM") && random.nextInt(3) == 0) {
                reopened.put(key, new Wanted.Reopening(now, random.nextBoolean() ? OPEN : OPEN.withKey()));
            }
        });
        var hasAllow =
                !start.present().ours().isEmpty() || start.present().foreign().isEmpty();
        var after = new TreeMap<>(start.present().methods());
        var authorizers = new WantedAuthorizers(List.of(), uses, new TreeSet<>());
        closed.forEach((key, to) -> after.computeIfPresent(
                key, (_, now) -> now.isClosedBy(to) || authorizers.mayMove(key, now, to) ? to : now));
        reopened.forEach((key, one) -> after.put(key, one.to()));
        var fence = random.nextBoolean() ? fence(range(random)) : List.<Statement>of();
        var statements = hasAllow && !fence.isEmpty() ? withAllow(fence, after) : fence;
        return new Wanted(
                closed,
                reopened,
                new TreeMap<>(),
                statements,
                new TreeSet<>(Set.of("prod")),
                random.nextInt(4) > 0,
                "",
                "",
                authorizers);
    }

    private static String range(Random random) {
        return random.nextBoolean() ? "203.0.113.0/24" : "203.0.113.0/25";
    }

    private static List<Statement> fence(String range) {
        return FenceStatements.deny(
                new Fence("f", Set.of(), List.of(), Fence.Side.ONLY_FROM, Sources.ofAddresses(range)),
                new ApiFace(ApiFace.Endpoint.REGIONAL, false),
                PROD,
                number -> "deny" + range.replaceAll("[^0-9]", "") + number);
    }

    private static List<Statement> withAllow(List<Statement> fence, SortedMap<MethodKey, MethodState> methods) {
        var all = new ArrayList<>(fence);
        var listed = methods.entrySet().stream()
                .map(entry -> new ApiMethod(entry.getKey(), entry.getValue().authorization()))
                .toList();
        if (AllowBeside.of(PROD, new TreeMap<>(Map.of("prod", listed)), "allow")
                instanceof AllowBeside.Needed(var statement)) {
            all.add(statement.withSid("allow" + SmallWorld.patterns(statement).hashCode()));
        }
        return all;
    }

    private static ApiState served(Map<MethodKey, MethodState> methods, List<Statement> foreign) {
        var present = new Configuration(new TreeMap<>(methods), foreign, List.of());
        return new ApiState(present, new TreeMap<>(), new TreeMap<>(Map.of("prod", "d0")), "").deployed("d0");
    }

    private static Wanted wanted(Map<MethodKey, MethodState> closed, List<Statement> statements, boolean deploys) {
        return new Wanted(
                new TreeMap<>(closed),
                new TreeMap<>(),
                new TreeMap<>(),
                statements,
                new TreeSet<>(Set.of("prod")),
                deploys,
                "");
    }

    private static Statement statement(String sid, Effect effect) {
        return Statement.of(
                        sid,
                        effect,
                        ActionSet.of(ExecuteApi.INVOKE),
                        ResourceSet.of("arn:aws:execute-api:eu-west-1:" + ACCOUNT + ":a1b2c3/*"),
                        List.of())
                .withPrincipals(PrincipalSet.everyone());
    }

    private static ApiState run(ApiState state, List<ProtectionStep> steps) {
        var now = state;
        for (var step : steps) {
            now = after(now, step);
        }
        return now;
    }

    private static ApiState after(ApiState state, ProtectionStep step) {
        return switch (step) {
            case ProtectionStep.CloseMethod(var key, var from, var to) -> {
                assertThat(state.present().methods()).containsEntry(key, from);
                yield state.withPresent(state.present().withMethod(key, to));
            }
            case ProtectionStep.MoveMethod(var key, var from, var to) -> {
                assertThat(state.present().methods()).containsEntry(key, from);
                yield state.withPresent(state.present().withMethod(key, to));
            }
            case ProtectionStep.CreateAuthorizer _ -> state;
            case ProtectionStep.ReopenMethod(var key, var from, var to) -> {
                assertThat(state.present().methods()).containsEntry(key, from);
                yield state.withPresent(state.present().withMethod(key, to));
            }
            case ProtectionStep.WriteStatements write ->
                state.withPresent(state.present().withOurs(write.ours()));
            case ProtectionStep.Deploy _ ->
                state.deployed("d" + state.deployments().size());
            case ProtectionStep.MoveStage move -> state.moved(move.stage(), move.to());
        };
    }

    private static Configuration served(ApiState state) {
        return Optional.ofNullable(state.deployments().get(state.stages().get("prod")))
                .orElseThrow();
    }

    private record Call(MethodKey method, String who, String from, boolean key) {}

    /** Who gets in, by the rules of API Gateway as plainly as they can be said. */
    private static Set<Call> letIn(Configuration configuration) {
        var in = new HashSet<Call>();
        configuration.methods().forEach((key, asks) -> {
            for (var who : List.of("anonymous", "declared", "other", "A", "B")) {
                for (var from : List.of("203.0.113.7", "203.0.113.200", "198.51.100.9")) {
                    for (var hasKey : List.of(true, false)) {
                        if ((hasKey || !asks.keyRequired()) && passes(configuration, key, asks, who, from)) {
                            in.add(new Call(key, who, from, hasKey));
                        }
                    }
                }
            }
        });
        return in;
    }

    private static boolean passes(
            Configuration configuration, MethodKey key, MethodState asks, String who, String from) {
        var signs = asks.authorization().equals("AWS_IAM");
        if (signs && !who.equals("declared") && !who.equals("other")) {
            return false;
        }
        // An authorizer lets in who bears its token, and is silent about the others.
        var hasToken = asks.hasAuthorizer() && asks.authorizer().equals(who);
        var document = configuration.document();
        if (document.isEmpty()) {
            return asks.isOpen() || hasToken || (signs && who.equals("declared"));
        }
        var principal = signs
                ? new Principal.User(new Arn("aws", "iam", "", ACCOUNT, "user/" + who))
                : new Principal.Anonymous();
        var outcome = Evaluator.evaluate(
                        new Request(
                                ExecuteApi.INVOKE,
                                ExecuteApi.requestArn(
                                        "aws", "eu-west-1", ACCOUNT, "a1b2c3", "prod", key.verb(), key.path()),
                                principal,
                                Map.of("aws:SourceIp", List.of(from))),
                        Policies.none()
                                .withResource(Attached.of("document", PolicyDocument.of(document)))
                                .withRule(Policies.ResourceRule.RESOURCE_MUST_ALLOW))
                .outcome();
        return outcome != Decision.Outcome.EXPLICIT_DENY
                && (outcome == Decision.Outcome.ALLOWED || hasToken || (signs && who.equals("declared")));
    }

    @Test
    void whatTheObjectGaveAMethodBeforeIsDeclaredAndWhatOthersGaveItIsNot() {
        for (var before : List.of("ours", "theirs", "")) {
            var served = served(Map.of(READ, new MethodState("CUSTOM", before, false)), List.of());
            var state = served.withPresent(served.present().withMethod(READ, new MethodState("CUSTOM", "new", false)))
                    .deployed("d1");
            var wanted = new Wanted(
                    new TreeMap<>(Map.of(READ, new MethodState("CUSTOM", "new", false))),
                    new TreeMap<>(),
                    new TreeMap<>(),
                    List.of(),
                    new TreeSet<>(Set.of("prod")),
                    true,
                    "",
                    "",
                    new WantedAuthorizers(
                            List.of(),
                            new TreeMap<>(Map.of(
                                    READ, new WantedAuthorizers.Use("n1", new TreeSet<>(), Set.of("ours"), false))),
                            new TreeSet<>()));

            var plan = ProtectionPlan.of(wanted, state);

            assertThat(plan.steps())
                    .as(before)
                    .hasSize(before.equals("ours") ? 1 : 0)
                    .allMatch(ProtectionStep.MoveStage.class::isInstance);
            assertThat(plan.pending().isEmpty()).as(before).isEqualTo(!before.equals("theirs"));
            assertThat(plan.unread().isEmpty()).as(before).isEqualTo(!before.isEmpty());
        }
    }

    @Test
    void aMethodThatOthersMovedIsNotOpenedAgain() {
        var state = served(Map.of(READ, new MethodState("CUSTOM", "theirs", false)), List.of());
        var wanted = new Wanted(
                new TreeMap<>(),
                new TreeMap<>(Map.of(READ, new Wanted.Reopening(IAM, OPEN))),
                new TreeMap<>(),
                List.of(),
                new TreeSet<>(Set.of("prod")),
                true,
                "");

        assertThat(ProtectionPlan.of(wanted, state).steps()).isEmpty();
    }

    @Test
    void anAllowOfOursBesideWhatOthersWroteIsAnOpening() {
        var theirs = statement("theirs", Effect.ALLOW);
        var state = served(Map.of(READ, OPEN, HEALTH, OPEN), List.of(theirs));
        var wanted = wanted(
                Map.of(), withAllow(fence("203.0.113.0/24"), new TreeMap<>(Map.of(READ, OPEN, HEALTH, OPEN))), true);

        var made = run(state, ProtectionPlan.of(wanted, state).steps());

        assertThat(ProtectionPlan.of(wanted, made).pending().get("prod"))
                .singleElement()
                .asString()
                .contains("an Allow beside what others wrote");
    }
}
