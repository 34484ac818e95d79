// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Yaml;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What Flux and Argo CD make of objects that {@link StatesIT} found once, without a cluster: every row of docs/gitops.md. */
@Execution(ExecutionMode.CONCURRENT)
class HealthIT {

    private static final Path GITOPS = ControlPlane.baseDirectory().resolve("deploy/gitops");
    private static final Set<String> KINDS =
            Set.of("AwsConnection", "ApiAccessPolicy", "ApiRateLimit", "ApiKeyGrant", "ApiProtection");

    @Test
    void everyStateIsWhatItsRowSays() {
        var rows = HealthTable.rows();
        var names = Specimen.all();
        var judged = HealthTable.judged(names.stream().map(Specimen::read).toList());

        var all = new SoftAssertions();
        for (var index = 0; index < names.size(); index++) {
            var row = rows.get(names.get(index).getName(0).toString());
            all.assertThat(row).as("row of %s", names.get(index)).isNotNull();
            if (row != null) {
                all.assertThat(row.named(judged.get(index)))
                        .as("%s", names.get(index))
                        .isEqualTo(row);
            }
        }
        all.assertAll();
        assertThat(names.stream().map(name -> name.getName(0).toString()).collect(Collectors.toSet()))
                .as("states of which there is an object, against the rows")
                .isEqualTo(rows.keySet());
    }

    @Test
    void whatWasReadyIsNotSoForANewerGeneration() {
        var edited = Specimen.all().stream()
                .filter(name -> name.startsWith("ready"))
                .map(Specimen::read)
                .peek(object -> ((ObjectNode) object.path("metadata"))
                        .put(
                                "generation",
                                object.path("metadata").path("generation").asLong() + 1))
                .toList();

        assertThat(edited.stream().map(object -> object.path("kind").asText()))
                .containsExactlyInAnyOrderElementsOf(KINDS);
        assertThat(HealthTable.judged(edited))
                .allSatisfy(judged -> assertThat(List.of(judged.flux(), judged.expressions(), judged.argocd()))
                        .containsExactly("InProgress", "InProgress", "Progressing"));
    }

    /** The reason why the schema gives a new object the observed generation -1. */
    @Test
    void withoutAStatusFluxWouldTakeAnObjectForDone() {
        var bare = Specimen.all().stream()
                .filter(name -> name.startsWith("not-seen"))
                .map(Specimen::read)
                .peek(object -> ((ObjectNode) object).remove("status"))
                .toList();

        assertThat(HealthTable.judged(bare)).hasSize(KINDS.size()).allSatisfy(judged -> {
            assertThat(judged.flux()).isEqualTo("Current");
            assertThat(judged.argocd()).isEqualTo("Progressing");
        });
    }

    @Test
    void allKindsHaveTheSameScriptAndTheSameExpressions() throws IOException {
        var configMap =
                Serialization.unmarshal(Files.readString(GITOPS.resolve("argocd/health.yaml")), ConfigMap.class);
        var scripts = configMap.getData();
        var expressions = new HashSet<JsonNode>();
        var checked = new TreeSet<String>();
        for (var file : Yaml.read(GITOPS.resolve("flux/kustomizations.yaml"))) {
            for (var check : file.path("spec").path("healthCheckExprs")) {
                checked.add(check.path("kind").asText());
                expressions.add(((ObjectNode) check).without(List.of("apiVersion", "kind")));
            }
        }

        assertThat(scripts.keySet())
                .isEqualTo(KINDS.stream()
                        .map(kind -> "resource.customizations.health.apiaccess.dev_" + kind)
                        .collect(Collectors.toSet()));
        assertThat(new HashSet<>(scripts.values())).as("scripts").hasSize(1);
        assertThat(checked).isEqualTo(KINDS);
        assertThat(expressions).as("expressions").hasSize(1);
    }
}
