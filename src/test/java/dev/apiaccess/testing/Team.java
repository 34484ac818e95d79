// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.authentication.TokenRequestBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;

/** A team in its namespace: somebody with the rights that the roles for people give there, and rights to Secrets. */
public final class Team implements AutoCloseable {

    private final String namespace;
    private final KubernetesClient client;

    /** Makes the namespace, which has the label {@code team} with its own name, and the ServiceAccount. */
    public Team(Rig rig, String namespace) {
        this.namespace = namespace;
        var admin = rig.client();
        admin.namespaces()
                .resource(new NamespaceBuilder()
                        .withNewMetadata()
                        .withName(namespace)
                        .addToLabels("team", namespace)
                        .endMetadata()
                        .build())
                .create();
        admin.serviceAccounts()
                .inNamespace(namespace)
                .resource(new ServiceAccountBuilder()
                        .withNewMetadata()
                        .withName("member")
                        .endMetadata()
                        .build())
                .create();
        rig.deploy("personas.yaml");
        admin.rbac()
                .roles()
                .inNamespace(namespace)
                .resource(new RoleBuilder()
                        .withNewMetadata()
                        .withName("secrets")
                        .endMetadata()
                        .addNewRule()
                        .addToApiGroups("")
                        .addToResources("secrets")
                        .addToVerbs("*")
                        .endRule()
                        .build())
                .create();
        bind(admin, "ClusterRole", "apiaccess-developer");
        bind(admin, "ClusterRole", "apiaccess-owner");
        bind(admin, "Role", "secrets");
        var token = admin.serviceAccounts()
                .inNamespace(namespace)
                .withName("member")
                .tokenRequest(new TokenRequestBuilder()
                        .withNewSpec()
                        .withExpirationSeconds(3600L)
                        .endSpec()
                        .build());
        client = ControlPlane.client(rig.kubeconfig(token.getStatus().getToken(), namespace));
    }

    /** A client with the team's rights. */
    public KubernetesClient client() {
        return client;
    }

    public String namespace() {
        return namespace;
    }

    @Override
    public void close() {
        client.close();
    }

    private void bind(KubernetesClient admin, String kind, String role) {
        admin.rbac()
                .roleBindings()
                .inNamespace(namespace)
                .resource(new RoleBindingBuilder()
                        .withNewMetadata()
                        .withName(role)
                        .endMetadata()
                        .withNewRoleRef("rbac.authorization.k8s.io", kind, role)
                        .addNewSubject()
                        .withKind("ServiceAccount")
                        .withName("member")
                        .withNamespace(namespace)
                        .endSubject()
                        .build())
                .create();
    }
}
