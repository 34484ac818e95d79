// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Manifests.with;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;

/** What becomes of access when a tenant takes back its admission, and of what a team plants to get around it. */
@Execution(ExecutionMode.CONCURRENT)
class WithdrawalIT {

    /** A connection whose one tenant selects namespaces by a label, and what the namespace's objects need. */
    private static Scene admitted(String prefix, String onWithdrawal) {
        var scene = new Scene(prefix);
        scene.account().api("orders", "orders", false);
        var quotes = scene.account().api("quotes", "quotes", true);
        scene.account().role("/apps/", "web");
        label(scene, scene.namespace());
        scene.apply(scene.connection("role/apps/*")
                .replace("namespaces: {names: [" + scene.namespace() + "]}", "namespaces: {matchLabels: {team: %ns}}")
                .replace("may: [", "onWithdrawal: " + onWithdrawal + "\n    may: ["));
        scene.awaitReady(AwsConnection.class, scene.namespace());
        scene.converged();
        assertThat(scene.account().call(quotes, "quotes", value(scene))).isEqualTo(200);
        return scene;
    }

    private static String value(Scene scene) {
        return Objects.requireNonNull(scene.secret("app-key", "value"));
    }

    private static void label(Scene scene, String team) {
        scene.merge(Namespace.class, scene.namespace(), "{\"metadata\": {\"labels\": {\"team\": \"" + team + "\"}}}");
    }

    private static String quotes(Scene scene) {
        return scene.account().gateway().getRestApis(r -> r.limit(100)).items().stream()
                .filter(api -> api.name().equals("quotes"))
                .findFirst()
                .orElseThrow()
                .id();
    }

    @Test
    void whereTheTenantRevokesAllGoesAndComesBackWithTheLabel() {
        try (var scene = admitted("revoke", "Revoke")) {
            var key = value(scene);
            // A team that sees it coming: none of this keeps anything.
            scene.annotate(ApiAccessPolicy.class, "mine", Map.of("apiaccess.dev/paused", "true"));
            scene.annotate(ApiKeyGrant.class, "app", Map.of("apiaccess.dev/paused", "true"));
            scene.apply(with(GOLD, "mode: Plan"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "Paused");
            scene.awaitReason(ApiRateLimit.class, "gold", "PlanOnly");
            scene.awaitReason(ApiKeyGrant.class, "app", "Paused");

            label(scene, "nobody");

            scene.await(
                    "the role has nothing",
                    () -> scene.account().attached("web").isEmpty());
            scene.await("the key is refused", () -> scene.account().call(quotes(scene), "quotes", key) == 403);
            scene.await(
                    "the plan is gone",
                    () -> scene.account()
                            .gateway()
                            .getUsagePlans(r -> r.limit(10))
                            .items()
                            .isEmpty());
            scene.await("the key is switched off", () -> isOff(scene));
            assertThat(scene.secret("app-key", "value")).isEqualTo(key);

            scene.unannotate(ApiAccessPolicy.class, "mine", "apiaccess.dev/paused");
            scene.awaitReason(
                    ApiAccessPolicy.class, "mine", "NotPermitted", "does not admit namespace " + scene.namespace());

            label(scene, scene.namespace());
            scene.annotate(ApiKeyGrant.class, "app", Map.of("apiaccess.dev/paused", "false"));
            scene.apply(GOLD);
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.awaitReady(ApiKeyGrant.class, "app");
            scene.await("the same key works again", () -> scene.account().call(quotes(scene), "quotes", key) == 200);
        }
    }

    @Test
    void retainingDoesNotKeepWhatIsWithdrawn() {
        try (var scene = admitted("retain", "Revoke")) {
            var key = value(scene);
            for (var manifest : new String[] {POLICY, GOLD, APP}) {
                scene.apply(with(manifest, "deletionPolicy: Retain"));
            }
            label(scene, "nobody");
            scene.delete(ApiKeyGrant.class, "app");
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.delete(ApiRateLimit.class, "gold");
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiRateLimit.class, "gold");

            assertThat(scene.account().attached("web")).isEmpty();
            assertThat(scene.account().call(quotes(scene), "quotes", key)).isEqualTo(403);
        }
    }

    /** Whoever sees a withdrawal coming may leave nothing behind that it does not reach. */
    @Test
    void whereTheTenantRevokesNothingOutlivesItsObjectUnlessItMay() {
        try (var scene = admitted("outlive", "Revoke")) {
            var key = value(scene);
            for (var manifest : new String[] {POLICY, GOLD, APP}) {
                scene.apply(with(manifest, "deletionPolicy: Retain"));
            }
            scene.awaitAllReady();

            scene.delete(ApiKeyGrant.class, "app");
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiAccessPolicy.class, "mine");

            assertThat(scene.account().attached("web")).isEmpty();
            assertThat(scene.account().call(quotes(scene), "quotes", key)).isEqualTo(403);
            assertThat(scene.account().gateway().getApiKeys(r -> r.limit(10)).items())
                    .isEmpty();
        }
    }

    /** The owner of the connection takes the effect of what was left, where nobody admits its namespace any more. */
    @Test
    void whatOutlivedItsObjectLosesItsEffectWithTheNamespace() {
        try (var scene = admitted("orphans", "Revoke")) {
            var key = value(scene);
            scene.apply(scene.connection("role/apps/*")
                    .replace(
                            "namespaces: {names: [" + scene.namespace() + "]}",
                            "namespaces: {matchLabels: {team: %ns}}")
                    .replace("may: [", "onWithdrawal: Revoke\n    may: [Retain, ")
                    .replace("spec:\n", "spec:\n  orphans: Revoke\n"));
            for (var manifest : new String[] {POLICY, GOLD, APP}) {
                scene.apply(with(manifest, "deletionPolicy: Retain"));
            }
            scene.awaitAllReady();
            scene.delete(ApiKeyGrant.class, "app");
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            scene.await("both are listed", () -> unowned(scene).equals(List.of("ApiKey", "Statement")));
            scene.awaitSweeps(2);
            assertThat(scene.account().attached("web")).as("admitted: kept").hasSize(1);
            assertThat(scene.account().call(quotes(scene), "quotes", key)).isEqualTo(200);

            label(scene, "nobody");

            scene.await(
                    "the role has nothing",
                    () -> scene.account().attached("web").isEmpty());
            scene.await("the key is refused", () -> scene.account().call(quotes(scene), "quotes", key) == 403);
            // Its plan is withdrawn too, so that it is refused before it is switched off.
            scene.await("disabled, not deleted", () -> isOff(scene));
        }
    }

    private static boolean isOff(Scene scene) {
        var keys = scene.account().gateway().getApiKeys(r -> r.limit(10)).items();
        return keys.size() == 1 && !keys.getFirst().enabled();
    }

    private static List<String> unowned(Scene scene) {
        return Objects.requireNonNull(scene.get(AwsConnection.class, scene.namespace())
                        .orElseThrow()
                        .getStatus())
                .unowned()
                .stream()
                .map(one -> String.valueOf(one.kind()))
                .sorted()
                .toList();
    }

    /** Somebody else's finalizer keeps the object, and neither what it had nor its connection. */
    @Test
    void aForeignFinalizerHoldsNeitherAccessNorConnection() {
        try (var scene = Scene.seeded("foreign").connected().apply(POLICY)) {
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            finalizers(scene, List.of("apiaccess.dev/cleanup", "example.com/keep"));
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.await(
                    "the role has nothing",
                    () -> scene.account().attached("web").isEmpty());
            scene.await(
                    "ours is off",
                    () -> scene.get(ApiAccessPolicy.class, "mine")
                            .filter(policy -> policy.getFinalizers().equals(List.of("example.com/keep")))
                            .isPresent());

            scene.delete(AwsConnection.class, scene.namespace());
            scene.awaitGone(AwsConnection.class, scene.namespace());
            finalizers(scene, List.of());
            scene.awaitGone(ApiAccessPolicy.class, "mine");
        }
    }

    private static void finalizers(Scene scene, List<String> finalizers) {
        scene.merge(
                ApiAccessPolicy.class,
                "mine",
                Serialization.asJson(Map.of("metadata", Map.of("finalizers", finalizers))));
    }

    @Test
    void whereTheTenantFreezesAllStaysAndNothingGrows() {
        try (var scene = admitted("freeze", "Freeze")) {
            var key = value(scene);
            label(scene, "nobody");
            scene.awaitReason(ApiAccessPolicy.class, "mine", "NotPermitted");
            scene.awaitReason(ApiKeyGrant.class, "app", "NotPermitted");
            var writes = scene.account().operatorWrites().size();

            scene.apply(POLICY.replace("[/orders]", "[/orders, /more]"))
                    .apply(GOLD.replace("100", "1000"))
                    .apply(manifest("ApiKeyGrant", "second", "rateLimits: [{name: gold}]\nsecret: {name: second-key}"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "NotPermitted");
            scene.awaitReason(ApiRateLimit.class, "gold", "NotPermitted");
            scene.awaitReason(ApiKeyGrant.class, "second", "ConnectionNotFound");
            scene.awaitSweeps(2);

            assertThat(scene.account().operatorWrites()).hasSize(writes);
            assertThat(scene.account().attachedDocument("web"))
                    .contains("/orders")
                    .doesNotContain("/more");
            assertThat(scene.account().call(quotes(scene), "quotes", key)).isEqualTo(200);

            // Cleaning up still works.
            scene.delete(ApiKeyGrant.class, "app");
            scene.awaitGone(ApiKeyGrant.class, "app");
            scene.delete(ApiAccessPolicy.class, "mine");
            scene.awaitGone(ApiAccessPolicy.class, "mine");
            assertThat(scene.account().attached("web")).isEmpty();
        }
    }

    /** The write was planned while it was admitted, and waits: what counts is what is admitted when it is sent. */
    @Test
    void aConnectionThatChangesBetweenCheckAndWriteIsHeard() {
        try (var scene = Scene.seeded("between").connected()) {
            scene.rig()
                    .emulator()
                    .fault(Fault.always("CreatePolicy", new Fault.Effect.Before(400, "Throttling", "Rate exceeded"))
                            .in(scene.account().id()));
            scene.apply(POLICY);
            scene.await(
                    "a create that AWS throttles",
                    () -> scene.account().operatorWrites().stream()
                            .anyMatch(call -> call.operation().equals("CreatePolicy") && call.status() == 400));

            scene.apply(scene.connection("role/other/*"));
            scene.awaitReason(ApiAccessPolicy.class, "mine", "NotPermitted");
            scene.rig().emulator().clearFaults(scene.account().id());
            scene.awaitSweeps(3);

            assertThat(scene.account().ours()).isEmpty();
        }
    }

    @Test
    void aSecretThatIsPlantedIsNeitherUsedNorOverwritten() {
        try (var scene = Scene.seeded("planted").connected().apply(GOLD)) {
            scene.awaitReady(ApiRateLimit.class, "gold");
            var labels = Map.of("apiaccess.dev/managed-by", "apiaccess", "apiaccess.dev/grant", "app");
            plant(scene, "app-apiaccess", labels, "r1");
            plant(scene, "second-apiaccess", Map.of(), "r1");
            plant(scene, "third-key", Map.of(), "value");
            var writes = scene.account().operatorWrites().size();

            scene.apply(APP)
                    .apply(manifest("ApiKeyGrant", "second", "rateLimits: [{name: gold}]\nsecret: {name: second-key}"));
            scene.awaitReason(
                    ApiKeyGrant.class,
                    "app",
                    "SecretNotOwned",
                    "app-apiaccess belongs to no grant",
                    "delete the Secret, or give the grant another name");
            scene.awaitReason(ApiKeyGrant.class, "second", "SecretNotOwned");
            scene.awaitSweeps(1);

            assertThat(scene.account().operatorWrites()).hasSize(writes);
            scene.apply(manifest("ApiKeyGrant", "third", "rateLimits: [{name: gold}]\nsecret: {name: third-key}"));
            scene.awaitReason(ApiKeyGrant.class, "third", "SecretNotOwned");
            for (var name : new String[] {"app-apiaccess", "second-apiaccess"}) {
                assertThat(scene.secret(name, "r1")).as(name).isEqualTo(PLANTED);
            }
            assertThat(scene.secret("third-key", "value")).isEqualTo(PLANTED);
        }
    }

    private static final String PLANTED = "a-value-that-somebody-chose-0123456789";

    private static void plant(Scene scene, String name, Map<String, String> labels, String key) {
        scene.rig()
                .client()
                .resource(new SecretBuilder()
                        .withNewMetadata()
                        .withName(name)
                        .withNamespace(scene.namespace())
                        .withLabels(labels)
                        .endMetadata()
                        .addToStringData(key, PLANTED)
                        .build())
                .create();
    }

    @Test
    void aRoleThatIsMadeAnewGetsNothingByItselfWhereTheTenantKnowsPrincipalsByTheirIds() {
        try (var scene = admitted("anew", "Freeze")) {
            scene.apply(scene.connection("role/apps/*")
                    .replace(
                            "namespaces: {names: [" + scene.namespace() + "]}",
                            "namespaces: {matchLabels: {team: %ns}}")
                    .replace("may: [", "principalIdentity: Id\n    may: ["));
            var before = scene.account().attachedArn("web");
            scene.await("the id of the role is noted", () -> noted(scene) != null);
            var first = noted(scene);

            // Whoever may make roles deletes one and takes its name.
            scene.account().iam().detachRolePolicy(r -> r.roleName("web").policyArn(before));
            scene.account().iam().deleteRole(r -> r.roleName("web"));
            scene.account().role("/apps/", "web");

            scene.awaitReason(
                    ApiAccessPolicy.class,
                    "mine",
                    "PrincipalNotFound",
                    "role/apps/web was deleted and made anew (its id was " + first);
            scene.await(
                    "what was granted to the one before is gone",
                    () -> scene.account().attached("web").isEmpty()
                            && scene.account().iam().listPolicies(r -> r.pathPrefix("/apiaccess/")).policies().stream()
                                    .noneMatch(policy -> policy.arn().equals(before)));

            scene.annotate(ApiAccessPolicy.class, "mine", Map.of("apiaccess.dev/retarget", "it is ours"));
            scene.awaitReady(ApiAccessPolicy.class, "mine");
            scene.await(
                    "the role of today has it",
                    () -> !scene.account().attached("web").isEmpty());
            assertThat(noted(scene)).isNotNull().isNotEqualTo(first);

            // The annotation is still there: it was about that role.
            var again = scene.account().attachedArn("web");
            scene.account().iam().detachRolePolicy(r -> r.roleName("web").policyArn(again));
            scene.account().iam().deleteRole(r -> r.roleName("web"));
            scene.account().role("/apps/", "web");
            scene.awaitReason(ApiAccessPolicy.class, "mine", "PrincipalNotFound");
        }
    }

    private static @Nullable String noted(Scene scene) {
        return Objects.requireNonNull(
                        scene.get(ApiAccessPolicy.class, "mine").orElseThrow().getStatus())
                .policies()
                .getFirst()
                .principalId();
    }
}
