// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.ApiRateLimitStatus;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.GrantPlan;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.desired.KeyAssembly;
import dev.apiaccess.desired.PlanAssembly;
import dev.apiaccess.desired.Sids;
import dev.apiaccess.exec.Accounts;
import dev.apiaccess.exec.Connections;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.KeyIntents;
import dev.apiaccess.intent.MadeAnew;
import dev.apiaccess.intent.PlanIntent;
import dev.apiaccess.intent.PlanIntents;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.intent.Withdrawal;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.IamSlice;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Gathers what the pure checks need from the informers and from what is known of AWS. */
final class Facts {

    private final ObjectStore objects;
    private final World world;
    private final Accounts accounts;
    private final Connections connections;
    private final BiPredicate<String, String> denied;
    private final Settings settings;
    private final Clock clock;
    private final HomeRegion home;
    private final Retention retention;
    private final Map<String, String> partitions = new ConcurrentHashMap<>();

    /** @param denied whether AWS does not let us read API Gateway of an account in a region */
    Facts(
            ObjectStore objects,
            World world,
            Accounts accounts,
            Connections connections,
            BiPredicate<String, String> denied,
            Settings settings,
            Clock clock) {
        this.denied = denied;
        this.settings = settings;
        this.clock = clock;
        this.objects = objects;
        this.world = world;
        this.accounts = accounts;
        this.connections = connections;
        home = new HomeRegion(accounts, world);
        retention = new Retention(objects, this::lost);
    }

    Verdict<AccessIntent> intent(ApiAccessPolicy policy) {
        return AccessIntents.of(policy, around(policy.getMetadata().getNamespace()));
    }

    Verdict<PlanIntent> intent(ApiRateLimit limit) {
        var status = limit.getStatus();
        return PlanIntents.of(limit, around(limit.getMetadata().getNamespace())).then(intent -> {
            var unit = PlanAssembly.unit(intent);
            return home.keep(
                    intent,
                    unit,
                    unit.region(),
                    region -> new UnitKey.PlanUnit(unit.accountId(), region, unit.namespace(), unit.name()),
                    status != null && status.usagePlanId() != null,
                    status != null && sameApi(status, intent),
                    "its usage plan");
        });
    }

    Verdict<KeyIntent> intent(ApiKeyGrant grant) {
        var namespace = grant.getMetadata().getNamespace();
        var referenced = new ArrayList<KeyIntents.Referenced>();
        for (var reference : grant.getSpec().rateLimits()) {
            var limit = objects.limit(Objects.requireNonNullElse(reference.namespace(), namespace), reference.name());
            var plan = limit.map(this::intent);
            var ahead = limit.flatMap(one -> plan.map(wanted -> KeyPlaces.ahead(grant, one, wanted, objects, world)));
            referenced.add(new KeyIntents.Referenced(reference, limit, plan, ahead.orElse(0)));
        }
        var status = grant.getStatus();
        return KeyIntents.of(grant, referenced, around(namespace)).then(intent -> {
            var unit = KeyAssembly.unit(intent);
            return home.keep(
                    intent,
                    unit,
                    unit.region(),
                    region -> new UnitKey.KeyUnit(unit.accountId(), region, unit.namespace(), unit.name()),
                    status != null && status.apiKeyId() != null,
                    status != null && status.plans().stream().anyMatch(plan -> lies(plan, unit)),
                    "its API key");
        });
    }

    /** An API is in one region. */
    private static boolean sameApi(ApiRateLimitStatus status, PlanIntent intent) {
        return status.targets().stream()
                .anyMatch(target ->
                        intent.stages().stream().anyMatch(stage -> stage.apiId().equals(target.restApiId())));
    }

    /** Whether a usage plan of a key is where the key is wanted. */
    private boolean lies(GrantPlan plan, UnitKey.KeyUnit key) {
        return plan.name() != null
                && plan.namespace() != null
                && world.view(new UnitKey.PlanUnit(key.accountId(), key.region(), plan.namespace(), plan.name()))
                        instanceof View.Known known
                && known.observed() instanceof Observed.Plan found
                && found.existing().stream().anyMatch(one -> one.id().equals(plan.usagePlanId()));
    }

    /**
     * Whether nothing new can be said of an object: it was bound before, and this process has not read yet what it is bound to. Its
     * status stays, so that a restart does not turn everything not ready and back.
     */
    boolean unread(HasMetadata object, @Nullable ObjectStatus status, Verdict<?> verdict) {
        return status != null
                && verdict instanceof Verdict.Rejected<?> rejected
                && rejected.reason() == Reason.Pending
                && Objects.equals(
                        status.observedGeneration(), object.getMetadata().getGeneration())
                && objects.connections().stream()
                        .filter(connection -> connection.getMetadata().getName().equals(status.connection()))
                        .anyMatch(this::unread);
    }

    private boolean unread(AwsConnection connection) {
        var accountId = connection.getSpec().accountId();
        return !(connections.state(connection.getMetadata().getName()).orElse(null)
                        instanceof Connections.State.WrongAccount)
                && (world.iam(accountId).isEmpty()
                        || connection.getSpec().regions().stream()
                                .anyMatch(region ->
                                        world.gateway(accountId, region).isEmpty()));
    }

    /** What the connection takes back of an object, if anything. */
    Withdrawal withdrawal(HasMetadata object, @Nullable ObjectStatus status) {
        return Withdrawal.of(status, around(object.getMetadata().getNamespace()));
    }

    /** Whether what AWS holds of an object about a principal goes, whatever the object asks for. */
    boolean withdrawn(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found) {
        var document =
                found.existing().map(existing -> existing.policy().document()).orElse(null);
        var statements = Sids.statementsOf(document, AccessIntents.owner(policy));
        if (statements.isEmpty()) {
            return false;
        }
        var withdrawal = withdrawal(policy, policy.getStatus());
        return statements.stream().anyMatch(one -> withdrawal.takes(unit.accountId(), one, unit.principal()));
    }

    /** Whether what AWS allows for an object and a principal was granted to another one, which had the name before. */
    boolean madeAnew(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found) {
        var document =
                found.existing().map(existing -> existing.policy().document()).orElse(null);
        return Sids.statementsOf(document, AccessIntents.owner(policy)).stream()
                        .anyMatch(one -> one.effect() == Effect.ALLOW)
                && MadeAnew.isMadeAnew(
                        policy, unit.principal(), around(policy.getMetadata().getNamespace()));
    }

    /** The unique id of a principal, as far as IAM was listed. */
    Optional<String> principalId(String accountId, PrincipalRef principal) {
        return world.iam(accountId)
                .map(slice -> slice.principalIds().getOrDefault(principal.identity(), ""))
                .filter(id -> !id.isEmpty());
    }

    /** Whether the usage plan of a limit goes, whatever the object asks for. */
    boolean withdrawn(ApiRateLimit limit, UnitKey.PlanUnit unit) {
        if (!(world.view(unit) instanceof View.Known known)
                || !(known.observed() instanceof Observed.Plan found)
                || found.existing().isEmpty()) {
            return false;
        }
        var withdrawal = withdrawal(limit, limit.getStatus());
        return found.existing().stream().anyMatch(one -> withdrawal.takes(unit.accountId(), unit.region(), one.plan()));
    }

    /** Whether the owner of a tier admits grants of a namespace. */
    boolean consents(ApiRateLimit limit, String namespace) {
        return KeyIntents.consents(limit, namespace, objects.labels(namespace));
    }

    /** Whether the key of a grant is cut off, whatever the object asks for. */
    boolean withdrawn(ApiKeyGrant grant, UnitKey.KeyUnit unit) {
        return withdrawal(grant, grant.getStatus())
                .takesKeys(unit.accountId(), unit.region(), grant.getSpec().valueFrom() != null);
    }

    Surroundings around(String namespace) {
        return new Surroundings(
                namespace,
                objects.labels(namespace),
                objects.connections(),
                accounts(namespace),
                objects.neighbours(namespace));
    }

    /** What stays in AWS when its object is deleted. */
    Retention retention() {
        return retention;
    }

    /** Whether people have to put an account within reach again; trouble that ends by itself is none of that. */
    private boolean lost(AwsConnection connection) {
        return switch (connections.state(connection.getMetadata().getName()).orElse(new Connections.State.Opening())) {
            case Connections.State.WrongAccount _ -> true;
            // A session that expired or a trust that is edited is over in a moment.
            case Connections.State.Failed failed ->
                Outcomes.connection(failed.failure()).stalled()
                        && Duration.between(failed.since(), clock.instant()).compareTo(settings.deniedForLong()) >= 0;
            case Connections.State.Opening _, Connections.State.Open _ -> false;
        };
    }

    /** Partition of an account's ARNs, remembered while AWS is out of reach. */
    Optional<String> partition(String accountId) {
        // Asked for with every look: what is known already is not written again.
        accounts.reach(accountId)
                .map(Accounts.Account::partition)
                .filter(partition -> !partition.equals(partitions.get(accountId)))
                .ifPresent(partition -> partitions.put(accountId, partition));
        return Optional.ofNullable(partitions.get(accountId));
    }

    private Map<String, Surroundings.Account> accounts(String namespace) {
        var known = new HashMap<String, Surroundings.Account>();
        for (var connection : objects.connections()) {
            var accountId = connection.getSpec().accountId();
            if (connections.state(connection.getMetadata().getName()).orElse(null)
                    instanceof Connections.State.WrongAccount) {
                continue;
            }
            partition(accountId).ifPresent(partition -> {
                var regions = new HashMap<String, Surroundings.Region>();
                for (var region : connection.getSpec().regions()) {
                    world.gateway(accountId, region)
                            .ifPresent(slice ->
                                    regions.put(region, new Surroundings.Region(slice.apis(), slice.stages())));
                }
                known.merge(
                        accountId,
                        new Surroundings.Account(
                                partition,
                                world.iam(accountId).map(IamSlice::principals),
                                world.iam(accountId).map(IamSlice::principalIds).orElse(Map.of()),
                                world.iam(accountId)
                                        .map(slice -> new Surroundings.Slots(
                                                slice.attachments(),
                                                principal -> holds(accountId, namespace, principal),
                                                slice.quotas()))
                                        .orElse(Surroundings.Slots.FREE),
                                regions,
                                connection.getSpec().regions().stream()
                                        .filter(region -> denied.test(accountId, region))
                                        .collect(Collectors.toSet())),
                        Facts::both);
            });
        }
        return known;
    }

    private static Surroundings.Account both(Surroundings.Account one, Surroundings.Account other) {
        var regions = new HashMap<>(one.regions());
        regions.putAll(other.regions());
        var denied = new HashSet<>(one.denied());
        denied.addAll(other.denied());
        return new Surroundings.Account(
                one.partition(), one.principals(), one.principalIds(), one.slots(), regions, denied);
    }

    private boolean holds(String accountId, String namespace, PrincipalRef principal) {
        return world.view(new UnitKey.PolicyUnit(accountId, namespace, principal)) instanceof View.Known known
                && known.observed() instanceof Observed.Policy found
                && found.existing().stream()
                        .flatMap(existing -> existing.policy().attachedTo().stream())
                        .anyMatch(one -> one.identity().equals(principal.identity()));
    }
}
