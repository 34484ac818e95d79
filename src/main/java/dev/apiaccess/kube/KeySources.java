// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.Labels;
import dev.apiaccess.api.SecretKeyRef;
import dev.apiaccess.model.KeyValue;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The Secrets from which values are imported. Their metadata is watched in the namespaces where an admitted grant imports, and
 * nowhere else; the entry is read when a grant needs it, and not kept.
 */
final class KeySources implements AutoCloseable {

    /** AWS takes 128 characters: a Secret larger than this is no source of a key. */
    private static final int MOST_BYTES = 64 * 1024;

    private final KubernetesClient client;
    private final MetadataClient metadata;
    private final BiConsumer<String, String> changed;
    private final Map<String, SharedIndexInformer<Secret>> watched = new ConcurrentHashMap<>();
    private final Map<String, Compared> compared = new ConcurrentHashMap<>();

    /** Result of comparing a version of a source with a version of the stored value; never a value. */
    private record Compared(
            ProvenValues.Version source,
            ProvenValues.Version stored,
            SecretKeyRef reference,
            int number,
            KeyStore.Source result) {}

    /** @param changed called with namespace and name of a source that was added, changed or deleted */
    KeySources(KubernetesClient client, MetadataClient metadata, BiConsumer<String, String> changed) {
        this.client = client;
        this.metadata = metadata;
        this.changed = changed;
    }

    /** Reads the entry. */
    KeyStore.Source read(String namespace, SecretKeyRef reference) {
        watch(namespace);
        return Optional.ofNullable(client.secrets()
                        .inNamespace(namespace)
                        .withName(reference.name())
                        .get())
                .map(secret -> of(secret, reference))
                .orElseGet(KeyStore.Source.None::new);
    }

    /**
     * Reads the entry and compares it, unless both are unchanged since the last comparison.
     *
     * @param own namespace and name of our own Secret
     * @param stored its version, as far as it is known without a read
     * @param value reads the value stored under the number
     */
    KeyStore.Source against(
            String namespace,
            SecretKeyRef reference,
            String own,
            ProvenValues.@Nullable Version stored,
            int number,
            Supplier<Optional<KeyValue>> value) {
        var informer = watch(namespace);
        var source = Optional.ofNullable(informer.getStore().getByKey(namespace + "/" + reference.name()))
                .map(ProvenValues.Version::of)
                .orElse(null);
        var known = compared.get(own);
        if (known != null
                && source != null
                && known.source().equals(source)
                && known.stored().equals(stored)
                && known.reference().equals(reference)
                && known.number() == number) {
            return known.result();
        }
        var found = read(namespace, reference);
        var result = found instanceof KeyStore.Source.Value(var one)
                        && value.get().filter(one::equals).isPresent()
                ? new KeyStore.Source.Same()
                : found;
        if (source != null && stored != null && !(result instanceof KeyStore.Source.Value)) {
            compared.put(own, new Compared(source, stored, reference, number, result));
        }
        return result;
    }

    /** Stops watching namespaces without imports. */
    void watchOnly(Set<String> namespaces) {
        watched.keySet().stream()
                .filter(namespace -> !namespaces.contains(namespace))
                .toList()
                .forEach(namespace ->
                        Optional.ofNullable(watched.remove(namespace)).ifPresent(SharedIndexInformer::stop));
    }

    /** Namespaces and names of our own Secrets that were compared with a source. */
    Set<String> names() {
        return Set.copyOf(compared.keySet());
    }

    void forget(String own) {
        compared.remove(own);
    }

    private SharedIndexInformer<Secret> watch(String namespace) {
        return watched.computeIfAbsent(namespace, _ -> {
            var informer = metadata.labelled(namespace, Labels.KEY_SOURCE, Labels.KEY_SOURCE_VALUE);
            informer.addEventHandler(new EachSecret(secret -> changed.accept(
                    secret.getMetadata().getNamespace(), secret.getMetadata().getName())));
            var _ = informer.start();
            return informer;
        });
    }

    private static KeyStore.Source of(Secret secret, SecretKeyRef reference) {
        var labels = Objects.requireNonNullElse(secret.getMetadata().getLabels(), Map.<String, String>of());
        var data = secret.getData();
        if (!Labels.KEY_SOURCE_VALUE.equals(labels.get(Labels.KEY_SOURCE)) || data == null) {
            return new KeyStore.Source.None();
        }
        // Four characters of base64 are three bytes.
        if (data.values().stream().mapToLong(String::length).sum() / 4 * 3 > MOST_BYTES) {
            return new KeyStore.Source.Refused(
                    "holds more than 64 KiB: keep the value in a Secret that holds nothing else");
        }
        var text = OwnSecret.text(data.get(reference.key()));
        if (text.isEmpty()) {
            return new KeyStore.Source.None();
        }
        return KeyText.fault(text.get())
                .<KeyStore.Source>map(
                        fault -> new KeyStore.Source.Refused("has a value under " + reference.key() + " " + fault))
                .or(() -> OwnSecret.decoded(data.get(reference.key())).map(KeyStore.Source.Value::new))
                .orElseGet(KeyStore.Source.None::new);
    }

    @Override
    public void close() {
        watched.values().forEach(SharedIndexInformer::stop);
    }

    /** Handles every added, changed or deleted Secret, in its old and new version. */
    record EachSecret(Consumer<Secret> told)
            implements io.fabric8.kubernetes.client.informers.ResourceEventHandler<Secret> {

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
}
