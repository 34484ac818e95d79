// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.testing.Attacks;
import dev.apiaccess.testing.ControlPlane;
import io.fabric8.kubernetes.api.model.LabelSelectorBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.MatchResourcesBuilder;
import io.fabric8.kubernetes.api.model.admissionregistration.v1.ValidatingAdmissionPolicyBinding;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.dsl.base.PatchContext;
import io.fabric8.kubernetes.client.dsl.base.PatchType;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * The ValidatingAdmissionPolicies that ship, in the namespaces of this suite alone: what they refuse is what the operator would
 * refuse in the end, and they refuse nothing else. {@link AttacksIT} runs the same table without them.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AdmissionIT {

    private final Attacks attacks = new Attacks("admission");

    @BeforeAll
    void thePoliciesAreInForce() throws IOException {
        attacks.prepare();
        var client = attacks.scene().rig().client();
        var suffix = "-" + attacks.scene().namespace();
        try (var stream = Files.newInputStream(ControlPlane.baseDirectory().resolve("deploy/base/admission.yaml"))) {
            for (var object : client.load(stream).items()) {
                object.getMetadata().setName(object.getMetadata().getName() + suffix);
                if (object instanceof ValidatingAdmissionPolicyBinding binding) {
                    binding.getSpec().setPolicyName(binding.getSpec().getPolicyName() + suffix);
                    binding.getSpec()
                            .setMatchResources(new MatchResourcesBuilder()
                                    .withNamespaceSelector(new LabelSelectorBuilder()
                                            .addToMatchLabels(
                                                    "team", attacks.shop().namespace())
                                            .build())
                                    .build());
                }
                client.resource(object).serverSideApply();
            }
        }
        var first = attacks.rows().getFirst();
        attacks.scene()
                .await(
                        "the policies in force",
                        () -> answer(first)
                                .filter(told -> told.contains("ValidatingAdmissionPolicy"))
                                .isPresent());
    }

    @AfterAll
    void close() {
        attacks.close();
    }

    /** In their order: the last takes the admission away. */
    @TestFactory
    @Execution(ExecutionMode.SAME_THREAD)
    Stream<DynamicTest> theySayTheSameAsTheOperator() {
        var tests = new ArrayList<DynamicTest>();
        for (var row : attacks.rows()) {
            if (!row.has("refused")) {
                tests.add(DynamicTest.dynamicTest(row.path("attack").asText(), () -> {
                    var told = answer(row);
                    if (row.has("admission")) {
                        assertThat(told).as("refused at once").isPresent();
                        assertThat(told.get())
                                .contains("ValidatingAdmissionPolicy")
                                .contains(row.path("admission").asText());
                    } else {
                        assertThat(told).as("left to the operator").isEmpty();
                    }
                }));
            }
        }
        tests.add(DynamicTest.dynamicTest("what is admitted is taken, and edited", () -> {
            attacks.scene().awaitReady(ApiAccessPolicy.class, "mine");
            edit("{\"metadata\": {\"labels\": {\"edited\": \"yes\"}}}");
            edit("{\"metadata\": {\"finalizers\": [\"apiaccess.dev/cleanup\"]}}");
        }));
        tests.add(DynamicTest.dynamicTest("an object that is not admitted any more can still be cleaned up", () -> {
            attacks.withdraw();
            attacks.scene().awaitReason(ApiAccessPolicy.class, "mine", "NotPermitted");
            attacks.shop()
                    .client()
                    .resources(ApiAccessPolicy.class)
                    .inNamespace(attacks.shop().namespace())
                    .withName("mine")
                    .delete();
            attacks.scene().awaitGone(ApiAccessPolicy.class, "mine");
        }));
        return tests.stream();
    }

    /** Without a version, for the operator writes the same object meanwhile. */
    private void edit(String patch) {
        attacks.shop()
                .client()
                .resources(ApiAccessPolicy.class)
                .inNamespace(attacks.shop().namespace())
                .withName("mine")
                .patch(PatchContext.of(PatchType.JSON_MERGE), patch);
    }

    /** What the API server says to a row, empty when it takes it. */
    private Optional<String> answer(JsonNode row) {
        try {
            attacks.dryRun(row);
            return Optional.empty();
        } catch (KubernetesClientException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }
}
