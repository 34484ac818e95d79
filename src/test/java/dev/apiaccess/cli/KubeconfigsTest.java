// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.client.Config;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A kubeconfig that leads nowhere is told by its name, and no API server is blamed for it. */
class KubeconfigsTest {

    private static final String CLUSTERS = "clusters: [{name: c, cluster: {server: 'http://127.0.0.1:1'}}]\n";
    private static final String CONTEXTS =
            "contexts: [{name: a, context: {cluster: c}}, {name: b, context: {cluster: gone}}]\n";

    @TempDir
    private Path directory;

    /** Files of a table row; {@code -} is a file that is not there, {@code /} a directory. */
    private List<Path> files(String contents) throws IOException {
        var files = new ArrayList<Path>();
        for (var content : contents.split(";", -1)) {
            var file = directory.resolve("config-" + files.size());
            switch (content.trim()) {
                case "-" -> {}
                case "/" -> Files.createDirectory(file);
                default ->
                    Files.writeString(
                            file,
                            content.trim()
                                    .replace("CLUSTERS", CLUSTERS)
                                    .replace("CONTEXTS", CONTEXTS)
                                    .replace("CURRENT", "current-context: "));
            }
            files.add(file);
        }
        return files;
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            nullValues = "none",
            value = {
                "- | none | no-kubeconfig | there is no kubeconfig config-0, which KUBECONFIG names",
                "-;- | none | no-kubeconfig | there is no kubeconfig config-0 or config-1, which KUBECONFIG names",
                "/ | none | no-kubeconfig | the kubeconfig config-0 cannot be read: it is a directory",
                "token: [s3cret | none | no-kubeconfig | the kubeconfig config-0 is not a kubeconfig: no YAML of its form",
                "s3cret | none | no-kubeconfig | the kubeconfig config-0 is not a kubeconfig: no YAML of its form",
                "contexts: s3cret | none | no-kubeconfig | the kubeconfig config-0 is not a kubeconfig: no YAML of its form",
                "CLUSTERSCONTEXTSCURRENTa;[ | none | no-kubeconfig | the kubeconfig config-1 is not a kubeconfig: no YAML of its form",
                "`` | none | no-context | the kubeconfig config-0 has no current context",
                "CLUSTERSCONTEXTS | none | no-context | the kubeconfig config-0 has no current context",
                "CLUSTERSCONTEXTSCURRENTx | none | no-context | the kubeconfig config-0 has no context x, which is its current one",
                "CLUSTERSCONTEXTSCURRENTa | y | no-context | the kubeconfig config-0 has no context y",
                "CLUSTERSCONTEXTSCURRENTb | none | no-context | context b of the kubeconfig config-0 names cluster gone, which is not in it",
            })
    void whatIsWrongIsToldWithTheFile(String contents, @Nullable String context, String code, String problem)
            throws IOException {
        var files = new Kubeconfigs(files(contents), "which KUBECONFIG names");

        assertThatThrownBy(() -> files.check(context)).isInstanceOfSatisfying(Unanswerable.class, told -> {
            assertThat(told.problem().replace(directory + File.separator, "")).isEqualTo(problem);
            assertThat(told.code().text()).isEqualTo(code);
            assertThat(told.next()).containsAnyOf("--kubeconfig", "--context").doesNotContain("s3cret");
        });
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "none",
            value = {
                "CLUSTERSCONTEXTSCURRENTa | none",
                "CLUSTERSCONTEXTS | a",
                "-;CLUSTERSCONTEXTSCURRENTa | none",
                "CURRENTa;CLUSTERS;CONTEXTS | none",
                "CLUSTERSCONTEXTSCURRENTb | a",
            })
    void whatLeadsToAClusterPasses(String contents, @Nullable String context) throws IOException {
        new Kubeconfigs(files(contents), "which KUBECONFIG names").check(context);
    }

    @Test
    void doctorTellsItAsAnErrorInTextAndJson() throws IOException {
        var run = new Run();
        var before = System.getProperty(Config.KUBERNETES_KUBECONFIG_FILE);
        var nowhere = directory.resolve("nowhere").toString();
        System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, nowhere);
        try {
            for (var arguments : List.of("doctor", "doctor -o json")) {
                assertThat(run.with(arguments.split(" ", -1))).as("%s", run).isEqualTo(4);
                assertThat(run.err())
                        .contains(
                                "error: there is no kubeconfig " + nowhere + ", which KUBECONFIG names [no-kubeconfig]")
                        .doesNotContain("API server");
            }
            assertThat(new ObjectMapper().readTree(run.out()).path("code").asText())
                    .isEqualTo("no-kubeconfig");
        } finally {
            if (before == null) {
                System.clearProperty(Config.KUBERNETES_KUBECONFIG_FILE);
            } else {
                System.setProperty(Config.KUBERNETES_KUBECONFIG_FILE, before);
            }
        }
    }
}
