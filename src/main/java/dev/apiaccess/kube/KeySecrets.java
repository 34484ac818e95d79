// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.model.KeptValue;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * The two Secrets of a grant. Ours, {@code <grant>-apiaccess}, holds the value before AWS sees it, so that a crash anywhere leads to the
 * same key; the consumer's is a projection of it. Both bear our label and are owned by the grant. Only the metadata of labelled Secrets is
 * watched and kept, since large ones may be labelled too. Values are read when they are needed.
 */
public final class KeySecrets implements KeyStore, AutoCloseable {

    private static final int MOST_ATTEMPTS = 5;
    private static final int CONFLICT = 409;

    private final SecretReads reads;
    private final KeySources sources;
    private final ProvenValues proven = new ProvenValues();
    private final HandedSecrets handed;

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
     * Watches nothing before {@link #start()}.
     *
     * @param changed called with namespace and grant of a Secret of ours that changed
     * @param sourceChanged called with namespace and name of a changed Secret from which a value may be imported
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

    /** For tests. */
    KeySecrets(
            KubernetesClient client,
            SharedIndexInformer<Secret> informer,
            KeySources sources,
            BiConsumer<String, String> changed) {
        reads = new SecretReads(client, informer);
        handed = new HandedSecrets(reads, proven, changed);
        this.sources = sources;
        informer.addEventHandler(new KeySources.EachSecret(secret -> {
            var grant = GrantSecrets.labelsOf(secret).get(Labels.GRANT);
            if (grant != null) {
                changed.accept(secret.getMetadata().getNamespace(), grant);
            }
        }));
    }

    /** Starts to list and watch; returns when the list is complete. */
    public void start() {
        reads.informer().start().toCompletableFuture().join();
    }

    public boolean synced() {
        return reads.informer().hasSynced();
    }

    /**
     * Stops watching and forgets everything for grants that no longer exist.
     *
     * @param grants with their namespaces
     */
    public void keepOnly(Set<String> grants, Set<String> importingNamespaces) {
        sources.watchOnly(importingNamespaces);
        Stream.of(handed.names(), proven.names().stream(), sources.names().stream())
                .flatMap(names -> names)
                .filter(own -> !grants.contains(GrantSecrets.grantOf(own)))
                .distinct()
                .toList()
                .forEach(this::forget);
    }

    private void forget(String own) {
        proven.forget(own);
        handed.forget(own);
        sources.forget(own);
    }

    /** Name of our own Secret of a grant. */
    public static String ownName(String grant) {
        return GrantSecrets.ownName(grant);
    }

    @Override
    public Optional<KeyHistory> stored(ApiKeyGrant grant) {
        return held(grant).filter(held -> held.owner() != Owner.EARLIER_GRANT).map(Held::history);
    }

    @Override
    public Optional<Held> held(ApiKeyGrant grant) {
        return reads.seenOwn(grant)
                .filter(secret -> GrantSecrets.isOurs(secret, grant))
                .flatMap(secret -> history(secret)
                        // Written by a version without annotations: only the whole Secret shows its content.
                        .or(() -> reads.readOwn(grant)
                                .filter(whole -> GrantSecrets.isOurs(whole, grant))
                                .flatMap(this::history))
                        .map(history -> new Held(history, GrantSecrets.owner(secret, grant))));
    }

    @Override
    public void own(ApiKeyGrant grant) {
        client().secrets()
                .inNamespace(grant.getMetadata().getNamespace())
                .withName(ownName(grant.getMetadata().getName()))
                .edit(secret -> GrantSecrets.owned(secret, grant));
    }

    @Override
    public Optional<KeyHistory> store(ApiKeyGrant grant, KeyHistory history) {
        var name = ownName(grant.getMetadata().getName());
        try {
            var stored = client().resource(
                            OwnSecret.write(GrantSecrets.secret(grant, name).build(), history))
                    .create();
            proven.wrote(GrantSecrets.key(stored), null, stored);
            return history(stored);
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return reads.readOwn(grant)
                    .filter(found -> GrantSecrets.isOurs(found, grant)
                            && GrantSecrets.owner(found, grant) != Owner.EARLIER_GRANT)
                    .map(found -> labelled(found, grant))
                    .flatMap(this::history);
        }
    }

    /** Restores the labels by which it is watched, where they were removed from a Secret of the grant. */
    private Secret labelled(Secret found, ApiKeyGrant grant) {
        return GrantSecrets.labelsOf(found)
                        .entrySet()
                        .containsAll(GrantSecrets.labels(grant).entrySet())
                ? found
                : client().resource(new SecretBuilder(found)
                                .editMetadata()
                                .addToLabels(GrantSecrets.labels(grant))
                                .endMetadata()
                                .build())
                        .update();
    }

    @Override
    public Optional<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change) {
        for (var attempt = 1; ; attempt++) {
            var found = reads.readOwn(grant)
                    .filter(secret ->
                            GrantSecrets.isOurs(secret, grant) && GrantSecrets.owner(secret, grant) == Owner.GRANT);
            var history = found.flatMap(this::history);
            if (found.isEmpty() || history.isEmpty()) {
                return Optional.empty();
            }
            var next = change.apply(history.get());
            if (next.equals(history.get())) {
                return history;
            }
            try {
                proven.wrote(
                        GrantSecrets.key(found.get()),
                        found.get(),
                        replace(found.get(), OwnSecret.write(found.get(), next)));
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
        proven.made(GrantSecrets.key(grant), number);
    }

    @Override
    public boolean proven(ApiKeyGrant grant, int number) {
        return reads.seenOwn(grant)
                        .filter(secret -> isProven(grant, secret, number))
                        .isPresent()
                // The informer may lag behind what we wrote.
                || reads.readOwn(grant)
                        .filter(secret -> isProven(grant, secret, number))
                        .isPresent();
    }

    private boolean isProven(ApiKeyGrant grant, Secret secret, int number) {
        return proven.isProven(GrantSecrets.key(grant), ProvenValues.Version.of(secret), number);
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
     * @param told receives whether they are equal
     */
    public record ToCompare(KeyValue value, Consumer<Boolean> told) {}

    /**
     * Stored values of a grant's key for which it is not known yet whether AWS has the same; where the grant waits for that, the consumer's
     * value too. Nothing of a value is kept, so only AWS can reveal edits made while the operator did not watch.
     *
     * @param more whether to compare one more value that no grant waits for: each is a read of a Secret
     */
    public List<ToCompare> toCompare(String namespace, String grant, String keyId, BooleanSupplier more) {
        return reads.seen(namespace, ownName(grant))
                .filter(secret -> grant.equals(GrantSecrets.labelsOf(secret).get(Labels.GRANT)))
                .flatMap(secret -> history(secret)
                        .map(history -> handed.toCompare(namespace, grant, history, secret, keyId, more)))
                .orElseGet(List::of);
    }

    private Optional<KeyValue> value(Place place) {
        return whole(place).flatMap(secret -> valueIn(secret, place));
    }

    private Optional<KeyValue> valueIn(Secret secret, Place place) {
        proven.read(place.secret(), ProvenValues.Version.of(secret));
        return OwnSecret.value(secret, place.number());
    }

    private Optional<Secret> whole(Place place) {
        return reads.readOrNone(place.namespace(), place.name());
    }

    @Override
    public Source source(ApiKeyGrant grant, SecretKeyRef reference) {
        return sources.read(grant.getMetadata().getNamespace(), reference);
    }

    @Override
    public Source sourceAgainst(ApiKeyGrant grant, SecretKeyRef reference, int number) {
        return sources.against(
                grant.getMetadata().getNamespace(),
                reference,
                GrantSecrets.key(grant),
                reads.seenOwn(grant).map(ProvenValues.Version::of).orElse(null),
                number,
                () -> reads.readOwn(grant).flatMap(secret -> OwnSecret.value(secret, number)));
    }

    @Override
    public boolean isHandedOver(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        return handed.isHandedOver(grant, revision, keyId);
    }

    @Override
    public Published publish(ApiKeyGrant grant, KeyRevision revision, String keyId) {
        return handed.publish(grant, revision, keyId);
    }

    @Override
    public void toBeCompared(ApiKeyGrant grant) {
        handed.toBeCompared(grant);
    }

    @Override
    public Optional<String> grantOf(ApiKeyGrant grant, String secret) {
        return handed.grantOf(grant, secret);
    }

    @Override
    public Optional<Handed> handed(ApiKeyGrant grant) {
        return handed.by(grant);
    }

    /** Removes the ownership of a grant's Secrets, so that they outlive it. */
    public void release(ApiKeyGrant grant) {
        for (var name : new String[] {
            ownName(grant.getMetadata().getName()), grant.getSpec().secret().name()
        }) {
            reads.readOurs(grant, name)
                    .filter(secret -> GrantSecrets.owner(secret, grant) == Owner.GRANT)
                    .ifPresent(secret -> client().resource(secret)
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
        reads.informer().stop();
        sources.close();
    }

    private Optional<KeyHistory> history(Secret secret) {
        var meta = secret.getMetadata();
        return OwnSecret.read(secret, number -> new Place(this, meta.getNamespace(), meta.getName(), number));
    }

    private KubernetesClient client() {
        return reads.client();
    }

    /** Replaces a Secret, only in the version that was read. */
    private Secret replace(Secret found, Secret wanted) {
        if (ConsumerSecret.fixed(found, wanted)) {
            throw new FixedSecret(found);
        }
        wanted.getMetadata().setResourceVersion(found.getMetadata().getResourceVersion());
        return client().resource(wanted).update();
    }
}
