// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.Reason;
import dev.apiaccess.iam.Effect;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.intent.AccessIntent;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.KeyIntent;
import dev.apiaccess.intent.KeyIntents;
import dev.apiaccess.intent.MadeAnew;
import dev.apiaccess.intent.ProtectionIntent;
import dev.apiaccess.intent.Stance;
import dev.apiaccess.intent.Stances;
import dev.apiaccess.intent.Surroundings;
import dev.apiaccess.intent.UsagePlanIntent;
import dev.apiaccess.intent.UsagePlanIntents;
import dev.apiaccess.intent.Verdict;
import dev.apiaccess.intent.Withdrawal;
import dev.apiaccess.model.Observed;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.model.Sids;
import dev.apiaccess.model.UnitKey;
import dev.apiaccess.world.View;
import dev.apiaccess.world.World;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The view of one pass: a look at an object, the decision about a unit, or the comparison after a sweep. Each answer is computed when
 * first asked for and stays the same until the pass ends. A snapshot belongs to the thread of its pass and is not kept longer: after a
 * wait, a new one is taken.
 */
public final class Snapshot {

    private final ObjectStore objects;
    private final World world;
    private final Reach reach;
    private final Endings endings;
    private final AccessMemory memory;
    private final KnownAccounts accounts;
    private final Protections protections;
    private final Map<Question<?>, Object> answers = new HashMap<>();

    Snapshot(ObjectStore objects, World world, Reach reach, Endings endings, AccessMemory memory) {
        this.objects = objects;
        this.world = world;
        this.reach = reach;
        this.endings = endings;
        this.memory = memory;
        accounts = new KnownAccounts(this, world, reach);
        protections = new Protections(objects, world, this, endings);
    }

    /** The answer to a question, computed when first asked. */
    @SuppressWarnings("unchecked") // a question is answered with one type only
    public <T> T once(Question<T> question, Supplier<T> answer) {
        var known = answers.get(question);
        if (known == null) {
            // Not by computeIfAbsent: an answer may ask other questions.
            known = Objects.requireNonNull(answer.get());
            answers.put(question, known);
        }
        return (T) known;
    }

    private record ViewOf(UnitKey unit) implements Question<View> {}

    private record Around(String namespace) implements Question<Surroundings> {}

    private record LabelsOf(String namespace) implements Question<Map<String, String>> {}

    private record StateAround(String namespace) implements Question<SurroundingsState> {}

    private record VersionsOfConnections() implements Question<List<String>> {}

    private record AccountOf(String accountId) implements Question<Optional<Surroundings.Account>> {}

    private record Connections() implements Question<List<AwsConnection>> {}

    private record Partition(String accountId) implements Question<Optional<String>> {}

    private record HeldBy(String accountId, String namespace)
            implements Question<Map<String, Set<UnitKey.PolicyUnit>>> {}

    /** What may be believed about a unit. */
    public View view(UnitKey unit) {
        return once(new ViewOf(unit), () -> world.view(unit));
    }

    /** What is known of a unit, empty before its first listing. */
    public Optional<View.Known> known(UnitKey unit) {
        return view(unit) instanceof View.Known known ? Optional.of(known) : Optional.empty();
    }

    /** What may be believed about a unit at this moment, regardless of what the pass saw before. */
    public View viewNow(UnitKey unit) {
        return world.view(unit);
    }

    /** Regions of an account that were listed, also those that no connection covers any more. */
    Set<String> listedRegions(String accountId) {
        return world.regions(accountId);
    }

    /** Partition of an account's ARNs, empty until the account was reached once. */
    public Optional<String> partition(String accountId) {
        return once(new Partition(accountId), () -> reach.partition(accountId));
    }

    /** Every connection of the cluster. */
    List<AwsConnection> connections() {
        return once(new Connections(), () -> List.copyOf(objects.connections()));
    }

    /** Names of the stages of an API, as of the last listing. */
    public Set<String> stages(String accountId, String region, String apiId) {
        return world.gateway(accountId, region)
                .map(slice -> slice.stages().getOrDefault(apiId, Map.of()).keySet())
                .orElse(Set.of());
    }

    /** The connection of that name. */
    public Optional<AwsConnection> connection(String name) {
        return connections().stream()
                .filter(connection -> connection.getMetadata().getName().equals(name))
                .findFirst();
    }

    /** What a policy wants, or why it cannot have it. */
    public Verdict<AccessIntent> intent(ApiAccessPolicy policy) {
        var namespace = policy.getMetadata().getNamespace();
        return once(
                Version.<Verdict<AccessIntent>>of(policy),
                () -> memory.of(policy, state(namespace), around(namespace), accounts));
    }

    /** What a rate limit wants, or why it cannot have it. */
    public Verdict<UsagePlanIntent> intent(ApiRateLimit limit) {
        return once(
                Version.<Verdict<UsagePlanIntent>>of(limit),
                () -> UsagePlanIntents.of(limit, around(limit.getMetadata().getNamespace()))
                        .then(intent -> new HomeRegion(reach, this).keep(limit, intent)));
    }

    /** What a grant wants, or why it cannot have it. */
    public Verdict<KeyIntent> intent(ApiKeyGrant grant) {
        return once(
                Version.<Verdict<KeyIntent>>of(grant),
                () -> KeyIntents.of(
                                grant,
                                referenced(grant),
                                around(grant.getMetadata().getNamespace()),
                                home(grant))
                        .then(intent -> new TierPlans(objects, this).keep(grant, intent))
                        .then(intent -> new HomeRegion(reach, this).keep(grant, intent)));
    }

    /** What protections want, and who of them holds an API. */
    public Protections protections() {
        return protections;
    }

    /** What a protection wants, or why it cannot have it. */
    public Verdict<ProtectionIntent> intent(ApiProtection protection) {
        return once(Version.<Verdict<ProtectionIntent>>of(protection), () -> protections.intent(protection));
    }

    private record StanceOf<T>(Version<T> version) implements Question<Stance<T>> {}

    /** The stance of a policy. */
    public Stance<AccessIntent> stance(ApiAccessPolicy policy) {
        return stance(policy, () -> intent(policy));
    }

    /** The stance of a rate limit. */
    public Stance<UsagePlanIntent> stance(ApiRateLimit limit) {
        return stance(limit, () -> intent(limit));
    }

    /** The stance of a grant. */
    public Stance<KeyIntent> stance(ApiKeyGrant grant) {
        return stance(grant, () -> intent(grant));
    }

    /** The stance of a protection. */
    public Stance<ProtectionIntent> stance(ApiProtection protection) {
        return stance(protection, () -> intent(protection));
    }

    /** The stance of an object of any kind, given the verdict of its checks. */
    public <I> Stance<I> stance(
            CustomResource<? extends CommonSpec, ? extends ObjectStatus> object, Supplier<Verdict<I>> verdict) {
        return once(new StanceOf<>(Version.<I>of(object)), () -> Stances.of(object, verdict, endings.of(object)));
    }

    /** The region in which AWS has a key of a grant that had one. */
    private Optional<String> home(ApiKeyGrant grant) {
        var meta = grant.getMetadata();
        return grant.getStatus() == null || grant.getStatus().apiKeyId() == null
                ? Optional.empty()
                : BoundUnits.next(
                                grant.getStatus(),
                                (accountId, region) ->
                                        new UnitKey.ApiKeyUnit(accountId, region, meta.getNamespace(), meta.getName()),
                                this)
                        .filter(unit -> view(unit) instanceof View.Known known
                                && known.observed().ours())
                        .map(UnitKey.ApiKeyUnit::region);
    }

    private List<KeyIntents.Referenced> referenced(ApiKeyGrant grant) {
        var namespace = grant.getMetadata().getNamespace();
        var referenced = new ArrayList<KeyIntents.Referenced>();
        for (var reference : grant.getSpec().rateLimits()) {
            var limit = objects.limit(Objects.requireNonNullElse(reference.namespace(), namespace), reference.name());
            var plan = limit.map(this::intent);
            var ahead = limit.flatMap(one -> plan.map(wanted -> KeyPlaces.ahead(grant, one, wanted, objects, world)));
            referenced.add(new KeyIntents.Referenced(reference, limit, plan, ahead.orElse(0)));
        }
        return referenced;
    }

    /**
     * Whether nothing new can be said of an object: it was bound before, and this process has not read yet what it is bound to. Its
     * status stays, so that a restart does not turn everything not ready and back.
     */
    public boolean unread(HasMetadata object, @Nullable ObjectStatus status, Verdict<?> verdict) {
        return status != null
                && verdict instanceof Verdict.Rejected<?> rejected
                && rejected.reason() == Reason.Pending
                && Objects.equals(
                        status.observedGeneration(), object.getMetadata().getGeneration())
                && connections().stream()
                        .filter(connection -> connection.getMetadata().getName().equals(status.connection()))
                        .anyMatch(this::unread);
    }

    private boolean unread(AwsConnection connection) {
        var accountId = connection.getSpec().accountId();
        return !reach.leadsElsewhere(connection)
                && (world.iam(accountId).isEmpty()
                        || connection.getSpec().regions().stream()
                                .anyMatch(region ->
                                        world.gateway(accountId, region).isEmpty()));
    }

    /** What the connection takes back of an object, if anything. */
    public Withdrawal withdrawal(HasMetadata object, @Nullable ObjectStatus status) {
        return Withdrawal.of(status, around(object.getMetadata().getNamespace()));
    }

    /** Whether what AWS holds of an object for a principal is withdrawn, whatever the object asks for. */
    public boolean withdrawn(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found) {
        var statements = Sids.statementsOf(document(found), AccessIntents.owner(policy));
        if (statements.isEmpty()) {
            return false;
        }
        var withdrawal = withdrawal(policy, policy.getStatus());
        return statements.stream().anyMatch(one -> withdrawal.takes(unit.accountId(), one, unit.principal()));
    }

    /** Whether what AWS allows for an object and a principal was granted to an earlier principal of that name. */
    public boolean madeAnew(ApiAccessPolicy policy, UnitKey.PolicyUnit unit, Observed.Policy found) {
        return Sids.statementsOf(document(found), AccessIntents.owner(policy)).stream()
                        .anyMatch(one -> one.effect() == Effect.ALLOW)
                && MadeAnew.isMadeAnew(
                        policy, unit.principal(), around(policy.getMetadata().getNamespace()));
    }

    private static @Nullable PolicyDocument document(Observed.Policy found) {
        return found.existing().map(existing -> existing.policy().document()).orElse(null);
    }

    /** Policies of a namespace in which AWS has statements of an object. */
    Set<UnitKey.PolicyUnit> holding(String accountId, String namespace, OwnerRef owner) {
        return once(new HeldBy(accountId, namespace), () -> bySid(accountId, namespace))
                .getOrDefault(Sids.prefix(owner), Set.of());
    }

    /** Indexes all units once, however many objects ask. */
    private Map<String, Set<UnitKey.PolicyUnit>> bySid(String accountId, String namespace) {
        var found = new HashMap<String, Set<UnitKey.PolicyUnit>>();
        for (var unit : world.inventory().policiesOf(accountId, namespace)) {
            if (view(unit) instanceof View.Known known && known.observed() instanceof Observed.Policy policy) {
                var document = document(policy);
                if (document != null) {
                    document.statements().stream()
                            .flatMap(statement -> Optional.ofNullable(statement.sid()).stream())
                            .filter(Sids::owned)
                            .forEach(sid -> found.computeIfAbsent(Sids.prefix(sid), _ -> new HashSet<>())
                                    .add(unit));
                }
            }
        }
        return found;
    }

    /** The unique id of a principal, as far as IAM was listed. */
    public Optional<String> principalId(String accountId, PrincipalRef principal) {
        return world.iam(accountId)
                .map(slice -> slice.principalIds().getOrDefault(principal.identity(), ""))
                .filter(id -> !id.isEmpty());
    }

    /** Whether the usage plan of a limit is withdrawn, whatever the object asks for. */
    public boolean withdrawn(ApiRateLimit limit, UnitKey.UsagePlanUnit unit) {
        if (!(view(unit) instanceof View.Known known)
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

    /** Whether the key of a grant is withdrawn, whatever the object asks for. */
    public boolean withdrawn(ApiKeyGrant grant, UnitKey.ApiKeyUnit unit) {
        return withdrawal(grant, grant.getStatus())
                .takesKeys(unit.accountId(), unit.region(), grant.getSpec().valueFrom() != null);
    }

    /** What stays in AWS when its object is deleted. */
    public Retention retention() {
        return endings.retention();
    }

    /** Everything outside of the objects of a namespace that their checks read. */
    public Surroundings around(String namespace) {
        return once(
                new Around(namespace),
                () -> new Surroundings(
                        namespace,
                        labels(namespace),
                        connections(),
                        accounts.of(namespace),
                        objects.neighbours(namespace)));
    }

    private SurroundingsState state(String namespace) {
        return once(
                new StateAround(namespace),
                () -> memory.same(namespace, new SurroundingsState(labels(namespace), versions())));
    }

    private List<String> versions() {
        return once(
                new VersionsOfConnections(),
                () -> memory.same(connections().stream()
                        .map(HasMetadata::getMetadata)
                        .map(meta -> meta.getUid() + "/" + meta.getResourceVersion())
                        .toList()));
    }

    /** What is known of an account, whichever namespace asks; empty until it was reached once. */
    Optional<Surroundings.Account> account(String accountId) {
        return once(new AccountOf(accountId), () -> {
            // Taken first: an answer that asked about the account is cached only for a state that has held since.
            var _ = accounts.before(accountId);
            return accounts.account(accountId);
        });
    }

    private Map<String, String> labels(String namespace) {
        return once(new LabelsOf(namespace), () -> objects.labels(namespace));
    }
}
