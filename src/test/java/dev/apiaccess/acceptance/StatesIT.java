// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.acceptance.LiveStates.check;
import static dev.apiaccess.acceptance.LiveStates.found;
import static dev.apiaccess.acceptance.LiveStates.get;
import static dev.apiaccess.acceptance.LiveStates.json;
import static dev.apiaccess.acceptance.LiveStates.reason;
import static dev.apiaccess.acceptance.LiveStates.status;
import static dev.apiaccess.acceptance.LiveStates.stays;
import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Manifests.annotated;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Gate;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.Tool;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.Watcher;
import io.fabric8.kubernetes.client.WatcherException;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import software.amazon.awssdk.services.apigateway.model.Op;

/**
 * Brings real objects into every state of the table in docs/gitops.md and asks kubectl, Flux's and Argo CD's rules what they make of
 * them. What was found is compared with what is kept in {@code src/test/resources/states}; {@code -Dstates.write=true} keeps it
 * anew.
 */
@Execution(ExecutionMode.CONCURRENT)
class StatesIT {

    @Test
    void justCreated() {
        try (var scene = Scene.seeded("unseen")) {
            for (var manifest : List.of(
                    scene.connection("role/apps/*"), POLICY, GOLD, APP, ProtectionIT.protection(ProtectionIT.CLOSED))) {
                // What the API server answers to a create is the object before anybody else has seen it.
                var created = scene.rig()
                        .client()
                        .resource(Serialization.unmarshal(
                                manifest.replace("%ns", scene.namespace()), GenericKubernetesResource.class))
                        .create();
                check(scene, "not-seen", json(created));
            }
        }
    }

    @Test
    void whatIsNotThereYetIsWaitedFor() {
        try (var scene = Scene.seeded("missing").connected()) {
            scene.apply(POLICY.replace("restApiName: orders", "restApiName: later"))
                    .apply(with(GOLD, "connectionRef: {name: later-%ns}"))
                    .apply(APP.replace("{name: gold}", "{name: later}"));

            stays(scene, "waiting", "ApiAccessPolicy", "mine", "TargetNotFound");
            stays(scene, "waiting", "ApiRateLimit", "gold", "ConnectionNotFound");
            stays(scene, "waiting", "ApiKeyGrant", "app", "TargetNotFound");
        }
    }

    @Test
    void whatAllowsNothingIsWorkForAWhileAndThenNobodysWork() {
        try (var scene = Scene.seeded("effect").connected()) {
            scene.apply(POLICY.replace("restApiName: orders", "restApiName: quotes")
                    .replace("paths: [/orders]", "paths: [/quotes]"));

            check(
                    scene,
                    "without-effect",
                    found(
                            scene,
                            "ApiAccessPolicy",
                            "mine",
                            object -> reason(object).equals("MethodNotIamProtected")
                                    && status(object, "Reconciling").equals("True")));
            found(
                    scene,
                    "ApiAccessPolicy",
                    "mine",
                    object -> status(object, "Stalled").equals("True"));
            stays(scene, "stalled", "ApiAccessPolicy", "mine", "MethodNotIamProtected");
        }
    }

    @Test
    void workInProgressIsWaitedFor() {
        try (var scene = Scene.seeded("pending")) {
            held(scene, "GetAccountAuthorizationDetails");
            scene.apply(scene.connection("role/apps/*"));
            // Before its credentials were proven it is Pending for another reason, as long as a call takes.
            scene.await(
                    "its credentials are proven",
                    () -> scene.condition(AwsConnection.class, scene.namespace(), "Accepted")
                            .filter(accepted -> "True".equals(accepted.getStatus()))
                            .isPresent());
            stays(scene, "waiting", "AwsConnection", scene.namespace(), "Pending");
            released(scene);
            scene.awaitReady(AwsConnection.class, scene.namespace());

            held(scene, "CreatePolicy");
            held(scene, "CreateUsagePlan");
            scene.apply(POLICY).apply(GOLD).apply(APP);
            // The operator gives up a call that does not come back: kubectl is asked only of what stays Pending then
            // too.
            check(scene, "waiting", found(scene, "ApiAccessPolicy", "mine", StatesIT::isWritten));
            check(scene, "waiting", found(scene, "ApiRateLimit", "gold", StatesIT::isWritten));
            stays(scene, "waiting", "ApiKeyGrant", "app", "Pending");
            released(scene);
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.awaitReady(ApiKeyGrant.class, "app");
        }
    }

    @Test
    void aQueueForAwsIsWaitedFor() {
        try (var scene = Scene.seeded("queue")) {
            for (var number = 1; number <= 30; number++) {
                scene.apply(GOLD.replace("name: gold", "name: gold-" + number));
            }
            // Who is throttled slows down, so that others wait however slow the machine is; which of them, and when, is
            // the
            // operator's business: what was seen in passing is judged.
            scene.rig()
                    .emulator()
                    .fault(Fault.always(
                                    "CreateUsagePlan",
                                    new Fault.Effect.Before(429, "TooManyRequestsException", "Too Many Requests"))
                            .in(scene.account().id()));
            var seen = new AtomicReference<JsonNode>();
            try (var _ = scene.rig()
                    .client()
                    .genericKubernetesResources("apiaccess.dev/v1alpha1", "ApiRateLimit")
                    .inNamespace(scene.namespace())
                    .watch(new Passing(object -> {
                        if (reason(object).equals("WaitingForAwsQuota")) {
                            seen.set(object);
                        }
                    }))) {
                scene.apply(scene.connection("role/apps/*").replace("  regions:", "  quotaPercent: 1\n  regions:"));
                scene.await("one of them waits for its turn", () -> seen.get() != null);
            }
            released(scene);
            check(scene, "waiting", Objects.requireNonNull(seen.get()));
        }
    }

    /** Shows every state that passes, also those between two looks. */
    private record Passing(Consumer<JsonNode> seen) implements Watcher<GenericKubernetesResource> {

        @Override
        public void eventReceived(Action action, GenericKubernetesResource object) {
            seen.accept(json(object));
        }

        @Override
        public void onClose(WatcherException cause) {
            // The wait for what did not come shows that it was closed.
        }
    }

    @Test
    void aDenialIsWaitedForAndThenStalls() {
        try (var scene = Scene.seeded("denied").connected()) {
            scene.account().denyOperator("iam:CreatePolicy");
            scene.apply(POLICY);
            check(scene, "waiting", found(scene, "ApiAccessPolicy", "mine", "AccessDenied"));

            found(
                    scene,
                    "ApiAccessPolicy",
                    "mine",
                    object -> status(object, "Stalled").equals("True"));
            stays(scene, "stalled", "ApiAccessPolicy", "mine", "AccessDenied");
        }
    }

    @Test
    void whatSomebodyHasToPutRightStalls() {
        try (var scene = Scene.seeded("stalled").connected()) {
            scene.rig()
                    .emulator()
                    .fault(Fault.always(
                                    "CreateUsagePlan",
                                    new Fault.Effect.Before(429, "LimitExceededException", "Usage plan limit exceeded"))
                            .in(scene.account().id()));
            scene.apply(POLICY.replace("role/apps/web", "role/admins/web"))
                    .apply(POLICY.replace("name: mine", "name: foreign")
                            .replace("role/apps/web", "\"arn:aws:iam::999999999999:role/apps/web\""))
                    .apply(GOLD)
                    .apply(GOLD.replace("name: gold", "name: silver"))
                    .apply(APP.replace("[{name: gold}]", "[{name: gold}, {name: silver}]"));

            stays(scene, "stalled", "ApiAccessPolicy", "mine", "NotPermitted");
            stays(scene, "stalled", "ApiAccessPolicy", "foreign", "Invalid");
            stays(scene, "stalled", "ApiRateLimit", "gold", "LimitExceeded");
            stays(scene, "stalled", "ApiKeyGrant", "app", "Conflict");
        }
    }

    @Test
    void aConnectionToTheWrongAccountStalls() {
        try (var scene = Scene.seeded("wrong")) {
            scene.apply(scene.connection("role/apps/*").replaceAll("(?m)^ *assumeRole:.*\\n", ""));

            stays(scene, "stalled", "AwsConnection", scene.namespace(), "AccountMismatch");
        }
    }

    @Test
    void readyThenPausedThenDisabled() {
        try (var scene = Scene.seeded("ready").connected().converged()) {
            stays(scene, "ready", "AwsConnection", scene.namespace(), "Ready");
            stays(scene, "ready", "ApiAccessPolicy", "mine", "Ready");
            stays(scene, "ready", "ApiRateLimit", "gold", "Ready");
            stays(scene, "ready", "ApiKeyGrant", "app", "Ready");
            var all = Tool.kubectl(scene.rig().controlPlane().kubeconfig())
                    .run("get", "apiaccess", "--all-namespaces")
                    .orFail();
            assertThat(all.lines().filter(line -> line.startsWith(scene.namespace() + " ")))
                    .as("kubectl get apiaccess -A")
                    .satisfiesExactlyInAnyOrder(
                            line -> assertThat(line)
                                    .contains("apiaccesspolicy.apiaccess.dev/mine", "role/apps/web -> GET /orders"),
                            line -> assertThat(line)
                                    .contains("apiratelimit.apiaccess.dev/gold", "100/s, burst 200, 1 key"),
                            line -> assertThat(line)
                                    .contains("apikeygrant.apiaccess.dev/app", "Secret app-key in gold"));

            var ended = Instant.now().minusSeconds(60).truncatedTo(ChronoUnit.SECONDS);
            scene.apply(with(APP, "expiresAt: \"" + ended + "\""));
            scene.await(
                    "its keys are switched off",
                    () -> scene.condition(ApiKeyGrant.class, "app", "Synced")
                            .filter(synced -> "True".equals(synced.getStatus()))
                            .isPresent());
            stays(scene, "stalled", "ApiKeyGrant", "app", "Expired");

            scene.apply(with(APP, "state: Disabled"));
            stays(scene, "disabled", "ApiKeyGrant", "app", "Disabled");

            var paused = Map.of("apiaccess.dev/paused", "true");
            scene.annotate(ApiAccessPolicy.class, "mine", paused);
            scene.annotate(ApiRateLimit.class, "gold", paused);
            scene.annotate(ApiKeyGrant.class, "app", paused);
            stays(scene, "paused", "ApiAccessPolicy", "mine", "Paused");
            stays(scene, "paused", "ApiRateLimit", "gold", "Paused");
            stays(scene, "paused", "ApiKeyGrant", "app", "Paused");
        }
    }

    @Test
    void pausedBeforeItWasReady() {
        try (var scene = Scene.seeded("early").connected()) {
            scene.apply(annotated(GOLD, "apiaccess.dev/paused", "true"));

            stays(scene, "paused-unready", "ApiRateLimit", "gold", "Paused");
        }
    }

    @Test
    void planned() {
        try (var scene = Scene.seeded("planned").connected()) {
            scene.apply(with(POLICY, "mode: Plan"))
                    .apply(with(GOLD, "mode: Plan"))
                    .apply(with(APP, "mode: Plan"));

            stays(scene, "plan", "ApiAccessPolicy", "mine", "PlanOnly");
            stays(scene, "plan", "ApiRateLimit", "gold", "PlanOnly");
            stays(scene, "plan", "ApiKeyGrant", "app", "PlanOnly");
        }
    }

    @Test
    void drifted() {
        try (var scene = Scene.seeded("drifted").connected().apply(POLICY).apply(with(GOLD, "driftPolicy: Report"))) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.awaitReady(ApiRateLimit.class, "gold");
            var plan =
                    scene.account().gateway().getUsagePlans().items().getFirst().id();
            scene.account()
                    .gateway()
                    .updateUsagePlan(r -> r.usagePlanId(plan)
                            .patchOperations(p ->
                                    p.op(Op.REPLACE).path("/throttle/rateLimit").value("7")));
            held(scene, "AttachRolePolicy");
            var arn = scene.account().attachedArn("web");
            scene.account().iam().detachRolePolicy(r -> r.roleName("web").policyArn(arn));

            found(
                    scene,
                    "ApiRateLimit",
                    "gold",
                    object -> status(object, "Drifted").equals("True"));
            stays(scene, "drift-reported", "ApiRateLimit", "gold", "Ready");
            stays(scene, "drift-repairing", "ApiAccessPolicy", "mine", "DriftDetected");
            released(scene);
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            stays(scene, "drift-repaired", "ApiAccessPolicy", "mine", "Ready");
            assertThat(get(scene, "ApiAccessPolicy", "mine")
                            .at("/status/lastDrift/repairedAt")
                            .asText())
                    .as("the drift is told")
                    .isNotEmpty();
        }
    }

    @Test
    void awsOutOfReach() {
        try (var scene = Scene.seeded("down").connected().converged()) {
            scene.rig()
                    .emulator()
                    .fault(Fault.always("*", new Fault.Effect.Before(503, "ServiceUnavailable", "try again later"))
                            .in(scene.account().id()));
            scene.await(
                    "that nobody looks is told",
                    () -> scene.condition(AwsConnection.class, scene.namespace(), "Synced")
                            .filter(one -> "LookOverdue".equals(one.getReason()))
                            .isPresent());
            stays(scene, "waiting", "AwsConnection", scene.namespace(), "AwsUnavailable");
            scene.awaitSweeps(2);

            stays(scene, "aws-down", "ApiAccessPolicy", "mine", "Ready");
            stays(scene, "aws-down", "ApiRateLimit", "gold", "Ready");
            stays(scene, "aws-down", "ApiKeyGrant", "app", "Ready");
            released(scene);
        }
    }

    @Test
    void deletedWhileOthersUseIt() {
        try (var scene = Scene.seeded("inuse").connected().converged()) {
            scene.delete(ApiRateLimit.class, "gold");
            scene.delete(AwsConnection.class, scene.namespace());

            stays(scene, "deleting", "ApiRateLimit", "gold", "InUse");
            stays(scene, "deleting", "AwsConnection", scene.namespace(), "InUse");
        }
    }

    @Test
    void deletedWhileAwsRefuses() {
        try (var scene =
                Scene.seeded("refused").connected().converged().apply(GOLD.replace("name: gold", "name: silver"))) {
            scene.awaitReady(ApiRateLimit.class, "silver");
            var arn = scene.account().attachedArn("web");
            scene.account().role("/other/", "batch");
            scene.account().iam().attachRolePolicy(r -> r.roleName("batch").policyArn(arn));
            scene.account().denyOperator("apigateway:DELETE");

            scene.delete(ApiAccessPolicy.class, "mine");
            scene.delete(ApiKeyGrant.class, "app");
            scene.delete(ApiRateLimit.class, "silver");

            stays(scene, "cleanup-failed", "ApiAccessPolicy", "mine", "CleanupFailed");
            stays(scene, "cleanup-failed", "ApiKeyGrant", "app", "CleanupFailed");
            stays(scene, "cleanup-failed", "ApiRateLimit", "silver", "CleanupFailed");
        }
    }

    /** Accepted, and on its way to AWS: before that an object is Pending too while its API is looked up. */
    private static boolean isWritten(JsonNode object) {
        return reason(object).equals("Pending") && status(object, "Accepted").equals("True");
    }

    /** Calls of that operation do not come back until they are released. */
    private static void held(Scene scene, String operation) {
        scene.rig()
                .emulator()
                .fault(Fault.always(operation, new Fault.Effect.Hold(false, new Gate()))
                        .in(scene.account().id()));
    }

    private static void released(Scene scene) {
        scene.rig().emulator().clearFaults(scene.account().id());
    }
}
