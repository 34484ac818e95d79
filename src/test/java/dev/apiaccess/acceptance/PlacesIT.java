// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.testing.Scene;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** How much a namespace may have, and what becomes of it when it gets less. */
@Execution(ExecutionMode.CONCURRENT)
class PlacesIT {

    @Test
    void theNewestIsRefusedAndGetsThePlaceOfOneThatGoes() {
        try (var scene = Scene.seeded("places").connected()) {
            scene.apply(limited(scene, "{objects: 2}"));
            scene.apply(reads("one", "/one"));
            scene.awaitReady(ApiAccessPolicy.class, "one");
            scene.apply(reads("two", "/two"));
            scene.awaitReady(ApiAccessPolicy.class, "two");

            scene.apply(reads("three", "/three"));

            scene.awaitReason(
                    ApiAccessPolicy.class,
                    "three",
                    "LimitReached",
                    "admits at most 2 objects in a namespace (limits.objects)",
                    "delete one");
            assertThat(scene.condition(ApiAccessPolicy.class, "three", "Stalled"))
                    .isPresent();
            assertThat(scene.account().attachedDocument("web"))
                    .contains("GET/one", "GET/two")
                    .doesNotContain("GET/three");

            scene.delete(ApiAccessPolicy.class, "one");
            scene.awaitGone(ApiAccessPolicy.class, "one");
            scene.awaitReady(ApiAccessPolicy.class, "three");
        }
    }

    @Test
    void aLowerNumberTakesNothingAwayAndWhatIsThereIsLookedAfter() {
        try (var scene = Scene.seeded("lower").connected()) {
            scene.apply(reads("one", "/one")).apply(reads("two", "/two"));
            scene.awaitReady(ApiAccessPolicy.class, "one");
            scene.awaitReady(ApiAccessPolicy.class, "two");

            scene.apply(limited(scene, "{objects: 1}"));
            scene.apply(reads("three", "/three"));
            scene.awaitReason(ApiAccessPolicy.class, "three", "LimitReached");
            scene.apply(reads("two", "/other"));

            scene.await(
                    "an edit goes through",
                    () -> scene.account().attachedDocument("web").contains("GET/other"));
            var arn = scene.account().attachedArn("web");
            scene.account().iam().detachRolePolicy(r -> r.roleName("web").policyArn(arn));
            scene.await(
                    "drift is put right", () -> !scene.account().attached("web").isEmpty());
            assertThat(scene.account().attachedDocument("web")).contains("GET/one", "GET/other");

            scene.apply(scene.connection("role/apps/*"));
            scene.awaitReady(ApiAccessPolicy.class, "three");
        }
    }

    @Test
    void whatCanNeverFitIsToldWithItsCostAndKeepsWhatItHad() {
        try (var scene = Scene.seeded("large").connected()) {
            scene.apply(reads("good", "/good")).apply(reads("grows", "/small"));
            scene.awaitReady(ApiAccessPolicy.class, "good");
            scene.awaitReady(ApiAccessPolicy.class, "grows");

            var paths = IntStream.range(0, 20).mapToObj(n -> "/p" + n).collect(Collectors.joining(", "));
            scene.apply(reads("grows", paths).replace("methods: [GET]", "methods: [ANY]"));

            scene.awaitReason(
                    ApiAccessPolicy.class,
                    "grows",
                    "TooLarge",
                    "would have at least",
                    "AWS takes 6144",
                    "rule read takes",
                    "7 methods x 20 paths x 1 stage");
            scene.apply(reads("good", "/better"));
            scene.awaitReady(ApiAccessPolicy.class, "good");
            assertThat(scene.account().attachedDocument("web")).contains("GET/better", "GET/small");

            scene.apply(reads("grows", "/small"));
            scene.awaitReady(ApiAccessPolicy.class, "grows");
        }
    }

    @Test
    void whoSharesAPolicyIsCountedWhenThereIsNoRoomLeft() {
        try (var scene = Scene.seeded("shared").connected()) {
            var half = IntStream.range(0, 8).mapToObj(n -> "/p" + n).collect(Collectors.joining(", "));
            scene.apply(reads("first", half).replace("methods: [GET]", "methods: [ANY]"));
            scene.awaitReady(ApiAccessPolicy.class, "first");

            scene.apply(
                    with(reads("second", half).replace("methods: [GET]", "methods: [ANY]"), "driftPolicy: Correct"));

            scene.awaitReason(
                    ApiAccessPolicy.class,
                    "second",
                    "TooLarge",
                    "and 1 other object of the namespace takes",
                    "rule read takes");
        }
    }

    private static String limited(Scene scene, String limits) {
        return scene.connection("role/apps/*").replace("may: [Grant", "limits: " + limits + "\n    may: [Grant");
    }

    private static String reads(String name, String paths) {
        return manifest("ApiAccessPolicy", name, """
                api: {restApiName: orders, stages: [prod]}
                rules:
                - {name: read, principals: [role/apps/web], methods: [GET], paths: [%s]}
                """.formatted(paths));
    }
}
