// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.cli.Finding.Area;
import dev.apiaccess.cli.Finding.Severity;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * What is wrong in a cluster: a function of what was read of it and of the time.
 *
 * @param findings what to do first comes first
 */
record Diagnosis(List<Finding> findings) {

    Diagnosis {
        findings = List.copyOf(findings);
    }

    static Diagnosis of(ClusterState state, NextSteps steps, Instant now) {
        var findings = new ArrayList<Finding>();
        if (state.silence() != null) {
            findings.add(silent(state, state.silence()));
        } else {
            findings.addAll(new InstallationFindings(state).all());
            findings.addAll(new ThingFindings(state, steps, now).all());
            state.unread().stream().map(Diagnosis::unread).forEach(findings::add);
        }
        findings.sort(Comparator.comparing((Finding finding) -> finding.severity() == Severity.note)
                .thenComparing(Finding::area)
                .thenComparing(Finding::severity)
                .thenComparingInt(finding -> -finding.names().size()));
        return new Diagnosis(findings);
    }

    /** Whether something is wrong. */
    boolean isWrong() {
        return count(Severity.error) + count(Severity.warning) > 0;
    }

    /** Whether something could not be looked at. */
    boolean isPartial() {
        return count(Severity.unknown) > 0;
    }

    long count(Severity severity) {
        return findings.stream().filter(one -> one.severity() == severity).count();
    }

    private static Finding silent(ClusterState state, String why) {
        return new Finding(
                Area.cluster,
                Severity.unknown,
                "the API server " + state.server() + " does not answer as it should, so nothing can be told",
                why,
                "see whether kubectl reaches it, and name another cluster with --kubeconfig or --context",
                "kubectl cluster-info",
                "docs/commands/doctor.md",
                null,
                List.of());
    }

    private static Finding unread(ClusterState.Unread unread) {
        return unread.why() == null
                ? Finding.of(
                        Area.rights,
                        Severity.unknown,
                        "no right to " + unread.right() + ": " + unread.what() + " cannot be told",
                        "ask whoever administers the cluster for it, or have them run doctor",
                        "kubectl auth can-i " + unread.right(),
                        "docs/commands/doctor.md#rights")
                : new Finding(
                        Area.rights,
                        Severity.unknown,
                        "the API server does not " + unread.right() + ": " + unread.what() + " cannot be told",
                        unread.why(),
                        "see to what it says, and try again",
                        "",
                        "docs/commands/doctor.md#rights",
                        null,
                        List.of());
    }
}
