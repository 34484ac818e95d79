// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.Machine;
import dev.apiaccess.testing.OperatorProcess;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two replicas, each with an AWS user of its own, so that the record tells who called. The leader stands still in the middle of
 * its work, with calls waiting for their turn that are outdated when it goes on.
 */
@Isolated("leases and kills are about time, which a crowd of suites takes from them")
class ReplicasIT {

    /** More updates of usage plans than AWS takes at once, so that most of them wait for their turn. */
    private static final int LIMITS = 25;

    /** Seconds; the campaign takes the lease that ships and the longer standstill. */
    private static final long LEASE = Long.getLong("apiaccess.campaign.lease", 4);

    private static final Duration FROZEN = Duration.ofSeconds(Long.getLong("apiaccess.campaign.frozen", 12));

    @Test
    void aLeaderThatStoodStillStartsNoCallAfterAnotherTookOver() {
        var rig = Rig.apart();
        var scene = new Scene(rig, "replicas");
        scene.account().api("quotes", "quotes", true);
        try (var first = start(scene, "replica-a")) {
            // The lease may still be held by an operator of an earlier suite.
            scene.await(
                    "the first replica leads",
                    () -> "replica-a".equals(lease(scene).getSpec().getHolderIdentity()));
            standStill(scene, first);
        }
    }

    private static void standStill(Scene scene, OperatorProcess first) {
        try (var second = start(scene, "replica-b")) {
            // given a leader with more to do than AWS takes at once
            scene.apply(scene.connection("role/*").replaceAll("(?m)^ *assumeRole:.*\\n", ""));
            scene.awaitReady(AwsConnection.class, scene.namespace());
            scene.apply(limits(100));
            allReady(scene);
            assertThat(calls(scene, "replica-a")).isNotEmpty();
            assertThat(calls(scene, "replica-b"))
                    .as("calls of the one that waits")
                    .isEmpty();
            scene.apply(limits(200));
            scene.await("the leader is in the middle of it", () -> updates(scene, "replica-a") >= 3);

            // when it stands still, another takes over, and what is wanted changes
            first.freeze();
            var frozen = Instant.now();
            scene.await(
                    "the lease is taken over",
                    () -> "replica-b".equals(lease(scene).getSpec().getHolderIdentity()));
            var takenOver = lease(scene).getSpec().getAcquireTime().toInstant();
            scene.apply(limits(300));
            scene.await("the other works", () -> updates(scene, "replica-b") > 0);
            Awaitility.await("the standstill is long enough")
                    .atMost(FROZEN.plusSeconds(30))
                    .until(() -> Duration.between(frozen, Instant.now()).compareTo(FROZEN) > 0);
            first.thaw();

            // then it ends without another call
            Awaitility.await("the former leader ends")
                    .atMost(Machine.patience(Duration.ofSeconds(60)))
                    .until(() -> !first.alive());
            var late = calls(scene, "replica-a").stream()
                    .filter(call -> call.time().isAfter(takenOver))
                    .map(call -> call.time() + " " + call.operation() + " " + call.parameters())
                    .toList();
            // One may have been on its way when the process stood still: it had been started before.
            assertThat(late)
                    .as(
                            "calls of the former leader after %s, frozen at %s; its log:%n%s",
                            takenOver, frozen, first.tail(30))
                    .hasSizeLessThanOrEqualTo(1);
            allReady(scene);
            assertThat(bursts(scene)).as("bursts in AWS").isEqualTo(Map.of(300, (long) LIMITS));
            assertThat(second.alive()).isTrue();
        }
    }

    private static OperatorProcess start(Scene scene, String name) {
        var user = scene.account().operatorUser(name);
        return scene.rig()
                .startOperator(Map.of(
                        "HOSTNAME",
                        name,
                        "APIACCESS_LEASE_DURATION",
                        LEASE + "s",
                        "AWS_ACCESS_KEY_ID",
                        user.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        user.secretAccessKey()))
                .awaitReady();
    }

    private static String limits(int burst) {
        return IntStream.range(0, LIMITS)
                .mapToObj(number -> manifest("ApiRateLimit", "limit-" + number, """
                        apis: [{name: quotes, restApiName: quotes, stage: prod}]
                        rate: {requests: 100, per: 1s}
                        burst: %d
                        """.formatted(burst)))
                .collect(Collectors.joining("\n---\n"));
    }

    private static void allReady(Scene scene) {
        IntStream.range(0, LIMITS).forEach(number -> scene.awaitReady(ApiRateLimit.class, "limit-" + number));
    }

    private static List<RecordedCall> calls(Scene scene, String user) {
        return scene.rig().emulator().calls(scene.account().id()).stream()
                .filter(call -> call.principal().endsWith(":user/" + user))
                .toList();
    }

    private static long updates(Scene scene, String user) {
        return calls(scene, user).stream()
                .filter(call -> call.operation().equals("UpdateUsagePlan"))
                .count();
    }

    private static Map<Integer, Long> bursts(Scene scene) {
        return scene.account().gateway().getUsagePlans(r -> r.limit(500)).items().stream()
                .collect(Collectors.groupingBy(plan -> plan.throttle().burstLimit(), Collectors.counting()));
    }

    private static Lease lease(Scene scene) {
        return Objects.requireNonNull(scene.rig()
                .client()
                .leases()
                .inNamespace("apiaccess-system")
                .withName("apiaccess")
                .get());
    }
}
