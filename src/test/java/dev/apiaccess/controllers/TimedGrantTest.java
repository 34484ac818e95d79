// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.model.KeyHistory;
import dev.apiaccess.model.KeyRevision;
import dev.apiaccess.model.Observed;
import dev.apiaccess.testing.ManualClock;
import dev.apiaccess.testing.MemoryKeyStore;
import dev.apiaccess.testing.Paper;
import dev.apiaccess.testing.Samples;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is due at a time comes at that time, also when the operator started a moment ago. */
class TimedGrantTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{expiresAt: '2026-03-02T00:00:00Z'} | Idle",
                "{rotation: {interval: 24h}}         | Idle",
                "{}                                  | Overlap"
            },
            quoteCharacter = '"')
    void untilAwsWasReadItIsLookedAtAgain(String spec, String phase) {
        try (var paper = new Paper()) {
            bound(paper, spec, phase);

            assertThat(paper.look(paper.app()).again()).contains(Duration.ofSeconds(5));
        }
    }

    @Test
    void aGrantWithoutTimesWaitsForTheListing() {
        try (var paper = new Paper()) {
            bound(paper, "{}", "Idle");

            assertThat(paper.look(paper.app()).again()).isEmpty();
        }
    }

    @Test
    void theEndIsKnownAhead() {
        try (var paper = new Paper()) {
            var end = Paper.NOW.plus(Duration.ofDays(30));
            paper.change("app: {spec: {expiresAt: '" + end + "'}}");
            paper.holds(Paper.KEY, new Observed.Key(List.of()));

            var again = paper.look(paper.app()).again().orElseThrow();

            assertThat(Paper.NOW.plus(again))
                    .as("a week ahead")
                    .isBetween(
                            end.minus(Duration.ofDays(7)),
                            end.minus(Duration.ofDays(7)).plusSeconds(1));
        }
    }

    /** Who may edit the grant's own Secret, and not import, has no way to choose what the key will be. */
    @Test
    void afterTheEndWhatIsStoredIsNotTakenForWhatWasHandedOver() {
        var secrets = new MemoryKeyStore();
        try (var paper = new Paper(new ManualClock(Paper.NOW), Duration.ZERO::toNanos, null, secrets)) {
            secrets.holds(KeyHistory.of(KeyRevision.issued(1, Samples.value("chosen"), Paper.NOW)
                    .withUsableAt("k1", Paper.NOW)
                    .withPublishedAt(Paper.NOW)));
            paper.keys(paper.world().moment(), List.of());
            var mayNotImport = "connection: {spec: {tenants: [{name: shop, namespaces: {matchLabels: {team: shop}},"
                    + " apis: [{restApiName: '*'}], may: [RateLimit, Key]}]}}";
            var served = "status: {apiKeyId: k1, revision: 1, secretName: orders-api-key, rotation: {phase: Idle}}";
            paper.change("app: {spec: {expiresAt: '2020-01-01T00:00:00Z'}, " + served + "}", mayNotImport);

            var ended = paper.look(paper.app()).status();

            assertThat(ended.secretName()).as("nobody is served").isNull();
            assertThat(ended.apiKeyId()).isNull();
            paper.change("app: {spec: {expiresAt: '2099-01-01T00:00:00Z'}}", mayNotImport);
            paper.app().setStatus(ended);

            paper.look(paper.app());

            assertThat(secrets.own().orElseThrow().revisions()).singleElement().satisfies(next -> {
                assertThat(next.number()).isEqualTo(2);
                assertThat(next.value()).isNotEqualTo(Samples.value("chosen"));
            });
        }
    }

    /** It was bound before, and nothing of the account was read since the start. */
    private static void bound(Paper paper, String spec, String phase) {
        paper.change("app: {metadata: {generation: 1}, spec: " + spec
                + ", status: {connection: prod, observedGeneration: 1, rotation: {phase: " + phase + "}}}");
        paper.forgotten();
    }
}
