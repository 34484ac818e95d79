// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiKeyGrantStatus;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Connections;
import dev.apiaccess.carry.QuotaCarry;
import dev.apiaccess.desired.Desired;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.exec.Departures;
import dev.apiaccess.exec.KeyCare;
import dev.apiaccess.exec.Owners;
import dev.apiaccess.exec.QuotaCalls;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.Statement;
import dev.apiaccess.keys.FreshValues;
import dev.apiaccess.keys.GrantPass;
import dev.apiaccess.keys.KeyKeeper;
import dev.apiaccess.keys.KeysInSecrets;
import dev.apiaccess.keys.RememberedKeys;
import dev.apiaccess.keys.Settling;
import dev.apiaccess.model.AccountQuotas;
import dev.apiaccess.model.ExistingApi;
import dev.apiaccess.model.ExistingKey;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.RestApi;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.operator.AccountsInReach;
import dev.apiaccess.operator.ExecutorAttempts;
import dev.apiaccess.snapshot.Noted;
import dev.apiaccess.snapshot.PaperStore;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.status.Assessment;
import dev.apiaccess.status.Attempts;
import dev.apiaccess.status.Chain;
import dev.apiaccess.status.ConnectionLook;
import dev.apiaccess.status.GrantLook;
import dev.apiaccess.status.LimitLook;
import dev.apiaccess.status.ObjectLooks;
import dev.apiaccess.status.PolicyLook;
import dev.apiaccess.status.ProtectionLook;
import dev.apiaccess.status.QuotaLedger;
import dev.apiaccess.status.ReadTimes;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.IamSlice;
import dev.apiaccess.world.Proofs;
import dev.apiaccess.world.SweepResults;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A cluster with one of each kind in namespace {@code shop} and an account in which all is well: claimed, listed, with an API
 * and a role, under the chain that the operator runs. Tests take something away, and ask what each unit shall be.
 */
public final class Paper implements AutoCloseable {

    public static final String CLUSTER = "c1";
    public static final String FINGERPRINT = "uid-of-kube-system";
    public static final UnitKey.PolicyUnit POLICY = Samples.policyUnit();
    public static final UnitKey.UsagePlanUnit PLAN = Samples.planUnit("gold");
    public static final UnitKey.ApiKeyUnit KEY = Samples.keyUnit("app");
    public static final UnitKey.ClaimUnit CLAIM = new UnitKey.ClaimUnit(FakeAws.ACCOUNT);
    public static final List<UnitKey> UNITS = List.of(POLICY, PLAN, KEY, CLAIM);

    private static final String MANIFESTS = """
            connection:
              kind: AwsConnection
              metadata: {name: prod}
              spec:
                accountId: "111122223333"
                regions: [eu-central-1]
                tenants:
                - {name: shop, namespaces: {matchLabels: {team: shop}}, apis: [{restApiName: "*"}], principals: ["role/apps/*"], may: [Grant, RateLimit, Key, ImportKey]}
            a:
              kind: ApiAccessPolicy
              metadata: {name: a, namespace: shop, creationTimestamp: "2026-01-01T00:00:00Z"}
              spec:
                api: {restApiName: orders, stages: [prod]}
                rules: [{name: read, principals: [role/apps/web], methods: [GET], paths: [/a]}]
            b:
              kind: ApiAccessPolicy
              metadata: {name: b, namespace: shop, creationTimestamp: "2026-02-01T00:00:00Z"}
              spec:
                api: {restApiName: orders, stages: [prod]}
                rules: [{name: read, principals: [role/apps/web], methods: [GET], paths: [/b]}]
            gold:
              kind: ApiRateLimit
              metadata: {name: gold, namespace: shop}
              spec:
                apis: [{name: orders, restApiName: orders, stage: prod}]
                rate: {requests: 100, per: 1s}
                burst: 200
            app:
              kind: ApiKeyGrant
              metadata: {name: app, namespace: shop}
              spec:
                rateLimits: [{name: gold}]
                secret: {name: orders-api-key}
            namespaces: {shop: {team: shop}}
            """;
    private static final JsonNode OBJECTS = Yaml.documents(MANIFESTS).getFirst();

    public static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private final Instant now;
    private final FakeAws aws = new FakeAws();
    private final World world;
    private final Accounts accounts = new Accounts(1, (_, _, _, _) -> {});
    private final Connections connections;
    private final MemoryKeyStore values;
    private final PaperStore store = new PaperStore(cluster("{}"), FINGERPRINT);
    private final SweepResults sweeps = new SweepResults();
    private final Chain chain;
    private final UnitExecutor executor;
    private final QuotaLedger ledger = new QuotaLedger();
    private final QuotaCarry carry;
    private final Set<UnitKey> woken = ConcurrentHashMap.newKeySet();
    private final ObjectLooks looks;
    private final GrantPass pass;

    public Paper() {
        this(Clock.fixed(NOW, ZoneOffset.UTC), Duration.ZERO::toNanos, null, new MemoryKeyStore());
        values.holds(KeyHistory.of(KeyRevision.issued(1, Samples.value("app"), now)));
    }

    /**
     * With a clock that moves; AWS is listed at its beginning.
     *
     * @param nanos the clock that nobody sets
     * @param attempts what the executor says of a unit, null for the one that is there
     * @param values what is kept for the grant
     */
    public Paper(Clock clock, LongSupplier nanos, @Nullable Attempts attempts, MemoryKeyStore values) {
        this.values = values;
        now = NOW.plusNanos(nanos.getAsLong());
        var noted = new Noted(store, values::stored);
        world = new World(
                clock,
                () -> NOW.plusNanos(nanos.getAsLong()),
                Duration.ofMinutes(2),
                new Proofs(Samples.NAMING, noted::told, noted::kept));
        connections = new Connections(aws, accounts, _ -> {}, clock);
        var settings =
                new Settings(CLUSTER, Duration.ofMinutes(5), 50, Duration.ofMinutes(2), Duration.ofMinutes(2), 1);
        var reach = new AccountsInReach(accounts, connections, sweeps::denied, settings, clock);
        var stored = new KeysInSecrets(values, _ -> false, Samples.NAMING, clock);
        chain = new Chain(new Chain.Known(store, world, reach, stored, settings, clock));
        var fresh = new FreshValues(values, (_, _) -> false);
        executor = new UnitExecutor(
                accounts,
                world,
                Samples.NAMING,
                new Owners(chain.desired()::of, _ -> List.of(), _ -> {}),
                new KeyCare(fresh, Departures.FREE),
                clock);
        carry = new QuotaCarry(
                store,
                world,
                new QuotaCalls(accounts, _ -> List.of(), Samples.NAMING, clock),
                ledger,
                Samples.NAMING,
                settings,
                woken::add,
                clock);
        var memory = new RememberedKeys(new Settling(settings.keySettleTime(), nanos), carry);
        looks = chain.looks(new Chain.Past(
                attempts == null ? new ExecutorAttempts(executor) : attempts, memory, ledger, sweeps, new ReadTimes()));
        pass = new GrantPass(looks.grants(), new KeyKeeper(values, fresh, clock), memory);
        reachable();
        claimedBy(FINGERPRINT);
        foreignKeys(Map.of());
        holds(
                PLAN,
                new Observed.Plan(List.of(new ExistingPlan(
                        "p-gold", Samples.plan("gold", 100, "prod").plan()))));
    }

    public Desired of(UnitKey unit) {
        return chain.desired().of(unit);
    }

    public FakeAws aws() {
        return aws;
    }

    public DesiredState desired() {
        return chain.desired();
    }

    /** Everything as it is now. */
    public Snapshot snapshot() {
        return chain.snapshots().take();
    }

    public UnitExecutor executor() {
        return executor;
    }

    public QuotaLedger ledger() {
        return ledger;
    }

    public QuotaCarry carry() {
        return carry;
    }

    /** Units whose objects were woken for the sake of a quota. */
    public Set<UnitKey> woken() {
        return woken;
    }

    public LimitLook limits() {
        return looks.limits();
    }

    public GrantLook grants() {
        return looks.grants();
    }

    /** A whole pass of a grant: its Secrets are written. */
    public Assessment<ApiKeyGrantStatus> look(ApiKeyGrant grant) {
        return pass.look(grant);
    }

    public ProtectionLook protections() {
        return looks.protections();
    }

    /** API Gateway was listed, with what an object protects. */
    public void protects(ExistingApi api) {
        var listed = GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, now)
                .apis(List.of(api.listed().api()))
                .counts(1, 1)
                .slice();
        world.publish(new GatewaySlice(
                FakeAws.ACCOUNT,
                FakeAws.REGION,
                now,
                listed.apis(),
                Map.of(api.id(), api.listed()),
                Map.of(api.id(), api.stages()),
                Map.of(new UnitKey.RestApiUnit(FakeAws.ACCOUNT, FakeAws.REGION, api.id()), api),
                listed.plans(),
                listed.keys(),
                listed.foreignKeys(),
                1,
                1));
    }

    public ConnectionLook connections() {
        return looks.connections();
    }

    public PolicyLook policies() {
        return looks.policies();
    }

    public ApiRateLimit gold() {
        return store.limit("shop", "gold").orElseThrow();
    }

    public ApiKeyGrant app() {
        return store.grant("shop", "app").orElseThrow();
    }

    public ApiAccessPolicy policy(String name) {
        return store.policy("shop", name).orElseThrow();
    }

    public PaperStore store() {
        return store;
    }

    public World world() {
        return world;
    }

    /** The objects, after merge patches one over the other. */
    public void change(String... patches) {
        store.holds(cluster(patches));
    }

    public void reachable() {
        reachable(FakeAws.REGION);
    }

    public void reachable(String... regions) {
        accounts.opened(new Accounts.Account("prod", FakeAws.ACCOUNT, "aws", List.of(regions), aws, 50));
    }

    /** IAM was listed: the role is there, and the marker names a cluster. */
    public void claimedBy(String fingerprint) {
        listed(Optional.of(Samples.claim(FakeAws.ACCOUNT, "aws", fingerprint)));
    }

    public void unclaimed() {
        listed(Optional.empty());
    }

    public void valueIsNotStored() {
        values.forget();
    }

    /** Nothing of the account was ever read. */
    public void forgotten() {
        world.forget(FakeAws.ACCOUNT);
    }

    /** AWS holds the policy of the role with these statements. */
    public void holds(List<Statement> statements) {
        var frame = Samples.policy("/").policy();
        holds(POLICY, observed(frame.withDocument(PolicyDocument.of(statements))));
    }

    /** AWS holds this of a unit, and we made it. */
    public void holds(UnitKey unit, Observed observed) {
        switch (observed) {
            case Observed.Policy policy -> policy.existing().ifPresent(one -> world.made(unit, one.policyId()));
            case Observed.Plan plan -> plan.existing().forEach(one -> world.made(unit, one.id()));
            case Observed.Key key -> key.existing().forEach(one -> world.made(unit, one.id()));
            case Observed.Alarms _, Observed.Api _ -> {
                // by their tags, or never ours
            }
        }
        world.note(unit, observed);
    }

    public static Observed.Policy observed(ManagedPolicy policy) {
        return new Observed.Policy(
                Optional.of(new ExistingPolicy(Samples.policyArn(), "ANPA1", "v1", List.of(), policy)));
    }

    /** Statements of a decided policy, by the last part of their first resource. */
    public static List<String> paths(Desired desired) {
        if (!(desired instanceof Desired.Policy policy)) {
            throw new AssertionError("not a policy: " + desired);
        }
        return statements(policy).stream()
                .map(statement ->
                        Objects.requireNonNull(statement.resources()).patterns().getFirst())
                .map(arn -> arn.substring(arn.lastIndexOf("GET") + 3))
                .toList();
    }

    public static List<Statement> statements(Desired.Policy policy) {
        return Objects.requireNonNull(policy.policy().document()).statements();
    }

    @Override
    public void close() {
        executor.close();
        carry.close();
        connections.close();
    }

    /** IAM was listed once more. */
    public void listedAgain(Instant beganAt) {
        listed(Optional.of(Samples.claim(FakeAws.ACCOUNT, "aws", FINGERPRINT)), beganAt);
    }

    private void listed(Optional<ExistingPolicy> claim) {
        listed(claim, now);
    }

    private void listed(Optional<ExistingPolicy> claim, Instant beganAt) {
        world.publish(new IamSlice(
                FakeAws.ACCOUNT,
                beganAt,
                Map.of(),
                Map.of(Samples.WEB.identity(), Samples.WEB),
                Map.of(),
                AccountQuotas.DEFAULT,
                claim));
    }

    /** API Gateway was listed: API and stage are there, and these keys of others are in plans. */
    public void foreignKeys(Map<String, Set<String>> byPlan) {
        world.publish(GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, now)
                .apis(List.of(new RestApi("a1b2c3", "orders")))
                .deployments(Map.of("a1b2c3", Map.of("prod", "d1")))
                .foreignKeys(byPlan)
                .counts(1, 1)
                .slice());
    }

    /** API Gateway was listed: the plan of the tier, and these keys of the grant. */
    public void keys(Instant beganAt, List<ExistingKey> keys) {
        world.publish(GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, beganAt)
                .apis(List.of(new RestApi("a1b2c3", "orders")))
                .deployments(Map.of("a1b2c3", Map.of("prod", "d1")))
                .plans(Map.of(
                        PLAN,
                        List.of(new ExistingPlan(
                                "p-gold", Samples.plan("gold", 100, "prod").plan()))))
                .keys(Map.of(KEY, keys))
                .counts(1, keys.size())
                .slice());
        world.made(PLAN, "p-gold");
    }

    /** API Gateway was listed: the API has these stages. */
    public void stages(String... names) {
        world.publish(GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, now)
                .apis(List.of(new RestApi("a1b2c3", "orders")))
                .deployments(Map.of(
                        "a1b2c3", Stream.of(names).collect(Collectors.toMap(name -> name, name -> "d-" + name))))
                .counts(1, 1)
                .slice());
    }

    /** API Gateway was listed, and shows no API. */
    public void noApis() {
        world.publish(GatewayListing.of(FakeAws.ACCOUNT, FakeAws.REGION, now).slice());
    }

    private static Cluster cluster(String... patches) {
        var objects = OBJECTS;
        for (var patch : patches) {
            objects = Yaml.patched(objects, Yaml.documents(patch).getFirst());
        }
        return Cluster.of(objects);
    }
}
