// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Annotations;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.OperatorProcess;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.client.CustomResource;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

/**
 * The operator of the version before ({@code hack/previous.py}) hands over to this one and takes over again: what it wrote into
 * objects, Secrets and AWS goes on working in both directions, and nobody takes anything away.
 */
class PreviousIT {

    private static final Map<Class<? extends CustomResource<?, ?>>, String> LIVE = new LinkedHashMap<>();
    private static final List<String> TAKING = List.of("Delete", "Detach", "Update", "Untag", "SetDefault");

    static {
        LIVE.put(ApiAccessPolicy.class, "mine");
        LIVE.put(ApiRateLimit.class, "gold");
        LIVE.put(ApiKeyGrant.class, "app");
    }

    /** Grants a method that asks for no signature: it is in AWS, and worth nothing. */
    private static final String IDLE = manifest("ApiAccessPolicy", "idle", """
            api: {restApiName: quotes, stages: [prod]}
            rules:
            - {name: read, principals: [role/apps/web], methods: [GET], paths: [/quotes]}
            """);

    @Test
    void objectsAndKeysGoOnWorkingOverAnUpgradeAndBack() throws Exception {
        var directory = System.getProperty("apiaccess.previous", "");
        Assumptions.assumeFalse(directory.isEmpty(), "the version before was not built: hack/previous.py");
        var before = Path.of(directory);
        var now = ControlPlane.baseDirectory();
        var rig = Rig.bare("previous");
        install(rig, before);
        try (var scene = Scene.seeded(rig, "previous")) {
            var older = rig.operate("previous-before", before.resolve("quarkus-app"))
                    .awaitReady();
            scene.apply(scene.connection("role/apps/*"))
                    .apply(String.join("---\n", POLICY, IDLE, GOLD, with(APP, "rotation: {overlap: 24h}")));
            LIVE.forEach(scene::awaitReady);
            var first = value(scene);
            scene.annotate(ApiKeyGrant.class, "app", Map.of(Annotations.ROTATE_REQUESTED_AT, "before"));
            scene.await("another key", () -> !first.equals(value(scene)));
            scene.awaitReason(ApiKeyGrant.class, "app", "Rotating");
            var held = held(scene, first);
            older.close();

            install(rig, now);
            var newer = rig.operate("previous-now", now.resolve("target/quarkus-app"))
                    .awaitReady();
            unchanged(scene, held, first, "after the upgrade");
            assertThat(scene.get(AwsConnection.class, scene.namespace())
                            .orElseThrow()
                            .getStatus())
                    .as("no key of an overlap is taken for one that nobody wants")
                    .matches(status -> status != null && status.orphans().isEmpty(), "without orphans");
            staysReadyUntilItIsEdited(scene);
            newer.close();

            older = back(rig, before, "previous-back");
            unchanged(scene, held, first, "after going back, CRDs and all");
            older.close();

            // With a field that only this version knows, the older one stops and says why.
            install(rig, now);
            rig.operate("previous-again", now.resolve("target/quarkus-app")).awaitReady();
            scene.apply(scene.connection("role/apps/*")
                    .replace("  tenants:\n", "  assumptions: [PolicyDeployed]\n  tenants:\n"));
            scene.awaitReady(AwsConnection.class, scene.namespace());
            rig.operator().close();
            rig.operate("previous-stops", before.resolve("quarkus-app")).awaitReady();
            scene.awaitReason(AwsConnection.class, scene.namespace(), "Unsupported");
            assertThat(held(scene, first))
                    .as("in AWS while the older one has stopped")
                    .isEqualTo(held);
        } finally {
            rig.operator().close();
        }
    }

    /** The version before called it ready. */
    private static void staysReadyUntilItIsEdited(Scene scene) {
        scene.await(
                "it is told to be without effect",
                () -> scene.condition(ApiAccessPolicy.class, "idle", "Effective")
                        .filter(one -> "MethodNotIamProtected".equals(one.getReason()))
                        .isPresent());
        assertThat(scene.condition(ApiAccessPolicy.class, "idle", "Ready"))
                .hasValueSatisfying(ready -> assertThat(ready.getStatus()).isEqualTo("True"));
        assertThat(scene.get(ApiAccessPolicy.class, "idle").orElseThrow().getStatus())
                .satisfies(status -> assertThat(Objects.requireNonNull(
                                        Objects.requireNonNull(status).effective())
                                .exemptGeneration())
                        .isEqualTo(1L));

        scene.apply(IDLE.replace("[/quotes]", "[/quotes, /quote]"));
        scene.awaitReason(ApiAccessPolicy.class, "idle", "MethodNotFound");
        scene.apply(IDLE);
        scene.awaitReason(ApiAccessPolicy.class, "idle", "MethodNotIamProtected");
    }

    private static void install(Rig rig, Path version) throws Exception {
        rig.deploy(version.resolve("deploy/base/rbac.yaml"));
        UpgradeIT.crds(rig, version.resolve("crds"));
    }

    private static OperatorProcess back(Rig rig, Path before, String name) throws Exception {
        install(rig, before);
        return rig.operate(name, before.resolve("quarkus-app")).awaitReady();
    }

    private static void unchanged(Scene scene, SortedMap<String, String> held, String first, String when) {
        scene.rig().emulator().clearCalls(scene.account().id());
        scene.awaitSweeps(4);
        LIVE.forEach(scene::awaitReady);
        scene.awaitReady(AwsConnection.class, scene.namespace());
        assertThat(held(scene, first)).as("in AWS " + when).isEqualTo(held);
        assertThat(scene.account().operatorWrites().stream().map(RecordedCall::operation))
                .as("writes " + when)
                .noneMatch(operation -> TAKING.stream().anyMatch(operation::startsWith));
    }

    /** What AWS holds and lets through, as a person would look at it. */
    private static SortedMap<String, String> held(Scene scene, String first) {
        var found = new TreeMap<String, String>();
        found.put("policy", scene.account().attachedArn("web") + scene.account().attachedDocument("web"));
        var gateway = scene.account().gateway();
        gateway.getUsagePlans().items().forEach(plan -> {
            found.put("plan " + plan.id(), plan.throttle() + " " + plan.apiStages());
            gateway.getUsagePlanKeys(r -> r.usagePlanId(plan.id()))
                    .items()
                    .forEach(key -> found.put("key " + key.id() + " in " + plan.id(), key.name()));
        });
        gateway.getApiKeys().items().forEach(key -> found.put("key " + key.id(), key.name() + " " + key.enabled()));
        var quotes = gateway.getRestApis().items().stream()
                .filter(api -> api.name().equals("quotes"))
                .findFirst()
                .orElseThrow()
                .id();
        found.put("old key", Integer.toString(scene.account().call(quotes, "quotes", first)));
        found.put("new key", Integer.toString(scene.account().call(quotes, "quotes", value(scene))));
        found.put("value", value(scene));
        return found;
    }

    private static String value(Scene scene) {
        return Objects.requireNonNull(scene.secret("app-key", "value"));
    }
}
