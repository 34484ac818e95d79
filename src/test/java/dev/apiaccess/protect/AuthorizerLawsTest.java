// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.PathTemplate;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingAuthorizer;
import dev.apiaccess.model.ExistingAuthorizer.Trial;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.ApiState.Configuration;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Declared.AuthorizerUse;
import dev.apiaccess.protect.Declared.RuleWish;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** What holds of authorizers in every look, from random manifests that are edited once, with a deployment by somebody else after each step. */
class AuthorizerLawsTest {

    private static final int MOST = 60;
    private static final List<String> METHODS = List.of("GET /orders", "POST /orders", "GET /health");
    private static final Authorizer THEIRS =
            AuthorizerStandingsTest.lambda("theirs").named("theirs");

    /** A call that somebody makes: anybody, who signs and is declared, or who bears what an authorizer takes. */
    private record Call(MethodKey method, String who, boolean hasKey) {}

    private static Set<Call> letIn(Configuration configuration) {
        var in = new HashSet<Call>();
        var takers = new TreeSet<String>();
        for (var function : List.of("theirs", "one", "other")) {
            var digest = AuthorizerStandingsTest.lambda(function).digest();
            takers.add(digest);
        }
        configuration.methods().forEach((key, asks) -> {
            for (var hasKey : List.of(true, false)) {
                if (hasKey || !asks.keyRequired()) {
                    if (asks.isOpen()) {
                        in.add(new Call(key, "anybody", hasKey));
                        takers.forEach(taker -> in.add(new Call(key, taker, hasKey)));
                    }
                    if (asks.isOpen() || asks.authorization().equals("AWS_IAM")) {
                        in.add(new Call(key, "declared", hasKey));
                    }
                    if (asks.hasAuthorizer()) {
                        in.add(new Call(key, asks.authorizer(), hasKey));
                    }
                }
            }
        });
        return in;
    }

    @Property(tries = 500)
    void noStateBetweenLetsInWhomNeitherEndDoesNorRefusesWhomBothLetIn(@ForAll long seed) {
        var random = new Random(seed);
        var world = new World(start(random));
        for (var edit = 0; edit < 2; edit++) {
            var declared = declared(random);
            var states = new ArrayList<ApiState>();
            states.add(world.state());
            for (var count = 0; world.step(declared); count++) {
                assertThat(count).as("it ends: %s", declared).isLessThan(MOST);
                states.add(world.state());
            }
            var start = states.getFirst();
            var before = letIn(served(start));
            var wouldBefore = letIn(start.present());
            var end = letIn(world.state().present());
            var endServed = letIn(served(world.state()));
            var both = new HashSet<>(before);
            both.retainAll(wouldBefore);
            both.retainAll(end);
            both.retainAll(endServed);
            for (var between : states) {
                for (var isDeployed : List.of(false, true)) {
                    assertThat(letIn(isDeployed ? between.present() : served(between)))
                            .as("%s at %s", declared, between)
                            .allMatch(call -> before.contains(call)
                                    || (isDeployed && wouldBefore.contains(call))
                                    || end.contains(call)
                                    || endServed.contains(call))
                            .containsAll(both);
                }
            }
        }
        assertThat(world.api.authorizers()).as("what others made stays").containsKey("t1");
    }

    /** With a rule and an authorizer of one definition or another, or without. */
    private static Declared declared(Random random) {
        var authorizers = new TreeMap<String, Authorizer>();
        if (random.nextInt(4) > 0) {
            authorizers.put("tokens", AuthorizerStandingsTest.lambda(random.nextBoolean() ? "one" : "other"));
        }
        var rules = new ArrayList<RuleWish>();
        for (var method : METHODS) {
            var kind = random.nextInt(4);
            if (kind < 3) {
                var key = FakeApi.key(method);
                rules.add(new RuleWish(
                        new MethodRule("r" + rules.size(), Set.of(key.verb()), List.of(new PathTemplate(key.path()))),
                        kind == 0 ? Authorization.AWS_IAM : Authorization.AUTHORIZER,
                        random.nextInt(4) == 0,
                        true,
                        Optional.empty(),
                        kind == 0
                                ? AuthorizerUse.NONE
                                : new AuthorizerUse(random.nextInt(3) == 0 ? "theirs" : "tokens", new TreeSet<>()),
                        false));
            }
        }
        return new Declared(
                FakeApi.PROD, rules, List.of(), StageWish.NONE, random.nextInt(5) > 0, FakeApi.MARK, authorizers);
    }

    private static ExistingApi start(Random random) {
        var api = FakeApi.with(
                FakeApi.unpublished(METHODS.stream()
                        .map(method -> method
                                + (random.nextInt(3) == 0 ? " AWS_IAM" : " NONE")
                                + (random.nextInt(4) == 0 ? " key" : ""))
                        .toArray(String[]::new)),
                "t1",
                THEIRS);
        if (random.nextInt(3) == 0) {
            api = FakeApi.under(api, METHODS.get(random.nextInt(3)), "CUSTOM", "t1");
        }
        return FakeApi.deployed(api, "prod", "d0");
    }

    private static Configuration served(ApiState state) {
        return Objects.requireNonNull(
                state.deployments().get(Objects.requireNonNull(state.stages().get("prod"))));
    }

    /** An API with what was noted of it. */
    private static final class World {

        private ExistingApi api;
        private final Map<String, String> notes = new TreeMap<>();
        private final Set<MethodKey> closed = new TreeSet<>();

        World(ExistingApi api) {
            this.api = api;
        }

        ApiState state() {
            return FakeApi.state(api);
        }

        /** @return whether something was done */
        boolean step(Declared declared) {
            var standing = Standing.of(declared, api, gates());
            if (!notes.equals(standing.made())) {
                notes.clear();
                notes.putAll(standing.made());
                return true;
            }
            standing.wanted().authorizers().uses().values().forEach(use -> {
                var used = Objects.requireNonNull(api.authorizers().get(use.authorizerId()));
                assertThat(used.trial()).isInstanceOf(Trial.Answered.class);
                assertThat(use.authorizerId().equals("t1") || notes.containsKey(use.authorizerId()))
                        .as("it is noted before it is used")
                        .isTrue();
            });
            var steps = ProtectionPlan.of(standing.wanted(), state()).steps();
            if (steps.isEmpty()) {
                return gone(standing);
            }
            var step = steps.getFirst();
            if (step instanceof ProtectionStep.CloseMethod close
                    && close.from().isOpen()
                    && !close.to().isOpen()) {
                closed.add(close.method());
            }
            if (step instanceof ProtectionStep.CreateAuthorizer create) {
                var id = "m" + api.authorizers().size()
                        + create.made().definition().name().hashCode();
                api = FakeApi.with(api, new ExistingAuthorizer(id, create.made().definition(), new Trial.Answered()));
            } else {
                api = FakeApi.after(api, step);
            }
            return true;
        }

        private boolean gone(Standing standing) {
            var gone = standing.wanted().authorizers().gone();
            assertThat(api.methods().values()).noneMatch(method -> gone.contains(method.authorizerId()));
            var others = new TreeMap<>(api.authorizers());
            others.keySet().removeAll(gone);
            api = api.withAuthorizers(others);
            return !gone.isEmpty();
        }

        private Gates gates() {
            return new Gates(
                    Optional.empty(),
                    Set.of("prod"),
                    Map.of(),
                    Map.of(),
                    closed,
                    Map.of(),
                    Optional.empty(),
                    "",
                    notes);
        }
    }
}
