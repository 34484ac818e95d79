// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import dev.apiaccess.model.Naming;
import dev.apiaccess.model.PrincipalRef;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import java.util.ArrayList;
import java.util.List;

/** Things of others that look much like ours. They are told in full, ids and times too: every byte has to stay. */
final class Neighbours {

    private static final String DENY =
            "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Deny\",\"Action\":\"s3:*\",\"Resource\":\"*\"}}";

    private final Scene scene;
    private final List<String> policies = new ArrayList<>();
    private final String plan;
    private final String key;

    /** Makes them. */
    Neighbours(Scene scene) {
        this.scene = scene;
        var naming = new Naming(Rig.CLUSTER_ID);
        var iam = scene.account().iam();
        var gateway = scene.account().gateway();
        var ours = naming.policyName(scene.namespace(), PrincipalRef.parse("role/apps/web"));
        // One that differs by a letter in our own path, one of another cluster, one of nobody.
        policies.add(policy(ours + "x", naming.policyPath(), "made by hand"));
        policies.add(policy(
                "other-" + ours, "/apiaccess/other/", "apiaccess other " + scene.namespace() + " role/apps/web"));
        policies.add(policy("audit", "/", ""));
        for (var role : List.of("web", "batch")) {
            policies.forEach(arn -> iam.attachRolePolicy(r -> r.roleName(role).policyArn(arn)));
            iam.putRolePolicy(r -> r.roleName(role).policyName("own").policyDocument(DENY));
        }
        plan = gateway.createUsagePlan(r -> r.name(naming.planName(scene.namespace(), "gold") + "x")
                        .description("apiaccess other/" + scene.namespace() + "/gold")
                        .throttle(t -> t.rateLimit(1.0).burstLimit(1)))
                .id();
        key = gateway.createApiKey(r -> r.name(naming.keyName(scene.namespace(), "app", 1) + "x")
                        .description("apiaccess other/" + scene.namespace() + "/app")
                        .enabled(true))
                .id();
        gateway.createUsagePlanKey(r -> r.usagePlanId(plan).keyId(key).keyType("API_KEY"));
    }

    private String policy(String name, String path, String description) {
        return scene.account()
                .iam()
                .createPolicy(r -> r.policyName(name)
                        .path(path)
                        .description(description)
                        .policyDocument(DENY)
                        .tags(t -> t.key("owner").value("somebody")))
                .policy()
                .arn();
    }

    /** All of them as AWS tells them now. */
    String told() {
        var iam = scene.account().iam();
        var gateway = scene.account().gateway();
        var text = new StringBuilder();
        for (var arn : policies) {
            text.append(iam.getPolicy(r -> r.policyArn(arn)).policy().toString())
                    .append('\n')
                    .append(iam.listPolicyVersions(r -> r.policyArn(arn)).versions())
                    .append('\n')
                    .append(iam.listEntitiesForPolicy(r -> r.policyArn(arn)).policyRoles())
                    .append('\n');
        }
        for (var role : List.of("web", "batch")) {
            text.append(iam.getRolePolicy(r -> r.roleName(role).policyName("own"))
                            .policyDocument())
                    .append('\n');
        }
        return text.append(gateway.getUsagePlan(r -> r.usagePlanId(plan)))
                .append('\n')
                .append(gateway.getUsagePlanKeys(r -> r.usagePlanId(plan)).items())
                .append('\n')
                .append(gateway.getApiKey(r -> r.apiKey(key).includeValue(true)))
                .append('\n')
                .toString();
    }
}
