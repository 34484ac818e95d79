// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ShownStage;
import dev.apiaccess.protect.ApiState.Configuration;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Declared.RuleWish;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/** Of Standing with ProtectionPlan, look by look, as an object is carried out: what is noted of it is noted here as its status notes it. */
class StandingTest {

    private static final List<String> METHODS =
            List.of("GET /orders", "POST /orders", "GET /health", "GET /items/{id}");
    private static final int MOST_LOOKS = 12;

    /** What happened to an object so far. */
    private static final class Run {
        private ExistingApi api;
        private Gates gates = Gates.OPEN;
        private final List<ExistingApi> seen = new ArrayList<>();
        private final Set<MethodKey> opened = new HashSet<>();
        private final Set<MethodKey> switched = new HashSet<>();

        Run(ExistingApi api) {
            this.api = api;
            seen.add(api);
            // Also where others did it and nobody published it: policies of callers decide there, past a silent
            // document.
            api.methods().forEach((method, one) -> {
                if (one.authorization().equals("AWS_IAM")) {
                    switched.add(method);
                }
            });
        }

        /** Looks and acts until nothing is left to do; others act in between. */
        void until(Declared declared, Runnable others) {
            for (var look = 0; look < MOST_LOOKS; look++) {
                var standing = Standing.of(declared, api, gates);
                opened.addAll(reopenable(declared));
                standing.wanted().closed().forEach((method, to) -> {
                    if (to.authorization().equals("AWS_IAM")) {
                        switched.add(method);
                    }
                });
                note(standing);
                var steps =
                        ProtectionPlan.of(standing.wanted(), FakeApi.state(api)).steps();
                if (steps.isEmpty()) {
                    return;
                }
                for (var step : steps) {
                    api = FakeApi.after(api, step);
                    note(step);
                    seen.add(api);
                }
                others.run();
            }
            throw new AssertionError("it does not end: " + declared + " on " + seen.getFirst());
        }

        /** What a rule opens again: of all that it closed itself. */
        private Set<MethodKey> reopenable(Declared declared) {
            var some = new TreeSet<>(gates.closed());
            some.removeIf(method -> declared.rules().stream()
                    .noneMatch(wish -> wish.reopen().isPresent()
                            && wish.authorization() == Authorization.NONE
                            && wish.rule().verbs().contains(method.verb())
                            && wish.rule().paths().getFirst().text().equals(method.path())));
            return some;
        }

        /** Whether a call is declared: of a method that is open on purpose, or of somebody whom policies let call signed methods. */
        boolean isDeclared(LetIn.Call call) {
            return opened.contains(call.method())
                    || (switched.contains(call.method()) && call.who().equals("declared"));
        }

        private void note(Standing standing) {
            var confirmed = new HashMap<>(gates.confirmed());
            standing.confirmations().forEach((rule, one) -> {
                if (one.isGiven()) {
                    confirmed.put(rule, one.digest());
                }
            });
            var emptyBefore = standing.wanted().statements().isEmpty()
                    ? gates.emptyBefore()
                    : Optional.of(standing.isEmptyBefore());
            gates = new Gates(
                    gates.unsettledPolicies(),
                    gates.stagesWithKeys(),
                    confirmed,
                    gates.confirms(),
                    gates.closed(),
                    gates.settings(),
                    emptyBefore,
                    "");
        }

        private void note(ProtectionStep step) {
            var closed = new TreeSet<>(gates.closed());
            if (step instanceof ProtectionStep.CloseMethod close
                    && !close.from().authorization().equals(close.to().authorization())) {
                closed.add(close.method());
            }
            gates = new Gates(
                    gates.unsettledPolicies(),
                    Set.of("prod"),
                    gates.confirmed(),
                    gates.confirms(),
                    closed,
                    gates.settings(),
                    gates.emptyBefore(),
                    "");
        }
    }

    @Test
    void aSwitchAndAFenceAreInForceAfterTwoLooksAndThenNothingIsLeft() {
        var run = new Run(FakeApi.serving("GET /orders NONE", "GET /health NONE"));
        var declared = Wishes.both(
                List.of(Wishes.rule("health", Authorization.NONE, "GET /health"), Wishes.signed()),
                List.of(Wishes.office()));

        run.until(declared, () -> {});

        var end = Standing.of(declared, run.api, run.gates);
        assertThat(end.methods().values())
                .extracting(Standing.MethodStanding::phase)
                .containsOnly(Standing.Phase.IN_FORCE);
        assertThat(end.notes()).isEmpty();
        var served = LetIn.calls(served(run.api));
        assertThat(served)
                .contains(new LetIn.Call(FakeApi.key("GET /health"), "anonymous", LetIn.OFFICE, false))
                .contains(new LetIn.Call(FakeApi.key("GET /orders"), "declared", LetIn.OFFICE, false))
                .noneMatch(call -> call.from().equals(LetIn.ELSEWHERE))
                .noneMatch(call -> call.method().equals(FakeApi.key("GET /orders"))
                        && !call.who().equals("declared"));
    }

    @Test
    void aStageWithACanaryIsNotMoved() {
        var run = new Run(FakeApi.serving("GET /orders NONE"));
        var stage = Objects.requireNonNull(run.api.stages().get("prod"));
        run.api = run.api.withStage(
                "prod",
                new ShownStage(
                        stage.deploymentId(), Optional.of("d0"), stage.webAcl(), stage.accessLog(), stage.settings()));

        run.until(Wishes.rules(Wishes.signed()), () -> {});

        assertThat(served(run.api).methods()).containsEntry(FakeApi.key("GET /orders"), MethodState.of("NONE", false));
        assertThat(Standing.of(Wishes.rules(Wishes.signed()), run.api, run.gates)
                        .notes())
                .extracting(Standing.Note::say)
                .containsExactly(Standing.Say.CANARY_SERVES);
    }

    @Test
    void whatOthersOpenedIsClosedAgainAndWhatIsReopenedActsOnce() {
        var run = new Run(FakeApi.serving("GET /orders NONE"));
        var declared = Wishes.rules(Wishes.signed());
        run.until(declared, () -> {});
        run.api = FakeApi.deployed(FakeApi.with(run.api, "GET /orders NONE"), "prod", "theirs");

        run.until(declared, () -> {});

        assertThat(served(run.api).methods())
                .containsEntry(FakeApi.key("GET /orders"), MethodState.of("AWS_IAM", false));
        var reopen = Wishes.rules(Wishes.reopened(Wishes.rule("rest", Authorization.NONE, "GET /orders")));
        run.until(reopen, () -> {});
        assertThat(served(run.api).methods()).containsEntry(FakeApi.key("GET /orders"), MethodState.of("NONE", false));
        // Its note is gone with the opening: others close it again, and it stays so.
        run.gates = Gates.OPEN;
        run.api = FakeApi.deployed(FakeApi.with(run.api, "GET /orders AWS_IAM"), "prod", "again");
        run.until(reopen, () -> {});
        assertThat(served(run.api).methods())
                .containsEntry(FakeApi.key("GET /orders"), MethodState.of("AWS_IAM", false));
    }

    /**
     * Two declarations one after the other, with others who edit in between: at no moment does a stage let in whom the API did not let in
     * without any fence of ours, nor would it if somebody deployed what we made, but for what is declared; and it refuses nobody on the way who
     * gets in before and after.
     */
    @Property(tries = 500)
    void nothingIsOpenedThatIsNotDeclared(@ForAll long seed) {
        var random = new Random(seed);
        var start = start(random);
        var run = new Run(start);
        var hasOthers = random.nextInt(3) == 0;
        var first = declared(random);
        var second = declared(random);

        run.until(first, () -> {
            if (hasOthers && random.nextInt(3) == 0) {
                run.api = FakeApi.with(run.api, METHODS.get(random.nextInt(METHODS.size())) + " NONE");
            }
        });
        var half = run.seen.size();
        run.until(second, () -> {});

        if (!hasOthers) {
            keepsWhoIsLetInByBothEnds(run.seen.subList(0, half));
            keepsWhoIsLetInByBothEnds(run.seen.subList(half - 1, run.seen.size()));
        }
        var before = withoutFences(served(start));
        var wouldBefore = withoutFences(FakeApi.state(start).present());
        for (var between : run.seen) {
            var context = first + " then " + second + " on " + start + " at " + between;
            assertThat(LetIn.calls(served(between)))
                    .as(context)
                    .allMatch(call -> before.contains(call) || run.isDeclared(call));
            if (!hasOthers) {
                assertThat(LetIn.calls(FakeApi.state(between).present()))
                        .as(context)
                        .allMatch(call -> before.contains(call) || wouldBefore.contains(call) || run.isDeclared(call));
            }
        }
    }

    private static void keepsWhoIsLetInByBothEnds(List<ExistingApi> states) {
        var both = LetIn.calls(served(states.getFirst()));
        both.retainAll(LetIn.calls(served(states.getLast())));
        for (var between : states) {
            assertThat(LetIn.calls(served(between)))
                    .as("%s to %s at %s", states.getFirst(), states.getLast(), between)
                    .containsAll(both);
        }
    }

    private static Set<LetIn.Call> withoutFences(Configuration configuration) {
        return LetIn.calls(configuration.methods(), configuration.foreign());
    }

    private static Configuration served(ExistingApi api) {
        var state = FakeApi.state(api);
        return Objects.requireNonNull(state.deployments().get(state.stages().get("prod")));
    }

    private static ExistingApi start(Random random) {
        var methods = METHODS.stream()
                .map(method -> method + " "
                        + List.of("NONE", "NONE", "AWS_IAM", "CUSTOM").get(random.nextInt(4))
                        + (random.nextInt(4) == 0 ? " key" : ""))
                .toArray(String[]::new);
        var policy = switch (random.nextInt(5)) {
            case 0 -> Optional.of(ForeignDocuments.policy(ForeignDocuments.allow("*", "execute-api:/*")));
            case 1 -> Optional.of(ForeignDocuments.policy(ForeignDocuments.allow("*", "execute-api:/prod/GET/health")));
            default -> Optional.<String>empty();
        };
        var api = FakeApi.deployed(FakeApi.withPolicy(FakeApi.unpublished(methods), policy), "prod", "d0");
        return random.nextInt(4) == 0
                ? FakeApi.with(
                        api,
                        METHODS.get(random.nextInt(METHODS.size())) + (random.nextBoolean() ? " NONE" : " AWS_IAM"))
                : api;
    }

    private static Declared declared(Random random) {
        var rules = new ArrayList<RuleWish>();
        for (var method : METHODS) {
            var name = "r" + rules.size();
            switch (random.nextInt(6)) {
                case 0, 1 -> rules.add(Wishes.rule(name, Authorization.AWS_IAM, method));
                case 2 -> rules.add(Wishes.withKey(Wishes.rule(name, Authorization.ANY, method)));
                case 3 -> rules.add(Wishes.rule(name, Authorization.NONE, method));
                case 4 -> rules.add(Wishes.reopened(Wishes.rule(name, Authorization.NONE, method)));
                default -> {}
            }
        }
        var fences = new ArrayList<Fence>();
        if (random.nextBoolean()) {
            fences.add(Wishes.office());
        }
        if (random.nextInt(3) == 0) {
            fences.add(Wishes.fence("abuse", Fence.Side.NOT_FROM, Sources.ofAddresses("198.51.100.0/28")));
        }
        return Wishes.both(rules, fences);
    }
}
