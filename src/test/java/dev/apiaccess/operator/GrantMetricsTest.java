// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.apiaccess.status.KeyQuotas;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class GrantMetricsTest {

    @Test
    void everyGrantHasItsNumbersUntilItGoes() throws IOException {
        var registry = new SimpleMeterRegistry();
        var metrics = new GrantMetrics(registry);
        var mobile = new KeyQuotas.OfGrant("mobile", "app", "orders/gold", 8123, 10_000);
        var web = new KeyQuotas.OfGrant("web", "app", "orders/gold", 7, 10_000);

        metrics.counted(List.of(mobile, web));

        assertThat(registry.get("apiaccess.grant.quota.used")
                        .tags("namespace", "mobile", "grant", "app", "rate_limit", "orders/gold")
                        .gauge()
                        .value())
                .isEqualTo(8123);
        assertThat(registry.get("apiaccess.grant.quota").gauges()).hasSize(2);

        metrics.counted(List.of(web));

        assertThat(registry.get("apiaccess.grant.quota.used").gauges()).hasSize(1);
        var document = Files.readString(Path.of(System.getProperty("apiaccess.basedir", ""), "docs/metrics.md"));
        assertThat(registry.getMeters())
                .extracting(meter -> "- `" + meter.getId().getName().replace('.', '_') + "`")
                .allSatisfy(line -> assertThat(document).contains(line));
    }

    @Test
    void theyAreOffUnlessSomebodyAsks() {
        assertThat(SettingsReader.grantMetrics(config(Map.of()))).isFalse();
        assertThat(SettingsReader.grantMetrics(config(Map.of("APIACCESS_GRANT_METRICS", "true"))))
                .isTrue();
        assertThatThrownBy(() -> SettingsReader.read(
                        config(Map.of("APIACCESS_CLUSTER_ID", "c", "APIACCESS_GRANT_METRICS", "some"))))
                .hasMessageContaining("APIACCESS_GRANT_METRICS is 'some': it takes true or false");
    }

    private static OperatorConfig config(Map<String, String> environment) {
        return new SmallRyeConfigBuilder()
                .withMapping(OperatorConfig.class)
                .withSources(new EnvConfigSource(environment, 400))
                .build()
                .getConfigMapping(OperatorConfig.class);
    }
}
