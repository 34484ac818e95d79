// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.GrantSecret;
import dev.apiaccess.api.Labels;
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
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.BiConsumer;

/**
 * The two Secrets of a grant. Ours, {@code <grant>-apiaccess}, holds the value before AWS sees it, so that a crash anywhere
 * leads to the same key; the consumer's is a projection of it. Both bear our label and are owned by the grant. Only labelled
 * Secrets are watched, and nothing else is ever overwritten.
 */
public final class KeySecrets implements AutoCloseable {

    private static final String USABLE_AT = "apiaccess.dev/usable-at";
    private static final String KEY_ID = "apiaccess.dev/api-key-id";
    private static final String PREFIX = "r";
    private static final int CONFLICT = 409;
    private static final int FORBIDDEN = 403;

    /**
     * A value that was stored before AWS saw it.
     *
     * @param revision counts the values of the grant, from 1
     * @param keyId id in AWS for which {@code usableAt} was noted, empty until the key was put into all plans once
     * @param usableAt when the key may be handed out, empty like {@code keyId}
     */
    public record Stored(int revision, KeyValue value, Optional<String> keyId, Optional<Instant> usableAt) {}

    /**
     * A stored value, whoever it belongs to.
     *
     * @param owner the grant, nobody when it was retained or restored from a backup, or an earlier grant of the same name
     */
    public record Held(Stored stored, Owner owner) {}

    /** Whose Secret it is by its owner references. */
    public enum Owner {
        GRANT,
        NOBODY,
        /** Kubernetes deletes it, a moment after the earlier grant went. */
        EARLIER_GRANT
    }

    private final KubernetesClient client;
    private final SharedIndexInformer<Secret> informer;

    /** @param changed is told namespace and grant of a Secret of ours that changed */
    public KeySecrets(KubernetesClient client, BiConsumer<String, String> changed) {
        this.client = client;
        informer = client.secrets()
                .inAnyNamespace()
                .withLabel(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE)
                .runnableInformer(0)
                .itemStore(new LeanStore<>());
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Secret secret) {
                tell(secret);
            }

            @Override
            public void onUpdate(Secret before, Secret after) {
                tell(before);
                tell(after);
            }

            @Override
            public void onDelete(Secret secret, boolean unknownState) {
                tell(secret);
            }

            private void tell(Secret secret) {
                var labels = secret.getMetadata().getLabels();
                var grant = labels == null ? null : labels.get(Labels.GRANT);
                if (grant != null) {
                    changed.accept(secret.getMetadata().getNamespace(), grant);
                }
            }
        });
    }

    /** Lists and goes on watching; returns when the list is there. */
    public void start() {
        informer.start().toCompletableFuture().join();
    }

    public boolean synced() {
        return informer.hasSynced();
    }

    /** Name of our own Secret of a grant. */
    public static String ownName(String grant) {
        return grant + "-apiaccess";
    }

    /** What was stored for a grant, empty when nothing was, when it cannot be read, or when an earlier grant left it. */
    public Optional<Stored> stored(ApiKeyGrant grant) {
        return held(grant).filter(held -> held.owner() != Owner.EARLIER_GRANT).map(Held::stored);
    }

    /** What is stored under the name of a grant. */
    public Optional<Held> held(ApiKeyGrant grant) {
        return cached(
                        grant.getMetadata().getNamespace(),
                        ownName(grant.getMetadata().getName()))
                .filter(secret -> ours(secret, grant))
                .flatMap(secret -> stored(secret).map(stored -> new Held(stored, owner(secret, grant))));
    }

    /** Makes a stored value the grant's own, so that it goes with it. */
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

    /**
     * Stores a value before AWS sees it. When a Secret of ours is there already, what it holds wins.
     *
     * @return what is stored now, empty when a Secret of that name is there that is not ours
     */
    public Optional<Stored> store(ApiKeyGrant grant, int revision, KeyValue value) {
        var name = ownName(grant.getMetadata().getName());
        var secret = secret(grant, name)
                .addToData(PREFIX + revision, encoded(value.reveal()))
                .build();
        try {
            return stored(client.resource(secret).create());
        } catch (KubernetesClientException e) {
            if (e.getCode() != CONFLICT) {
                throw e;
            }
            return read(grant.getMetadata().getNamespace(), name)
                    .filter(found -> ours(found, grant) && owner(found, grant) != Owner.EARLIER_GRANT)
                    .flatMap(KeySecrets::stored);
        }
    }

    /** Notes from when on the key may be handed out: it survives a restart, so nobody waits twice. */
    public void usableAt(ApiKeyGrant grant, String keyId, Instant at) {
        client.secrets()
                .inNamespace(grant.getMetadata().getNamespace())
                .withName(ownName(grant.getMetadata().getName()))
                .edit(secret -> new SecretBuilder(secret)
                        .editMetadata()
                        .addToAnnotations(KEY_ID, keyId)
                        .addToAnnotations(USABLE_AT, at.toString())
                        .endMetadata()
                        .build());
    }

    /** What became of handing a key over. */
    public enum Published {
        /** The consumer's Secret is as it shall be. */
        YES,
        /** A Secret of that name is there that is not ours. */
        FOREIGN
    }

    /** Writes the consumer's Secret in one write, when it is not as it shall be already. */
    public Published publish(ApiKeyGrant grant, KeyValue value, String keyId) {
        var spec = grant.getSpec().secret();
        var namespace = grant.getMetadata().getNamespace();
        var wanted = projection(grant, spec, value, keyId);
        var cached = cached(namespace, spec.name());
        if (cached.isPresent() && ours(cached.get(), grant) && same(cached.get(), wanted)) {
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
        if (!same(found.get(), wanted)) {
            wanted.getMetadata().setResourceVersion(found.get().getMetadata().getResourceVersion());
            client.resource(wanted).update();
        }
        return Published.YES;
    }

    /** The value in the consumer's Secret: what is left when somebody deleted our own. */
    public Optional<KeyValue> published(ApiKeyGrant grant) {
        var spec = grant.getSpec().secret();
        return cached(grant.getMetadata().getNamespace(), spec.name())
                .filter(secret -> ours(secret, grant))
                .map(secret ->
                        secret.getData() == null ? null : secret.getData().get(valueKey(spec)))
                .flatMap(KeySecrets::value);
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
        var labels = secret.getMetadata().getLabels();
        return labels != null
                && Labels.MANAGED_BY_VALUE.equals(labels.get(Labels.MANAGED_BY))
                && grant.getMetadata().getName().equals(labels.get(Labels.GRANT));
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

    private static Optional<Stored> stored(Secret secret) {
        var data = secret.getData() == null ? Map.<String, String>of() : secret.getData();
        var annotations = secret.getMetadata().getAnnotations() == null
                ? Map.<String, String>of()
                : secret.getMetadata().getAnnotations();
        return data.keySet().stream()
                .filter(key -> key.matches(PREFIX + "[1-9][0-9]{0,8}"))
                .map(key -> Integer.valueOf(key.substring(PREFIX.length())))
                .max(Integer::compare)
                .flatMap(revision -> value(data.get(PREFIX + revision))
                        .map(value -> new Stored(
                                revision,
                                value,
                                Optional.ofNullable(annotations.get(KEY_ID)),
                                Optional.ofNullable(annotations.get(USABLE_AT)).map(Instant::parse))));
    }

    private static Optional<KeyValue> value(@org.jspecify.annotations.Nullable String encoded) {
        if (encoded == null) {
            return Optional.empty();
        }
        var text = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
        return text.length() < 20 || text.length() > 128 ? Optional.empty() : Optional.of(new KeyValue(text));
    }

    private static Secret projection(ApiKeyGrant grant, GrantSecret spec, KeyValue value, String keyId) {
        var template = spec.template();
        var idKey = spec.keys() == null ? null : spec.keys().id();
        var secret = secret(grant, spec.name())
                .addToData(valueKey(spec), encoded(value.reveal()))
                .addToData(idKey == null ? "id" : idKey, encoded(keyId));
        if (template != null) {
            var labels = new HashMap<>(template.labels());
            labels.putAll(labels(grant));
            secret.editMetadata()
                    .withLabels(labels)
                    .withAnnotations(template.annotations())
                    .endMetadata();
        }
        return secret.build();
    }

    private static String valueKey(GrantSecret spec) {
        var key = spec.keys() == null ? null : spec.keys().value();
        return key == null ? "value" : key;
    }

    private static SecretBuilder secret(ApiKeyGrant grant, String name) {
        return new SecretBuilder()
                .withNewMetadata()
                .withNamespace(grant.getMetadata().getNamespace())
                .withName(name)
                .withLabels(labels(grant))
                .withOwnerReferences(owner(grant))
                .endMetadata()
                .withType("Opaque");
    }

    private static Map<String, String> labels(ApiKeyGrant grant) {
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

    /** Labels and annotations that others added stay: only what we want has to be there. */
    private static boolean same(Secret found, Secret wanted) {
        return Objects.equals(found.getData(), wanted.getData())
                && contains(
                        found.getMetadata().getLabels(), wanted.getMetadata().getLabels())
                && contains(
                        found.getMetadata().getAnnotations(),
                        wanted.getMetadata().getAnnotations())
                && Objects.equals(
                        found.getMetadata().getOwnerReferences(),
                        wanted.getMetadata().getOwnerReferences());
    }

    private static boolean contains(
            @org.jspecify.annotations.Nullable Map<String, String> found,
            @org.jspecify.annotations.Nullable Map<String, String> wanted) {
        return wanted == null
                || wanted.isEmpty()
                || (found != null && found.entrySet().containsAll(wanted.entrySet()));
    }

    private static String encoded(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }
}
