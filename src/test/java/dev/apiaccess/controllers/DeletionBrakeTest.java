// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.controllers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Yaml;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** When deletions are more than anybody means. */
class DeletionBrakeTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");

    private final StringBuilder objects = new StringBuilder();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private int number;

    private DeletionBrakeTest limits(int count, String deletedAt, String more) {
        for (var index = 0; index < count; index++) {
            objects.append(
                    "l%1$d: {kind: ApiRateLimit, metadata: {name: l%1$d, namespace: shop%2$s}, spec: {apis: []%3$s}, status: {connection: prod}}\n"
                            .formatted(
                                    number++,
                                    deletedAt.isEmpty() ? "" : ", deletionTimestamp: \"" + deletedAt + "\"",
                                    more));
        }
        return this;
    }

    private DeletionBrakeTest connection(String acknowledged) {
        objects.append(
                "connection: {kind: AwsConnection, metadata: {name: prod, annotations: {apiaccess.dev/deletion-acknowledged: \"%s\"}}, spec: {accountId: \"111122223333\", regions: [eu-central-1]}}\n"
                        .formatted(acknowledged));
        return this;
    }

    private PaperStore store() {
        return new PaperStore(Cluster.of(Yaml.documents(objects.toString()).getFirst()), "uid");
    }

    private int held() {
        return new DeletionBrake(store(), clock).held("prod");
    }

    @Test
    void twentyMayGoAndOneMoreHoldsAll() {
        assertThat(limits(20, "2026-11-25T12:00:00Z", "").held()).isZero();
        assertThat(limits(1, "2026-11-25T12:09:00Z", "").held()).isEqualTo(21);
    }

    /** Ten thousand at once are looked at in a moment: asked one by one for each other they took minutes. */
    @Test
    @Timeout(20)
    void tenThousandAreCountedQuickly() {
        for (var minute = 0; minute < 10; minute++) {
            limits(1_000, "2026-11-25T12:0" + minute + ":00Z", "");
        }
        assertThat(held()).isEqualTo(10_000);
    }

    @Test
    void aFifthOfManyMayGo() {
        assertThat(limits(30, "2026-11-25T12:00:00Z", "").limits(120, "", "").held())
                .as("30 of 150")
                .isZero();
        assertThat(limits(1, "2026-11-25T12:00:00Z", "").held()).as("31 of 151").isEqualTo(31);
    }

    @Test
    void thoseThatCameFarApartAreNotMany() {
        assertThat(limits(15, "2026-11-25T12:00:00Z", "")
                        .limits(15, "2026-11-25T12:10:01Z", "")
                        .held())
                .isZero();
    }

    @Test
    void retainedThingsDoNotCount() {
        assertThat(limits(30, "2026-11-25T12:00:00Z", ", deletionPolicy: Retain")
                        .held())
                .isZero();
    }

    @Test
    void acknowledgedUpToATimeAndNoFurther() {
        connection("2026-11-25T12:00:00Z")
                .limits(25, "2026-11-25T12:00:00Z", "")
                .limits(25, "2026-11-25T12:00:01Z", "");

        assertThat(held()).isEqualTo(25);
        assertThat(new DeletionBrake(store(), clock).latest("prod")).contains(Instant.parse("2026-11-25T12:00:01Z"));
    }

    @Test
    void anAcknowledgementThatIsNoTimeAcknowledgesNothing() {
        assertThat(connection("yes").limits(25, "2026-11-25T12:00:00Z", "").held())
                .isEqualTo(25);
    }

    @Test
    void thoseThatHaveGoneGoOnCountingForAWhile() {
        limits(15, "2026-11-25T12:00:00Z", "");
        var before = store();
        var brake = new DeletionBrake(before, clock);
        before.limits().forEach(brake::gone);
        objects.setLength(0);
        limits(10, "2026-11-25T12:01:00Z", "");
        before.holds(Cluster.of(Yaml.documents(objects.toString()).getFirst()));

        assertThat(before.limits()).filteredOn(brake::holds).hasSize(10);
        assertThat(before.limits())
                .extracting(ApiRateLimit::isMarkedForDeletion)
                .containsOnly(true);
    }
}
