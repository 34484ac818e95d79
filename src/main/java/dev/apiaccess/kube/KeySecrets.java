// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.Labels;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * The two Secrets of a grant. Ours, {@code <grant>-apiaccess}, holds the value before AWS sees it, so that a crash anywhere
 * leads to the same key; the consumer's is a projection of it. Both bear our label and are owned by the grant. Only labelled
 * Secrets are watched, and nothing else is ever overwritten.
 */
public final class KeySecrets implements KeyStore, AutoCloseable {

    private static final int MOST_ATTEMPTS = 5;
    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;

    private final KubernetesClient client;
    private final SharedIndexInformer<Secret> informer;
    private final SharedIndexInformer<Secret> sources;

    /**
     * Watches nothing before {@link #start()}.
     *
     * @param changed is told namespace and grant of a Secret of ours that changed
     * @param sourceChanged is told namespace and name of a Secret from which a value may be imported
     */
    public KeySecrets(
            KubernetesClient client, BiConsumer<String, String> changed, BiConsumer<String, String> sourceChanged) {
        this.client = client;
        informer = labelled(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE);
        informer.addEventHandler(new EachSecret(secret -> {
            var grant = labelsOf(secret).get(Labels.GRANT);
            if (grant != null) {
                changed.accept(secret.getMetadata().getNamespace(), grant);
            }
        }));
        sources = labelled(Labels.KEY_SOURCE, Labels.KEY_SOURCE_VALUE);
        sources.addEventHandler(new EachSecret(secret -> sourceChanged.accept(
                secret.getMetadata().getNamespace(), secret.getMetadata().getName())));
    }

    private SharedIndexInformer<Secret> labelled(String label, String value) {
        return client.secrets()
                .inAnyNamespace()
                .withLabel(label, value)
                .runnableInformer(0)
                .itemStore(new LeanStore<>());
    }

    /** Is told of every Secret that comes, changes or goes, as it was and as it is. */
    private record EachSecret(Consumer<Secret> told) implements ResourceEventHandler<Secret> {

        @Override
        public void onAdd(Secret secret) {
            told.accept(secret);
        }

        @Override
        public void onUpdate(Secret before, Secret after) {
            told.accept(before);
            told.accept(after);
        }

        @Override
        public void onDelete(Secret secret, boolean unknownState) {
            told.accept(secret);
        }
    }

    /** Lists and goes on watching; returns when the list is there. */
    public void start() {
        informer.start().toCompletableFuture().join();
        sources.start().toCompletableFuture().join();
    }

    public boolean synced() {
        return informer.hasSynced() && sources.hasSynced();
    }

    /** Name of our own Secret of a grant. */
    public static String ownName(String grant) {
        return grant + "-apiaccess";
    }

    @Override
    public Optional<KeyHistory> stored(ApiKeyGrant grant) {
        return held(grant).filter(held -> held.owner() != Owner.EARLIER_GRANT).map(Held::history);
    }

    @Override
    public Optional<Held> held(ApiKeyGrant grant) {
        return cached(
                        grant.getMetadata().getNamespace(),
                        ownName(grant.getMetadata().getName()))
                .filter(secret -> ours(secret, grant))
                .flatMap(secret -> OwnSecret.read(secret).map(history -> new Held(history, owner(secret, grant))));
    }

    @Override
    public void own(ApiKeyGrant grant) {
        client.secrets()
                .inNamespace(grant.getMetadata().getNamespace())
                .withName(ownName(grant.getMetadata().getName()))
                .edit(secret -> new SecretBuilder(secret)
                        .editMetadata()
                        .withOwnerReferences(owner(grant))
                        .endMetadata()
                        .build());
    }

    @Override
    public Optional<KeyHistory> store(ApiKeyGrant grant, KeyHistory history) {
        var name = ownName(grant.getMetadata().getName());
        try {
            return OwnSecret.read(
                    client.resource(OwnSecret.write(secret(grant, name).build(), history))
                            .create());
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return read(grant.getMetadata().getNamespace(), name)
                    .filter(found -> ours(found, grant) && owner(found, grant) != Owner.EARLIER_GRANT)
                    .flatMap(OwnSecret::read);
        }
    }

    @Override
    public Optional<KeyHistory> change(ApiKeyGrant grant, UnaryOperator<KeyHistory> change) {
        var name = ownName(grant.getMetadata().getName());
        for (var attempt = 1; ; attempt++) {
            var found = read(grant.getMetadata().getNamespace(), name)
                    .filter(secret -> ours(secret, grant) && owner(secret, grant) == Owner.GRANT);
            var history = found.flatMap(OwnSecret::read);
            if (found.isEmpty() || history.isEmpty()) {
                return Optional.empty();
            }
            var next = change.apply(history.get());
            if (next.equals(history.get())) {
                return history;
            }
            try {
                replace(found.get(), OwnSecret.write(found.get(), next));
                return Optional.of(next);
            } catch (KubernetesClientException e) {
                if (e.getCode() != CONFLICT || attempt == MOST_ATTEMPTS) {
                    throw e;
                }
            }
        }
    }

    @Override
    public Optional<KeyValue> source(ApiKeyGrant grant, SecretKeyRef reference) {
        return Optional.ofNullable(
                        sources.getStore().getByKey(grant.getMetadata().getNamespace() + "/" + reference.name()))
                .flatMap(secret -> Optional.ofNullable(secret.getData()))
                .flatMap(data -> OwnSecret.decoded(data.get(reference.key())));
    }

    @Override
    public Published publish(ApiKeyGrant grant, KeyValue value, String keyId) {
        var spec = grant.getSpec().secret();
        var namespace = grant.getMetadata().getNamespace();
        var wanted = ConsumerSecret.of(grant, value, keyId);
        var cached = cached(namespace, spec.name());
        if (cached.isPresent() && ours(cached.get(), grant) && ConsumerSecret.same(cached.get(), wanted)) {
            return Published.YES;
        }
        var found = read(namespace, spec.name());
        if (found.isEmpty()) {
            client.resource(wanted).create();
            return Published.YES;
        }
        if (!ours(found.get(), grant)) {
            return Published.FOREIGN;
        }
        if (!ConsumerSecret.same(found.get(), wanted)) {
            replace(found.get(), wanted);
        }
        return Published.YES;
    }

    @Override
    public Optional<Handed> handed(ApiKeyGrant grant) {
        var spec = grant.getSpec().secret();
        return cached(grant.getMetadata().getNamespace(), spec.name())
                .filter(secret -> ours(secret, grant) && secret.getData() != null)
                .flatMap(secret -> OwnSecret.decoded(secret.getData().get(ConsumerSecret.valueKey(spec)))
                        .map(value -> new Handed(value, text(secret.getData().get(ConsumerSecret.idKey(spec))))));
    }

    /** Whether a Secret of the wanted name is there that is not ours. */
    public boolean foreign(ApiKeyGrant grant, String name) {
        var namespace = grant.getMetadata().getNamespace();
        return cached(namespace, name).filter(secret -> ours(secret, grant)).isEmpty()
                && read(namespace, name).filter(secret -> !ours(secret, grant)).isPresent();
    }

    /** Lets the Secrets of a grant outlive it. */
    public void release(ApiKeyGrant grant) {
        for (var name : new String[] {
            ownName(grant.getMetadata().getName()), grant.getSpec().secret().name()
        }) {
            readOurs(grant, name)
                    .filter(secret -> !secret.getMetadata().getOwnerReferences().isEmpty())
                    .ifPresent(secret -> client.resource(secret)
                            .edit(one -> new SecretBuilder(one)
                                    .editMetadata()
                                    .withOwnerReferences()
                                    .endMetadata()
                                    .build()));
        }
    }

    @Override
    public void close() {
        informer.stop();
        sources.stop();
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

    private static boolean ours(Secret secret, ApiKeyGrant grant) {
        var labels = labelsOf(secret);
        return Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY))
                && grant.getMetadata().getName().equals(labels.get(Labels.GRANT));
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
                        .anyMatch(one -> one.getUid().equals(grant.getMetadata().getUid()))
                ? Owner.GRANT
                : Owner.EARLIER_GRANT;
    }

    private static Optional<String> text(@Nullable String encoded) {
        try {
            return Optional.ofNullable(encoded)
                    .map(one -> new String(Base64.getDecoder().decode(one), StandardCharsets.UTF_8));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /** Only the version that was read is replaced. */
    private void replace(Secret found, Secret wanted) {
        if (ConsumerSecret.fixed(found, wanted)) {
            throw new FixedSecret(found);
        }
        wanted.getMetadata().setResourceVersion(found.getMetadata().getResourceVersion());
        client.resource(wanted).update();
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
