// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.plan;

import static dev.apiaccess.plan.RestApiSamples.HEALTH;
import static dev.apiaccess.plan.RestApiSamples.OPEN;
import static dev.apiaccess.plan.RestApiSamples.READ;
import static dev.apiaccess.plan.RestApiSamples.THEIRS;
import static dev.apiaccess.plan.RestApiSamples.WRITE;
import static dev.apiaccess.plan.RestApiSamples.document;
import static dev.apiaccess.plan.RestApiSamples.fence;
import static dev.apiaccess.plan.RestApiSamples.served;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyText;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.MethodSetting;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.ServedMethod;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.protect.MethodState;
import dev.apiaccess.protect.StageWish;
import dev.apiaccess.protect.Wanted;
import dev.apiaccess.protect.WantedAuthorizers;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds for every API and every wish: worked on as the executor does it, one change after the other. */
class RestApiLawsTest {

    private static final int MOST_STEPS = 40;
    private static final List<MethodKey> METHODS = List.of(READ, WRITE, HEALTH);

    /**
     * A run to its end.
     *
     * @param states what was there before each change, and at the end
     */
    private record Run(Desired.Api wanted, List<RestApiWitness> states, List<Change> made) {

        RestApiWitness start() {
            return states.getFirst();
        }

        RestApiWitness end() {
            return states.getLast();
        }
    }

    /** With a deployment by somebody else after each change, so that nobody gets in whom neither the start nor the end lets in. */
    @Property(tries = 400)
    void noStateBetweenIsMoreOpenThanBothEndsNorRefusesWhoIsLetInByBoth(@ForAll long seed) {
        var run = run(seed);
        var before = letIn(run.start().serves("prod"));
        var wouldBefore = letIn(run.start().configured());
        var end = letIn(run.end().configured());
        var served = letIn(run.end().serves("prod"));
        var within = letIn(new DeployedApi(
                run.end().configured().methods(), run.start().configured().policy()));
        var without = letIn(new DeployedApi(
                run.start().configured().methods(), run.end().configured().policy()));
        var both = new HashSet<>(before);
        both.retainAll(wouldBefore);
        both.retainAll(end);
        both.retainAll(served);
        for (var state : run.states()) {
            for (var isDeployed : List.of(false, true)) {
                var now = letIn((isDeployed ? state.deployedByOthers("prod") : state).serves("prod"));
                assertThat(now)
                        .as("%s", run)
                        .allMatch(call -> before.contains(call)
                                || (isDeployed && wouldBefore.contains(call))
                                || end.contains(call)
                                || served.contains(call)
                                || within.contains(call)
                                || without.contains(call))
                        .containsAll(both);
            }
        }
    }

    /** After a change AWS is believed to have what it has, and what a read finds is known before it is read. */
    @Property(tries = 400)
    void effectsAreWhatAwsHas(@ForAll long seed) {
        // run() compares after each change
        assertThat(run(seed).states()).isNotEmpty();
    }

    @Property(tries = 400)
    void atTheEndNothingIsWritten(@ForAll long seed) {
        var run = run(seed);

        assertThat(Planner.plan(run.wanted(), run.end().seen()).changes())
                .as("%s", run)
                .isEmpty();
    }

    @Property(tries = 400)
    void statementsOfOthersComeBackAsTheyWere(@ForAll long seed) {
        var run = run(seed);

        assertThat(foreign(run.end().api()))
                .as("%s", run)
                .isEqualTo(foreign(run.start().api()));
    }

    /** A change whose answer was lost is read: the rest of the plan leads to the same end. */
    @Property(tries = 200)
    void whatIsReadAnewAfterAnyChangeLeadsToTheSameEnd(@ForAll long seed) {
        var run = run(seed);
        for (var state : run.states()) {
            assertThat(end(run.wanted(), state).api().methods())
                    .isEqualTo(run.end().api().methods());
        }
    }

    private static List<String> foreign(ExistingApi api) {
        return api.listed()
                .policy()
                .map(text -> PolicyText.of(text).statements().stream()
                        .filter(one -> !one.contains("\"Sid\":\"aa"))
                        .toList())
                .orElse(List.of());
    }

    private static Set<RestApiWitness.Call> letIn(DeployedApi api) {
        return RestApiWitness.letIn(api);
    }

    private static RestApiWitness end(Desired.Api wanted, RestApiWitness start) {
        var now = start;
        for (var count = 0; count < MOST_STEPS; count++) {
            var changes = Planner.plan(wanted, now.seen()).changes();
            if (changes.isEmpty()) {
                return now;
            }
            now = now.call((RestApiChange) changes.getFirst()).after();
        }
        throw new AssertionError("does not end: " + wanted + " on " + start);
    }

    private static Run run(long seed) {
        var random = new Random(seed);
        var now = start(random);
        var wanted = new Desired.Api(RestApiSamples.UNIT, wanted(random, now.api()), stages(random));
        var states = new ArrayList<>(List.of(now));
        var made = new ArrayList<Change>();
        Observed believed = now.seen();
        while (true) {
            var changes = Planner.plan(wanted, believed).changes();
            if (changes.isEmpty()) {
                return new Run(wanted, states, made);
            }
            if (made.size() == MOST_STEPS) {
                throw new AssertionError("does not end: " + made);
            }
            var change = (RestApiChange) changes.getFirst();
            var reply = now.call(change);
            believed = Effects.after(believed, change, reply.answer());
            now = reply.after();
            made.add(change);
            states.add(now);
            assertThat(comparable(believed, now)).as("after %s", change).isEqualTo(comparable(now.seen(), now));
            assertThat(Effects.lost(states.get(states.size() - 2).seen(), change, reply.answer()))
                    .isEmpty();
        }
    }

    /** Deployments that nothing shows any more may still be known. */
    private static ExistingApi comparable(Observed observed, RestApiWitness witness) {
        var api = ((Observed.Api) observed).first().orElseThrow();
        var known = new TreeMap<>(api.deployments());
        known.keySet()
                .retainAll(witness.seen().first().orElseThrow().deployments().keySet());
        return api.withDeployments(known, api.made());
    }

    private static RestApiWitness start(Random random) {
        var methods = new TreeMap<MethodKey, MethodState>();
        METHODS.forEach(key -> methods.put(
                key,
                MethodState.of(List.of("NONE", "NONE", "AWS_IAM").get(random.nextInt(3)), random.nextInt(4) == 0)));
        var theirs = random.nextInt(3) == 0 ? document(THEIRS) : Optional.<String>empty();
        var ours = random.nextInt(3) == 0 ? List.of(fence(sid(random), range(random))) : List.<Statement>of();
        var policy = PolicyText.replace(theirs, _ -> false, theirs.isEmpty() && !ours.isEmpty() ? allowed(ours) : ours);
        var api = served(methods, policy);
        var settings = new TreeMap<MethodKey, MethodSetting>();
        if (random.nextBoolean()) {
            settings.put(
                    random.nextBoolean() ? ShownStage.EACH_METHOD : READ,
                    new MethodSetting(Optional.of(new Throttle(100, 5)), random.nextBoolean(), "ERROR", true));
        }
        var stage = Objects.requireNonNull(api.stages().get("prod"));
        var set = api.withStage("prod", stage.with(Optional.empty(), settings));
        // Somebody's edit that is not published.
        var edited = random.nextInt(4) == 0
                ? set.withMethod(
                        READ, RestApiSamples.configured(READ, random.nextBoolean() ? OPEN : RestApiSamples.IAM))
                : set;
        return new RestApiWitness(
                random.nextBoolean()
                        ? under(
                                RestApiSamples.with(
                                        RestApiSamples.with(edited, "a1", RestApiSamples.authorizer("one")),
                                        "a2",
                                        RestApiSamples.authorizer("two")),
                                random)
                        : edited,
                0);
    }

    /** A method is under the first authorizer, where it is served or only where it is configured. */
    private static ExistingApi under(ExistingApi api, Random random) {
        var now = Objects.requireNonNull(api.methods().get(WRITE));
        var configured = api.withMethod(WRITE, now.withAuthorizer("CUSTOM", "a1", new TreeSet<>()));
        if (random.nextInt(4) == 0) {
            return configured;
        }
        var served = Objects.requireNonNull(api.deployments().get("d0"));
        var methods = new TreeMap<>(served.methods());
        methods.put(WRITE, new ServedMethod("CUSTOM", now.keyRequired()));
        return configured.withDeployments(
                new TreeMap<>(Map.of(
                        "d0",
                        new DeployedApi(
                                methods,
                                served.policy(),
                                random.nextInt(4) == 0
                                        ? Map.of()
                                        : Map.of(
                                                WRITE,
                                                new DeployedAuthorizer(
                                                        RestApiSamples.authorizer("one"), new TreeSet<>()))))),
                api.made());
    }

    /** An Allow beside a Deny: without one nobody would get in. */
    private static List<Statement> allowed(List<Statement> denies) {
        var all = new ArrayList<>(denies);
        var deny = denies.getFirst();
        all.add(new Statement(
                "aa0123456789abcdf0123456789ab",
                Effect.ALLOW,
                deny.principals(),
                deny.actions(),
                deny.resources(),
                List.of(dev.apiaccess.iam.Condition.of("Null", "aws:PrincipalArn", "true"))));
        return all;
    }

    private static String range(Random random) {
        return random.nextBoolean() ? "203.0.113.0/24" : "203.0.113.0/25";
    }

    private static String sid(Random random) {
        return "aa0123456789abcde0123456789a" + random.nextInt(3);
    }

    private static StageWish stages(Random random) {
        var methods = new TreeMap<MethodKey, Throttle>();
        if (random.nextBoolean()) {
            methods.put(WRITE, new Throttle(50, 80));
        }
        return new StageWish(
                random.nextBoolean() ? Optional.of(new Throttle(500, 800)) : Optional.empty(),
                methods,
                random.nextBoolean() ? Optional.of(random.nextBoolean()) : Optional.empty(),
                random.nextBoolean() ? Optional.of("OFF") : Optional.empty(),
                random.nextBoolean()
                        ? Optional.of(new ShownStage.AccessLog("arn:log", "$context.requestId"))
                        : Optional.empty(),
                withdrawn(random));
    }

    private static SortedMap<String, SortedSet<MethodKey>> withdrawn(Random random) {
        var withdrawn = new TreeSet<MethodKey>();
        if (random.nextBoolean()) {
            withdrawn.addAll(Set.of(ShownStage.EACH_METHOD, READ));
        }
        if (random.nextBoolean()) {
            withdrawn.add(StageWish.ACCESS_LOG);
        }
        return new TreeMap<>(Map.of("prod", withdrawn));
    }

    private static Wanted wanted(Random random, ExistingApi api) {
        var closed = new TreeMap<MethodKey, MethodState>();
        var reopened = new TreeMap<MethodKey, Wanted.Reopening>();
        var uses = new TreeMap<MethodKey, WantedAuthorizers.Use>();
        var hasAuthorizers = !api.authorizers().isEmpty();
        var second = RestApiSamples.authorizer("two");
        api.methods().forEach((key, now) -> {
            if (hasAuthorizers && random.nextBoolean()) {
                var scopes = new TreeSet<>(random.nextBoolean() ? Set.of("read", "write") : Set.of("read"));
                closed.put(
                        key,
                        new MethodState(
                                "CUSTOM",
                                second.digest() + " " + String.join(" ", scopes),
                                now.keyRequired() || random.nextBoolean()));
                uses.put(
                        key,
                        new WantedAuthorizers.Use(
                                "a2",
                                scopes,
                                Set.of(RestApiSamples.authorizer("one").digest()),
                                false));
            } else if (random.nextBoolean()) {
                closed.put(
                        key,
                        random.nextInt(3) == 0
                                ? new MethodState(
                                        now.authorization(),
                                        now.authorizerId().isEmpty()
                                                ? ""
                                                : RestApiSamples.authorizer("one")
                                                        .digest(),
                                        true)
                                : MethodState.of("AWS_IAM", now.keyRequired()));
            } else if (now.authorization().equals("AWS_IAM") && random.nextInt(3) == 0) {
                reopened.put(
                        key,
                        new Wanted.Reopening(MethodState.of(now.authorization(), now.keyRequired()), OPEN.withKey()));
            }
        });
        var isAlone = foreign(api).isEmpty();
        // No Allow is written over methods whose authorizer says nothing of most callers.
        var isFenced = random.nextBoolean() && (uses.isEmpty() || !isAlone);
        var fence = isFenced ? List.of(fence(sidFor(random), range(random))) : List.<Statement>of();
        return new Wanted(
                closed,
                reopened,
                new TreeMap<>(Map.of()),
                isAlone && !fence.isEmpty() ? allowed(fence) : fence,
                new TreeSet<>(Set.of("prod")),
                random.nextInt(4) > 0,
                "",
                "",
                new WantedAuthorizers(
                        random.nextInt(3) == 0
                                ? List.of(new WantedAuthorizers.Made(
                                        "third", RestApiSamples.authorizer("third"), List.of()))
                                : List.of(),
                        uses,
                        hasAuthorizers && random.nextBoolean() ? new TreeSet<>(Set.of("a1")) : new TreeSet<>()));
    }

    private static String sidFor(Random random) {
        return "aa0123456789abcde0123456789a" + (3 + random.nextInt(2));
    }
}
