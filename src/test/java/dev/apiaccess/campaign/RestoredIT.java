// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.OperatorProcess;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * Two clusters that use one cluster id in one account: by mistake, and because the second was restored from a backup of the
 * first. Each operator has an AWS user of its own, so that the record tells who called.
 */
@Isolated("leases and kills are about time, which a crowd of suites takes from them")
class RestoredIT {

    private static final String BATCH = manifest("ApiKeyGrant", "batch", """
            rateLimits: [{name: gold}]
            secret: {name: batch-key}
            """);

    @Test
    void ofTwoClustersThatClaimAnAccountAtOnceOneWritesNothing() {
        var first = Scene.seeded(Rig.apart(), "race");
        var second = first.in(Rig.apart().twin());
        try (var _ = operate(first, "one");
                var _ = operate(second, "two")) {
            // when both start at once
            first.apply(connection(first)).apply(POLICY);
            second.apply(connection(second)).apply(POLICY);

            // then one of them has the account
            first.await(
                    "one is Ready, the other is told",
                    () -> ready(first) != ready(second) && (told(first) || told(second)));
            var winner = ready(first) ? first : second;
            var loser = ready(first) ? second : first;
            winner.awaitReady(ApiAccessPolicy.class, "mine");
            loser.awaitReason(
                    AwsConnection.class,
                    loser.namespace(),
                    "ClusterIdInUse",
                    fingerprint(winner),
                    "apiaccess.dev/take-over");
            assertThat(writes(first, loser == first ? "one" : "two"))
                    .as("what AWS took from the other")
                    .isEmpty();
            assertThat(first.account().ours()).hasSize(1);
        }
    }

    @Test
    void aRestoredClusterTakesOverWhatIsThereAndTheFormerOneStops() {
        var former = Scene.seeded(Rig.apart(), "former");
        var restored = former.in(Rig.apart().twin());
        try (var _ = operate(former, "one")) {
            former.apply(connection(former))
                    .apply(GOLD)
                    .apply(POLICY)
                    .apply(APP)
                    .apply(BATCH);
            allReady(former);
            var value = Objects.requireNonNull(former.secret("app-key", "value"));
            var lost = Objects.requireNonNull(former.secret("batch-key", "value"));
            var before = writes(former, "one").size();

            // given a backup without the Secrets of one grant, played back while the former operator still runs
            copySecret(former, restored, "app-apiaccess");
            copySecret(former, restored, "app-key");
            try (var _ = operate(restored, "two")) {
                restored.apply(connection(restored))
                        .apply(GOLD)
                        .apply(POLICY)
                        .apply(APP)
                        .apply(BATCH);
                restored.awaitReason(AwsConnection.class, restored.namespace(), "ClusterIdInUse", fingerprint(former));
                awaitSweeps(former);
                assertThat(writes(former, "two")).as("before it takes over").isEmpty();
                assertThat(writes(former, "one")).hasSize(before);

                // when it takes over
                restored.annotate(AwsConnection.class, restored.namespace(), Map.of("apiaccess.dev/take-over", "true"));
                allReady(restored);

                // then it works with what is there, only the lost value is another now
                assertThat(restored.secret("app-key", "value")).isEqualTo(value);
                assertThat(restored.secret("batch-key", "value")).isNotEqualTo(lost);
                assertThat(writes(former, "two"))
                        .extracting(RecordedCall::operation)
                        .contains("CreateApiKey", "DeleteApiKey")
                        .doesNotContain("CreateUsagePlan", "CreatePolicyVersion", "AttachRolePolicy");
                assertThat(writes(former, "two").stream()
                                .filter(call -> call.operation().equals("CreatePolicy")))
                        .as("policies that were made: the claim")
                        .hasSize(1);
                assertThat(former.account().ours()).as("policy, plan, two keys").hasSize(4);

                // and the former one stops, whatever is wanted there
                former.awaitReason(AwsConnection.class, former.namespace(), "ClusterIdInUse", fingerprint(restored));
                former.apply(GOLD.replace("burst: 200", "burst: 999"));
                former.delete(ApiAccessPolicy.class, "mine");
                restored.apply(GOLD.replace("burst: 200", "burst: 300"));
                restored.awaitReady(ApiRateLimit.class, "gold");
                awaitSweeps(former);
                assertThat(writes(former, "one")).as("of the former one").hasSize(before);
                assertThat(former.account().gateway().getUsagePlans().items())
                        .singleElement()
                        .satisfies(
                                plan -> assertThat(plan.throttle().burstLimit()).isEqualTo(300));
                assertThat(former.account().attached("web")).hasSize(1);
            }
        }
    }

    private static OperatorProcess operate(Scene scene, String name) {
        var user = scene.account().operatorUser(name);
        return scene.rig()
                .startOperator(Map.of(
                        "HOSTNAME",
                        name,
                        "AWS_ACCESS_KEY_ID",
                        user.accessKeyId(),
                        "AWS_SECRET_ACCESS_KEY",
                        user.secretAccessKey()))
                .awaitReady();
    }

    /** Without a role to assume: each operator comes as its own user. */
    private static String connection(Scene scene) {
        return scene.connection("role/apps/*").replaceAll("(?m)^ *assumeRole:.*\\n", "");
    }

    private static void allReady(Scene scene) {
        scene.awaitAllReady();
        scene.awaitReady(ApiKeyGrant.class, "batch");
    }

    private static boolean ready(Scene scene) {
        return scene.condition(AwsConnection.class, scene.namespace(), "Ready")
                .filter(one -> "True".equals(one.getStatus()))
                .isPresent();
    }

    private static boolean told(Scene scene) {
        return scene.condition(AwsConnection.class, scene.namespace(), "Ready")
                .filter(one -> "ClusterIdInUse".equals(one.getReason()))
                .isPresent();
    }

    private static String fingerprint(Scene scene) {
        return scene.rig()
                .client()
                .namespaces()
                .withName("kube-system")
                .get()
                .getMetadata()
                .getUid();
    }

    /** Waits until the operator of the former cluster has listed the account twice. */
    private static void awaitSweeps(Scene scene) {
        var before = sweeps(scene);
        scene.await("two more sweeps of the former one", () -> sweeps(scene) >= before + 2);
    }

    private static long sweeps(Scene scene) {
        return calls(scene, "one")
                .filter(call -> call.operation().equals("GetAccountAuthorizationDetails"))
                .count();
    }

    /** Writes of one of the operators that AWS took. */
    private static List<RecordedCall> writes(Scene scene, String user) {
        return calls(scene, user)
                .filter(call -> call.write() && call.status() < 300)
                .toList();
    }

    private static Stream<RecordedCall> calls(Scene scene, String user) {
        return scene.rig().emulator().calls(scene.account().id()).stream()
                .filter(call -> call.principal().endsWith(":user/" + user));
    }

    private static void copySecret(Scene from, Scene to, String name) {
        var secret = from.get(Secret.class, name).orElseThrow();
        to.rig()
                .client()
                .resource(new SecretBuilder(secret)
                        .withNewMetadata()
                        .withNamespace(to.namespace())
                        .withName(name)
                        .withLabels(secret.getMetadata().getLabels())
                        .withAnnotations(secret.getMetadata().getAnnotations())
                        .endMetadata()
                        .build())
                .create();
    }
}
