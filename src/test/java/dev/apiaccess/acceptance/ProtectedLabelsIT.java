// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Helm;
import dev.apiaccess.testing.Machine;
import dev.apiaccess.testing.Tool;
import dev.apiaccess.testing.Yaml;
import java.time.Duration;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * Who may write namespaces in whatever way, and no connections, sets no label by which tenants select: each subresource of a
 * namespace takes metadata too.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ProtectedLabelsIT {

    private static final String MALLORY = "mallory";
    private static final String TOLD = "only who may update AwsConnections sets them; ask the platform team";

    private final ControlPlane controlPlane = ControlPlane.shared();
    private final Helm helm = new Helm(controlPlane);
    private final Tool kubectl = Tool.kubectl(controlPlane.kubeconfig());
    /** A label of this suite alone: the policy is for the whole cluster. */
    private final String namespace = controlPlane.newNamespace("labels");

    private final String label = namespace + "/tenant";

    @BeforeAll
    void thePolicyAndAnAttackerAreThere() {
        var policy = Yaml.documents(helm.template(
                        "--set",
                        "clusterId=labels",
                        "--set",
                        "fullnameOverride=" + namespace,
                        "--set",
                        "admissionPolicies.protectedNamespaceLabels={" + label + "}",
                        "--no-hooks"))
                .stream()
                .filter(object -> object.at("/metadata/name").asText().equals(namespace + "-namespace-labels"))
                .map(Object::toString)
                .collect(Collectors.joining("\n---\n"));
        assertThat(policy).contains("namespaces/status");
        helm.kubectl(policy, "apply", "-f", "-");
        helm.kubectl("""
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRole
                metadata: {name: %1$s}
                rules:
                - {apiGroups: [""], resources: [namespaces, namespaces/status, namespaces/finalize], verbs: [get, update, patch]}
                ---
                apiVersion: rbac.authorization.k8s.io/v1
                kind: ClusterRoleBinding
                metadata: {name: %1$s}
                roleRef: {apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: %1$s}
                subjects: [{kind: User, name: %2$s, apiGroup: rbac.authorization.k8s.io}]
                """.formatted(namespace, MALLORY), "apply", "-f", "-");
        await("the policy is in force")
                .atMost(Machine.patience(Duration.ofSeconds(60)))
                .until(() -> as("label", "namespace", namespace, label + "=bank", "--dry-run=server")
                        .err()
                        .contains(TOLD));
    }

    @AfterAll
    void remove() {
        helm.tryKubectl(
                "",
                "delete",
                "validatingadmissionpolicybinding,validatingadmissionpolicy,clusterrolebinding,clusterrole",
                namespace,
                namespace + "-namespace-labels",
                "--ignore-not-found");
    }

    @Test
    void notByAnEdit() {
        refused(as("label", "namespace", namespace, label + "=bank"));
    }

    @Test
    void notWithAStatus() {
        refused(as("patch", "namespace", namespace, "--subresource=status", "--type=merge", "-p", labelled()));
    }

    @Test
    void notWithAStatusByServerSideApply() {
        refused(kubectl.runWith(
                "{\"apiVersion\": \"v1\", \"kind\": \"Namespace\", \"metadata\": {\"name\": \"" + namespace
                        + "\", \"labels\": {\"" + label + "\": \"bank\"}}}",
                "apply",
                "--as=" + MALLORY,
                "--server-side",
                "--subresource=status",
                "-f",
                "-"));
    }

    @Test
    void notWithFinalizers() {
        var object = Yaml.documents(
                        kubectl.run("get", "namespace", namespace, "-o", "json").orFail())
                .getFirst();
        var changed =
                Yaml.patched(object, Yaml.documents(labelled()).getFirst()).toString();

        refused(kubectl.runWith(
                changed,
                "replace",
                "--as=" + MALLORY,
                "--raw",
                "/api/v1/namespaces/" + namespace + "/finalize",
                "-f",
                "-"));
    }

    @Test
    void whatLeavesTheLabelsAloneIsTaken() {
        as("annotate", "namespace", namespace, "note=mine").orFail();
        as(
                        "patch",
                        "namespace",
                        namespace,
                        "--subresource=status",
                        "--type=merge",
                        "-p",
                        "{\"metadata\": {\"annotations\": {\"note\": \"theirs\"}}}")
                .orFail();
    }

    private String labelled() {
        return "{\"metadata\": {\"labels\": {\"" + label + "\": \"bank\"}}}";
    }

    private Tool.Answer as(String... arguments) {
        var all = new String[arguments.length + 1];
        System.arraycopy(arguments, 0, all, 0, arguments.length);
        all[arguments.length] = "--as=" + MALLORY;
        return kubectl.run(all);
    }

    private void refused(Tool.Answer answer) {
        assertThat(answer.err()).contains("ValidatingAdmissionPolicy", TOLD);
        assertThat(kubectl.run("get", "namespace", namespace, "-o", "jsonpath={.metadata.labels}")
                        .orFail())
                .doesNotContain(label);
    }
}
