// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicyStatus;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whatever field of a status it stands in, a text is one line. */
class LegibleTest {

    @Test
    void everyTextOfAStatusIsOneLine() {
        var status = Legible.of(status("orders\nforged\u202e"));

        assertThat(status.toString()).doesNotContain("\n").doesNotContain("\u202e");
        var api = status.restApi();
        assertThat(api == null ? null : api.name()).isEqualTo("orders\\nforged\\u202e");
        assertThat(status.drift()).containsExactly("stage: orders\\nforged\\u202e");
        assertThat(status.conditions().getFirst().getMessage()).isEqualTo("API orders\\nforged\\u202e");
        assertThat(Legible.of(status)).as("nothing more to do").isSameAs(status);
    }

    @Test
    void aStatusThatIsLegibleIsTheSameObject() {
        var status = status("Bestellungen");

        assertThat(Legible.of(status)).isSameAs(status);
    }

    /** The API server takes 1,024 characters, and an escape has six. */
    @Test
    void whatGrowsIsCut() {
        var api = Legible.of(status("\u0085".repeat(255))).restApi();

        assertThat(api == null ? "" : String.valueOf(api.name()))
                .hasSizeLessThanOrEqualTo(1024)
                .endsWith("…");
    }

    /** Read as it is stored, so that it has what other versions write too. */
    private static ApiAccessPolicyStatus status(String name) {
        return Serialization.unmarshal(
                Serialization.asJson(Map.of(
                        "observedGeneration",
                        1,
                        "conditions",
                        List.of(Map.of("type", "Ready", "status", "True", "message", "API " + name)),
                        "summary",
                        "API " + name,
                        "drift",
                        List.of("stage: " + name),
                        "lastDrift",
                        Map.of("seenAt", "2026-01-01T00:00:00Z", "fields", List.of(name)),
                        "plannedChanges",
                        List.of(name),
                        "restApi",
                        Map.of("id", "a1", "name", name, "region", "eu-west-1"))),
                ApiAccessPolicyStatus.class);
    }
}
