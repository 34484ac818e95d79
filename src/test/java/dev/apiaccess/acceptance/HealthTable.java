// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Tool;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The table of docs/gitops.md: what tools make of an object in each state. Beside it stands what they really say. */
final class HealthTable {

    static final Path DOCUMENT = ControlPlane.baseDirectory().resolve("docs/gitops.md");
    private static final Path GITOPS = ControlPlane.baseDirectory().resolve("deploy/gitops");
    private static final Set<String> TOLD = Set.of("Reconciling", "Stalled", "Drifted");

    private HealthTable() {}

    /**
     * A row, and likewise what an object in that state shows.
     *
     * @param ready status of Ready, with its reason where the row names one, {@code -} when there is no such condition
     * @param with which of Reconciling, Stalled and Drifted are true
     */
    record Row(String ready, Set<String> with, String flux, String expressions, String argocd) {

        /** The row as far as it can be compared with this one: a reason counts when this one names it. */
        Row named(Row other) {
            return ready.contains("/")
                    ? other
                    : new Row(
                            other.ready.replaceFirst("/.*", ""),
                            other.with,
                            other.flux,
                            other.expressions,
                            other.argocd);
        }
    }

    /** Rows by the name of their state, in the order of the document; with whether kubectl wait ends. */
    static Map<String, Row> rows() {
        var rows = new LinkedHashMap<String, Row>();
        cells().forEach((state, cells) ->
                rows.put(state, new Row(cells.get(2), set(cells.get(3)), cells.get(5), cells.get(6), cells.get(7))));
        return rows;
    }

    /** Whether kubectl wait ends at once in a state. */
    static boolean waitEnds(String state) {
        return cells().getOrDefault(state, List.of("", "", "", "", "")).get(4).equals("ends");
    }

    /** What objects really show, and what the tools make of them. */
    static List<Row> judged(List<JsonNode> objects) {
        var lines = objects.stream().map(JsonNode::toString).collect(Collectors.joining("\n"));
        var verdicts = Tool.witness()
                .runWith(
                        lines,
                        "-flux",
                        GITOPS.resolve("flux/kustomizations.yaml").toString(),
                        "-argocd",
                        GITOPS.resolve("argocd/health.yaml").toString())
                .orFail()
                .lines()
                .map(line -> Serialization.unmarshal(line, JsonNode.class))
                .toList();
        if (verdicts.size() != objects.size()) {
            throw new AssertionError(objects.size() + " objects, but " + verdicts);
        }
        return java.util.stream.IntStream.range(0, objects.size())
                .mapToObj(index -> judged(objects.get(index), verdicts.get(index)))
                .toList();
    }

    private static Row judged(JsonNode object, JsonNode verdict) {
        var ready = "-";
        var with = new TreeSet<String>();
        for (var condition : object.path("status").path("conditions")) {
            var type = condition.path("type").asText();
            var status = condition.path("status").asText();
            if (type.equals("Ready")) {
                ready = status + "/" + condition.path("reason").asText();
            } else if (TOLD.contains(type) && status.equals("True")) {
                with.add(type);
            }
        }
        return new Row(
                ready,
                with,
                verdict.path("kstatus").asText(),
                verdict.path("flux").asText(),
                verdict.path("argocd").asText());
    }

    private static Map<String, List<String>> cells() {
        try (var lines = Files.lines(DOCUMENT)) {
            var rows = new LinkedHashMap<String, List<String>>();
            lines.filter(line -> line.matches("\\| `[a-z-]+` \\|.*"))
                    .map(line -> Arrays.stream(line.substring(1).split("\\|"))
                            .map(String::strip)
                            .toList())
                    .filter(cells -> cells.size() == 8)
                    .forEach(cells -> rows.put(cells.getFirst().replace("`", ""), cells));
            return rows;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Set<String> set(String cell) {
        return cell.equals("-") ? new TreeSet<>() : new TreeSet<>(List.of(cell.split(", ")));
    }
}
