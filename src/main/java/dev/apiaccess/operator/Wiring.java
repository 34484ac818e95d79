// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.call.Accounts;
import dev.apiaccess.call.Connections;
import dev.apiaccess.carry.QuotaCarry;
import dev.apiaccess.controllers.Caches;
import dev.apiaccess.controllers.Collaborators;
import dev.apiaccess.controllers.Later;
import dev.apiaccess.controllers.Reconciliation;
import dev.apiaccess.controllers.StateLog;
import dev.apiaccess.exec.KeyCare;
import dev.apiaccess.exec.Owners;
import dev.apiaccess.exec.QuotaCalls;
import dev.apiaccess.exec.UnitExecutor;
import dev.apiaccess.keys.ChosenValues;
import dev.apiaccess.keys.FreshValues;
import dev.apiaccess.keys.GrantPass;
import dev.apiaccess.keys.KeyKeeper;
import dev.apiaccess.keys.KeysInSecrets;
import dev.apiaccess.keys.RememberedKeys;
import dev.apiaccess.keys.Settling;
import dev.apiaccess.kube.EventRecorder;
import dev.apiaccess.kube.ExportSecrets;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.kube.Namespaces;
import dev.apiaccess.model.Naming;
import dev.apiaccess.model.Settings;
import dev.apiaccess.port.AwsConnector;
import dev.apiaccess.reactions.AwsSide;
import dev.apiaccess.reactions.Interval;
import dev.apiaccess.reactions.KindHandlings;
import dev.apiaccess.reactions.Observer;
import dev.apiaccess.reactions.OpenConnections;
import dev.apiaccess.reactions.ProtectedByObjects;
import dev.apiaccess.reactions.SweepComparison;
import dev.apiaccess.reactions.SweepNotes;
import dev.apiaccess.reactions.SweepReactions;
import dev.apiaccess.reactions.SweepWishes;
import dev.apiaccess.reactions.Wakes;
import dev.apiaccess.snapshot.Authors;
import dev.apiaccess.snapshot.Noted;
import dev.apiaccess.snapshot.WantedStages;
import dev.apiaccess.status.Chain;
import dev.apiaccess.status.QuotaLedger;
import dev.apiaccess.status.ReadTimes;
import dev.apiaccess.status.UnownedUnits;
import dev.apiaccess.sweep.Liveness;
import dev.apiaccess.sweep.Sweeper;
import dev.apiaccess.turns.ObjectKey;
import dev.apiaccess.turns.TurnExecutor;
import dev.apiaccess.world.Proofs;
import dev.apiaccess.world.SweepResults;
import dev.apiaccess.world.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Builds everything, starts and ends it, and does nothing else: one for the whole operator, from which reconcilers and metrics take what
 * they need.
 */
public final class Wiring implements AutoCloseable {

    /** Where the operator runs, unless its client knows better. */
    private static final String OWN_NAMESPACE = "apiaccess-system";

    private final Settings settings;
    private final TurnExecutor turns = new TurnExecutor();
    private final Later later = new Later();
    private final SweepNotes notes = new SweepNotes(new WantedStages(), new SweepResults(), new ReadTimes());
    private final QuotaLedger ledger = new QuotaLedger();
    private final EventRecorder events;
    private final StateLog transitions;
    private final Namespaces namespaces;
    private final KeySecrets secrets;
    private final Caches caches;
    private final Wakes wakes;
    private final QuotaCarry carry;
    private final UnitExecutor executor;
    private final AwsSide aws;
    private final Gauges gauges;
    private final Liveness liveness;
    private final Collaborators collaborators;
    private final Upkeep upkeep;

    /**
     * Builds everything; nothing runs before {@link #start()}.
     *
     * @param observer receives events to be counted
     */
    public Wiring(
            KubernetesClient client,
            AwsConnector connector,
            Settings settings,
            EventRecorder events,
            Observer observer,
            Clock clock) {
        this.settings = settings;
        this.events = events;
        transitions = new StateLog(observer);
        var naming = new Naming(settings.clusterId());

        namespaces = new Namespaces(client, this::namespaceChanged);
        secrets = new KeySecrets(client, this::secretChanged, this::sourceChanged);
        caches = new Caches(namespaces, secrets);
        wakes = new Wakes(caches, caches::wake, object -> turns.hasten(ObjectKey.of(object)));

        var noted = new Noted(caches, secrets::stored);
        var world = new World(clock, settings.consistencyWindow(), new Proofs(naming, noted::told, noted::kept));
        var accounts = new Accounts(settings.timeDivisor(), observer);
        var connections = new Connections(connector, accounts, wakes::connection, clock);

        var reach = new AccountsInReach(accounts, connections, notes.results()::denied, settings, clock);
        var stored = new KeysInSecrets(secrets, namespaces::terminating, naming, clock);
        var chain = new Chain(new Chain.Known(caches, world, reach, stored, settings, clock));
        var snapshots = chain.snapshots();

        var values = new FreshValues(secrets, new ChosenValues(caches, snapshots, secrets)::mayChoose);
        var authors = new Authors(caches);
        carry = new QuotaCarry(
                caches,
                world,
                new QuotaCalls(accounts, authors::of, naming, clock),
                ledger,
                naming,
                settings,
                wakes::carried,
                clock);
        executor = new UnitExecutor(
                accounts,
                world,
                naming,
                new Owners(chain.desired()::of, authors::of, wakes::outcome),
                new KeyCare(values, carry),
                clock);

        var keyMemory = new RememberedKeys(new Settling(settings.keySettleTime(), System::nanoTime), carry);
        var looks = chain.looks(
                new Chain.Past(new ExecutorAttempts(executor), keyMemory, ledger, notes.results(), notes.readTimes()));
        var grantPass = new GrantPass(looks.grants(), new KeyKeeper(secrets, values, clock), keyMemory);

        var exports = new ExportSecrets(
                client, Objects.requireNonNullElse(client.getNamespace(), OWN_NAMESPACE), System::nanoTime);
        Consumer<UnownedUnits> seen =
                unowned -> chain.desired().keys().revocation().seen(unowned.accountId(), unowned.units());
        var kinds = new KindHandlings(looks, object -> turns.hasten(ObjectKey.of(object)), seen);
        var comparison = new SweepComparison(
                caches, snapshots, kinds, looks, world, new Interval(settings.sweepInterval(), System::nanoTime));
        var sweeper = new Sweeper(
                accounts,
                world,
                naming,
                new SweepWishes(
                        caches, notes.stages(), snapshots, kinds, new ProtectedByObjects(caches, snapshots), exports),
                new SweepReactions(wakes, notes, comparison, secrets, observer, clock),
                clock);
        aws = new AwsSide(world, accounts, connections, sweeper);
        var openConnections = new OpenConnections(aws, notes, caches, settings, clock);
        collaborators = new Collaborators(
                caches,
                wakes,
                later,
                new Reconciliation(openConnections, executor, transitions, events, wakes, later),
                openConnections,
                snapshots,
                chain.brake(),
                looks,
                grantPass,
                ledger,
                secrets,
                seen,
                exports::remove);
        gauges = new Gauges(aws, executor, caches, snapshots, looks.grants());
        liveness = new Liveness(accounts, sweeper);
        upkeep = new Upkeep(
                observer,
                List.of(
                        () -> transitions.forgetOthers(caches::uids),
                        () -> notes.stages().keepOnly(caches::uids),
                        () -> keyMemory.keepOnly(unit ->
                                caches.grant(unit.namespace(), unit.name()).isPresent()),
                        () -> ledger.keepOnly(unit ->
                                caches.limit(unit.namespace(), unit.name()).isPresent()),
                        snapshots::forgetOthers,
                        () -> chain.effectiveness()
                                .keepOnly(
                                        caches.uids(),
                                        caches.connections().stream()
                                                .map(one -> one.getSpec().accountId())
                                                .toList()),
                        () -> Upkeep.secrets(caches, secrets),
                        executor::forgetIdle));
    }

    /** Starts to list and watch namespaces and our Secrets. */
    public void start() {
        namespaces.start();
        secrets.start();
    }

    /** Called when the reconcilers' informers have delivered their lists: only then does absence mean something. */
    public void opened() {
        caches.started();
        wakes.everything();
        later.every(settings.sweepInterval(), upkeep::run);
    }

    @Override
    public void close() {
        executor.close();
        carry.close();
        aws.sweeper().close();
        aws.connections().close();
        events.close();
        later.close();
        namespaces.close();
        secrets.close();
    }

    private void namespaceChanged(String namespace) {
        wakes.relabelled(namespace);
    }

    private void secretChanged(String namespace, String grant) {
        wakes.keyChanged(namespace, grant);
    }

    private void sourceChanged(String namespace, String secret) {
        wakes.sourceChanged(namespace, secret);
    }

    /** The executor of reconciles. */
    public TurnExecutor turns() {
        return turns;
    }

    /** An object as the informer has it now. */
    public Optional<? extends HasMetadata> object(ObjectKey key) {
        return caches.find(key);
    }

    /** Open accounts, with the calls that wait for them. */
    public Accounts accounts() {
        return aws.accounts();
    }

    /** The current state in numbers. */
    public Gauges gauges() {
        return gauges;
    }

    /** Whether writing and sweeping make progress. */
    public Liveness liveness() {
        return liveness;
    }

    /** The collaborators of reconcilers. */
    public Collaborators collaborators() {
        return collaborators;
    }
}
