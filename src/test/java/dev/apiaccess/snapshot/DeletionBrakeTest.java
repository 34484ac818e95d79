// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.HeldDeletions;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Yaml;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Which deletions count for the brake, and what lets them go. */
class DeletionBrakeTest {

    private static final Instant NOON = Instant.parse("2026-11-25T12:00:00Z");
    private static final String AT_NOON = "2026-11-25T12:00:00Z";

    private final StringBuilder objects = new StringBuilder();
    private final Clock clock = Clock.fixed(NOON, ZoneOffset.UTC);
    private String connection = "metadata: {name: prod}";
    private String status = "accountId: \"111122223333\"";
    private int number;
    private PaperStore store = new PaperStore(Cluster.of(Yaml.documents("{}").getFirst()), "uid");

    /** @param status what it says beside its connection and its plan */
    private DeletionBrakeTest limits(int count, String namespace, String deletedAt, String spec, String status) {
        for (var index = 0; index < count; index++) {
            objects.append(
                    "l%1$d: {kind: ApiRateLimit, metadata: {name: l%1$d, uid: u%1$d, finalizers: [apiaccess.dev/cleanup], namespace: %2$s%3$s}, spec: {apis: []%4$s}, status: {connection: prod%5$s}}\n"
                            .formatted(
                                    number++,
                                    namespace,
                                    deletedAt.isEmpty() ? "" : ", deletionTimestamp: \"" + deletedAt + "\"",
                                    spec,
                                    status));
        }
        return this;
    }

    private DeletionBrakeTest limits(int count, String deletedAt) {
        return limits(count, "shop", deletedAt, "", ", usagePlanId: p1");
    }

    private DeletionBrakeTest acknowledged(String until) {
        connection =
                "metadata: {name: prod, annotations: {apiaccess.dev/deletion-acknowledged: \"%s\"}}".formatted(until);
        return this;
    }

    private PaperStore store() {
        store.holds(Cluster.of(Yaml.documents(
                        "connection: {kind: AwsConnection, %s, spec: {accountId: \"111122223333\", regions: [eu-central-1], tenants: [{name: bank, namespaces: {names: [bank, vault]}, may: [Key]}]}, status: {%s}}\n%s"
                                .formatted(connection, status, objects))
                .getFirst()));
        return store;
    }

    private DeletionBrake brake() {
        return new DeletionBrake(store(), new Retention(store(), _ -> false), Duration.ofMinutes(10), clock);
    }

    private List<HeldDeletions> places() {
        return brake().held(store.connections().getFirst());
    }

    private int held() {
        return places().stream()
                .mapToInt(one -> Objects.requireNonNullElse(one.count(), 0))
                .sum();
    }

    @Test
    void twentyMayGoAndOneMoreHoldsAll() {
        assertThat(limits(20, AT_NOON).held()).isZero();
        assertThat(limits(1, "2026-11-25T12:09:00Z").places())
                .containsExactly(new HeldDeletions("shop", 21, "2026-11-25T12:09:00Z"));
    }

    /** Ten thousand at once are looked at in a moment: asked one by one for each other they took minutes. */
    @Test
    @Timeout(20)
    void tenThousandAreCountedQuickly() {
        for (var minute = 0; minute < 10; minute++) {
            limits(1_000, "2026-11-25T12:0" + minute + ":00Z");
        }
        assertThat(held()).isEqualTo(10_000);
    }

    @Test
    void howManyOthersThereAreDoesNotCount() {
        assertThat(limits(21, AT_NOON).limits(1_000, "").held()).isEqualTo(21);
    }

    @Test
    void retainedThingsDoNotCount() {
        assertThat(limits(30, "shop", AT_NOON, ", deletionPolicy: Retain", ", usagePlanId: p1")
                        .held())
                .isZero();
    }

    /** Objects in mode Plan cost nothing and take nothing away: whoever deletes thousands of them holds nobody. */
    @Test
    void whatHasNothingInAwsNeitherCountsNorIsHeld() {
        assertThat(limits(1_000, "shop", AT_NOON, ", mode: Plan", "")
                        .limits(20, AT_NOON)
                        .held())
                .isZero();
        assertThat(limits(1, AT_NOON).held()).isEqualTo(21);
    }

    @Test
    void anotherTenantIsNeverHeld() {
        limits(500, AT_NOON).limits(20, "bank", AT_NOON, "", ", usagePlanId: p1");

        assertThat(places()).containsExactly(new HeldDeletions("shop", 500, AT_NOON));
    }

    /** Both namespaces are the bank's, by its entry and by what admitted the objects. */
    @Test
    void namespacesOfOneTenantAreCountedTogether() {
        limits(17, "bank", AT_NOON, "", ", usagePlanId: p1")
                .limits(4, "vault", AT_NOON, "", ", usagePlanId: p1, admittedBy: {tenant: bank}")
                .limits(3, "shop", AT_NOON, "", ", usagePlanId: p1");

        assertThat(places())
                .containsExactly(new HeldDeletions("bank", 17, AT_NOON), new HeldDeletions("vault", 4, AT_NOON));
    }

    @Test
    void acknowledgedUpToATimeAndNoFurther() {
        acknowledged(AT_NOON).limits(25, AT_NOON).limits(25, "2026-11-25T12:00:01Z");

        assertThat(places()).containsExactly(new HeldDeletions("shop", 25, "2026-11-25T12:00:01Z"));
    }

    /** What was acknowledged is settled: deletions that follow are counted by themselves. */
    @Test
    void acknowledgedOnesCountNoMore() {
        acknowledged(AT_NOON)
                .limits(24, AT_NOON)
                .limits(20, "2026-11-25T12:00:01Z")
                .limits(1, "bank", "2026-11-25T12:00:01Z", "", ", usagePlanId: p1");

        assertThat(held()).isZero();
    }

    @Test
    void aNamespaceAcknowledgesForItselfAlone() {
        limits(25, AT_NOON).limits(25, "bank", AT_NOON, "", ", usagePlanId: p1");
        store.annotate("shop", Annotations.DELETION_ACKNOWLEDGED, AT_NOON);

        assertThat(places()).containsExactly(new HeldDeletions("bank", 25, AT_NOON));
    }

    @Test
    void anAcknowledgementThatIsNoTimeAcknowledgesNothing() {
        assertThat(acknowledged("yes").limits(25, AT_NOON).held()).isEqualTo(25);
    }

    @Test
    void thoseThatHaveGoneGoOnCountingForAWhile() {
        limits(15, AT_NOON);
        var brake = brake();
        store.limits().forEach(brake::gone);
        // Asked twice, as after a conflict, they count once.
        store.limits().forEach(brake::gone);
        objects.setLength(0);
        limits(5, "2026-11-25T12:01:00Z");
        store();
        assertThat(store.limits()).noneMatch(brake::holds);

        limits(1, "2026-11-25T12:01:00Z");
        store();
        assertThat(store.limits()).hasSize(6).allMatch(brake::holds);
        assertThat(store.limits()).extracting(ApiRateLimit::isMarkedForDeletion).containsOnly(true);
    }

    private static final String HELD =
            ", usagePlanId: p1, conditions: [{type: Ready, status: \"False\", reason: DeletionHeld}]";

    /** What went before a restart is forgotten; what was held is not let go for that. */
    @Test
    void whatWasHeldStaysHeldOverARestart() {
        limits(2, "shop", AT_NOON, "", HELD).status =
                "held: [{namespace: shop, count: 2, latest: \"" + AT_NOON + "\"}]";

        assertThat(held()).isEqualTo(2);
    }

    /** An earlier version held one deletion of a team since others deleted many, and wrote no list. */
    @Test
    void whatAnEarlierVersionHeldStaysUnlessItIsAFewOfANamespace() {
        limits(15, "shop", AT_NOON, "", HELD).limits(1, "bank", AT_NOON, "", HELD);

        assertThat(places()).containsExactly(new HeldDeletions("shop", 15, AT_NOON));
    }

    @Test
    void anAcknowledgementLetsGoWhatWasHeldBefore() {
        limits(15, "shop", AT_NOON, "", HELD).status = "held: [{namespace: shop, count: 15}]";
        assertThat(acknowledged(AT_NOON).held()).isZero();
    }
}
