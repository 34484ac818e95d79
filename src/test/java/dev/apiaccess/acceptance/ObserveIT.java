// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.Exposed;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.client.CustomResource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;
import software.amazon.awssdk.services.apigateway.model.PatchOperation;

/** What the operator tells of itself while it works: audit log, state log, metrics, health. */
@Execution(ExecutionMode.CONCURRENT)
class ObserveIT {

    /** A life with everything in it: lost answers, refusals, throttling, an edit, a repair, a deletion. */
    private static void live(Scene scene) {
        var emulator = scene.rig().emulator();
        var id = scene.account().id();
        emulator.fault(Fault.lostAnswer("CreatePolicy").in(id));
        emulator.fault(Fault.once("AttachRolePolicy", new Fault.Effect.Before(403, "AccessDenied", "no"))
                .in(id));
        emulator.fault(
                Fault.once("CreateUsagePlan", new Fault.Effect.Drop(false)).in(id));
        emulator.fault(Fault.once("CreateApiKey", new Fault.Effect.After(500, "InternalFailure", "oh"))
                .in(id));
        emulator.fault(Fault.throttled("CreateUsagePlanKey").in(id));
        scene.converged();

        scene.apply(POLICY.replace("[GET]", "[GET, POST]"));
        scene.await(
                "the edit is written",
                () -> scene.account().attachedDocument("web").contains("POST"));
        scene.awaitReady(ApiAccessPolicy.class, "mine");

        var plan = scene.account().gateway().getUsagePlans().items().getFirst().id();
        scene.account()
                .gateway()
                .updateUsagePlan(r -> r.usagePlanId(plan)
                        .patchOperations(PatchOperation.builder()
                                .op(Op.REPLACE)
                                .path("/throttle/rateLimit")
                                .value("7")
                                .build()));
        scene.await(
                "drift is shown and put right",
                () -> scene.get(ApiRateLimit.class, "gold")
                        .map(CustomResource::getStatus)
                        .map(status -> status.lastDrift())
                        .filter(last -> last.repairedAt() != null)
                        .isPresent());
        scene.awaitReady(ApiRateLimit.class, "gold");
    }

    private static void end(Scene scene) {
        scene.delete(ApiKeyGrant.class, "app");
        scene.delete(ApiAccessPolicy.class, "mine");
        scene.delete(ApiRateLimit.class, "gold");
        scene.awaitGone(ApiKeyGrant.class, "app");
        scene.awaitGone(ApiAccessPolicy.class, "mine");
        scene.awaitGone(ApiRateLimit.class, "gold");
    }

    @Test
    void theAuditLogIsWhatAwsWasAskedToWrite() {
        try (var scene = Scene.seeded("audit").connected()) {
            live(scene);
            var value = String.valueOf(scene.secret("app-key", "value"));
            var uids = Map.of(
                    "ApiAccessPolicy", uid(scene, ApiAccessPolicy.class, "mine"),
                    "ApiRateLimit", uid(scene, ApiRateLimit.class, "gold"),
                    "ApiKeyGrant", uid(scene, ApiKeyGrant.class, "app"),
                    "AwsConnection", uid(scene, AwsConnection.class, scene.namespace()));
            end(scene);

            var calls = scene.account().operatorWrites();
            scene.await(
                    "as many lines as writes",
                    () -> scene.rig().operator().audit(scene.account().id()).size() == calls.size());
            var lines = scene.rig().operator().audit(scene.account().id());

            var byRequest = lines.stream()
                    .filter(line -> line.has("requestId"))
                    .collect(Collectors.toMap(line -> line.path("requestId").asText(), line -> line));
            var answered = calls.stream().filter(call -> call.status() != 0).toList();
            assertThat(byRequest.keySet())
                    .as("ids of the requests that were answered")
                    .containsExactlyInAnyOrderElementsOf(
                            answered.stream().map(RecordedCall::requestId).toList());
            assertThat(answered)
                    .allSatisfy(call -> assertThat(told(Objects.requireNonNull(byRequest.get(call.requestId()))))
                            .isEqualTo(did(call)));
            var dropped = calls.stream().filter(call -> call.status() == 0).toList();
            assertThat(dropped).as("calls whose answers were lost").hasSize(2);
            assertThat(lines.stream()
                            .filter(line -> !line.has("requestId"))
                            .map(ObserveIT::told)
                            .toList())
                    .containsExactlyInAnyOrderElementsOf(
                            dropped.stream().map(ObserveIT::did).toList());
            assertThat(lines)
                    .as("every way to end")
                    .extracting(line -> line.path("outcome").asText())
                    .contains("ok", "ambiguous", "access_denied", "throttled");
            assertThat(lines)
                    .as("every priority of writes")
                    .extracting(line -> line.path("priority").asText())
                    .contains("user_change", "drift_repair", "revoke");
            assertThat(lines)
                    .filteredOn(line -> line.path("repair").asBoolean())
                    .as("what was put right, and nothing else")
                    .isNotEmpty()
                    .allSatisfy(line -> {
                        assertThat(line.path("priority").asText()).isEqualTo("drift_repair");
                        assertThat(line.path("change").asText())
                                .startsWith("update usage plan ")
                                .endsWith(": throttle.rateLimit: 7 (want 100)");
                    })
                    .hasSameSizeAs(lines.stream()
                            .filter(line -> line.path("priority").asText().equals("drift_repair"))
                            .toList());
            assertThat(lines).allSatisfy(line -> {
                var object = line.path("objects").path(0);
                assertThat(object.path("uid").asText())
                        .isEqualTo(uids.get(object.path("kind").asText()));
                assertThat(object.path("generation").asLong()).isPositive();
                assertThat(line.path("clusterId").asText()).isEqualTo("suite");
            });
            assertThat(lines)
                    .filteredOn(line -> line.path("unit").asText().startsWith("policy of"))
                    .allSatisfy(
                            line -> assertThat(line.path("principal").asText()).isEqualTo("role/apps/web"));
            assertThat(value).hasSizeGreaterThan(20);
            assertThat(scene.rig().operator().log()).doesNotContain(value);
        }
    }

    @Test
    void everyChangeOfStateIsOneLineAndNothingElseIs() {
        try (var scene = Scene.seeded("state").connected()) {
            live(scene);
            scene.awaitSweeps(3);
            var lines = states(scene, "ApiRateLimit", "gold");

            assertThat(lines).as("states of gold").isNotEmpty();
            assertThat(lines.getLast()).startsWith("Ready=True/Ready, was False/");
            assertThat(lines)
                    .anyMatch(line -> line.startsWith("changed by others: throttle.rateLimit: 7 (want 100)"))
                    .contains("put right: throttle.rateLimit");
            for (var i = 1; i < lines.size(); i++) {
                assertThat(state(lines.get(i))).as("line %d of %s", i, lines).isNotEqualTo(state(lines.get(i - 1)));
            }
            assertThat(lines).as("few lines for many looks").hasSizeLessThan(12);

            end(scene);

            scene.await(
                    "deletion is told",
                    () -> states(scene, "ApiRateLimit", "gold").getLast().equals("deleted, nothing of it is left"));
        }
    }

    @Test
    void everyMetricOfTheListIsThereAndNoOther() {
        try (var scene = Scene.seeded("metrics").connected()) {
            live(scene);
            scene.await(
                    "the metrics that docs/metrics.md lists are those that are served",
                    () -> Exposed.names(scene.rig().operator()).equals(Exposed.documented()));

            var answer = new AtomicReference<>("");
            scene.await("it is the leader", () -> {
                answer.set(scene.rig().operator().get("/q/metrics"));
                return answer.get().contains("apiaccess_leader 1.0");
            });
            var page = answer.get();

            assertThat(page)
                    .contains("apiaccess_objects_waiting{kind=\"ApiKeyGrant\",priority=\"revoke\"}")
                    .containsPattern("apiaccess_objects\\{kind=\"ApiRateLimit\",ready=\"True\",reason=\"Ready\"} [1-9]")
                    .containsPattern(
                            "apiaccess_aws_calls_total\\{operation=\"CreatePolicy\",outcome=\"ok\",service=\"iam\"} [1-9]")
                    .containsPattern("apiaccess_drift_seen_total\\{kind=\"ApiRateLimit\"} [1-9]")
                    .containsPattern("apiaccess_drift_repaired_total\\{kind=\"ApiRateLimit\"} [1-9]")
                    .containsPattern("apiaccess_sweep_duration_seconds_count\\{outcome=\"complete\"} [1-9]")
                    .containsPattern("apiaccess_credentials_expiry_seconds [1-9]")
                    .containsPattern("apiaccess_aws_quota_used_ratio\\{quota=\"policies_per_role\"} (0\\.[1-9]|1\\.0)")
                    .doesNotContain(scene.account().id())
                    .doesNotContain(scene.namespace());
            assertThat(scene.rig().operator().log())
                    .as("the framework says whose reconcile it hands over")
                    .doesNotContain("came without its object");
        }
    }

    @Test
    void withAwsInTroubleItStaysReadyAndAlive() {
        try (var scene = Scene.seeded("healthy").connected()) {
            scene.rig()
                    .emulator()
                    .fault(Fault.always("*", new Fault.Effect.Before(503, "ServiceUnavailable", "away"))
                            .in(scene.account().id()));

            scene.awaitReason(AwsConnection.class, scene.namespace(), "AwsUnavailable");

            assertThat(scene.rig().operator().get("/q/health/live"))
                    .startsWith("200")
                    .contains("going on");
            assertThat(scene.rig().operator().get("/q/health/ready"))
                    .startsWith("200")
                    .contains("\"leader\": true", "connections not ready: ");
        }
    }

    private static String uid(Scene scene, Class<? extends CustomResource<?, ?>> type, String name) {
        return scene.get(type, name).orElseThrow().getMetadata().getUid();
    }

    /** What a line says was done, and whether it went well. */
    private static List<String> told(JsonNode line) {
        return List.of(
                line.path("operation").asText().replaceAll("(Attach|Detach)Policy", "$1RolePolicy"),
                line.path("region").asText("-"),
                line.path("outcome").asText().equals("ok") ? "ok" : "failed");
    }

    private static List<String> did(RecordedCall call) {
        return List.of(
                call.operation(),
                call.service().equals("iam") ? "-" : call.region(),
                call.status() != 0 && call.error() == null ? "ok" : "failed");
    }

    private static String state(String line) {
        return line.replaceFirst("(, was|: ).*", "");
    }

    /** The lines of the state log about an object without its name, oldest first. */
    private static List<String> states(Scene scene, String kind, String name) {
        return scene
                .rig()
                .operator()
                .lines(line -> line.path("loggerName").asText().equals("apiaccess.state")
                        && line.path("mdc").path("kind").asText().equals(kind)
                        && line.path("mdc").path("namespace").asText().equals(scene.namespace())
                        && line.path("mdc").path("name").asText().equals(name))
                .stream()
                .map(line -> line.path("message").asText().replaceFirst("^\\w+ \\S+ ", ""))
                .toList();
    }
}
