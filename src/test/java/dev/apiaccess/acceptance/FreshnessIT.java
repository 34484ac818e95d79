// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** IAM shows what was before for up to two minutes, here two seconds (a sixtieth): nothing is written, told or turned for that. */
@Execution(ExecutionMode.CONCURRENT)
class FreshnessIT {

    private static final Duration LAG = Duration.ofMillis(108_000 / Rig.TIME_DIVISOR);

    private static String reads(String path) {
        return manifest("ApiAccessPolicy", "mine", """
                api: {restApiName: orders, stages: [prod]}
                rules:
                - {name: read, principals: [role/apps/web], methods: [GET], paths: ["%s"]}
                """.formatted(path));
    }

    @Test
    void readsThatLagCauseNoWriteNoDriftAndNoFlapOfReady() {
        try (var scene = Scene.seeded("stale").connected()) {
            var told = new CopyOnWriteArrayList<String>();
            try (var _ = scene.rig()
                    .client()
                    .resources(ApiAccessPolicy.class)
                    .inNamespace(scene.namespace())
                    .watch(collecting(told))) {
                scene.rig()
                        .emulator()
                        .fault(Fault.always("iam:*", new Fault.Effect.Stale(LAG))
                                .in(scene.account().id()));
                var before = scene.account().operatorWrites().size();

                scene.apply(reads("/one"));
                scene.awaitReady(ApiAccessPolicy.class, "mine");
                scene.awaitSweeps(4);
                for (var path : List.of("/two", "/three")) {
                    scene.apply(reads(path));
                    scene.awaitReady(ApiAccessPolicy.class, "mine");
                }
                scene.awaitSweeps(6);

                assertThat(operations(scene, before))
                        .as("writes: one policy, its attachment, two edits, each with the version before deleted")
                        .containsExactly(
                                "CreatePolicy",
                                "AttachRolePolicy",
                                "CreatePolicyVersion",
                                "DeletePolicyVersion",
                                "CreatePolicyVersion",
                                "DeletePolicyVersion");
                assertThat(told).as("statuses seen").noneMatch(line -> line.contains("Drifted=True"));
                assertThat(told.stream().dropWhile(line -> !line.contains("Ready=True")))
                        .as("Ready of one generation after it was true once")
                        .noneMatch(line -> line.startsWith("1 ") && line.contains("Ready=False"));

                scene.delete(ApiAccessPolicy.class, "mine");
                scene.awaitGone(ApiAccessPolicy.class, "mine");
            }
            // The account owner's reads lag too.
            scene.await("nothing is left in AWS", () -> scene.account().ours().isEmpty());
        }
    }

    @Test
    void whatIsDeletedRightAfterItWasWrittenLeavesNothingBehind() {
        try (var scene = Scene.seeded("brief").connected()) {
            scene.rig()
                    .emulator()
                    .fault(Fault.always("iam:*", new Fault.Effect.Stale(LAG))
                            .in(scene.account().id()));
            scene.apply(reads("/one"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");

            // IAM still shows that there is nothing
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiAccessPolicy.class, "mine");

            scene.awaitSweeps(4);
            assertThat(scene.account().ours()).as("left in AWS").isEmpty();
        }
    }

    private static List<String> operations(Scene scene, int from) {
        return scene.account().operatorWrites().stream()
                .skip(from)
                .map(RecordedCall::operation)
                .toList();
    }

    private static Watcher<ApiAccessPolicy> collecting(List<String> told) {
        return new Watcher<>() {
            @Override
            public void eventReceived(Action action, ApiAccessPolicy policy) {
                var status = policy.getStatus();
                if (status != null) {
                    told.add(status.observedGeneration() + " "
                            + status.conditions().stream()
                                    .map(one -> one.getType() + "=" + one.getStatus() + "/" + one.getReason())
                                    .toList());
                }
            }

            @Override
            public void onClose(WatcherException cause) {
                told.add("closed: " + Objects.toString(cause));
            }
        };
    }
}
