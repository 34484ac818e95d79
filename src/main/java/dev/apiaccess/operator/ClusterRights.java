// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.api.Kinds;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributes;
import io.fabric8.kubernetes.api.model.authorization.v1.ResourceAttributesBuilder;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SelfSubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Checks the rights without which the operator cannot run, for the whole cluster and for the lease. Writing Secrets and events is left out:
 * an administrator may want to allow the first in some namespaces only, and the second is not needed.
 */
final class ClusterRights {

    private static final String GROUP = "apiaccess.dev";
    private static final String LEASES = "leases";
    /** Name for a release called apiaccess; the text says where it comes from. */
    static final String CLUSTER_ROLE =
            "ClusterRole apiaccess-operator (deploy/base/rbac.yaml, or rbac.create in the chart)";

    private static final int FORBIDDEN = 403;

    private final KubernetesClient client;
    private final String leaseNamespace;
    private final List<ResourceAttributes> needed = new ArrayList<>();

    ClusterRights(KubernetesClient client, String leaseNamespace, String leaseName) {
        this.client = client;
        this.leaseNamespace = leaseNamespace;
        for (var kind : Kinds.ALL) {
            need(GROUP, kind.plural(), "", "list", "watch", "patch");
            need(GROUP, kind.plural(), "status", "patch");
        }
        need("", "namespaces", "", "list", "watch");
        need("", "secrets", "", "list", "watch");
        for (var verb : List.of("get", "create", "update", "patch")) {
            needed.add(new ResourceAttributesBuilder()
                    .withGroup("coordination.k8s.io")
                    .withResource(LEASES)
                    .withNamespace(leaseNamespace)
                    .withName(verb.equals("create") ? null : leaseName)
                    .withVerb(verb)
                    .build());
        }
    }

    /**
     * Message with the first missing right, the number of others, and where to bind them; empty when none is missing.
     *
     * @throws KubernetesClientException when the API server does not answer or does not authenticate us
     */
    Optional<String> missing() {
        var missing = needed.stream().filter(right -> !allowed(right)).toList();
        return missing.stream().findFirst().map(first -> told(first, missing.size() - 1));
    }

    private boolean allowed(ResourceAttributes right) {
        SelfSubjectAccessReview review = new SelfSubjectAccessReviewBuilder()
                .withNewSpec()
                .withResourceAttributes(right)
                .endSpec()
                .build();
        try {
            return client.resource(review).create().getStatus().getAllowed();
        } catch (KubernetesClientException e) {
            if (e.getCode() == FORBIDDEN) {
                // Where rights may not be queried, the calls themselves have to show it.
                return true;
            }
            throw e;
        }
    }

    private String told(ResourceAttributes right, int others) {
        var resource = right.getSubresource() == null || right.getSubresource().isEmpty()
                ? right.getResource()
                : right.getResource() + "/" + right.getSubresource();
        var more = others == 0 ? "" : " (and " + others + " more)";
        return right.getResource().equals(LEASES)
                ? "no right to " + right.getVerb() + " leases" + more + " in namespace " + leaseNamespace
                        + ": bind the Role apiaccess-leader (deploy/base/rbac.yaml, or rbac.create in the chart) there to this"
                        + " ServiceAccount, or set APIACCESS_LEASE_NAMESPACE to where it is bound"
                : "no right to " + right.getVerb() + " " + resource + more + ": bind the " + CLUSTER_ROLE
                        + " to this ServiceAccount";
    }

    private void need(String group, String resource, String subresource, String... verbs) {
        for (var verb : verbs) {
            needed.add(new ResourceAttributesBuilder()
                    .withGroup(group)
                    .withResource(resource)
                    .withSubresource(subresource)
                    .withVerb(verb)
                    .build());
        }
    }
}
