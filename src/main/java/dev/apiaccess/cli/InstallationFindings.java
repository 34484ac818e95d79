// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.api.Kinds;
import dev.apiaccess.cli.ClusterState.Crd;
import dev.apiaccess.cli.Finding.Area;
import dev.apiaccess.cli.Finding.Severity;
import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;

/** Whether what makes objects true is there: the CRDs, and an operator that works. */
final class InstallationFindings {

    private static final String INSTALL = "docs/install.md#3-install-the-chart";
    private static final String CRDS = "docs/install.md#the-crds";
    private static final String NO_LEADER = "docs/runbook.md#apiaccessnoleader";
    private static final String APPLY = "kubectl apply --server-side -f crds/";

    /** Of all kinds. */
    static final String VERSION = HasMetadata.getVersion(Kinds.CONNECTION.type());

    private final ClusterState state;
    private final List<Finding> findings = new ArrayList<>();

    InstallationFindings(ClusterState state) {
        this.state = state;
    }

    List<Finding> all() {
        crds(state.crds() == null ? List.of() : state.crds());
        operator();
        return findings;
    }

    private void crds(List<Crd> crds) {
        var absent = names(crds.stream().filter(crd -> !crd.there()).toList());
        if (!absent.isEmpty()) {
            crd(
                    Severity.error,
                    "the " + (absent.size() == 1 ? "CRD " : absent.size() + " CRDs ") + few(absent)
                            + (absent.size() == 1 ? " is" : " are") + " not installed",
                    "install the CRDs of this version",
                    APPLY,
                    absent);
        }
        for (var crd : crds) {
            if (!crd.there()) {
                continue;
            }
            var one = List.of(crd.name());
            if (!crd.trouble().isEmpty()) {
                crd(
                        Severity.error,
                        "the CRD " + crd.name() + " is not in use: " + crd.trouble(),
                        "see what the API server says of it",
                        "kubectl describe crd " + crd.name(),
                        one);
            }
            if (!crd.served().contains(VERSION)) {
                crd(
                        Severity.error,
                        "the CRD " + crd.name() + " serves " + String.join(", ", crd.served()) + " and not " + VERSION
                                + ", which this version speaks",
                        "use the apiaccess of the installed version, or install the CRDs of this one",
                        APPLY,
                        one);
            } else if (!crd.lacks().isEmpty()) {
                crd(
                        Severity.error,
                        "the CRD " + crd.name() + " is older than this version, it lacks " + few(crd.lacks()),
                        "install the CRDs of this version, unless the operator is older too",
                        APPLY,
                        one);
            }
            var old = crd.stored().stream()
                    .filter(version -> !version.equals(VERSION))
                    .toList();
            if (!old.isEmpty()) {
                crd(
                        Severity.warning,
                        "objects of " + crd.name() + " may still be stored as " + String.join(", ", old),
                        "write each object once, then take the version out of status.storedVersions of the CRD",
                        "kubectl get crd " + crd.name() + " -o jsonpath='{.status.storedVersions}'",
                        one);
            }
        }
    }

    private void crd(Severity severity, String what, String next, String command, List<String> names) {
        findings.add(new Finding(Area.crds, severity, what, "", next, command, CRDS, null, names));
    }

    private void operator() {
        var deployments = state.deployments();
        var leader = state.leader();
        var works = leader != null && leader.alive();
        if (deployments != null && deployments.isEmpty()) {
            findings.add(Finding.of(
                    Area.operator,
                    works ? Severity.note : Severity.error,
                    "there is no Deployment of the operator in namespace " + state.namespace()
                            + (works ? ", and somebody renews its lease: it runs elsewhere" : ""),
                    "install the operator, or name the namespace that it runs in with --namespace",
                    "kubectl get deployments -A -l app.kubernetes.io/component=operator",
                    INSTALL));
        }
        for (var one : deployments == null ? List.<ClusterState.Deployed>of() : deployments) {
            deployment(one);
        }
        pods();
        if (leader != null && !leader.alive()) {
            operator(
                    Severity.error,
                    "no operator works: " + leader.told(),
                    "get its pods ready; while there is none, nothing that is edited or deleted takes effect",
                    "kubectl -n " + state.namespace() + " logs -l app.kubernetes.io/component=operator --tail=50");
        }
    }

    private void deployment(ClusterState.Deployed one) {
        if (one.wanted() == 0) {
            operator(
                    Severity.error,
                    "the Deployment " + one.name() + " is scaled to 0",
                    "scale it up, unless the operator is down on purpose",
                    "kubectl -n " + state.namespace() + " scale deployment " + one.name() + " --replicas=1");
        } else if (one.ready() < one.wanted()) {
            operator(
                    one.ready() == 0 ? Severity.error : Severity.warning,
                    "of the Deployment " + one.name() + " " + one.ready() + " of " + one.wanted()
                            + (one.wanted() == 1 ? " pod is ready" : " pods are ready"),
                    "see what its pods say",
                    "kubectl -n " + state.namespace() + " describe pods -l app.kubernetes.io/component=operator");
        }
    }

    private void pods() {
        var pods = state.pods() == null ? List.<ClusterState.Pod>of() : state.pods();
        for (var pod : pods) {
            if (!pod.trouble().isEmpty()) {
                operator(
                        Severity.warning,
                        "the pod " + pod.name() + " is not ready: " + pod.trouble(),
                        "see what it says; readiness and log name what is missing",
                        "kubectl -n " + state.namespace() + " logs " + pod.name() + " --tail=50");
            }
        }
    }

    private void operator(Severity severity, String what, String next, String command) {
        findings.add(Finding.of(Area.operator, severity, what, next, command, NO_LEADER));
    }

    private static List<String> names(List<Crd> crds) {
        return crds.stream().map(Crd::name).toList();
    }

    /** The first few, and how many more. */
    static String few(List<String> names) {
        var most = 3;
        var first = String.join(", ", names.subList(0, Math.min(most, names.size())));
        return names.size() > most ? first + " and " + (names.size() - most) + " more" : first;
    }
}
