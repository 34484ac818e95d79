// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The two Secrets of a grant. Ours, {@code <grant>-apiaccess}, holds the value before AWS sees it, so that a crash anywhere
 * leads to the same key; the consumer's is a projection of it. Both bear our label and are owned by the grant. Only the metadata of
 * labelled Secrets is watched and kept: whoever may create Secrets may label large ones. Values are read when they are needed.
 */
public final class KeySecrets implements KeyStore, AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KeySecrets.class);
    /** End of the names of our own Secrets. */
    private static final String OWN = "-apiaccess";

    private static final int MOST_ATTEMPTS = 5;
    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;

    private final KubernetesClient client;
    private final SharedIndexInformer<Secret> informer;
    private final KeySources sources;
    private final ProvenValues proven = new ProvenValues();
    private final Map<String, Right> right = new ConcurrentHashMap<>();
    /** What is known of the values in consumers' Secrets, under the names of our own. */
    private final ProvenValues handed = new ProvenValues();

    private final Map<String, ApiKeyGrant> asked = new ConcurrentHashMap<>();
    private final BiConsumer<String, String> changed;

    /**
     * Where a value is kept.
     *
     * @param name of our own Secret
     */
    private record Place(KeySecrets in, String namespace, String name, int number) implements KeptValue {

        String secret() {
            return namespace + "/" + name;
        }

        @Override
        public Optional<KeyValue> read() {
            return in.value(this);
        }

        @Override
        public String toString() {
            return "r" + number + " of Secret " + secret();
        }
    }

    /**
     * That the consumer's Secret was found to be right: as long as nothing of this changes it is not read again.
     *
     * @param generation of the grant, whose template it follows
     */
    private record Right(
            ProvenValues.Version consumer, ProvenValues.Version own, long generation, int number, String keyId) {}

    /**
     * Watches nothing before {@link #start()}.
     *
     * @param changed is told namespace and grant of a Secret of ours that changed
     * @param sourceChanged is told namespace and name of a Secret from which a value may be imported
     */
    public KeySecrets(
            KubernetesClient client, BiConsumer<String, String> changed, BiConsumer<String, String> sourceChanged) {
        this(client, new MetadataClient(client), changed, sourceChanged);
    }

    private KeySecrets(
            KubernetesClient client,
            MetadataClient metadata,
            BiConsumer<String, String> changed,
            BiConsumer<String, String> sourceChanged) {
        this(
                client,
                metadata.labelled(null, Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE),
                new KeySources(client, metadata, sourceChanged),
                changed);
    }

    /** With what tests choose. */
    KeySecrets(
            KubernetesClient client,
            SharedIndexInformer<Secret> informer,
            KeySources sources,
            BiConsumer<String, String> changed) {
        this.client = client;
        this.informer = informer;
        this.sources = sources;
        this.changed = changed;
        informer.addEventHandler(new KeySources.EachSecret(secret -> {
            var grant = labelsOf(secret).get(Labels.GRANT);
            if (grant != null) {
                changed.accept(secret.getMetadata().getNamespace(), grant);
            }
        }));
    }

    /** Lists and goes on watching; returns when the list is there. */
    public void start() {
        informer.start().toCompletableFuture().join();
    }

    public boolean synced() {
        return informer.hasSynced();
    }

    /**
     * Lets go of what is watched and remembered for grants that are not there any more.
     *
     * @param grants with their namespaces
     */
    public void keepOnly(Set<String> grants, Set<String> importingNamespaces) {
        sources.watchOnly(importingNamespaces);
        Stream.of(right.keySet(), asked.keySet(), proven.names(), handed.names(), sources.names())
                .flatMap(Set::stream)
                .filter(own -> !grants.contains(own.substring(0, own.length() - OWN.length())))
                .distinct()
                .toList()
                .forEach(this::forget);
    }

    private void forget(String own) {
        asked.remove(own);
        right.remove(own);
        proven.forget(own);
        handed.forget(own);
        sources.forget(own);
    }

    /** Name of our own Secret of a grant. */
    public static String ownName(String grant) {
        return grant + OWN;
    }

    @Override
    public Optional<KeyHistory> stored(ApiKeyGrant grant) {
        return held(grant).filter(held -> held.owner() != Owner.EARLIER_GRANT).map(Held::history);
    }

    @Override
    public Optional<Held> held(ApiKeyGrant grant) {
        return cachedOwn(grant)
                .filter(secret -> ours(secret, grant))
                .flatMap(secret -> history(secret)
                        // One of a version that noted nothing: what it holds only the whole tells.
                        .or(() -> read(
                                        secret.getMetadata().getNamespace(),
                                        secret.getMetadata().getName())
                                .filter(whole -> ours(whole, grant))
                                .flatMap(this::history))
                        .map(history -> new Held(history, owner(secret, grant))));
    }

    @Override
    public void own(ApiKeyGrant grant) {
        client.secrets()
                .inNamespace(grant.getMetadata().getNamespace())
                .withName(ownName(grant.getMetadata().getName()))
                .edit(secret -> owned(secret, grant));
    }

    @Override
    public Optional<KeyHistory> store(ApiKeyGrant grant, KeyHistory history) {
        var name = ownName(grant.getMetadata().getName());
        try {
            var stored = client.resource(OwnSecret.write(secret(grant, name).build(), history))
                    .create();
            proven.wrote(key(stored), null, stored);
            return history(stored);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return read(grant.getMetadata().getNamespace(), name)
                    .filter(found -> ours(found, grant) && owner(found, grant) != Owner.EARLIER_GRANT)
                    .map(found -> labelled(found, grant))
                    .flatMap(this::history);
        }
    }

    /** Puts back the labels by which it is watched, where somebody took them off what is the grant's. */
    private Secret labelled(Secret found, ApiKeyGrant grant) {
        return labelsOf(found).entrySet().containsAll(labels(grant).entrySet())
                ? found
                : client.resource(new SecretBuilder(found)
                                .editMetadata()
                                .addToLabels(labels(grant))
                                .endMetadata()
                                .build())
                        .update();
    }

    @Override
    public Optional<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change) {
        var name = ownName(grant.getMetadata().getName());
        for (var attempt = 1; ; attempt++) {
            var found = read(grant.getMetadata().getNamespace(), name)
                    .filter(secret -> ours(secret, grant) && owner(secret, grant) == Owner.GRANT);
            var history = found.flatMap(this::history);
            if (found.isEmpty() || history.isEmpty()) {
                return Optional.empty();
            }
            var next = change.apply(history.get());
            if (next.equals(history.get())) {
                return history;
            }
            try {
                proven.wrote(key(found.get()), found.get(), replace(found.get(), OwnSecret.write(found.get(), next)));
                return Optional.of(next);
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void made(ApiKeyGrant grant, int number) {
        proven.made(key(grant), number);
    }

    @Override
    public boolean proven(ApiKeyGrant grant, int number) {
        return cachedOwn(grant)
                        .filter(secret -> proven.isProven(key(grant), ProvenValues.Version.of(secret), number))
                        .isPresent()
                // What was seen may lag behind what we wrote.
                || read(
                                grant.getMetadata().getNamespace(),
                                ownName(grant.getMetadata().getName()))
                        .filter(secret -> proven.isProven(key(grant), ProvenValues.Version.of(secret), number))
                        .isPresent();
    }

    @Override
    public boolean mayBeFresh(KeptValue value) {
        return value instanceof Place place && proven.mayBeMade(place.secret(), place.number());
    }

    @Override
    public Optional<KeyValue> fresh(KeptValue value) {
        if (!(value instanceof Place place)) {
            return Optional.empty();
        }
        return whole(place)
                .filter(secret -> proven.isMade(place.secret(), ProvenValues.Version.of(secret), place.number()))
                .flatMap(secret -> valueIn(secret, place));
    }

    @Override
    public Optional<KeyValue> proven(KeptValue value) {
        if (!(value instanceof Place place)) {
            return Optional.empty();
        }
        return whole(place)
                .filter(secret -> proven.isProven(place.secret(), ProvenValues.Version.of(secret), place.number()))
                .flatMap(secret -> valueIn(secret, place));
    }

    @Override
    public Optional<Integer> number(KeptValue value) {
        return value instanceof Place place ? Optional.of(place.number()) : Optional.empty();
    }

    @Override
    public void created(KeptValue value, String keyId) {
        if (value instanceof Place place) {
            proven.created(place.secret(), place.number(), keyId);
        }
    }

    /**
     * A value to compare with that of a key in AWS.
     *
     * @param told is told whether they are the same
     */
    public record ToCompare(KeyValue value, Consumer<Boolean> told) {}

    /**
     * What is stored for a key of a grant, when it is not known yet whether AWS has the same; where somebody waits for that, what the
     * consumer has too. Nothing of a value is kept, so what was edited while nobody watched only AWS can tell.
     *
     * @param more whether one is compared that nobody waits for: each is a read of a Secret
     */
    public List<ToCompare> toCompare(String namespace, String grant, String keyId, BooleanSupplier more) {
        var name = ownName(grant);
        var own = namespace + "/" + name;
        var seen = cached(namespace, name)
                .filter(secret -> grant.equals(labelsOf(secret).get(Labels.GRANT)));
        var number = seen.flatMap(this::history).flatMap(history -> numberOf(history, keyId));
        var waits = asked.get(own);
        if (number.isEmpty()) {
            return List.of();
        }
        var decided = proven.isDecided(own, ProvenValues.Version.of(seen.get()), number.get());
        if (waits == null && (decided || !more.getAsBoolean())) {
            return List.of();
        }
        var stored = decided
                ? Optional.<ToCompare>empty()
                : whole(new Place(this, namespace, name, number.get()))
                        .flatMap(secret -> OwnSecret.value(secret, number.get())
                                .map(value -> new ToCompare(value, same -> {
                                    proven.compared(own, ProvenValues.Version.of(secret), number.get(), keyId, same);
                                    // Who waited for it hands the value over now.
                                    if (asked.remove(own) != null || !same) {
                                        changed.accept(namespace, grant);
                                    }
                                })));
        return Stream.concat(stored.stream(), waits == null ? Stream.of() : handed(waits, number.get(), keyId).stream())
                .toList();
    }

    /** What the consumer has under the id of a key: our own Secret may be the one that is wrong. */
    private Optional<ToCompare> handed(ApiKeyGrant grant, int number, String keyId) {
        var namespace = grant.getMetadata().getNamespace();
        return whole(namespace, grant.getSpec().secret().name())
                .filter(secret -> ours(secret, grant)
                        && ConsumerSecret.keyId(secret, grant)
                                .filter(keyId::equals)
                                .isPresent())
                .flatMap(secret -> ConsumerSecret.value(secret, grant)
                        .map(value -> new ToCompare(value, same -> {
                            handed.compared(key(grant), ProvenValues.Version.of(secret), number, keyId, same);
                            asked.remove(key(grant));
                            changed.accept(namespace, grant.getMetadata().getName());
                        })));
    }

    private static Optional<Integer> numberOf(KeyHistory history, String keyId) {
        return history.revisions().stream()
                .filter(one -> one.keyId().filter(keyId::equals).isPresent())
                .map(KeyRevision::number)
                .findFirst();
    }

    private Optional<KeyValue> value(Place place) {
        return whole(place).flatMap(secret -> valueIn(secret, place));
    }

    private Optional<KeyValue> valueIn(Secret secret, Place place) {
        proven.read(place.secret(), ProvenValues.Version.of(secret));
        return OwnSecret.value(secret, place.number());
    }

    private Optional<Secret> whole(Place place) {
        return whole(place.namespace(), place.name());
    }

    private Optional<Secret> whole(String namespace, String name) {
        try {
            return read(namespace, name);
        } catch (KubernetesClientException e) {
            LOG.warn("Secret {}/{} cannot be read: {}", namespace, name, e.getMessage());
            return Optional.empty();
        }
    }

    @Override
    public Source source(ApiKeyGrant grant, SecretKeyRef reference) {
        return sources.read(grant.getMetadata().getNamespace(), reference);
    }

    @Override
    public Source sourceAgainst(ApiKeyGrant grant, SecretKeyRef reference, int number) {
        var namespace = grant.getMetadata().getNamespace();
        var name = ownName(grant.getMetadata().getName());
        return sources.against(
                namespace,
                reference,
                key(grant),
                cachedOwn(grant).map(ProvenValues.Version::of).orElse(null),
                number,
                () -> read(namespace, name).flatMap(secret -> OwnSecret.value(secret, number)));
    }

    @Override
    public Published publish(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        var namespace = grant.getMetadata().getNamespace();
        var name = grant.getSpec().secret().name();
        var cached = cached(namespace, name);
        var own = cachedOwn(grant);
        var known = right.get(key(grant));
        if (known != null
                && known.equals(right(cached, own, grant, revision, keyId))
                && own.filter(secret -> differs(secret, grant, revision)).isEmpty()) {
            return Published.YES;
        }
        own = read(namespace, ownName(grant.getMetadata().getName())).filter(secret -> ours(secret, grant));
        var value = own.flatMap(secret -> OwnSecret.value(secret, revision.number()));
        if (own.isEmpty() || value.isEmpty()) {
            return Published.NO_VALUE;
        }
        var wanted = ConsumerSecret.of(grant, value.get(), keyId);
        var found = read(namespace, name);
        if (found.isPresent() && !ours(found.get(), grant)) {
            return Published.FOREIGN;
        }
        var other = found.filter(_ -> revision.publishedAt().isPresent())
                .filter(secret -> ConsumerSecret.value(secret, grant)
                        .filter(has -> !has.equals(value.get()))
                        .isPresent());
        if (differs(own.get(), grant, revision)) {
            return revision.publishedAt().isEmpty()
                    ? Published.OWN_DIFFERS
                    : other.filter(secret -> ConsumerSecret.keyId(secret, grant)
                                    .filter(keyId::equals)
                                    .isPresent())
                            .map(secret -> whichDiffers(secret, grant, revision, keyId))
                            .orElse(Published.BOTH_DIFFER);
        }
        if ((found.isEmpty() || ConsumerSecret.changesKey(found.get(), wanted))
                && !proven.isKnown(key(grant), ProvenValues.Version.of(own.get()), revision.number(), keyId)) {
            toBeCompared(grant);
            return other.isPresent() ? Published.NOT_COMPARED : Published.NOT_KNOWN;
        }
        if (found.isEmpty() || !ConsumerSecret.same(found.get(), wanted)) {
            found = Optional.of(found.isEmpty() ? created(wanted) : applied(found.get(), wanted));
        }
        var now = right(found, own, grant, revision, keyId);
        if (now != null) {
            right.put(key(grant), now);
        }
        return Published.YES;
    }

    private boolean differs(Secret own, ApiKeyGrant grant, KeyRevision revision) {
        return proven.differs(key(grant), ProvenValues.Version.of(own), revision.number());
    }

    /** Our own Secret does not hold what AWS has: does the consumer's? */
    private Published whichDiffers(Secret consumer, ApiKeyGrant grant, KeyRevision revision, String keyId) {
        var version = ProvenValues.Version.of(consumer);
        if (handed.isKnown(key(grant), version, revision.number(), keyId)) {
            return Published.OWN_DIFFERS;
        }
        if (handed.differs(key(grant), version, revision.number())) {
            return Published.BOTH_DIFFER;
        }
        toBeCompared(grant);
        return Published.NOT_COMPARED;
    }

    @Override
    public void toBeCompared(ApiKeyGrant grant) {
        asked.put(key(grant), grant);
    }

    private static @Nullable Right right(
            Optional<Secret> consumer, Optional<Secret> own, ApiKeyGrant grant, KeyRevision revision, String keyId) {
        return consumer.isEmpty() || own.isEmpty()
                ? null
                : new Right(
                        ProvenValues.Version.of(consumer.get()),
                        ProvenValues.Version.of(own.get()),
                        Objects.requireNonNullElse(grant.getMetadata().getGeneration(), 0L),
                        revision.number(),
                        keyId);
    }

    /** Fails when somebody else made one of that name meanwhile. */
    private Secret created(Secret wanted) {
        var text = client.raw(
                "/api/v1/namespaces/" + wanted.getMetadata().getNamespace() + "/secrets?fieldManager="
                        + SecretFields.MANAGER,
                "POST",
                wanted);
        if (text == null) {
            throw new KubernetesClientException(
                    "namespace " + wanted.getMetadata().getNamespace() + " is not there", NOT_FOUND, null);
        }
        return client.getKubernetesSerialization().unmarshal(text, Secret.class);
    }

    /** Our fields are as wanted afterwards, what others set stays. Only the version that was read is changed. */
    private Secret applied(Secret found, Secret wanted) {
        if (ConsumerSecret.fixed(found, wanted)) {
            throw new FixedSecret(found);
        }
        var base = SecretFields.isEarlier(found)
                ? client.resource(SecretFields.handedOver(found)).update()
                : found;
        wanted.getMetadata().setResourceVersion(base.getMetadata().getResourceVersion());
        return client.resource(wanted)
                .fieldManager(SecretFields.MANAGER)
                .forceConflicts()
                .serverSideApply();
    }

    @Override
    public Optional<String> grantOf(ApiKeyGrant grant, String secret) {
        return read(grant.getMetadata().getNamespace(), secret)
                .filter(found -> Labels.MANAGED_BY_VALUE.equals(labelsOf(found).get(Labels.MANAGED_BY)))
                .map(found -> labelsOf(found).get(Labels.GRANT))
                .filter(name -> !name.equals(grant.getMetadata().getName()));
    }

    @Override
    public Optional<Handed> handed(ApiKeyGrant grant) {
        var spec = grant.getSpec().secret();
        return cached(grant.getMetadata().getNamespace(), spec.name())
                .flatMap(_ -> read(grant.getMetadata().getNamespace(), spec.name()))
                .filter(secret -> ours(secret, grant) && secret.getData() != null)
                .flatMap(secret -> ConsumerSecret.value(secret, grant)
                        .map(value -> new Handed(value, ConsumerSecret.keyId(secret, grant))));
    }

    /** Lets the Secrets of a grant outlive it. */
    public void release(ApiKeyGrant grant) {
        for (var name : new String[] {
            ownName(grant.getMetadata().getName()), grant.getSpec().secret().name()
        }) {
            readOurs(grant, name)
                    .filter(secret -> owner(secret, grant) == Owner.GRANT)
                    .ifPresent(secret -> client.resource(secret)
                            .edit(one -> new SecretBuilder(one)
                                    .editMetadata()
                                    .removeMatchingFromOwnerReferences(owner -> Objects.equals(
                                            owner.getUid(), grant.getMetadata().getUid()))
                                    .endMetadata()
                                    .build()));
        }
    }

    @Override
    public void close() {
        informer.stop();
        sources.close();
    }

    private Optional<KeyHistory> history(Secret secret) {
        var meta = secret.getMetadata();
        return OwnSecret.read(secret, number -> new Place(this, meta.getNamespace(), meta.getName(), number));
    }

    private Optional<Secret> cachedOwn(ApiKeyGrant grant) {
        return cached(
                grant.getMetadata().getNamespace(), ownName(grant.getMetadata().getName()));
    }

    private Optional<Secret> cached(String namespace, String name) {
        return Optional.ofNullable(informer.getStore().getByKey(namespace + "/" + name));
    }

    /** Where the operator has no right to Secrets there is none of a grant either, unless the cache knows better. */
    private Optional<Secret> readOurs(ApiKeyGrant grant, String name) {
        var namespace = grant.getMetadata().getNamespace();
        try {
            return read(namespace, name).filter(secret -> ours(secret, grant));
        } catch (KubernetesClientException e) {
            if (e.getCode() != FORBIDDEN
                    || cached(namespace, name)
                            .filter(secret -> ours(secret, grant))
                            .isPresent()) {
                throw e;
            }
            return Optional.empty();
        }
    }

    private Optional<Secret> read(String namespace, String name) {
        return Optional.ofNullable(
                client.secrets().inNamespace(namespace).withName(name).get());
    }

    /** By its labels, or by an owner reference with the uid of the grant, which the labels may have been taken off. */
    private static boolean ours(Secret secret, ApiKeyGrant grant) {
        var labels = labelsOf(secret);
        return owner(secret, grant) == Owner.GRANT
                || (Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY))
                        && grant.getMetadata().getName().equals(labels.get(Labels.GRANT)));
    }

    private static Map<String, String> labelsOf(Secret secret) {
        return Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.of());
    }

    private static Owner owner(Secret secret, ApiKeyGrant grant) {
        var owners = secret.getMetadata().getOwnerReferences();
        if (owners.isEmpty()) {
            return Owner.NOBODY;
        }
        return owners.stream()
                        .anyMatch(one ->
                                Objects.equals(one.getUid(), grant.getMetadata().getUid()))
                ? Owner.GRANT
                : Owner.EARLIER_GRANT;
    }

    private static String key(ApiKeyGrant grant) {
        return grant.getMetadata().getNamespace() + "/"
                + ownName(grant.getMetadata().getName());
    }

    private static String key(Secret secret) {
        return secret.getMetadata().getNamespace() + "/" + secret.getMetadata().getName();
    }

    /** Only the version that was read is replaced. */
    private Secret replace(Secret found, Secret wanted) {
        if (ConsumerSecret.fixed(found, wanted)) {
            throw new FixedSecret(found);
        }
        wanted.getMetadata().setResourceVersion(found.getMetadata().getResourceVersion());
        return client.resource(wanted).update();
    }

    private static Secret owned(Secret secret, ApiKeyGrant grant) {
        return new SecretBuilder(secret)
                .editMetadata()
                .withOwnerReferences(owner(grant))
                .endMetadata()
                .build();
    }

    static SecretBuilder secret(ApiKeyGrant grant, String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(grant.getMetadata().getNamespace())
                .withName(name)
                .withLabels(labels(grant))
                .withOwnerReferences(owner(grant))
                .endMetadata()
                .withType("Opaque");
    }

    static Map<String, String> labels(ApiKeyGrant grant) {
        return Map.of(
                Labels.MANAGED_BY,
                Labels.MANAGED_BY_VALUE,
                Labels.GRANT,
                grant.getMetadata().getName());
    }

    private static OwnerReference owner(ApiKeyGrant grant) {
        return new OwnerReferenceBuilder()
                .withApiVersion(grant.getApiVersion())
                .withKind(grant.getKind())
                .withName(grant.getMetadata().getName())
                .withUid(grant.getMetadata().getUid())
                .build();
    }
}
