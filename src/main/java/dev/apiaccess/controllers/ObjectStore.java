// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.intent.Places;
import dev.apiaccess.model.PrincipalRef;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The objects of the cluster as the informers hold them. */
public interface ObjectStore {

    /** Whether every kind, the namespaces and our Secrets are known. Before that, nothing may be concluded from absence. */
    boolean complete();

    List<AwsConnection> connections();

    List<ApiAccessPolicy> policies();

    /** Policies of a namespace that name a principal now, or did when their status was written. */
    List<ApiAccessPolicy> policies(String namespace, PrincipalRef principal);

    Optional<ApiAccessPolicy> policy(String namespace, String name);

    List<ApiRateLimit> limits();

    Optional<ApiRateLimit> limit(String namespace, String name);

    List<ApiKeyGrant> grants();

    Optional<ApiKeyGrant> grant(String namespace, String name);

    /** Labels of a namespace, empty when it is not there. */
    Map<String, String> labels(String namespace);

    /** Annotations of a namespace, empty when it is not there. */
    Map<String, String> annotations(String namespace);

    /** UID of the cluster's kube-system namespace. */
    Optional<String> fingerprint();

    /** Grants that name a rate limit, also those that are being deleted. */
    List<ApiKeyGrant> grantsOf(String namespace, String limit);

    /** The objects of a namespace, by whether they {@link Places#hold} a place in it. */
    default Places.Neighbours neighbours(String namespace) {
        return (kind, held) -> Stream.of(policies(), limits(), grants())
                .flatMap(List::stream)
                .filter(one -> Places.Kind.of(one) == kind
                        && Places.hold(one) == held
                        && namespace.equals(one.getMetadata().getNamespace()))
                .toList();
    }
}
