// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.testing.Attacks;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.util.ArrayList;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/**
 * What a tenant might try with the rights it has in its namespace: {@code src/test/resources/attacks.yaml}. Every row ends in a
 * refusal that says what to do, and none causes a write in AWS, or a call that names what was not admitted.
 */
@Execution(ExecutionMode.CONCURRENT)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class AttacksIT {

    private static final Map<String, Class<? extends CustomResource<?, ?>>> KINDS = Map.of(
            "ApiAccessPolicy", ApiAccessPolicy.class,
            "ApiRateLimit", ApiRateLimit.class,
            "ApiKeyGrant", ApiKeyGrant.class);

    private final Attacks attacks = new Attacks("attack");

    @BeforeAll
    void theTeamsAreAtWork() {
        attacks.prepare();
    }

    @AfterAll
    void close() {
        attacks.close();
    }

    @TestFactory
    Stream<DynamicTest> rows() {
        var tests = new ArrayList<DynamicTest>();
        var refused = new ArrayList<JsonNode>();
        var applied = new ArrayList<JsonNode>();
        attacks.rows().forEach(row -> (row.has("refused") ? refused : applied).add(row));
        var writes = attacks.account().operatorWrites().size();
        var calls = attacks.account().operatorCalls().size();
        applied.forEach(attacks::apply);
        for (var row : applied) {
            tests.add(DynamicTest.dynamicTest(row.path("attack").asText(), () -> ends(row)));
        }
        for (var row : refused) {
            tests.add(DynamicTest.dynamicTest(row.path("attack").asText(), () -> refused(row)));
        }
        tests.add(DynamicTest.dynamicTest("none of them reaches AWS", () -> {
            attacks.scene().awaitSweeps(2);
            assertThat(attacks.account().operatorWrites()).hasSize(writes);
            var since = attacks.account().operatorCalls();
            assertThat(since.subList(calls, since.size()))
                    .as("calls that name what was not admitted")
                    .noneMatch(call -> attacks.notAdmitted().stream()
                            .anyMatch(name -> (call.target() + call.parameters()).contains(name)));
        }));
        return tests.stream();
    }

    private void ends(JsonNode row) {
        var object = attacks.object(row);
        var message = attacks.scene()
                .awaitReason(
                        Objects.requireNonNull(KINDS.get(object.path("kind").asText())),
                        object.path("metadata").path("name").asText(),
                        row.path("ends").asText());
        assertThat(message).contains(attacks.text(row.path("told")));
    }

    private void refused(JsonNode row) {
        var answer = catchThrowableOfType(KubernetesClientException.class, () -> attacks.apply(row));

        assertThat(answer).as("the API server took it: %s", row).isNotNull();
        assertThat(answer.getMessage()).contains(attacks.text(row.path("refused")));
    }
}
