// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.api.Labels;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.RecordedCall;
import dev.apiaccess.testing.FrailRig;
import dev.apiaccess.testing.Machine;
import dev.apiaccess.testing.Scene;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.parallel.Isolated;

/**
 * The operator in a cluster that is not ready for it, and with AWS or the API server away: it says what is missing and goes on by
 * itself. The tests are ordered, because the cluster begins empty and each leaves it with what the next one needs.
 */
@TestMethodOrder(OrderAnnotation.class)
@Isolated("leases and kills are about time, which a crowd of suites takes from them")
class StartIT {

    @SuppressWarnings("NullAway.Init")
    private static FrailRig frail;

    @BeforeAll
    static void start() {
        frail = new FrailRig("start");
    }

    @AfterEach
    void end() {
        frail.reset();
    }

    @AfterAll
    static void stop() {
        if (frail != null) {
            frail.close();
        }
    }

    @Test
    @Order(1)
    void withoutCrdsItSaysSoOnceAndGoesOnWhenTheyAreThere() {
        var operator = frail.operateAsAdministrator("start-crds");
        operator.awaitState(
                "CRDs are not installed",
                "awsconnections.apiaccess.dev",
                "apikeygrants.apiaccess.dev",
                "kubectl apply --server-side -f crds/");
        assertThat(operator.get("/q/health/live")).as("liveness").startsWith("200");
        // It asks again every two seconds, and what it finds is the same.
        Awaitility.await("said once in three looks")
                .during(Duration.ofSeconds(5))
                .atMost(Machine.patience(Duration.ofSeconds(7)))
                .until(() -> frail.said("waiting: CRDs are not installed") == 1);

        frail.rig().controlPlane().establishCrds();
        operator.awaitReady();

        Scene.seeded(frail.rig(), "crds").connected().converged();
    }

    @Test
    @Order(9)
    void aKindThatIsTakenAwayLaterIsSaid() {
        var operator = frail.operate("start-kind-gone").awaitReady();
        var name = "apikeygrants.apiaccess.dev";
        var crds = frail.rig().client().apiextensions().v1().customResourceDefinitions();

        crds.withName(name).delete();
        operator.awaitState("CRDs are not installed: " + name, "kubectl apply --server-side -f crds/");
        Awaitility.await("the kind is gone")
                .atMost(Machine.patience(Duration.ofSeconds(30)))
                .until(() -> crds.withName(name).get() == null);

        frail.rig().controlPlane().establishCrds();
        operator.awaitReady();
        Scene.seeded(frail.rig(), "kinds").connected().converged();
    }

    @Test
    @Order(2)
    void withoutRightsItNamesThemUntilTheyAreBound() {
        frail.bind(Set.of("ServiceAccount"));
        var operator = frail.operate("start-rights");
        operator.awaitState(
                "no right to list awsconnections (and ", "ClusterRole apiaccess-operator", "deploy/base/rbac.yaml");

        frail.bind(Set.of("ClusterRole", "ClusterRoleBinding"));
        operator.awaitState(
                "no right to get leases (and 3 more) in namespace apiaccess-system",
                "Role apiaccess-leader",
                "APIACCESS_LEASE_NAMESPACE");

        frail.bind(Set.of("Role", "RoleBinding"));
        operator.awaitReady();
        Scene.seeded(frail.rig(), "rights").connected().converged();
    }

    /** Rights are asked for anew only by new requests: open watches stay, until the connection ends. */
    @Test
    @Order(3)
    void rightsThatAreTakenAwayAreSaidAndWorkGoesOnWhenTheyAreBack() {
        var operator = frail.operate("start-withdrawn").awaitReady();
        var scene = Scene.seeded(frail.rig(), "withdrawn").connected().converged();

        frail.withdraw();
        edit(scene, "/refunds");
        scene.await(
                "said", () -> frail.said("ApiAccessPolicy " + scene.namespace() + "/mine could not be written") > 0);
        frail.kubernetes().off();
        frail.kubernetes().on();
        scene.apply(policy("/returns"));
        // Its watches have to begin anew, which is refused: it cannot know of the edit.
        Awaitility.await("nothing is seen without rights")
                .during(Duration.ofSeconds(3))
                .atMost(Machine.patience(Duration.ofSeconds(5)))
                .until(() -> !scene.account().attachedDocument("web").contains("/returns"));

        frail.restore();
        awaitInForce(scene, "/returns");
        awaitReady(scene);
        assertThat(operator.running()).as("process lives").isTrue();
        assertThat(frail.said("Uncaught error"))
                .as("stack traces of what is merely refused")
                .isZero();
    }

    /** The status remembers the policy before, and IAM is listed before API Gateway: that must not look like a revocation. */
    @Test
    @Order(4)
    void aRestartAfterAWriteWhoseStatusWasLostTakesNothingAway() {
        frail.operate("start-lost-status").awaitReady();
        var scene = Scene.seeded(frail.rig(), "lost").connected().converged();
        frail.withdraw();
        edit(scene, "/refunds");
        frail.rig().operator().close();
        frail.restore();
        frail.rig().emulator().clearCalls(scene.account().id());
        frail.rig()
                .emulator()
                .fault(Fault.always("GetRestApis", new Fault.Effect.Delay(Duration.ofSeconds(3)))
                        .in(scene.account().id()));

        frail.operate("start-lost-status-again").awaitReady();
        awaitReady(scene);
        frail.rig().emulator().clearFaults();

        nothingWritten(scene);
        awaitInForce(scene, "/refunds");
    }

    @Test
    @Order(5)
    void withAwsAwayItRunsAndGoesOnWhenAwsIsThere() {
        frail.aws().off();
        var operator = frail.operate("start-aws").awaitReady();
        var scene = Scene.seeded(frail.rig(), "aws");
        scene.apply(scene.connection("role/apps/*"))
                .apply(policy("/orders"))
                .apply(GOLD)
                .apply(APP);

        scene.awaitReason(
                AwsConnection.class,
                scene.namespace(),
                "AwsUnavailable",
                frail.aws().endpoint().toString(),
                "refused");
        scene.awaitReason(ApiAccessPolicy.class, "mine", "Pending", "kubectl get awsc " + scene.namespace());
        scene.awaitReason(ApiRateLimit.class, "gold", "Pending", "kubectl get awsc " + scene.namespace());
        scene.awaitReason(ApiKeyGrant.class, "app", "Pending");
        assertThat(operator.get("/q/health/ready")).as("readiness").startsWith("200");
        assertThat(operator.get("/q/health/live")).as("liveness").startsWith("200");

        frail.aws().on();
        awaitReady(scene);
    }

    @Test
    @Order(6)
    void withAwsGoingAwayWhatIsConvergedStaysAndAnEditWaits() {
        frail.operate("start-aws-later").awaitReady();
        var scene = Scene.seeded(frail.rig(), "later").connected().converged();
        // A moment after the grant is ready its limit counts it.
        scene.await("the grant is counted", () -> {
            var status = scene.get(ApiRateLimit.class, "gold").orElseThrow().getStatus();
            return status != null
                    && Integer.valueOf(1).equals(status.grantsReady())
                    && Integer.valueOf(1).equals(status.keys());
        });

        frail.aws().off();
        assertThat(scene.awaitReason(AwsConnection.class, scene.namespace(), "AwsUnavailable"))
                .isNotBlank();
        var limit = version(scene, ApiRateLimit.class, "gold");
        var grant = version(scene, ApiKeyGrant.class, "app");
        scene.awaitReady(ApiAccessPolicy.class, "mine");
        scene.apply(policy("/refunds"));
        scene.awaitReason(ApiAccessPolicy.class, "mine", "AwsUnavailable");

        frail.aws().on();
        awaitInForce(scene, "/refunds");
        awaitReady(scene);
        assertThat(version(scene, ApiRateLimit.class, "gold"))
                .as("limit untouched")
                .isEqualTo(limit);
        assertThat(version(scene, ApiKeyGrant.class, "app"))
                .as("grant untouched")
                .isEqualTo(grant);
        scene.await("no version before is kept", () -> writes(scene).containsKey("DeletePolicyVersion"));
        assertThat(writes(scene))
                .as("every write once; the claim is a policy too")
                .isEqualTo(Map.of(
                        "CreatePolicy", 2L,
                        "AttachRolePolicy", 1L,
                        "CreatePolicyVersion", 1L,
                        "DeletePolicyVersion", 1L,
                        "CreateUsagePlan", 1L,
                        "CreateApiKey", 1L,
                        "CreateUsagePlanKey", 1L));
    }

    private static Map<String, Long> writes(Scene scene) {
        return scene.account().operatorWrites().stream()
                .collect(Collectors.groupingBy(RecordedCall::operation, Collectors.counting()));
    }

    @Test
    @Order(7)
    void withTheApiServerAwayForAMomentItGoesOnAndForLongItEndsToBeStartedAgain() {
        var operator = frail.operate("start-kubernetes").awaitReady();
        var scene = Scene.seeded(frail.rig(), "kubernetes").connected().converged();

        frail.kubernetes().off();
        scene.apply(policy("/refunds"));
        frail.kubernetes().on();
        awaitInForce(scene, "/refunds");
        awaitReady(scene);
        assertThat(operator.running()).as("survives a moment").isTrue();

        // Nobody refuses, nobody answers: without a deadline of its own it would believe for ever that it leads. It has
        // 10 s to
        // renew the lease, and a request that is not answered takes ten more.
        frail.kubernetes().hush();
        assertThat(operator.awaitEnd(Duration.ofSeconds(45))).as("exit code").isEqualTo(1);
        assertThat(frail.said("the lease could not be renewed in time")).isEqualTo(1);
        frail.kubernetes().off();
        frail.kubernetes().on();
        frail.rig().emulator().clearCalls(scene.account().id());
        frail.operate("start-kubernetes-again").awaitReady();
        scene.await(
                "it has looked at the account",
                () -> scene.account().operatorCalls().stream()
                                .filter(call -> call.operation().equals("GetUsagePlans"))
                                .count()
                        > 1);
        nothingWritten(scene);

        edit(scene, "/returns");
    }

    @Test
    @Order(8)
    void withoutCredentialsAndRegionTheConnectionSaysSoAndTheOperatorRuns() {
        var settings = frail.settings(frail.rig().serviceAccount());
        settings.keySet().removeIf(name -> name.matches("AWS_(REGION|ACCESS_KEY_ID|SECRET_ACCESS_KEY)"));
        settings.put("AWS_CONFIG_FILE", "/does/not/exist");
        settings.put("AWS_SHARED_CREDENTIALS_FILE", "/does/not/exist");
        var operator = frail.rig().operate("start-credentials", settings).awaitReady();
        var scene = new Scene(frail.rig(), "nobody");
        scene.apply(scene.connection("role/apps/*"));

        scene.awaitReason(
                AwsConnection.class,
                scene.namespace(),
                "CredentialsInvalid",
                "no credentials found",
                "AWS_ACCESS_KEY_ID");
        assertThat(operator.get("/q/health/ready")).as("readiness").startsWith("200");
    }

    /** The API server bounds an object as a whole: whoever makes one gives an owner's uid any length, and it becomes a field's name. */
    @Test
    @Order(10)
    void anObjectWithNamesOfAnyLengthStopsNothing() {
        frail.operate("start-length").awaitReady();
        var scene = Scene.seeded(frail.rig(), "length").connected().converged();
        var client = frail.rig().client();
        var owner = new OwnerReferenceBuilder()
                .withApiVersion("example.com/v1")
                .withKind("Thing")
                .withName("n".repeat(100_000))
                .withUid("u".repeat(100_000))
                .build();

        client.resource(new SecretBuilder()
                        .withNewMetadata()
                        .withNamespace(scene.namespace())
                        .withName("long")
                        .addToLabels(Labels.MANAGED_BY, Labels.MANAGED_BY_VALUE)
                        .addToLabels(Labels.KEY_SOURCE, Labels.KEY_SOURCE_VALUE)
                        .withOwnerReferences(owner)
                        .endMetadata()
                        .build())
                .create();
        var grant = scene.get(ApiKeyGrant.class, "app").orElseThrow();
        grant.getMetadata().setOwnerReferences(List.of(owner));
        grant.getMetadata().setManagedFields(null);
        client.resource(grant).update();
        client.namespaces()
                .withName(scene.namespace())
                .edit(namespace -> new NamespaceBuilder(namespace)
                        .editMetadata()
                        .withOwnerReferences(owner)
                        .endMetadata()
                        .build());

        edit(scene, "/refunds");
        awaitInForce(scene, "/refunds");
        assertThat(frail.said("cannot be watched"))
                .as("what is watched goes on")
                .isZero();
        frail.rig().operator().close();
        frail.operate("start-length-again").awaitReady();
        edit(scene, "/returns");
        awaitInForce(scene, "/returns");
        awaitReady(scene);
    }

    private static String policy(String path) {
        return POLICY.replace("/orders", path);
    }

    /** Changes the policy, and waits until AWS has it. */
    private static void edit(Scene scene, String path) {
        scene.apply(policy(path));
        awaitInForce(scene, path);
    }

    private static void awaitInForce(Scene scene, String path) {
        scene.await(
                path + " is in AWS",
                () -> scene.account().attachedDocument("web").contains(path));
    }

    private static void nothingWritten(Scene scene) {
        assertThat(scene.account().operatorWrites()).as(scene.evidence()).isEmpty();
    }

    private static void awaitReady(Scene scene) {
        scene.awaitReady(AwsConnection.class, scene.namespace());
        scene.awaitAllReady();
    }

    private static String version(Scene scene, Class<? extends HasMetadata> type, String name) {
        return scene.get(type, name).orElseThrow().getMetadata().getResourceVersion();
    }
}
