// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.desired.Desired;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.Alarm;
import dev.apiaccess.model.ApiKey;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.ExistingAlarm;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Proof;
import dev.apiaccess.model.Quota;
import dev.apiaccess.model.Throttle;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.model.UsagePlan;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Units as they shall be and as they are found, of all kinds, from a vocabulary so small that the two often meet: nothing
 * there, as wanted, changed by hand in any of its fields, there twice, and wanted by nobody.
 */
public final class UnitArbitraries {

    /** One unit, what it shall be and what AWS holds. */
    public record Case(Desired desired, Observed observed) {}

    private static final String LIMIT = "gold";
    private static final String GRANT = "app";
    private static final String GUARD = "guard";
    private static final UnitKey CLAIM = new UnitKey.ClaimUnit(FakeAws.ACCOUNT);

    private UnitArbitraries() {}

    public static Arbitrary<Case> cases() {
        return Arbitraries.oneOf(policies(), plans(), keys(), alarms());
    }

    /** Policies of a principal, and claims on an account, which are attached to nobody. */
    public static Arbitrary<Case> policies() {
        Arbitrary<Desired.Policy> wanted = Combinators.combine(documents(), Arbitraries.of(0, 1, 1, 2))
                .as((document, kind) -> switch (kind) {
                    case 0 -> claim(document);
                    case 1 -> policy(document, Set.of(Samples.WEB));
                    default -> policy(document, Set.of());
                });
        return orAbsent(wanted.flatMap(desired -> foundPolicies(desired).map(found -> new Case(desired, found))));
    }

    public static Arbitrary<Case> plans() {
        Arbitrary<Desired.Plan> wanted = usagePlans(Arbitraries.just(name(LIMIT)), Arbitraries.just(mark(LIMIT)))
                .map(plan -> new Desired.Plan(
                        Samples.planUnit(LIMIT),
                        plan,
                        Samples.NAMING.tags(new OwnerRef("ApiRateLimit", Samples.NAMESPACE, LIMIT), "uid")));
        return orAbsent(wanted.flatMap(desired -> foundPlans(desired.plan()).map(found -> new Case(desired, found))));
    }

    public static Arbitrary<Case> keys() {
        Arbitrary<Desired.Key> wanted = apiKeys(
                        Arbitraries.of(1, 2, 11).map(revision -> keyName(revision)), Arbitraries.just(mark(GRANT)))
                .map(key -> Samples.key(
                        Samples.keyUnit(GRANT),
                        key,
                        Samples.value(key.name().substring(key.name().length() - 3)),
                        Samples.NAMING.tags(new OwnerRef("ApiKeyGrant", Samples.NAMESPACE, GRANT), "uid")));
        return orAbsent(
                wanted.flatMap(desired -> foundKeys(desired.newest().key()).map(found -> new Case(desired, found))));
    }

    /** Alarms of a protection: of two that are declared and two stages, beside those of others. */
    public static Arbitrary<Case> alarms() {
        var unit = new UnitKey.AlarmUnit(FakeAws.ACCOUNT, FakeAws.REGION, Samples.NAMESPACE, GUARD);
        Arbitrary<List<Alarm>> some = alarm().list().uniqueElements(Alarm::name).ofMaxSize(4);
        Arbitrary<Desired.Alarms> wanted =
                some.map(all -> new Desired.Alarms(unit, all, Samples.NAMING.tags(unit.owner(), "uid")));
        return orAbsent(Combinators.combine(wanted, some, some, Arbitraries.of(true, false))
                .as((desired, found, others, same) -> {
                    var ours = same ? desired.alarms() : found;
                    var names = ours.stream().map(Alarm::name).collect(Collectors.toSet());
                    return new Case(
                            desired,
                            new Observed.Alarms(
                                    ours.stream()
                                            .map(one -> existing(one, desired.tags(), Proof.OWN))
                                            .toList(),
                                    others.stream()
                                            .filter(one -> !names.contains(one.name()))
                                            .map(one -> existing(one, Map.of(), Proof.NONE))
                                            .toList()));
                }));
    }

    private static ExistingAlarm existing(Alarm alarm, Map<String, String> tags, Proof proof) {
        return new ExistingAlarm(alarm, "arn:" + alarm.name(), "then", tags, proof);
    }

    private static Arbitrary<Alarm> alarm() {
        return Combinators.combine(
                        Arbitraries.of("refusals", "failures"),
                        Arbitraries.of("prod", "test"),
                        Arbitraries.of("orders", "renamed"),
                        Arbitraries.of(60, 300),
                        Arbitraries.of(0.0, 1.5),
                        Arbitraries.of("oncall", "team").set().ofMinSize(1))
                .as((name, stage, api, seconds, above, topics) -> new Alarm(
                        Samples.NAMING.alarmName(Samples.NAMESPACE, GUARD, name, stage),
                        Samples.NAMING.objectDescription(Samples.NAMESPACE, GUARD),
                        "4XXError",
                        api,
                        stage,
                        seconds,
                        above,
                        new TreeSet<>(topics)));
    }

    public static Arbitrary<PolicyDocument> documents() {
        Arbitrary<Statement> statements = Combinators.combine(
                        Arbitraries.of("aaone", "aatwo", "aathree", "aafour"),
                        Arbitraries.of(Effect.class),
                        Arbitraries.of("/a", "/b", "/c/{id}"))
                .as(Samples::statement);
        return statements
                .list()
                .uniqueElements(statement -> String.valueOf(statement.sid()))
                .ofMinSize(1)
                .ofMaxSize(4)
                .map(PolicyDocument::of);
    }

    private static Desired.Policy policy(PolicyDocument document, Set<PrincipalRef> attachedTo) {
        var sample = Samples.policy("/a");
        return new Desired.Policy(
                sample.unit(),
                sample.arn(),
                sample.policy().withDocument(document).withAttachedTo(new TreeSet<>(attachedTo)),
                sample.tags());
    }

    private static Desired.Policy claim(PolicyDocument document) {
        var naming = Samples.NAMING;
        return new Desired.Policy(
                CLAIM,
                naming.policyArn("aws", FakeAws.ACCOUNT, naming.claimName()),
                new ManagedPolicy(
                        naming.policyPath(),
                        naming.claimName(),
                        naming.claimDescription("uid"),
                        document,
                        new TreeSet<>()),
                new TreeMap<>());
    }

    private static Arbitrary<Observed> foundPolicies(Desired.Policy desired) {
        var wanted = desired.policy();
        var same = Optional.ofNullable(wanted.document()).orElseThrow();
        Arbitrary<Optional<PolicyDocument>> document = Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(Optional.<PolicyDocument>empty())),
                Tuple.of(3, documents().map(Optional::of)),
                Tuple.of(
                        3,
                        Arbitraries.shuffle(same.statements())
                                .map(statements -> Optional.of(same.withStatements(statements)))));
        Arbitrary<Set<PrincipalRef>> ours = Arbitraries.of(
                Set.of(), Set.of(Samples.WEB), Set.of(Samples.WEB), Set.of(PrincipalRef.parse("role/moved/Web")));
        Arbitrary<Set<PrincipalRef>> foreign = Arbitraries.of(
                        PrincipalRef.parse("role/ops/admin"),
                        PrincipalRef.parse("user/web"),
                        PrincipalRef.parse("group/devs"))
                .set()
                .ofMaxSize(2);
        Arbitrary<Observed> there = Combinators.combine(
                        document,
                        ours,
                        foreign,
                        Arbitraries.integers().between(1, 12).set().ofMinSize(1).ofMaxSize(5),
                        Arbitraries.integers().between(0, 4))
                .as((found, own, others, numbers, pick) -> {
                    var versions = new TreeSet<>(numbers)
                            .stream().map(number -> "v" + number).toList();
                    var byDefault = versions.get(pick % versions.size());
                    var attached = new TreeSet<>(own);
                    attached.addAll(others);
                    return new Observed.Policy(Optional.of(new ExistingPolicy(
                            desired.arn(),
                            "ANPA1",
                            byDefault,
                            versions.stream()
                                    .filter(id -> !id.equals(byDefault))
                                    .toList(),
                            new ManagedPolicy(
                                    wanted.path(),
                                    wanted.name(),
                                    wanted.description(),
                                    found.orElse(null),
                                    attached))));
                });
        return Arbitraries.frequencyOf(
                Tuple.of(1, Arbitraries.just(new Observed.Policy(Optional.empty()))), Tuple.of(6, there));
    }

    private static Arbitrary<Observed> foundPlans(UsagePlan wanted) {
        Arbitrary<UsagePlan> any =
                usagePlans(Arbitraries.of(wanted.name(), "aa-renamed"), Arbitraries.of(wanted.description(), "edited"));
        return listOf(Arbitraries.oneOf(any, Arbitraries.just(wanted)), ExistingPlan::new)
                .map(Observed.Plan::new);
    }

    private static Arbitrary<Observed> foundKeys(ApiKey wanted) {
        Arbitrary<ApiKey> any = apiKeys(
                Arbitraries.of(wanted.name(), wanted.name(), keyName(1), keyName(2), keyName(11), "aa-renamed"),
                Arbitraries.of(wanted.description(), "edited"));
        return listOf(Arbitraries.oneOf(any, Arbitraries.just(wanted)), ExistingKey::new)
                .map(Observed.Key::new);
    }

    private static <T, E> Arbitrary<List<E>> listOf(
            Arbitrary<T> things, java.util.function.BiFunction<String, T, E> existing) {
        return Combinators.combine(Arbitraries.of("x3", "x1", "x2"), things)
                .as(Map::entry)
                .list()
                .uniqueElements(Map.Entry::getKey)
                .ofMaxSize(3)
                .map(entries -> entries.stream()
                        .map(entry -> existing.apply(entry.getKey(), entry.getValue()))
                        .toList());
    }

    private static Arbitrary<UsagePlan> usagePlans(Arbitrary<String> names, Arbitrary<String> descriptions) {
        Arbitrary<Quota> quotas = Combinators.combine(
                        Arbitraries.of(100, 1000, 30000), Arbitraries.of(Quota.Period.class), Arbitraries.of(0, 0, 6))
                .as(Quota::new);
        Arbitrary<SortedMap<MethodKey, Throttle>> methods = Arbitraries.maps(
                        Arbitraries.of(
                                new MethodKey("/", "GET"),
                                new MethodKey("/orders/{id}", "GET"),
                                new MethodKey("/orders", "POST")),
                        throttles())
                .ofMaxSize(2)
                .map(TreeMap::new);
        Arbitrary<SortedMap<ApiStage, SortedMap<MethodKey, Throttle>>> stages = Arbitraries.maps(
                        Arbitraries.of(
                                new ApiStage("a1b2c3", "prod"),
                                new ApiStage("a1b2c3", "test"),
                                new ApiStage("d4e5f6", "prod")),
                        methods)
                .ofMaxSize(3)
                .map(TreeMap::new);
        return Combinators.combine(names, descriptions, throttles().optional(0.7), quotas.optional(0.7), stages)
                .as((name, description, throttle, quota, all) ->
                        new UsagePlan(name, description, throttle.orElse(null), quota.orElse(null), all));
    }

    private static Arbitrary<Throttle> throttles() {
        return Combinators.combine(Arbitraries.of(0.5, 10.0, 10000.0), Arbitraries.of(0, 5, 200))
                .as(Throttle::new);
    }

    private static Arbitrary<ApiKey> apiKeys(Arbitrary<String> names, Arbitrary<String> descriptions) {
        return Combinators.combine(
                        names,
                        descriptions,
                        Arbitraries.of(true, false),
                        Arbitraries.of("plan1", "plan2", "plan3").set().ofMaxSize(3))
                .as((name, description, enabled, plans) ->
                        new ApiKey(name, description, enabled, new TreeSet<>(plans)));
    }

    private static Arbitrary<Case> orAbsent(Arbitrary<Case> cases) {
        return Combinators.combine(cases, Arbitraries.of(false, false, false, true))
                .as((one, absent) ->
                        absent ? new Case(Samples.absent(one.desired().unit()), one.observed()) : one);
    }

    private static String name(String limit) {
        return Samples.NAMING.planName(Samples.NAMESPACE, limit);
    }

    private static String keyName(int revision) {
        return Samples.NAMING.keyName(Samples.NAMESPACE, GRANT, revision);
    }

    private static String mark(String object) {
        return Samples.NAMING.objectDescription(Samples.NAMESPACE, object);
    }
}
