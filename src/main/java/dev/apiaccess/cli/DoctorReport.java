// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.cli.Finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What doctor found, for people and for programs. */
final class DoctorReport {

    private static final int WRONG = 1;
    private static final int UNKNOWN = 3;

    private final ClusterState state;
    private final Diagnosis diagnosis;

    DoctorReport(ClusterState state, Diagnosis diagnosis) {
        this.state = state;
        this.diagnosis = diagnosis;
    }

    /** The exit code. */
    int code() {
        return diagnosis.isWrong() ? WRONG : diagnosis.isPartial() ? UNKNOWN : 0;
    }

    String text(Lines lines) {
        lines.line(heading());
        for (var finding : diagnosis.findings()) {
            lines.blank().line(finding.severity() + ": " + finding.what());
            if (!finding.says().isEmpty()) {
                lines.labelled("says", finding.says());
            }
            lines.labelled("next", finding.next());
            if (!finding.command().isEmpty()) {
                lines.raw("  " + Lines.padded("run", Lines.LABEL) + finding.command());
            }
            lines.labelled("page", finding.page());
        }
        lines.blank().labelled("looked at", String.join("; ", lookedAt()));
        return lines.toString();
    }

    private String heading() {
        var wrong = diagnosis.count(Severity.error) + diagnosis.count(Severity.warning);
        var open = diagnosis.count(Severity.unknown);
        if (wrong == 0 && open == 0) {
            return "nothing is wrong";
        }
        var parts = new ArrayList<String>();
        if (wrong > 0) {
            parts.add(wrong == 1 ? "1 thing is wrong" : wrong + " things are wrong");
        }
        if (open > 0) {
            parts.add(open + " cannot be told");
        }
        return String.join(", ", parts) + (diagnosis.findings().size() > 1 ? "; the first comes first" : "");
    }

    /** What was read, each a clause. */
    private List<String> lookedAt() {
        var all = new ArrayList<String>();
        all.add("the API server " + state.server());
        var crds = state.crds();
        if (crds != null) {
            all.add(crds.stream().filter(ClusterState.Crd::there).count() + " CRDs");
        }
        for (var one : state.deployments() == null ? List.<ClusterState.Deployed>of() : state.deployments()) {
            all.add("Deployment " + one.name() + " in " + state.namespace()
                    + (one.version().isEmpty() ? "" : " of version " + one.version()) + ", " + one.ready() + " of "
                    + one.wanted() + " ready");
        }
        var leader = state.leader();
        if (leader != null && leader.holder() != null && leader.alive()) {
            all.add("the lease, which " + leader.holder() + " renews");
        }
        for (var kind : state.kinds()) {
            var count = state.things().stream()
                    .filter(thing -> thing.kind().equals(kind))
                    .count();
            all.add(count + " " + ThingFindings.plural(kind, count));
        }
        return all;
    }

    String json() {
        var nodes = JsonNodeFactory.instance;
        var json = nodes.objectNode();
        json.put("answer", diagnosis.isWrong() ? "wrong" : diagnosis.isPartial() ? "unknown" : "well");
        json.put("server", state.server()).put("namespace", state.namespace());
        var findings = json.putArray("findings");
        diagnosis.findings().forEach(finding -> findings.add(json(finding)));
        var lookedAt = json.putArray("lookedAt");
        lookedAt().forEach(lookedAt::add);
        return AccountFileWriter.pretty(json);
    }

    private static ObjectNode json(Finding finding) {
        var node = JsonNodeFactory.instance
                .objectNode()
                .put("area", finding.area().name().toLowerCase(Locale.ROOT))
                .put("severity", finding.severity().name())
                .put("what", finding.what())
                .put("next", finding.next())
                .put("page", finding.page());
        if (!finding.says().isEmpty()) {
            node.put("says", finding.says());
        }
        if (!finding.command().isEmpty()) {
            node.put("command", finding.command());
        }
        if (finding.reason() != null) {
            node.put("reason", finding.reason());
        }
        if (!finding.names().isEmpty()) {
            node.put("count", finding.names().size());
            var names = node.putArray("names");
            finding.names().forEach(names::add);
        }
        return node;
    }
}
