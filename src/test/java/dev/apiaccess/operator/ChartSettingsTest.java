// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.Helm;
import dev.apiaccess.testing.Yaml;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** What the examples of the chart render to is what the operator takes; the golden files are held by hack/tests. */
class ChartSettingsTest {

    private static final Path GOLDEN = Path.of(System.getProperty("apiaccess.basedir", ""), "hack/tests/golden/chart");
    private static final int STRONGEST = 400;

    @TestFactory
    Stream<DynamicTest> everyExampleHasSettingsThatTheOperatorTakes() throws IOException {
        try (var files = Files.list(GOLDEN)) {
            return files.sorted().toList().stream().flatMap(ChartSettingsTest::tried);
        }
    }

    @Test
    void theDefaultsOfTheChartAreThoseOfTheOperator() {
        var environment = environment("minimal");

        var written = config(environment);
        environment.keySet().removeIf(name -> !name.equals("APIACCESS_CLUSTER_ID"));
        var left = config(environment);

        assertThat(SettingsReader.read(written)).isEqualTo(SettingsReader.read(left));
        assertThat(SettingsReader.leaseDuration(written)).isEqualTo(SettingsReader.leaseDuration(left));
    }

    @Test
    void valuesArriveAsTheSettingsTheyAreNamedAfter() {
        var config = config(environment("settings"));

        var settings = SettingsReader.read(config);

        assertThat(settings.sweepInterval()).isEqualTo(Duration.ofMinutes(10));
        assertThat(settings.quotaPercent()).isEqualTo(25);
        assertThat(settings.consistencyWindow()).isEqualTo(Duration.ofMinutes(3));
        assertThat(settings.keySettleTime()).isZero();
        assertThat(settings.passRoles())
                .containsExactly(
                        "arn:aws:iam::111122223333:role/authorizers/*", "arn:aws:iam::444455556666:role/invoke");
        assertThat(SettingsReader.leaseDuration(config)).isEqualTo(Duration.ofMinutes(1));
    }

    private static Stream<DynamicTest> tried(Path file) {
        var name = file.getFileName().toString().replace(".yaml", "");
        var environment = environment(name);
        return environment.isEmpty()
                ? Stream.empty()
                : Stream.of(DynamicTest.dynamicTest(name, () -> {
                    var config = config(environment);

                    assertThat(SettingsReader.read(config).clusterId()).isNotEmpty();
                    assertThat(SettingsReader.leaseDuration(config)).isPositive();
                }));
    }

    /** Of the Deployment of an example, empty where it is that of the defaults. */
    private static Map<String, String> environment(String example) {
        return Yaml.read(GOLDEN.resolve(example + ".yaml")).stream()
                .filter(document -> "Deployment".equals(document.path("kind").asText()))
                .map(document -> Helm.environment(document.at("/spec/template/spec/containers/0")))
                .findFirst()
                .orElseGet(TreeMap::new);
    }

    private static OperatorConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withMapping(OperatorConfig.class)
                .withSources(new EnvConfigSource(environment, STRONGEST))
                .build()
                .getConfigMapping(OperatorConfig.class);
    }
}
