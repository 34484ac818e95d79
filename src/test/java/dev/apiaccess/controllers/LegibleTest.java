// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicyStatus;
import dev.apiaccess.api.LastDrift;
import dev.apiaccess.api.ResolvedApi;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
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

    private static ApiAccessPolicyStatus status(String name) {
        return new ApiAccessPolicyStatus(
                1L,
                List.of(new ConditionBuilder()
                        .withType("Ready")
                        .withStatus("True")
                        .withMessage("API " + name)
                        .build()),
                "API " + name,
                null,
                null,
                null,
                null,
                List.of("stage: " + name),
                new LastDrift("2026-01-01T00:00:00Z", null, List.of(name)),
                List.of(),
                List.of(name),
                new ResolvedApi("a1", name, "eu-west-1"),
                List.of());
    }
}
