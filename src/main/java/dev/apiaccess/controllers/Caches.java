// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.api.PrincipalPolicy;
import dev.apiaccess.intent.AccessIntents;
import dev.apiaccess.intent.Places;
import dev.apiaccess.kube.KeySecrets;
import dev.apiaccess.kube.Namespaces;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.snapshot.ObjectStore;
import dev.apiaccess.turns.ObjectKey;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import io.javaoperatorsdk.operator.api.reconciler.EventSourceContext;
import io.javaoperatorsdk.operator.processing.event.ResourceID;
import io.javaoperatorsdk.operator.processing.event.source.EventSource;
import io.javaoperatorsdk.operator.processing.event.source.IndexerResourceCache;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The reconcilers' own informer caches, and a way to wake any object from outside. */
public final class Caches implements ObjectStore {

    private static final String BY_PRINCIPAL = "apiaccess-principal";
    private static final String BY_LIMIT = "apiaccess-limit";
    private static final String BY_PLACE = "apiaccess-place";

    private record Kind<P extends HasMetadata>(IndexerResourceCache<P> cache, WakingEventSource<P> wake) {}

    private final Map<Class<? extends HasMetadata>, Kind<?>> kinds = new ConcurrentHashMap<>();
    private final Namespaces namespaces;
    private final KeySecrets secrets;
    private volatile boolean started;

    public Caches(Namespaces namespaces, KeySecrets secrets) {
        this.namespaces = namespaces;
        this.secrets = secrets;
    }

    /** Caches policies by what they name, so that one unit is planned without going through all of them. */
    List<EventSource<?, ApiAccessPolicy>> policies(EventSourceContext<ApiAccessPolicy> context) {
        context.getPrimaryCache().addIndexer(BY_PRINCIPAL, Caches::principals);
        return bound(ApiAccessPolicy.class, context);
    }

    /** Caches grants by the rate limits they name, so that a usage plan is planned without going through all of them. */
    List<EventSource<?, ApiKeyGrant>> grants(EventSourceContext<ApiKeyGrant> context) {
        context.getPrimaryCache().addIndexer(BY_LIMIT, Caches::limits);
        return bound(ApiKeyGrant.class, context);
    }

    /** Caches objects of a namespaced kind, by whether they have a place in their namespace. */
    <P extends CustomResource<?, ? extends ObjectStatus>> List<EventSource<?, P>> bound(
            Class<P> type, EventSourceContext<P> context) {
        context.getPrimaryCache().addIndexer(BY_PLACE, Caches::place);
        return register(type, context);
    }

    private static List<String> principals(ApiAccessPolicy policy) {
        var status = policy.getStatus();
        var applied = status == null
                ? Stream.<String>empty()
                : status.policies().stream()
                        .map(PrincipalPolicy::principal)
                        .filter(Objects::nonNull)
                        .flatMap(text -> PrincipalRef.ofArnResource(text).stream())
                        .map(PrincipalRef::identity);
        return Stream.concat(AccessIntents.mentioned(policy), applied)
                .distinct()
                .map(identity -> key(policy.getMetadata().getNamespace(), identity))
                .toList();
    }

    private static List<String> place(CustomResource<?, ? extends ObjectStatus> object) {
        return List.of(place(object.getMetadata().getNamespace(), Places.hold(object)));
    }

    private static String place(String namespace, boolean held) {
        return key(namespace, held ? "held" : "waiting");
    }

    private static List<String> limits(ApiKeyGrant grant) {
        var own = grant.getMetadata().getNamespace();
        return grant.getSpec().rateLimits().stream()
                .map(reference -> key(Objects.requireNonNullElse(reference.namespace(), own), reference.name()))
                .distinct()
                .toList();
    }

    private static String key(String namespace, String name) {
        return namespace + "/" + name;
    }

    /** Takes a reconciler's cache; called once a kind, while the operator starts. */
    <P extends HasMetadata> List<EventSource<?, P>> register(Class<P> type, EventSourceContext<P> context) {
        var wake = new WakingEventSource<P>();
        kinds.put(type, new Kind<>(context.getPrimaryCache(), wake));
        return List.of(wake);
    }

    /** Called when every informer has delivered its list. */
    public void started() {
        started = true;
    }

    @Override
    public boolean complete() {
        return started && namespaces.synced() && secrets.synced();
    }

    public void wake(HasMetadata object) {
        var kind = kinds.get(object.getClass());
        if (kind != null) {
            kind.wake().wake(object);
        }
    }

    @Override
    public List<ApiAccessPolicy> policies(String namespace, PrincipalRef principal) {
        return this.<ApiAccessPolicy>cache(ApiAccessPolicy.class)
                .map(cache -> cache.byIndex(BY_PRINCIPAL, key(namespace, principal.identity())))
                .orElse(List.of());
    }

    @Override
    public List<ApiKeyGrant> grantsOf(String namespace, String limit) {
        return this.<ApiKeyGrant>cache(ApiKeyGrant.class)
                .map(cache -> cache.byIndex(BY_LIMIT, key(namespace, limit)))
                .orElse(List.of());
    }

    @Override
    public Places.Neighbours neighbours(String namespace) {
        return (kind, held) -> placed(kind.type(), place(namespace, held));
    }

    private <P extends HasMetadata> List<P> placed(Class<P> type, String place) {
        return this.<P>cache(type).map(cache -> cache.byIndex(BY_PLACE, place)).orElse(List.of());
    }

    @Override
    public Map<String, String> labels(String namespace) {
        return namespaces.labels(namespace);
    }

    @Override
    public Map<String, String> annotations(String namespace) {
        return namespaces.annotations(namespace);
    }

    @Override
    public Optional<String> fingerprint() {
        return namespaces.fingerprint();
    }

    /** An object as the informer has it now; empty when it has none. */
    public Optional<? extends HasMetadata> find(ObjectKey key) {
        var id = new ResourceID(key.name(), key.namespace().isEmpty() ? null : key.namespace());
        return kinds.entrySet().stream()
                .filter(kind -> HasMetadata.getKind(kind.getKey()).equals(key.kind()))
                .findFirst()
                .flatMap(kind -> kind.getValue().cache().get(id));
    }

    /** UIDs of all objects. */
    public Set<String> uids() {
        return all().map(object -> object.getMetadata().getUid()).collect(Collectors.toSet());
    }

    @Override
    public <P extends HasMetadata> List<P> list(Class<P> type) {
        return this.<P>cache(type).map(cache -> cache.list().toList()).orElse(List.of());
    }

    @Override
    public <P extends HasMetadata> Optional<P> get(Class<P> type, String namespace, String name) {
        return this.<P>cache(type).flatMap(cache -> cache.get(new ResourceID(name, namespace)));
    }

    @SuppressWarnings("unchecked") // register() puts a cache of P under the class of P
    private <P extends HasMetadata> Optional<IndexerResourceCache<P>> cache(Class<P> type) {
        return Optional.ofNullable((Kind<P>) kinds.get(type)).map(Kind::cache);
    }
}
