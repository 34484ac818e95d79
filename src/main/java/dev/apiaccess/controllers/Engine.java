// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ConditionType;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Permission;
import dev.apiaccess.api.Reason;
import dev.apiaccess.exec.Accounts;
import dev.apiaccess.exec.Connections;
import dev.apiaccess.exec.Liveness;
import dev.apiaccess.exec.Priority;
import dev.apiaccess.exec.QuotaCalls;
import dev.apiaccess.exec.Sweeper;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.kube.EventRecorder;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.kube.Namespaces;
import dev.apiaccess.model.ApiStage;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.port.AwsFailure;
import dev.apiaccess.port.KeptValues;
import dev.apiaccess.turns.ObjectKey;
import dev.apiaccess.turns.TurnExecutor;
import dev.apiaccess.world.Proofs;
import dev.apiaccess.world.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts the rooms together: one for the whole operator, shared by the reconcilers. */
public final class Engine implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Engine.class);

    private static final int MOST_COMPARED = 100;

    private final Settings settings;
    private final TurnExecutor turns = new TurnExecutor();
    private final Caches caches;
    private final Namespaces namespaces;
    private final KeySecrets secrets;
    private final World world;
    private final Accounts accounts;
    private final Connections connections;
    private final UnitExecutor executor;
    private final Sweeper sweeper;
    private final SweepResults sweeps = new SweepResults();
    private final Looks looks = new Looks();
    private final WantedStages stages = new WantedStages();
    private final Clock clock;
    private final Claims claims;
    private final Snapshots snapshots;
    private final DeletionBrake brake;
    private final QuotaLedger ledger = new QuotaLedger();
    private final QuotaCarry carry;
    private final EventRecorder events;
    private final Wakes wakes;
    private final ScheduledExecutorService timer;
    private final PolicyAssessor policyAssessor;
    private final LimitAssessor limitAssessor;
    private final KeyMemory keyMemory;
    private final GrantAssessor grantAssessor;
    private final GrantPass grantPass;
    private final ConnectionAssessor connectionAssessor;
    private final Observer observer;
    private final Transitions transitions;
    private final Liveness liveness;

    /**
     * Builds everything; nothing runs before {@link #start()}.
     *
     * @param observer is told what happens
     */
    public Engine(
            KubernetesClient client,
            AwsConnector connector,
            Settings settings,
            EventRecorder events,
            Observer observer,
            Clock clock) {
        this.settings = settings;
        this.events = events;
        this.observer = observer;
        this.clock = clock;
        transitions = new Transitions(observer);
        var naming = new Naming(settings.clusterId());
        namespaces = new Namespaces(client, this::namespaceChanged);
        secrets = new KeySecrets(client, this::secretChanged, this::sourceChanged);
        caches = new Caches(namespaces, secrets);
        wakes = new Wakes(caches, caches::wake, object -> turns.hasten(ObjectKey.of(object)));
        var noted = new Noted(caches, secrets::stored);
        world = new World(clock, settings.consistencyWindow(), new Proofs(naming, noted::told, noted::kept));
        accounts = new Accounts(settings.timeDivisor(), observer);
        connections = new Connections(connector, accounts, wakes::connection, clock);
        claims = new Claims(world, naming);
        snapshots = new Snapshots(caches, world, new Reach(accounts, connections, sweeps::denied, settings, clock));
        brake = new DeletionBrake(caches, snapshots.retention(), settings.brakeWindow(), clock);
        var keys = new DesiredKeys(caches, world, brake, naming, secrets::stored, settings, clock);
        var desired = new DesiredState(caches, snapshots, world, claims, brake, naming, keys);
        var values = new FreshValues(secrets, this::mayChoose);
        var authors = new Authors(caches);
        carry = new QuotaCarry(
                caches,
                world,
                new QuotaCalls(accounts, authors::of, naming, clock),
                ledger,
                naming,
                settings,
                this::carried,
                clock);
        executor = new UnitExecutor(
                accounts, world, naming, desired::of, authors::of, values, carry, this::unitChanged, clock);
        sweeper = new Sweeper(accounts, world, naming, new SweepWishes(), new SweepListener(), clock);
        liveness = new Liveness(accounts, sweeper);
        keyMemory = new KeyMemory(new Settling(settings.keySettleTime(), System::nanoTime), carry);
        policyAssessor = new PolicyAssessor(snapshots, desired, executor, brake, settings, clock);
        limitAssessor = new LimitAssessor(caches, snapshots, world, executor, naming, brake, ledger, settings, clock);
        var attempts = Attempts.of(executor);
        var keyAssessor = new KeyAssessor(
                keys,
                new StoredKeys(secrets, namespaces::terminating, naming, clock),
                keyMemory,
                new KeyLosses(desired),
                new GrantRefusals(keys, attempts, naming),
                attempts,
                settings,
                clock);
        grantAssessor = new GrantAssessor(snapshots, world, desired, keyAssessor, executor, brake, settings, clock);
        grantPass = new GrantPass(grantAssessor, new KeyKeeper(secrets, values, clock), keyMemory);
        connectionAssessor = new ConnectionAssessor(
                caches,
                snapshots,
                connections,
                world,
                desired,
                claims,
                executor,
                sweeps,
                looks,
                brake,
                settings,
                clock);
        timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().name("wake-later").daemon().factory());
    }

    /** Lists namespaces and our Secrets and goes on watching them. */
    public void start() {
        namespaces.start();
        secrets.start();
    }

    /** The reconcilers' informers have delivered their lists: now absence means something. */
    public void opened() {
        caches.started();
        wakes.everything();
        var every = settings.sweepInterval().toMillis();
        var _ = timer.scheduleWithFixedDelay(this::forgetOthers, every, every, TimeUnit.MILLISECONDS);
    }

    /** Whoever may import values chooses them; what the consumer was given once may be made again. */
    private boolean mayChoose(UnitKey.KeyUnit unit, KeptValue value) {
        return caches.grant(unit.namespace(), unit.name())
                .filter(grant -> (snapshots.take().intent(grant) instanceof Verdict.Wanted<KeyIntent>(var intent)
                                && intent.tenant().may().contains(Permission.ImportKey))
                        || secrets.number(value)
                                .filter(number -> StoredKeys.isServed(grant, number))
                                .isPresent())
                .isPresent();
    }

    /** What is remembered of objects that are not there any more, and of units without any. */
    private void forgetOthers() {
        try {
            forgetObjects();
            executor.forgetIdle();
        } catch (RuntimeException bug) {
            // It is tried again, which an exception would end.
            observer.internalError();
            LOG.error("what is gone could not be forgotten", bug);
        }
    }

    private void forgetObjects() {
        transitions.forgetOthers(caches::uids);
        stages.keepOnly(caches::uids);
        keyMemory.keepOnly(unit -> caches.grant(unit.namespace(), unit.name()).isPresent());
        ledger.keepOnly(unit -> caches.limit(unit.namespace(), unit.name()).isPresent());
        snapshots.forgetOthers();
        var grants = new HashSet<String>();
        var importing = new HashSet<String>();
        for (var grant : caches.grants()) {
            var namespace = grant.getMetadata().getNamespace();
            grants.add(namespace + "/" + grant.getMetadata().getName());
            if (grant.getSpec().valueFrom() != null) {
                importing.add(namespace);
            }
        }
        secrets.keepOnly(grants, importing);
    }

    Caches caches() {
        return caches;
    }

    /** In which reconciles are carried out. */
    public TurnExecutor turns() {
        return turns;
    }

    /** An object as the informer has it now. */
    public Optional<? extends HasMetadata> object(ObjectKey key) {
        return caches.find(key);
    }

    Wakes wakes() {
        return wakes;
    }

    EventRecorder events() {
        return events;
    }

    UnitExecutor executor() {
        return executor;
    }

    Connections connections() {
        return connections;
    }

    Sweeper sweeper() {
        return sweeper;
    }

    WantedStages stages() {
        return stages;
    }

    KeySecrets secrets() {
        return secrets;
    }

    Settings settings() {
        return settings;
    }

    /** Whether what an object has stays in AWS when it is deleted. */
    boolean retains(CustomResource<? extends CommonSpec, ? extends ObjectStatus> object) {
        return snapshots.retention().keeps(object);
    }

    DeletionBrake brake() {
        return brake;
    }

    PolicyAssessor policyAssessor() {
        return policyAssessor;
    }

    /** What keys used that are about to go is noted: they may. */
    void noted(ApiRateLimit limit) {
        var waiting = ledger.waiting(limit);
        soon(() -> waiting.forEach(wakes::unit));
    }

    LimitAssessor limitAssessor() {
        return limitAssessor;
    }

    GrantAssessor grantAssessor() {
        return grantAssessor;
    }

    GrantPass grantPass() {
        return grantPass;
    }

    ConnectionAssessor connectionAssessor() {
        return connectionAssessor;
    }

    /** Opens a connection, and looks at its account from the moment on at which AWS has said who we are. */
    void open(AwsConnection connection) {
        if (!connection.getSpec().unknownFields().isEmpty()) {
            return;
        }
        if (connections.ensure(connectionAssessor.wanted(connection)) instanceof Connections.State.Open) {
            var accountId = connection.getSpec().accountId();
            if (!sweeper.watches(accountId)) {
                stages.remember(connection, caches);
            }
            looks.begin(connection, caches.connections(), clock.instant());
            sweeper.watch(accountId, Looks.interval(accountId, caches.connections(), settings));
        }
    }

    /** A new generation that names what the last listing does not show: it may be newer than the listing. */
    void lookSoonFor(HasMetadata object, @Nullable ObjectStatus before, ObjectStatus after) {
        var seen = before != null
                && Objects.equals(
                        before.observedGeneration(), object.getMetadata().getGeneration());
        var missing = dev.apiaccess.controllers.Conditions.find(after.conditions(), ConditionType.Accepted)
                .filter(accepted -> Reason.TargetNotFound.name().equals(accepted.getReason())
                        || Reason.PrincipalNotFound.name().equals(accepted.getReason()))
                .isPresent();
        if (!seen && missing) {
            accounts.all().forEach(account -> sweeper.request(account.accountId()));
        }
    }

    /** Forgets an account when no connection leads to it any more. */
    void leave(AwsConnection connection) {
        connections.close(connection.getMetadata().getName());
        brake.forget(connection);
        var accountId = connection.getSpec().accountId();
        if (accounts.reach(accountId).isEmpty()) {
            sweeper.unwatch(accountId);
            looks.forget(accountId);
            sweeps.forget(accountId);
            world.forget(accountId);
        } else if (sweeper.watches(accountId)) {
            sweeper.watch(accountId, Looks.interval(accountId, caches.connections(), settings));
        }
    }

    /** Wakes objects a moment later, when the informers have seen what the caller just did. */
    void soon(Runnable wake) {
        var _ = timer.schedule(wake, 1, TimeUnit.SECONDS);
    }

    Transitions transitions() {
        return transitions;
    }

    /** Whether those who write and look go on. */
    public Liveness liveness() {
        return liveness;
    }

    /** The objects by what their statuses say. */
    public Census census() {
        return new Census(caches);
    }

    /** Time since the last complete look at the account where that is longest ago; empty while none is looked at. */
    public Optional<Duration> sweepAge() {
        return sweeper.age();
    }

    /**
     * The largest share of the managed policies that AWS lets a principal of the kind carry which one of those has that we attach
     * something to, whoever attached the others; empty when there is none.
     */
    public OptionalDouble attachmentsUsed(PrincipalRef.Kind kind) {
        return accounts.all().stream()
                .flatMap(account -> world.iam(account.accountId()).stream())
                .flatMapToDouble(slice -> slice.owned().keySet().stream()
                        .map(UnitKey.PolicyUnit::principal)
                        .filter(principal -> principal.kind() == kind)
                        .mapToDouble(principal -> (double) slice.attachments().getOrDefault(principal.identity(), 0)
                                / slice.quotas().of(kind)))
                .max();
    }

    /** The largest shares of AWS's quotas that are used in some account and region, by the name of the quota. */
    public Map<String, Double> quotasUsed() {
        var shares = new HashMap<String, Double>();
        for (var account : accounts.all()) {
            for (var use : QuotaUses.of(world, account.accountId(), account.regions())) {
                shares.merge(String.valueOf(use.quota()), QuotaUses.share(use), Math::max);
            }
        }
        return shares;
    }

    /** How our keys stand to their quotas. */
    public KeyQuotas keyQuotas() {
        return KeyQuotas.of(accounts.all().stream()
                .flatMap(account -> world.usages(account.accountId()).stream())
                .toList());
    }

    /** The use of each quota by the key of each grant, where it is known. */
    public List<KeyQuotas.OfGrant> grantQuotas() {
        var snapshot = snapshots.take();
        return caches.grants().stream()
                .flatMap(grant -> grantAssessor.budgets(grant, snapshot).stream()
                        .map(budget -> new KeyQuotas.OfGrant(
                                grant.getMetadata().getNamespace(),
                                grant.getMetadata().getName(),
                                budget.plan().namespace() + "/" + budget.plan().name(),
                                budget.usage().used(),
                                budget.quota().limit())))
                .toList();
    }

    /** Units with something to do or waiting for a retry. */
    public Supplier<Number> busyUnits() {
        return executor::busy;
    }

    /** Accounts within reach, with the calls that wait for them. */
    public Accounts accounts() {
        return accounts;
    }

    @Override
    public void close() {
        executor.close();
        carry.close();
        sweeper.close();
        connections.close();
        events.close();
        timer.shutdownNow();
        namespaces.close();
        secrets.close();
    }

    private void namespaceChanged(String namespace) {
        if (caches.complete()) {
            wakes.namespace(namespace);
        }
    }

    /** Before the reconcilers' caches are there nobody can be woken; all are, once they are. */
    private void secretChanged(String namespace, String grant) {
        if (caches.complete()) {
            caches.grant(namespace, grant).ifPresent(caches::wake);
        }
    }

    private void sourceChanged(String namespace, String secret) {
        if (caches.complete()) {
            caches.grantsImporting(namespace, secret).forEach(caches::wake);
        }
    }

    /** A tier has something to note of keys that go; whoever has one of its other keys is not concerned. */
    private void carried(UnitKey unit) {
        if (unit instanceof UnitKey.PlanUnit tier) {
            caches.limit(tier.namespace(), tier.name()).ifPresent(caches::wake);
        } else {
            unitChanged(unit);
        }
    }

    private void unitChanged(UnitKey unit) {
        if (unit instanceof UnitKey.ClaimUnit) {
            wakes.everything();
        } else {
            wakes.unit(unit);
        }
    }

    /** Plans and keys that the objects of an account's connections have, or will have. */
    private List<UnitKey> expected(String accountId) {
        var regions = new HashMap<String, List<String>>();
        for (var connection : caches.connections()) {
            if (connection.getSpec().accountId().equals(accountId)) {
                regions.put(
                        connection.getMetadata().getName(), connection.getSpec().regions());
            }
        }
        var units = new ArrayList<UnitKey>();
        for (var limit : caches.limits()) {
            var meta = limit.getMetadata();
            bindings(limit.getStatus(), regions)
                    .forEach(region ->
                            units.add(new UnitKey.PlanUnit(accountId, region, meta.getNamespace(), meta.getName())));
        }
        for (var grant : caches.grants()) {
            var meta = grant.getMetadata();
            bindings(grant.getStatus(), regions)
                    .forEach(region ->
                            units.add(new UnitKey.KeyUnit(accountId, region, meta.getNamespace(), meta.getName())));
        }
        return units;
    }

    /** Stages that rate limits are for. */
    private Set<ApiStage> limited(String accountId, String region) {
        var snapshot = snapshots.take();
        return caches.limits().stream()
                .flatMap(limit -> LimitAssessor.stages(limit, accountId, region, snapshot))
                .collect(Collectors.toSet());
    }

    private static List<String> bindings(@Nullable ObjectStatus status, Map<String, List<String>> regions) {
        return status == null || status.connection() == null
                ? List.of()
                : regions.getOrDefault(status.connection(), List.of());
    }

    private Stream<AwsConnection> connections(String accountId) {
        return caches.connections().stream()
                .filter(connection -> connection.getSpec().accountId().equals(accountId));
    }

    private final class SweepWishes implements Sweeper.Wishes {
        @Override
        public List<UnitKey> units(String accountId) {
            return expected(accountId);
        }

        @Override
        public Set<String> apis(String accountId, String region) {
            return stages.in(accountId, region);
        }

        @Override
        public Set<ApiStage> limited(String accountId, String region) {
            return Engine.this.limited(accountId, region);
        }
    }

    private final class SweepListener implements Sweeper.Listener {
        @Override
        public void ended(String accountId, boolean complete, Duration took) {
            observer.swept(complete, took);
            connections(accountId)
                    .filter(connection -> Looks.toldOverdue(connection.getStatus()))
                    .forEach(caches::wake);
        }

        @Override
        public void swept(String accountId, String region) {
            sweeps.succeeded(accountId, region);
            looks.complete(accountId, region, clock.instant());
            restless(accountId).forEach(caches::wake);
        }

        /** Of those that nobody waits for, a few with each listing: a restart is no flood of reads. */
        @Override
        public BiFunction<UnitKey.KeyUnit, String, List<KeptValues.Kept>> kept() {
            var left = new AtomicInteger(MOST_COMPARED);
            return (unit, id) ->
                    secrets.toCompare(unit.namespace(), unit.name(), id, () -> left.getAndDecrement() > 0).stream()
                            .map(one -> new KeptValues.Kept(one.value(), one.told()))
                            .toList();
        }

        @Override
        public void used(String accountId) {
            quotaTurned(accountId).forEach(caches::wake);
        }

        @Override
        public void deployed(String accountId) {
            effectTurned(accountId).forEach(caches::wake);
        }

        @Override
        public void failed(String accountId, String region, AwsFailure failure) {
            if (sweeps.failed(accountId, region, failure)) {
                // Objects in a region that AWS denies say so.
                restless(accountId).forEach(caches::wake);
            }
            connections(accountId).forEach(caches::wake);
        }
    }

    /**
     * Objects that a reconcile would do something about: those of the account that was listed, and those that are bound nowhere
     * yet. Everything is compared anew each time, so nothing that was missed once stays missed.
     */
    private List<HasMetadata> restless(String accountId) {
        if (!caches.complete()) {
            return List.of();
        }
        var woken = new ArrayList<HasMetadata>();
        var elsewhere = elsewhere(accountId);
        // One view for all of them: what many share is worked out once.
        var snapshot = snapshots.take();
        for (var connection : caches.connections()) {
            if (elsewhere.contains(connection.getMetadata().getName())) {
                continue;
            }
            collect(
                    connection,
                    woken,
                    () -> connection.isMarkedForDeletion()
                            || differs(connectionAssessor.assess(connection), connection.getStatus()));
        }
        // What policies have in common is in their namespace: the documents of all namespaces are not kept at once.
        caches.policies().stream()
                .filter(policy -> !bound(policy.getStatus(), elsewhere))
                .collect(Collectors.groupingBy(policy -> policy.getMetadata().getNamespace()))
                .values()
                .forEach(policies -> {
                    var view = snapshots.take();
                    policies.forEach(policy -> collect(
                            policy,
                            woken,
                            () -> policy.isMarkedForDeletion()
                                    || turned(policy, policyAssessor.assess(policy, view), policy.getStatus())));
                });
        for (ApiRateLimit limit : caches.limits()) {
            if (bound(limit.getStatus(), elsewhere)) {
                continue;
            }
            collect(
                    limit,
                    woken,
                    () -> limit.isMarkedForDeletion()
                            || turned(limit, limitAssessor.assess(limit, snapshot), limit.getStatus()));
        }
        for (ApiKeyGrant grant : caches.grants()) {
            if (bound(grant.getStatus(), elsewhere)) {
                continue;
            }
            collect(grant, woken, () -> grant.isMarkedForDeletion() || grantAssessor.restless(grant, snapshot));
        }
        return woken;
    }

    /** Grants of an account whose quota is told otherwise than it was read. */
    private List<HasMetadata> quotaTurned(String accountId) {
        var woken = new ArrayList<HasMetadata>();
        if (!caches.complete()) {
            return woken;
        }
        var elsewhere = elsewhere(accountId);
        var snapshot = snapshots.take();
        var metered = !world.usages(accountId).isEmpty();
        for (ApiKeyGrant grant : caches.grants()) {
            var status = grant.getStatus();
            if (status != null && !bound(status, elsewhere) && (metered || QuotaWarning.isTold(status))) {
                collect(grant, woken, () -> grantAssessor.quotaTurned(grant, snapshot));
            }
        }
        return woken;
    }

    /** Rate limits of an account that have something else to say since deployments were read. */
    private List<HasMetadata> effectTurned(String accountId) {
        var woken = new ArrayList<HasMetadata>();
        if (!caches.complete()) {
            return woken;
        }
        var snapshot = snapshots.take();
        var elsewhere = elsewhere(accountId);
        for (ApiRateLimit limit : caches.limits()) {
            if (!bound(limit.getStatus(), elsewhere) && !limit.isMarkedForDeletion()) {
                collect(limit, woken, () -> differs(limitAssessor.assess(limit, snapshot), limit.getStatus()));
            }
        }
        return woken;
    }

    private Set<String> elsewhere(String accountId) {
        return caches.connections().stream()
                .filter(connection -> !connection.getSpec().accountId().equals(accountId))
                .map(connection -> connection.getMetadata().getName())
                .collect(Collectors.toSet());
    }

    private static boolean bound(@Nullable ObjectStatus status, Set<String> connections) {
        return status != null && status.connection() != null && connections.contains(status.connection());
    }

    /** Whether an object differs; where that takes access away it is looked at before the rest. */
    private boolean turned(HasMetadata object, Assessment<?> assessment, @Nullable Object status) {
        if (assessment.submit().containsValue(Priority.REVOKE)) {
            turns.hasten(ObjectKey.of(object));
        }
        return differs(assessment, status);
    }

    private static boolean differs(Assessment<?> assessment, @Nullable Object status) {
        return !assessment.status().equals(status) || !assessment.submit().isEmpty();
    }

    private static void collect(HasMetadata object, List<HasMetadata> woken, Supplier<Boolean> restless) {
        try {
            if (restless.get()) {
                woken.add(object);
            }
        } catch (RuntimeException bug) {
            // One object that cannot be assessed must not keep the others from being looked after.
            LOG.error(
                    "{} {} could not be assessed",
                    object.getKind(),
                    object.getMetadata().getName(),
                    bug);
            woken.add(object);
        }
    }
}
