// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import dev.apiaccess.api.Annotations;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Every namespace of the cluster, for admission by labels and for the cluster's fingerprint. */
public final class Namespaces implements AutoCloseable {

    /** Their annotations may be large. */
    private static final long PAGE = 100;

    private final SharedIndexInformer<Namespace> informer;

    /** @param changed called with the name of a namespace that was added or deleted, or whose labels or acknowledged deletions changed */
    public Namespaces(KubernetesClient client, Consumer<String> changed) {
        informer = client.namespaces()
                .withLimit(PAGE)
                .runnableInformer(0)
                .exceptionHandler(new GoesOn("Namespaces"))
                .itemStore(new LeanStore<>());
        informer.addEventHandler(new ResourceEventHandler<>() {
            @Override
            public void onAdd(Namespace namespace) {
                changed.accept(namespace.getMetadata().getName());
            }

            @Override
            public void onUpdate(Namespace before, Namespace after) {
                if (!Objects.equals(
                                before.getMetadata().getLabels(),
                                after.getMetadata().getLabels())
                        || !Objects.equals(acknowledged(before), acknowledged(after))
                        || before.isMarkedForDeletion() != after.isMarkedForDeletion()) {
                    changed.accept(after.getMetadata().getName());
                }
            }

            @Override
            public void onDelete(Namespace namespace, boolean unknownState) {
                changed.accept(namespace.getMetadata().getName());
            }
        });
    }

    private static @Nullable String acknowledged(Namespace namespace) {
        var annotations = namespace.getMetadata().getAnnotations();
        return annotations == null ? null : annotations.get(Annotations.DELETION_ACKNOWLEDGED);
    }

    /** Starts to list and watch; returns when the list is complete. */
    public void start() {
        informer.start().toCompletableFuture().join();
    }

    public boolean synced() {
        return informer.hasSynced();
    }

    /** Labels of a namespace, empty when there is no such namespace. */
    public Map<String, String> labels(String namespace) {
        return get(namespace)
                .map(found -> found.getMetadata().getLabels())
                .map(Map::copyOf)
                .orElse(Map.of());
    }

    /** Annotations of a namespace, empty when there is no such namespace. */
    public Map<String, String> annotations(String namespace) {
        return get(namespace)
                .map(found -> found.getMetadata().getAnnotations())
                .map(Map::copyOf)
                .orElse(Map.of());
    }

    public boolean terminating(String namespace) {
        return get(namespace).map(Namespace::isMarkedForDeletion).orElse(true);
    }

    /** UID of kube-system: it distinguishes clusters, also one from its own restored copy. */
    public Optional<String> fingerprint() {
        return get("kube-system").map(namespace -> namespace.getMetadata().getUid());
    }

    private Optional<Namespace> get(String name) {
        return Optional.ofNullable(informer.getStore().getByKey(name));
    }

    @Override
    public void close() {
        informer.stop();
    }
}
