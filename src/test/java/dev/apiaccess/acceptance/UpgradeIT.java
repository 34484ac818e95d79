// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.Yaml;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/**
 * CRDs change under live objects: from those before (src/test/resources/crds/previous) to those that ship, back, and on to some
 * of a version that does not exist yet. Nothing is lost, and AWS does not notice.
 */
class UpgradeIT {

    private static final String OBJECTS = String.join("---\n", POLICY, GOLD, APP);
    private static final Map<Class<? extends CustomResource<?, ?>>, String> LIVE = new LinkedHashMap<>();

    static {
        LIVE.put(ApiAccessPolicy.class, "mine");
        LIVE.put(ApiRateLimit.class, "gold");
        LIVE.put(ApiKeyGrant.class, "app");
    }

    @Test
    void crdsChangeUnderLiveObjects() throws Exception {
        var rig = Rig.bare("upgrade");
        rig.deploy("rbac.yaml");
        crds(rig, Yaml.resource("crds/previous"));
        try (var scene = Scene.seeded(rig, "upgrade")) {
            scene.apply(scene.connection("role/apps/*")).apply(OBJECTS);
            var before = specs(scene);

            // An operator that is newer than the CRDs could tell nobody what it does: it does nothing.
            rig.startOperator(Map.of())
                    .awaitState("CRDs are not installed", "apiprotections.apiaccess.dev", "kubectl apply");
            crd(rig, ControlPlane.baseDirectory().resolve("crds/apiprotections.yaml"));
            rig.operator()
                    .awaitState("the CRDs are older than this operator", "AwsConnection status.held", "kubectl apply");
            assertThat(scene.account().operatorCalls()).isEmpty();

            crds(rig, ControlPlane.baseDirectory().resolve("crds"));
            rig.operator().awaitReady();
            LIVE.forEach(scene::awaitReady);
            scene.awaitSweeps(2);
            var writes = scene.account().operatorWrites().size();
            unchanged(scene, before, writes);

            // Back under a running operator, and forth again.
            crds(rig, Yaml.resource("crds/previous"));
            unchanged(scene, before, writes);
            crds(rig, ControlPlane.baseDirectory().resolve("crds"));
            unchanged(scene, before, writes);
            scene.await(
                    "what the new CRDs can tell",
                    () -> scene.get(ApiAccessPolicy.class, "mine")
                            .map(ApiAccessPolicy::getStatus)
                            .filter(status -> status.policies().getFirst().policyId() != null)
                            .isPresent());

            future(scene, before, writes);
        } finally {
            rig.operator().close();
        }
    }

    /** A newer version came and went, and left a field behind that grants less than this operator would. */
    private static void future(Scene scene, List<Object> before, int writes) throws IOException {
        var file = ControlPlane.baseDirectory().resolve("crds/apiaccesspolicies.yaml");
        var crd = (ObjectNode) Yaml.read(file).getFirst();
        var schema = (ObjectNode)
                crd.at("/spec/versions/0/schema/openAPIV3Schema/properties/spec/properties/rules/items/properties");
        schema.putObject("weekdays").put("type", "string").put("maxLength", 20);
        scene.rig().client().resource(crd.toString()).forceConflicts().serverSideApply();
        scene.await(
                "the field is served",
                () -> String.valueOf(scene.rig().client().raw("/openapi/v3/apis/apiaccess.dev/v1alpha1"))
                        .contains("weekdays"));
        // A watch that began under the former schema goes on without the field for a while, so that the operator that
        // is
        // older than the object is one that starts now.
        scene.rig().operator().close();
        scene.rig()
                .client()
                .resources(ApiAccessPolicy.class)
                .inNamespace(scene.namespace())
                .withName("mine")
                .patch(
                        PatchContext.of(PatchType.JSON),
                        "[{\"op\": \"add\", \"path\": \"/spec/rules/0/weekdays\", \"value\": \"Mon\"}]");
        scene.rig().startOperator(Map.of()).awaitReady();
        scene.awaitReason(ApiAccessPolicy.class, "mine", "Unsupported");
        scene.awaitSweeps(2);

        assertThat(scene.condition(ApiAccessPolicy.class, "mine", "Ready")
                        .orElseThrow()
                        .getMessage())
                .contains("spec.rules[0].weekdays")
                .contains("upgrade the operator or remove it");
        assertThat(scene.account().operatorWrites()).hasSize(writes);
        assertThat(scene.account().attachedDocument("web")).contains("/orders");
        assertThat(scene.rig().operator().alive()).isTrue();

        crds(scene.rig(), ControlPlane.baseDirectory().resolve("crds"));
        scene.apply(OBJECTS);
        LIVE.forEach(scene::awaitReady);
        assertThat(specs(scene)).isEqualTo(before);
    }

    private static void unchanged(Scene scene, List<Object> before, int writes) {
        scene.awaitSweeps(3);
        assertThat(specs(scene)).isEqualTo(before);
        LIVE.forEach(scene::awaitReady);
        scene.awaitReady(AwsConnection.class, scene.namespace());
        assertThat(scene.account().operatorWrites()).as("AWS writes").hasSize(writes);
    }

    /** What people wrote. */
    private static List<Object> specs(Scene scene) {
        return LIVE.entrySet().stream()
                .<Object>map(entry -> scene.get(entry.getKey(), entry.getValue())
                        .orElseThrow()
                        .getSpec())
                .toList();
    }

    /** Applies the CRDs of a directory and waits until they are served. */
    static void crds(Rig rig, Path directory) throws IOException {
        try (var files = Files.list(directory)) {
            for (var file : files.sorted().toList()) {
                crd(rig, file);
            }
        }
    }

    private static void crd(Rig rig, Path file) throws IOException {
        var crd = rig.client()
                .getKubernetesSerialization()
                .unmarshal(Files.readString(file), CustomResourceDefinition.class);
        rig.client().resource(crd).forceConflicts().serverSideApply();
        rig.client().resource(crd).waitUntilCondition(UpgradeIT::established, 30, TimeUnit.SECONDS);
    }

    private static boolean established(@Nullable CustomResourceDefinition crd) {
        return crd != null
                && crd.getStatus() != null
                && crd.getStatus().getConditions() != null
                && crd.getStatus().getConditions().stream()
                        .anyMatch(one -> "Established".equals(one.getType()) && "True".equals(one.getStatus()));
    }
}
