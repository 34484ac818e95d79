// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.desired.DesiredState;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.keys.KeysInSecrets;
import dev.apiaccess.model.ExistingPlan;
import dev.apiaccess.model.ExistingPolicy;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.ManagedPolicy;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Settings;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.port.ConnectionState;
import dev.apiaccess.snapshot.Noted;
import dev.apiaccess.snapshot.PaperStore;
import dev.apiaccess.snapshot.Reach;
import dev.apiaccess.snapshot.Snapshot;
import dev.apiaccess.snapshot.Snapshots;
import dev.apiaccess.status.Chain;
import dev.apiaccess.world.GatewaySlice;
import dev.apiaccess.world.IamSlice;
import dev.apiaccess.world.Proofs;
import dev.apiaccess.world.World;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * The chain that the operator runs, over a cluster on paper: the accounts that it knows are listed and claimed, and a value is stored
 * for each grant.
 */
public final class PaperChain {

    private static final String FINGERPRINT = "uid-of-kube-system";
    private static final Instant NOW = Instant.parse("2026-03-01T00:00:00Z");
    private static final Duration WINDOW = Duration.ofMinutes(2);

    private final Cluster cluster;
    private final World world;
    private final Chain chain;

    public PaperChain(Cluster cluster) {
        this.cluster = cluster;
        var clock = Clock.fixed(NOW, ZoneOffset.UTC);
        var store = new PaperStore(cluster, FINGERPRINT);
        var values = new MemoryKeyStore();
        values.holds(KeyHistory.of(KeyRevision.issued(1, Samples.value("app"), NOW)));
        var noted = new Noted(store, values::stored);
        world = new World(clock, WINDOW, new Proofs(Samples.NAMING, noted::told, noted::kept));
        cluster.accounts().forEach(this::listed);
        chain = new Chain(new Chain.Known(
                store,
                world,
                new PaperReach(cluster),
                new KeysInSecrets(values, _ -> false, Samples.NAMING, clock),
                new Settings("c1", Duration.ofMinutes(5), 50, WINDOW, Duration.ofMinutes(2), 1),
                clock));
    }

    /** Everything as it is now. */
    public Snapshot snapshot() {
        return chain.snapshots().take();
    }

    public Snapshots snapshots() {
        return chain.snapshots();
    }

    public DesiredState desired() {
        return chain.desired();
    }

    /** We made a usage plan. */
    public void made(UnitKey.UsagePlanUnit unit, ExistingPlan plan) {
        world.made(unit, plan.id());
        world.note(unit, new Observed.Plan(List.of(plan)));
    }

    /** What the only policy of the cluster wants. */
    public static Verdict<AccessIntent> policy(Cluster cluster) {
        return new PaperChain(cluster).snapshot().intent(cluster.the(ApiAccessPolicy.class));
    }

    /** What the first rate limit of the cluster wants. */
    public static Verdict<UsagePlanIntent> limit(Cluster cluster) {
        return new PaperChain(cluster).snapshot().intent(cluster.the(ApiRateLimit.class));
    }

    /** What the first grant of the cluster wants. */
    public static Verdict<KeyIntent> grant(Cluster cluster) {
        return new PaperChain(cluster).snapshot().intent(cluster.the(ApiKeyGrant.class));
    }

    private void listed(String accountId, Surroundings.Account account) {
        account.principals()
                .ifPresent(principals -> world.publish(new IamSlice(
                        accountId,
                        NOW,
                        held(accountId, account, principals.values()),
                        principals,
                        account.principalIds(),
                        account.slots().attached(),
                        account.slots().quotas(),
                        Optional.of(Samples.claim(accountId, account.partition(), FINGERPRINT)),
                        Map.of())));
        account.regions()
                .forEach((region, listed) -> world.publish(new GatewaySlice(
                        accountId,
                        region,
                        NOW,
                        listed.apis(),
                        Map.of(),
                        listed.stages(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        Map.of(),
                        0,
                        0)));
    }

    /** The policies that principals carry already, one for each namespace. */
    private Map<UnitKey.PolicyUnit, ExistingPolicy> held(
            String accountId, Surroundings.Account account, Collection<PrincipalRef> principals) {
        var held = new HashMap<UnitKey.PolicyUnit, ExistingPolicy>();
        for (var principal : principals) {
            if (account.slots().holding().test(principal)) {
                cluster.namespaces()
                        .keySet()
                        .forEach(namespace -> held.put(
                                new UnitKey.PolicyUnit(accountId, namespace, principal),
                                carried(accountId, account.partition(), principal)));
            }
        }
        return held;
    }

    private static ExistingPolicy carried(String accountId, String partition, PrincipalRef principal) {
        var name = "of-" + principal.name();
        return new ExistingPolicy(
                Samples.NAMING.policyArn(partition, accountId, name),
                "ANPA-" + name,
                "v1",
                List.of(),
                new ManagedPolicy(Samples.NAMING.policyPath(), name, "", null, new TreeSet<>(List.of(principal))));
    }

    /** All connections lead to their accounts. */
    private record PaperReach(Cluster cluster) implements Reach {

        @Override
        public Optional<String> partition(String accountId) {
            return Optional.ofNullable(cluster.accounts().get(accountId)).map(Surroundings.Account::partition);
        }

        @Override
        public List<String> regions(String accountId) {
            return cluster.all(AwsConnection.class).stream()
                    .filter(connection -> connection.getSpec().accountId().equals(accountId))
                    .flatMap(connection -> connection.getSpec().regions().stream())
                    .distinct()
                    .toList();
        }

        @Override
        public boolean denies(String accountId, String region) {
            return Optional.ofNullable(cluster.accounts().get(accountId))
                    .filter(account -> account.denied().contains(region))
                    .isPresent();
        }

        @Override
        public boolean leadsElsewhere(AwsConnection connection) {
            return false;
        }

        @Override
        public boolean lost(AwsConnection connection) {
            return false;
        }

        @Override
        public ConnectionState state(AwsConnection connection) {
            return new ConnectionState.Opening();
        }
    }
}
