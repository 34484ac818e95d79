// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.testing.Helm;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * The examples that ship with the chart, before an API server: nothing is created.
 *
 * @param rendered what Helm makes of them
 */
record ChartExamples(Helm helm, SortedMap<Path, String> rendered) {

    static ChartExamples of(Helm helm) throws IOException {
        var rendered = new TreeMap<Path, String>();
        try (Stream<Path> files = Files.list(Helm.chart().resolve("ci"))) {
            files.forEach(file -> rendered.put(file, helm.template("-f", file.toString())));
        }
        return new ChartExamples(helm, rendered);
    }

    /** Every object of every example. */
    void areTaken() {
        rendered.forEach((example, objects) -> {
            var applied = helm.tryKubectl(
                    known(objects), "apply", "--server-side", "--dry-run=server", "--validate=strict", "-f", "-");

            assertThat(applied.code()).as(example + "\n" + applied).isZero();
        });
    }

    /** Without what this API server does not know. */
    private static String known(String rendered) {
        return Stream.of(rendered.split("(?m)^---$", -1))
                .filter(document -> !document.contains("apiVersion: monitoring.coreos.com/"))
                .reduce((left, right) -> left + "\n---\n" + right)
                .orElseThrow();
    }

    /** Every pod of every example, in the namespace that enforces the restricted profile. */
    void podsAreRestricted() {
        var mapper = new ObjectMapper();
        var pods = new ArrayList<JsonNode>();
        rendered.forEach((example, objects) -> Yaml.documents(objects).stream()
                .filter(document -> List.of("Deployment", "Job")
                        .contains(document.path("kind").asText()))
                .forEach(workload -> pods.add(pod(mapper, example, workload))));
        assertThat(pods).hasSizeGreaterThan(10);
        var list = mapper.createObjectNode().put("apiVersion", "v1").put("kind", "List");
        list.putArray("items").addAll(pods);

        var applied = helm.tryKubectl(list.toString(), "create", "--dry-run=server", "--validate=strict", "-f", "-");

        assertThat(applied.code()).as(applied.toString()).isZero();
    }

    private static JsonNode pod(ObjectMapper mapper, Path example, JsonNode workload) {
        var pod = mapper.createObjectNode().put("apiVersion", "v1").put("kind", "Pod");
        pod.putObject("metadata")
                .put(
                        "name",
                        (workload.path("kind").asText() + "-" + example.getFileName())
                                .toLowerCase(java.util.Locale.ROOT))
                .put("namespace", Helm.NAMESPACE);
        var spec = ((ObjectNode) workload.path("spec").path("template").path("spec")).deepCopy();
        // The ServiceAccounts of the other examples are not there.
        pod.set("spec", spec.put("serviceAccountName", "apiaccess"));
        return pod;
    }
}
