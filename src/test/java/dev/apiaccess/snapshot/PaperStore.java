// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.testing.Cluster;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** Caches of which a test says what they hold and whether they are complete. */
public final class PaperStore implements ObjectStore {

    private Cluster cluster;
    private final Map<String, Map<String, String>> annotations = new HashMap<>();
    private boolean complete = true;
    private int handedOut;
    private Optional<String> fingerprint;

    public PaperStore(Cluster cluster, String fingerprint) {
        this.cluster = cluster;
        this.fingerprint = Optional.of(fingerprint);
    }

    public void holds(Cluster next) {
        cluster = next;
    }

    public void completeIs(boolean next) {
        complete = next;
    }

    public void fingerprintIsUnknown() {
        fingerprint = Optional.empty();
    }

    @Override
    public boolean complete() {
        return complete;
    }

    @Override
    public <P extends HasMetadata> List<P> list(Class<P> type) {
        return cluster.all(type);
    }

    @Override
    public List<ApiAccessPolicy> policies(String namespace, PrincipalRef principal) {
        var found = policies().stream()
                .filter(policy -> policy.getMetadata().getNamespace().equals(namespace))
                .toList();
        handedOut += found.size();
        return found;
    }

    /** How many policies were handed out so far to those who ask for a principal's. */
    public int handedOut() {
        return handedOut;
    }

    @Override
    public List<ApiKeyGrant> grantsOf(String namespace, String limit) {
        return grants().stream()
                .filter(grant -> grant.getSpec().rateLimits().stream()
                        .anyMatch(reference -> reference.name().equals(limit)
                                && namespace.equals(Objects.requireNonNullElse(
                                        reference.namespace(),
                                        grant.getMetadata().getNamespace()))))
                .toList();
    }

    @Override
    public Optional<ApiAccessPolicy> policy(String namespace, String name) {
        return named(policies(), namespace, name);
    }

    @Override
    public Optional<ApiRateLimit> limit(String namespace, String name) {
        return named(limits(), namespace, name);
    }

    @Override
    public Optional<ApiKeyGrant> grant(String namespace, String name) {
        return named(grants(), namespace, name);
    }

    @Override
    public Map<String, String> labels(String namespace) {
        return cluster.namespaces().getOrDefault(namespace, Map.of());
    }

    @Override
    public Map<String, String> annotations(String namespace) {
        return annotations.getOrDefault(namespace, Map.of());
    }

    /** A namespace bears an annotation from now on. */
    void annotate(String namespace, String annotation, String value) {
        annotations.put(namespace, Map.of(annotation, value));
    }

    @Override
    public Optional<String> fingerprint() {
        return fingerprint;
    }

    private static <T extends HasMetadata> Optional<T> named(List<T> objects, String namespace, String name) {
        return objects.stream()
                .filter(object -> object.getMetadata().getNamespace().equals(namespace)
                        && object.getMetadata().getName().equals(name))
                .findFirst();
    }
}
