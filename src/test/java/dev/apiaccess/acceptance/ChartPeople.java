// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Helm;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.util.List;

/** Users of a cluster with the roles for people that ship with the chart, and a namespace {@code shop}. */
record ChartPeople(Helm helm, KubernetesClient client) {

    void mayDoWhatTheirRolesSay() {
        for (var persona : List.of("viewer", "developer", "owner", "platform")) {
            helm.kubectl(
                    "",
                    "create",
                    "clusterrolebinding",
                    persona,
                    "--clusterrole=apiaccess-" + persona,
                    "--user=" + persona);
        }
        assertThat(List.of(
                        may("viewer", "list", "apikeygrants"),
                        may("viewer", "update", "apikeygrants"),
                        may("developer", "create", "apiaccesspolicies"),
                        may("developer", "delete", "apikeygrants"),
                        may("developer", "update", "apiratelimits"),
                        may("owner", "update", "apiratelimits"),
                        may("owner", "create", "apiaccesspolicies"),
                        may("owner", "get", "awsconnections"),
                        may("owner", "delete", "apiprotections"),
                        may("developer", "get", "apiprotections"),
                        may("developer", "update", "apiprotections"),
                        may("platform", "update", "awsconnections"),
                        may("platform", "update", "apikeygrants/status")))
                .containsExactly(true, false, true, true, false, true, false, false, true, true, false, true, false);
    }

    private boolean may(String user, String verb, String resource) {
        var parts = (resource + "/").split("/", -1);
        return client.authorization()
                .v1()
                .subjectAccessReview()
                .create(new SubjectAccessReviewBuilder()
                        .withNewSpec()
                        .withUser(user)
                        .withNewResourceAttributes()
                        .withNamespace("shop")
                        .withVerb(verb)
                        .withGroup("apiaccess.dev")
                        .withResource(parts[0])
                        .withSubresource(parts[1])
                        .endResourceAttributes()
                        .endSpec()
                        .build())
                .getStatus()
                .getAllowed();
    }
}
