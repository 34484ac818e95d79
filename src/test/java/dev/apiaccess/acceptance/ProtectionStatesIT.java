// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.acceptance.LiveStates.found;
import static dev.apiaccess.acceptance.LiveStates.status;
import static dev.apiaccess.acceptance.LiveStates.stays;
import static dev.apiaccess.acceptance.ProtectionIT.CLOSED;
import static dev.apiaccess.acceptance.ProtectionIT.protection;
import static dev.apiaccess.acceptance.ProtectionIT.scene;

import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.testing.OpenApi;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Brings a protection into the states of the table in docs/gitops.md, as {@link StatesIT} does with the other kinds. */
@Execution(ExecutionMode.CONCURRENT)
class ProtectionStatesIT {

    private static final String NAME = "shop";

    @Test
    void whatIsNotThereYetIsWaitedForAndWhatNobodyConfirmedStalls() {
        try (var scene = scene("guard-waits")) {
            var unconfirmed = CLOSED.replace(", confirm: CallersSign", "");
            scene.apply(protection(unconfirmed));
            stays(scene, "waiting", "ApiProtection", NAME, "TargetNotFound");

            OpenApi.in(scene.account(), "shop");
            stays(scene, "stalled", "ApiProtection", NAME, "Unconfirmed");
        }
    }

    @Test
    void whatIsWrittenWaitsForWhoDeploys() {
        try (var scene = scene("guard-manual")) {
            OpenApi.in(scene.account(), "shop");
            scene.apply(protection(CLOSED.replace("redeploy: Automatic\n", "")));
            found(
                    scene,
                    "ApiProtection",
                    NAME,
                    object -> LiveStates.reason(object).equals("StaleDeployment")
                            && status(object, "Stalled").equals("True"));
            stays(scene, "undeployed", "ApiProtection", NAME, "StaleDeployment");
        }
    }

    @Test
    void readyThenUndoneThenPaused() {
        try (var scene = scene("guard-ready")) {
            var api = OpenApi.in(scene.account(), "shop");
            scene.apply(protection(CLOSED));
            stays(scene, "ready", "ApiProtection", NAME, "Ready");

            scene.rig()
                    .emulator()
                    .fault(Fault.always("*", new Fault.Effect.Before(503, "ServiceUnavailable", "try again later"))
                            .in(scene.account().id()));
            scene.await(
                    "that nobody looks is told",
                    () -> scene.condition(AwsConnection.class, scene.namespace(), "Synced")
                            .filter(one -> "LookOverdue".equals(one.getReason()))
                            .isPresent());
            stays(scene, "aws-down", "ApiProtection", NAME, "Ready");
            scene.rig().emulator().clearFaults(scene.account().id());

            api.authorize("/orders", "ANY", "NONE");
            stays(scene, "undone", "ApiProtection", NAME, "MethodOpened");
            api.authorize("/orders", "ANY", "AWS_IAM");
            scene.awaitReady(ApiProtection.class, NAME);

            scene.annotate(ApiProtection.class, NAME, Map.of("apiaccess.dev/paused", "true"));
            stays(scene, "paused", "ApiProtection", NAME, "Paused");
        }
    }

    @Test
    void planned() {
        try (var scene = scene("guard-plan")) {
            OpenApi.in(scene.account(), "shop");
            scene.apply(protection(CLOSED + "mode: Plan\n"));
            stays(scene, "plan", "ApiProtection", NAME, "PlanOnly");
        }
    }

    @Test
    void deletedWhileAwsRefuses() {
        try (var scene = scene("guard-refused")) {
            OpenApi.in(scene.account(), "shop");
            scene.apply(protection("""
                    deletionPolicy: Delete
                    throttle: {eachMethod: {rate: {requests: 50, per: 1s}, burst: 80}}
                    """));
            scene.awaitReady(ApiProtection.class, NAME);
            scene.account().denyOperator("apigateway:PATCH");

            scene.delete(ApiProtection.class, NAME);

            stays(scene, "cleanup-failed", "ApiProtection", NAME, "CleanupFailed");
            scene.account().allowOperator();
            scene.awaitGone(ApiProtection.class, NAME);
        }
    }
}
