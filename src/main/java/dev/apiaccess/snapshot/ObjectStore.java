// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.CommonSpec;
import dev.apiaccess.api.CommonStatus;
import dev.apiaccess.api.Kinds;
import dev.apiaccess.api.ObjectStatus;
import dev.apiaccess.intent.Places;
import dev.apiaccess.model.OwnerRef;
import dev.apiaccess.model.PrincipalRef;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects of the cluster as the informers hold them. */
public interface ObjectStore {

    /** Whether every kind, the namespaces and our Secrets are listed. Until then, absence proves nothing. */
    boolean complete();

    /** All objects of a kind. */
    <P extends HasMetadata> List<P> list(Class<P> type);

    /** One object of a kind; empty when none has the name. */
    default <P extends HasMetadata> Optional<P> get(Class<P> type, String namespace, String name) {
        return list(type).stream()
                .filter(object -> namespace.equals(object.getMetadata().getNamespace())
                        && name.equals(object.getMetadata().getName()))
                .findFirst();
    }

    /** The object that owns a thing in AWS. */
    default Optional<CustomResource<? extends CommonSpec, ? extends ObjectStatus>> owner(OwnerRef owner) {
        return Kinds.BOUND.stream()
                .filter(kind -> kind.name().equals(owner.kind()))
                .findFirst()
                .flatMap(kind -> get(kind.type(), owner.namespace(), owner.name()));
    }

    /** All objects of all kinds. */
    default Stream<? extends CustomResource<?, ? extends CommonStatus>> all() {
        return Kinds.ALL.stream().flatMap(kind -> list(kind.type()).stream());
    }

    /** All objects that stand for something in AWS: those of every kind but connections. */
    default Stream<CustomResource<? extends CommonSpec, ? extends ObjectStatus>> bound() {
        return Kinds.BOUND.stream().flatMap(kind -> list(kind.type()).stream());
    }

    default List<AwsConnection> connections() {
        return list(AwsConnection.class);
    }

    default List<ApiAccessPolicy> policies() {
        return list(ApiAccessPolicy.class);
    }

    /** Policies of a namespace that name a principal now, or did when their status was written. */
    List<ApiAccessPolicy> policies(String namespace, PrincipalRef principal);

    default Optional<ApiAccessPolicy> policy(String namespace, String name) {
        return get(ApiAccessPolicy.class, namespace, name);
    }

    default List<ApiRateLimit> limits() {
        return list(ApiRateLimit.class);
    }

    default Optional<ApiRateLimit> limit(String namespace, String name) {
        return get(ApiRateLimit.class, namespace, name);
    }

    default List<ApiKeyGrant> grants() {
        return list(ApiKeyGrant.class);
    }

    default Optional<ApiKeyGrant> grant(String namespace, String name) {
        return get(ApiKeyGrant.class, namespace, name);
    }

    default List<ApiProtection> protections() {
        return list(ApiProtection.class);
    }

    /** Grants that import their value from a Secret. */
    default List<ApiKeyGrant> grantsImporting(String namespace, String secret) {
        return grants().stream()
                .filter(grant -> {
                    var source = grant.getSpec().valueFrom();
                    return source != null
                            && source.secretKeyRef().name().equals(secret)
                            && namespace.equals(grant.getMetadata().getNamespace());
                })
                .toList();
    }

    /** Labels of a namespace, empty when it does not exist. */
    Map<String, String> labels(String namespace);

    /** Annotations of a namespace, empty when it does not exist. */
    Map<String, String> annotations(String namespace);

    /** UID of the cluster's kube-system namespace. */
    Optional<String> fingerprint();

    /** Grants that name a rate limit, also those that are being deleted. */
    List<ApiKeyGrant> grantsOf(String namespace, String limit);

    /** The objects of a namespace, by whether they {@link Places#hold} a place in it. */
    default Places.Neighbours neighbours(String namespace) {
        return (kind, held) -> bound().filter(one -> Places.Kind.of(one) == kind
                        && Places.hold(one) == held
                        && namespace.equals(one.getMetadata().getNamespace()))
                .toList();
    }
}
