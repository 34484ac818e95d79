// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.iam.ActionSet;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.Condition;
import dev.apiaccess.iam.Decision;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.Evaluator;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.PathTemplate;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

/**
 * Rollbacks between deployments that have fences of ours, held against the engine: it decides each of many calls by both documents, as API
 * Gateway joins them with what a method asks for.
 */
class RollbackOfFencesTest {

    private static final String OTHER_ACCOUNT = "444455556666";
    private static final MethodKey ITEMS = new MethodKey("/items", "GET");
    private static final MethodKey ONE = new MethodKey("/items/{id}", "GET");
    private static final MethodKey HOOKS = new MethodKey("/hooks", "POST");
    private static final MethodKey REST = new MethodKey("/{x+}", "ANY");
    private static final List<MethodKey> METHODS = List.of(ITEMS, ONE, HOOKS, REST);
    /** Where no resource lacks a verb, of whose calls AWS does not say where they come to. */
    private static final List<MethodKey> ANY =
            METHODS.stream().map(one -> new MethodKey(one.path(), "ANY")).toList();

    private static final List<String> RANGES = List.of("203.0.113.0/24", "203.0.113.0/26", "198.51.100.0/24");
    private static final List<String> ADDRESSES = List.of("203.0.113.7", "203.0.113.99", "198.51.100.9", "192.0.2.1");
    private static final List<String> PATHS = List.of(
            "/items",
            "/items/",
            "/items/7",
            "/items/7/",
            "/items/7/deep",
            "/hooks",
            "/hooks/",
            "/other",
            "/other/deep");
    private static final ApiFace REGIONAL = new ApiFace(ApiFace.Endpoint.REGIONAL, false);

    /**
     * A call.
     *
     * @param who {@code anonymous}, {@code declared} (signs, and its own policies allow it), {@code other} (signs), {@code token} (an
     *     authorizer allows it)
     */
    private record Call(String verb, String path, String who, String account, String from) {}

    private static final List<Call> CALLS = calls();

    private static List<Call> calls() {
        // Fences leave out OPTIONS, which browsers ask before.
        return Stream.of("GET", "POST", "OPTIONS")
                .flatMap(verb -> PATHS.stream()
                        .flatMap(path -> ADDRESSES.stream()
                                .flatMap(from -> Stream.concat(
                                        Stream.of("anonymous", "token")
                                                .map(who -> new Call(verb, path, who, FakeApi.ACCOUNT, from)),
                                        Stream.of("declared", "other")
                                                .flatMap(who -> Stream.of(FakeApi.ACCOUNT, OTHER_ACCOUNT)
                                                        .map(account -> new Call(verb, path, who, account, from)))))))
                .toList();
    }

    /** The demo: a method was opened on purpose behind a fence, and the stage goes back to where callers had to sign. */
    @Test
    void aMethodThatOurAllowLeavesOpenGoesBackToOneWhoseCallersSign() {
        var fence = fence(Fence.Side.NOT_FROM, List.of(), Sources.ofAddresses("198.51.100.0/24"));
        var ours = ours(List.of(fence), Map.of(ITEMS, "NONE", HOOKS, "NONE"));

        var rollback = rollback(
                configuration(Map.of(ITEMS, "AWS_IAM", HOOKS, "NONE"), List.of(), ours),
                configuration(Map.of(ITEMS, "NONE", HOOKS, "NONE"), List.of(), ours));

        assertThat(rollback.refusals()).isEmpty();
    }

    @Test
    void whereTheFenceAsksWhoCallsASignedCallMayPassItWhereAnUnsignedOneDidNot() {
        var fence =
                fence(Fence.Side.ONLY_FROM, List.of(), sources(List.of("203.0.113.0/24"), List.of(FakeApi.ACCOUNT)));
        var ours = ours(List.of(fence), Map.of(ITEMS, "NONE"));

        var rollback = rollback(
                configuration(Map.of(ITEMS, "AWS_IAM"), List.of(), ours),
                configuration(Map.of(ITEMS, "NONE"), List.of(), ours));

        assertThat(rollback.refusals()).singleElement().asString().contains("GET /items: under AWS_IAM");
    }

    @Test
    void anAllowThatNamesAnotherMethodOrAnotherApiLeavesTheSilenceOfTheDocument() {
        var fence = fence(Fence.Side.NOT_FROM, List.of(), Sources.ofAddresses("198.51.100.0/24"));
        var others = ours(List.of(fence), Map.of(ITEMS, "AWS_IAM", HOOKS, "NONE"));
        var foreign =
                statement(Effect.ALLOW, "arn:aws:execute-api:eu-west-1:" + FakeApi.ACCOUNT + ":other0/*", List.of());

        for (var silent : List.of(
                configuration(Map.of(ITEMS, "NONE", HOOKS, "NONE"), List.of(), others),
                configuration(Map.of(ITEMS, "NONE", HOOKS, "NONE"), List.of(foreign), others))) {
            var before = configuration(Map.of(ITEMS, "AWS_IAM", HOOKS, "NONE"), silent.foreign(), others);
            assertThat(rollback(before, silent).isRefused()).as("%s", silent).isTrue();
        }
    }

    /** On a private API the Allow of a fence is for its networks alone, and so are those whom its Deny spares. */
    @Test
    void thePairOfAPrivateApiLetsNobodyInWhomItKeptOut() {
        var fence = fence(
                Fence.Side.ONLY_FROM,
                List.of(),
                new Sources(
                        new TreeSet<>(),
                        new TreeSet<>(Set.of("vpce-0123456789abcdef0")),
                        new TreeSet<>(Set.of("vpc-0123456789abcdef0")),
                        new TreeSet<>(),
                        new TreeSet<>(),
                        new TreeSet<>()));
        var face = new ApiFace(ApiFace.Endpoint.PRIVATE, true);
        var ours = Stream.concat(
                        FenceStatements.deny(fence, face, FakeApi.PROD, String::valueOf).stream(),
                        FenceStatements.allowNetworks(fence, FakeApi.PROD, String::valueOf).stream())
                .map(one -> FenceSids.named(one, FakeApi.MARK, fence.name()))
                .toList();

        var rollback = rollback(
                configuration(Map.of(ITEMS, "AWS_IAM"), List.of(), ours),
                configuration(Map.of(ITEMS, "NONE"), List.of(), ours));

        assertThat(rollback.refusals()).isEmpty();
    }

    @Test
    void aFenceThatIsNarrowerThereOpensNothing() {
        var wide = fence(Fence.Side.ONLY_FROM, List.of(), Sources.ofAddresses("203.0.113.0/24"));
        var narrow = fence(Fence.Side.ONLY_FROM, List.of(), Sources.ofAddresses("203.0.113.0/26"));
        var open = Map.of(ITEMS, "NONE");

        assertThat(rollback(
                                configuration(open, List.of(), ours(List.of(narrow), open)),
                                configuration(open, List.of(), ours(List.of(wide), open)))
                        .refusals())
                .isEmpty();
        assertThat(rollback(
                                configuration(open, List.of(), ours(List.of(wide), open)),
                                configuration(open, List.of(), ours(List.of(narrow), open)))
                        .refusals())
                .singleElement()
                .asString()
                .contains("a Deny would go");
    }

    @Property(tries = 1500)
    void noCallGetsInThatTheStageRefuses(@ForAll long seed) {
        var random = new Random(seed);
        var served = random(random, METHODS, true);
        var coming = random.nextInt(3) == 0 ? changed(served, random) : random(random, METHODS, true);

        if (rollback(coming, served).refusals().isEmpty()) {
            assertThat(widening(served, coming)).as("%s%n%s", served, coming).isEmpty();
        }
    }

    /** Between documents of fences alone, where no method asks for less. */
    @Property(tries = 1500)
    void whatIsRefusedWouldLetACallIn(@ForAll long seed) {
        var random = new Random(seed);
        var served = random(random, ANY, false);
        var coming = random.nextInt(3) == 0 ? changed(served, random) : random(random, ANY, false);

        if (Openings.between(served.methods(), coming.methods()).isEmpty()
                && !served.document().isEmpty()
                && !rollback(coming, served).refusals().isEmpty()) {
            assertThat(widening(served, coming)).as("%s%n%s", served, coming).isPresent();
        }
    }

    private static Rollback rollback(Configuration to, Configuration served) {
        var state = new ApiState(
                        served,
                        new TreeMap<>(Map.of("d1", to, "d2", served)),
                        new TreeMap<>(Map.of("prod", "d2")),
                        "d2")
                .offering(List.of("d2", "d1"));
        var wanted = new Wanted(
                new TreeMap<>(),
                new TreeMap<>(),
                new TreeMap<>(),
                List.of(),
                new TreeSet<>(List.of("prod")),
                true,
                "",
                "",
                "d1");
        return Rollback.of(wanted, state);
    }

    private static Configuration configuration(
            Map<MethodKey, String> methods, List<Statement> foreign, List<Statement> ours) {
        SortedMap<MethodKey, MethodState> all = new TreeMap<>();
        methods.forEach((key, authorization) ->
                all.put(key, new MethodState(authorization, authorization.equals("CUSTOM") ? "a1" : "", false)));
        return new Configuration(all, foreign, ours);
    }

    private static Fence fence(Fence.Side side, List<PathTemplate> paths, Sources sources) {
        return new Fence("f", Set.of(), paths, side, sources);
    }

    private static Sources sources(List<String> ranges, List<String> accounts) {
        return new Sources(
                new TreeSet<>(ranges),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(),
                new TreeSet<>(accounts),
                new TreeSet<>());
    }

    /** Fences with the Allow beside them, for methods as they were when it was written. */
    private static List<Statement> ours(List<Fence> fences, Map<MethodKey, String> then) {
        var all = new ArrayList<Statement>();
        for (var fence : fences) {
            FenceStatements.deny(fence, REGIONAL, FakeApi.PROD, String::valueOf)
                    .forEach(one -> all.add(FenceSids.named(one, FakeApi.MARK, fence.name())));
        }
        var methods = then.entrySet().stream()
                .map(one -> new ApiMethod(one.getKey(), one.getValue()))
                .toList();
        if (!all.isEmpty()
                && AllowBeside.of(FakeApi.PROD, new TreeMap<>(Map.of("prod", methods)), "")
                        instanceof AllowBeside.Needed(var statement)) {
            all.add(FenceSids.named(statement, FakeApi.MARK, FenceSids.BESIDE));
        }
        return all;
    }

    private static Statement statement(Effect effect, String resource, List<Condition> conditions) {
        return new Statement(
                null,
                effect,
                PrincipalSet.everyone(),
                ActionSet.of(ExecuteApi.INVOKE),
                ResourceSet.of(resource),
                conditions);
    }

    private static Map<MethodKey, String> types(List<MethodKey> methods, Random random) {
        var types = new HashMap<MethodKey, String>();
        methods.forEach(key ->
                types.put(key, List.of("NONE", "NONE", "AWS_IAM", "CUSTOM").get(random.nextInt(4))));
        return types;
    }

    private static Configuration random(Random random, List<MethodKey> methods, boolean hasForeign) {
        var fences = new ArrayList<Fence>();
        for (var number = random.nextInt(3); number > 0; number--) {
            var ranges = random.nextInt(4) == 0 ? List.<String>of() : List.of(one(RANGES, random));
            fences.add(new Fence(
                    "f" + number,
                    random.nextInt(3) == 0 ? Set.of("POST") : Set.of(),
                    random.nextInt(3) == 0
                            ? List.of(new PathTemplate(one(METHODS, random).path()))
                            : List.of(),
                    random.nextBoolean() ? Fence.Side.ONLY_FROM : Fence.Side.NOT_FROM,
                    sources(
                            ranges,
                            ranges.isEmpty() || random.nextInt(4) == 0 ? List.of(FakeApi.ACCOUNT) : List.of())));
        }
        var foreign = new ArrayList<Statement>();
        if (hasForeign && random.nextInt(2) == 0) {
            foreign.add(statement(
                    random.nextBoolean() ? Effect.ALLOW : Effect.DENY,
                    one(
                            List.of(FakeApi.ARN + "*", FakeApi.ARN + "prod/GET/*", FakeApi.ARN + "*/GET/items", "*"),
                            random),
                    one(
                            List.of(
                                    List.of(),
                                    List.of(Condition.of("IpAddress", "aws:SourceIp", "203.0.113.0/24")),
                                    List.of(Condition.of("NotIpAddress", "aws:SourceIp", "203.0.113.0/24")),
                                    List.of(Condition.of("StringEquals", "aws:PrincipalAccount", FakeApi.ACCOUNT)),
                                    List.of(Condition.of("Null", "aws:PrincipalArn", "true"))),
                            random)));
        }
        return configuration(types(methods, random), foreign, ours(fences, types(methods, random)));
    }

    /** The same with some methods closed or opened: most rollbacks are between deployments that are much alike. */
    private static Configuration changed(Configuration served, Random random) {
        var types = new HashMap<MethodKey, String>();
        served.methods()
                .forEach((key, now) -> types.put(
                        key,
                        random.nextInt(3) == 0
                                ? one(List.of("NONE", "AWS_IAM", "CUSTOM"), random)
                                : now.authorization()));
        return configuration(types, served.foreign(), served.ours());
    }

    private static <T> T one(List<T> some, Random random) {
        return some.get(random.nextInt(some.size()));
    }

    private static Optional<Call> widening(Configuration served, Configuration coming) {
        return CALLS.stream()
                .filter(call -> isLetIn(coming, call) && !isLetIn(served, call))
                .findFirst();
    }

    private static boolean isLetIn(Configuration configuration, Call call) {
        var path =
                call.path().endsWith("/") ? call.path().substring(0, call.path().length() - 1) : call.path();
        var asks = SmallWorld.routed(
                        new SmallWorld.Call(call.verb(), path),
                        configuration.methods().keySet())
                .map(key -> configuration.methods().get(key));
        return asks.isPresent() && isLetIn(configuration.document(), asks.get().authorization(), call);
    }

    private static boolean isLetIn(List<Statement> document, String authorization, Call call) {
        var isSigned = call.who().equals("declared") || call.who().equals("other");
        var signs = authorization.equals("AWS_IAM");
        if (signs && !isSigned) {
            return false;
        }
        var passesItself = switch (authorization) {
            case "AWS_IAM" -> call.who().equals("declared");
            case "CUSTOM" -> call.who().equals("token");
            default -> true;
        };
        if (document.isEmpty()) {
            return passesItself;
        }
        var outcome = outcome(document, call, signs);
        return outcome == Decision.Outcome.ALLOWED
                || (outcome != Decision.Outcome.EXPLICIT_DENY && passesItself && !authorization.equals("NONE"));
    }

    private static Decision.Outcome outcome(List<Statement> document, Call call, boolean isSigned) {
        var user = "user/" + call.who();
        var context = new HashMap<>(Map.of("aws:SourceIp", List.of(call.from())));
        if (isSigned) {
            context.put("aws:PrincipalArn", List.of("arn:aws:iam::" + call.account() + ":" + user));
            context.put("aws:PrincipalAccount", List.of(call.account()));
        }
        return Evaluator.evaluate(
                        new Request(
                                ExecuteApi.INVOKE,
                                ExecuteApi.requestArn(
                                        "aws",
                                        "eu-west-1",
                                        FakeApi.ACCOUNT,
                                        "a1b2c3",
                                        "prod",
                                        call.verb(),
                                        call.path()),
                                isSigned
                                        ? new Principal.User(new Arn("aws", "iam", "", call.account(), user))
                                        : new Principal.Anonymous(),
                                context),
                        Policies.none()
                                .withResource(Attached.of("document", PolicyDocument.of(document)))
                                .withRule(Policies.ResourceRule.RESOURCE_MUST_ALLOW))
                .outcome();
    }
}
