// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.GOLD;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** Organisations deny regions: whoever has not named one hears nothing of it. */
@Execution(ExecutionMode.CONCURRENT)
class RegionsIT {

    private static final String DENIED = "us-east-1";

    @Test
    void aDeniedRegionIsTheTroubleOfThoseThatNameIt() {
        try (var scene = Scene.seeded("regions").connected().converged()) {
            var account = scene.account();
            account.iam()
                    .putRolePolicy(r -> r.roleName(account.operatorRoleArn().replaceAll(".*/", ""))
                            .policyName("region")
                            .policyDocument("""
                                    {"Version": "2012-10-17", "Statement": [{"Effect": "Deny", "Action": "apigateway:*",
                                     "Resource": "arn:aws:apigateway:us-east-1:*"}]}"""));
            var two = scene.namespace() + "-two";
            scene.apply(scene.connection("role/apps/*")
                    .replace("name: " + scene.namespace() + "}", "name: " + two + "}")
                    .replace("regions: [" + Rig.REGION + "]", "regions: [" + Rig.REGION + ", " + DENIED + "]"));

            assertThat(scene.awaitReason(AwsConnection.class, two, "AccessDenied"))
                    .startsWith(Rig.REGION + " is looked after; API Gateway in " + DENIED + " cannot be read");
            scene.apply(GOLD.replace("name: gold,", "name: east,")
                    .replace("spec:", "spec:\n  connectionRef: {name: " + two + "}")
                    .replace("stage: prod", "stage: prod, region: " + DENIED));
            scene.awaitReason(
                    ApiRateLimit.class,
                    "east",
                    "AccessDenied",
                    "AWS denies the operator API Gateway in " + DENIED,
                    "kubectl get awsc " + two);
            scene.awaitSweeps(2);
            scene.awaitReady(AwsConnection.class, scene.namespace());
            scene.awaitReady(ApiRateLimit.class, "gold");

            account.iam()
                    .deleteRolePolicy(r -> r.roleName(account.operatorRoleArn().replaceAll(".*/", ""))
                            .policyName("region"));
            scene.awaitReady(AwsConnection.class, two);
            scene.rig()
                    .client()
                    .resources(ApiRateLimit.class)
                    .inNamespace(scene.namespace())
                    .withName("east")
                    .delete();
            scene.awaitGone(ApiRateLimit.class, "east");
            scene.rig().client().resources(AwsConnection.class).withName(two).delete();
        }
    }
}
