// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static dev.apiaccess.testing.Manifests.APP;
import static dev.apiaccess.testing.Manifests.GOLD;
import static dev.apiaccess.testing.Manifests.POLICY;
import static dev.apiaccess.testing.Scene.manifest;
import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.ApiAccessPolicy;
import dev.apiaccess.api.ApiKeyGrant;
import dev.apiaccess.api.ApiProtection;
import dev.apiaccess.api.ApiRateLimit;
import dev.apiaccess.api.AwsConnection;
import dev.apiaccess.testing.Command;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Helm;
import dev.apiaccess.testing.InstalledChart;
import dev.apiaccess.testing.Rig;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.TestAccount;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The chart on a real API server: taken as it is rendered, enough for the operator to work, upgraded and uninstalled with objects
 * there. The tests are ordered, because each goes on with the release that the one before left.
 */
@TestMethodOrder(OrderAnnotation.class)
@Order(1)
class ChartIT {

    private static final String CLUSTER_ID = "clusterId=" + Rig.CLUSTER_ID;
    /** More than are let go at once unless somebody says that they are meant. */
    private static final int MANY = 25;

    @SuppressWarnings("NullAway.Init")
    private static InstalledChart chart;

    @SuppressWarnings("NullAway.Init")
    private static ChartExamples examples;

    /** Lives through upgrades and both ways to uninstall. */
    @SuppressWarnings("NullAway.Init")
    private static Scene scene;

    @BeforeAll
    static void start() throws IOException {
        chart = new InstalledChart("chart");
        examples = ChartExamples.of(chart.helm());
        chart.helm().kubectl("", "create", "namespace", "shop");
        chart.helm().kubectl("", "create", "namespace", "mobile");
    }

    @AfterAll
    static void stop() {
        if (chart != null) {
            chart.rig().operator().close();
            chart.close();
        }
    }

    @Test
    @Order(1)
    void everyExampleIsTakenByTheApiServer() {
        examples.areTaken();
    }

    @Test
    @Order(2)
    void theRenderedDefaultsAreEnoughForTheObjectsOfTheDemo() throws IOException {
        var rendered = chart.helm().template("--set", CLUSTER_ID, "--no-hooks");
        chart.helm().kubectl(rendered, "apply", "-f", "-");
        examples.podsAreRestricted();
        chart.operate(
                Helm.only("Deployment", rendered).path("spec").path("template").path("spec"));
        var account = demoAccount();

        var platform = demo("platform.yaml", account);
        var orders = demo("orders.yaml", account);
        chart.helm().kubectl(platform, "apply", "-f", "-");
        chart.helm().kubectl(orders, "apply", "-f", "-");

        chart.helm().kubectl(orders, "wait", "--for=condition=Ready", "--timeout=90s", "-f", "-");
        assertThat(account.attached("orders-web")).hasSize(1);
        assertThat(chart.helm().kubectl("", "get", "secret", "quotes-api-key", "-n", "mobile", "-o", "name"))
                .contains("quotes-api-key");
        new ChartPeople(chart.helm(), chart.rig().client()).mayDoWhatTheirRolesSay();

        chart.helm().kubectl(orders, "delete", "--timeout=60s", "-f", "-");
        assertThat(account.ours()).as("left in AWS").isEmpty();
        chart.helm().kubectl("", "delete", "awsconnection", "demo", "--timeout=60s");
        chart.rig().operator().close();
        chart.helm().kubectl(rendered, "delete", "--timeout=60s", "-f", "-");
        var nothing = uninstall("--mode=block");
        assertThat(nothing.awaitEnd()).as("without CRDs: " + nothing).isZero();
    }

    @Test
    @Order(3)
    void aReleaseIsUpgradedAndWhatItServesStays() {
        chart.helm().install("--set", CLUSTER_ID);
        chart.operate();
        scene = Scene.seeded(chart.rig(), "release").connected().converged();
        var elsewhere = chart.rig().controlPlane().newNamespace("elsewhere");
        var before = scene.get(ApiKeyGrant.class, "app").orElseThrow();
        chart.rig().emulator().clearCalls(scene.account().id());
        chart.rig().operator().close();

        chart.helm()
                .install(
                        "-f",
                        Helm.example("settings").toString(),
                        "--set",
                        CLUSTER_ID,
                        "--set",
                        "rbac.secrets.namespaces={" + scene.namespace() + "}",
                        "--set",
                        "fullnameOverride=apiaccess");
        var operator = chart.operate();

        assertThat(operator.log()).as("text, and the JVM's options").contains("-XX:MaxRAMPercentage=40", " DEBUG ");
        awaitReady();
        scene.awaitSweeps(1);
        assertThat(scene.account().operatorWrites())
                .as("the upgrade changes nothing in AWS")
                .isEmpty();
        assertThat(scene.get(ApiKeyGrant.class, "app")
                        .orElseThrow()
                        .getMetadata()
                        .getUid())
                .isEqualTo(before.getMetadata().getUid());
        secretsAreWrittenInTheListedNamespaceAlone(elsewhere);
    }

    private static void secretsAreWrittenInTheListedNamespaceAlone(String elsewhere) {
        scene.apply(APP.replace("name: app,", "name: second,").replace("app-key", "second-key"));
        scene.awaitReady(ApiKeyGrant.class, "second");
        var key = Objects.requireNonNull(scene.secret("second-key", "value"));
        chart.helm()
                .kubectl(
                        "",
                        "patch",
                        "secret",
                        "second-key",
                        "--namespace=" + scene.namespace(),
                        "--type=merge",
                        "--patch={\"stringData\":{\"value\":\"spoiled\"}}");
        scene.await("the Secret is put right", () -> key.equals(scene.secret("second-key", "value")));
        var other = scene.of(elsewhere);
        chart.helm()
                .kubectl(
                        scene.connection("role/apps/*")
                                .replace(
                                        "names: [" + scene.namespace(),
                                        "names: [" + elsewhere + ", " + scene.namespace()),
                        "apply",
                        "--server-side",
                        "--force-conflicts",
                        "-f",
                        "-");
        other.apply(GOLD).apply(APP);

        other.awaitReason(
                ApiKeyGrant.class,
                "app",
                "SecretForbidden",
                "Secrets in namespace " + elsewhere,
                "rbac.secrets.namespaces");
        other.delete(ApiKeyGrant.class, "app");
        other.awaitGone(ApiKeyGrant.class, "app");
        other.delete(ApiRateLimit.class, "gold");
        other.awaitGone(ApiRateLimit.class, "gold");
    }

    @Test
    @Order(4)
    void uninstallIsRefusedWhileThereAreObjects() {
        var refused = chart.uninstall();

        assertThat(refused.hook().awaitEnd()).as(refused.hook().toString()).isEqualTo(1);
        assertThat(refused.hook().errors())
                .contains(
                        "refused: there are 5 objects (1 ApiAccessPolicy, 2 ApiKeyGrant, 1 ApiRateLimit, 1 AwsConnection)")
                .contains("uninstall.onDelete=retain");
        assertThat(refused.helm().awaitEnd()).as(refused.helm().toString()).isNotZero();
        awaitReady();
        // As docs/uninstall.md says: Helm calls the release uninstalling from then on.
        chart.helm().helm("rollback", Helm.RELEASE, "2");
    }

    @Test
    @Order(5)
    void uninstallRetainsWhatTheObjectsStandFor() {
        var ours = scene.account().ours();
        chart.helm().install("--reuse-values", "--set", "uninstall.onDelete=retain");

        var retained = chart.uninstall();

        assertThat(retained.hook().awaitEnd()).as(retained.hook().toString()).isZero();
        assertThat(retained.helm().awaitEnd()).as(retained.helm().toString()).isZero();
        chart.rig().operator().close();
        nothingIsLeftInTheCluster();
        assertThat(scene.account().ours())
                .as("in AWS")
                .containsExactlyInAnyOrderElementsOf(ours)
                .hasSize(4);
        chart.crdsAreThere();
    }

    @Test
    @Order(6)
    void uninstallDeletesManyObjectsOnceTheOperatorRuns() {
        chart.helm()
                .install(
                        "--set",
                        CLUSTER_ID,
                        "--set",
                        "uninstall.onDelete=delete",
                        "--set",
                        "leaderElection.leaseDuration=8s");
        chart.operate();
        scene = Scene.seeded(chart.rig(), "many").connected().converged();
        scene.apply(scene.connection("role/apps/*").replace("Key]", "Key, Protect]"))
                .apply(manifest("ApiProtection", "limits", """
                        api: {restApiName: orders, stages: [prod]}
                        throttle: {eachMethod: {rate: {requests: 50, per: 1s}, burst: 80}}
                        """));
        scene.awaitReady(ApiProtection.class, "limits");
        for (var number = 0; number < MANY; number++) {
            scene.apply(POLICY.replace("mine", "mine-" + number).replace("/orders]", "/orders/" + number + "]"));
        }
        awaitReady();
        for (var number = 0; number < MANY; number++) {
            scene.awaitReady(ApiAccessPolicy.class, "mine-" + number);
        }
        chart.rig().operator().close();

        var stopped = uninstall("--mode=delete");

        assertThat(stopped.awaitEnd()).as(stopped.toString()).isEqualTo(1);
        assertThat(stopped.errors())
                .contains(
                        "the operator does not run (its lease apiaccess in namespace apiaccess-system was renewed last")
                .contains("30 objects", "untouched", "start it");
        assertThat(scene.get(ApiAccessPolicy.class, "mine").orElseThrow().isMarkedForDeletion())
                .isFalse();

        chart.operate();
        whatDoesNotEndIsToldWithItsReason();
        var deleted = chart.uninstall();

        assertThat(deleted.hook().awaitEnd()).as(deleted.hook().toString()).isZero();
        assertThat(deleted.helm().awaitEnd()).as(deleted.helm().toString()).isZero();
        nothingIsLeftInTheCluster();
        assertThat(scene.account().ours()).as("left in AWS").isEmpty();
        chart.crdsAreThere();
    }

    /** After all of the above; what the operator has to be allowed is said by those who run under it. */
    @Test
    @Order(7)
    void theRightsThatShipAreUsed() {
        var granted = new TreeSet<String>();
        for (var document : Yaml.documents(chart.helm().template("--set", CLUSTER_ID, "--no-hooks"))) {
            if (document.path("kind").asText().endsWith("Role")
                    && document.at("/metadata/name").asText().matches("apiaccess-(operator|leader)")) {
                document.path("rules")
                        .forEach(rule -> rule.path("resources")
                                .forEach(resource -> rule.path("verbs")
                                        .forEach(verb -> granted.add(
                                                rule.path("apiGroups").path(0).asText() + "/" + resource.asText() + " "
                                                        + verb.asText()))));
            }
        }
        assertThat(granted).hasSizeGreaterThan(20);

        granted.removeAll(chart.askedFor());

        assertThat(granted)
                .as(
                        "granted and not asked for; an object is read anew after a conflict, which these tests do not bring about")
                .isSubsetOf(
                        "apiaccess.dev/apiaccesspolicies get",
                        "apiaccess.dev/apiratelimits get",
                        "apiaccess.dev/apikeygrants get",
                        "apiaccess.dev/apiprotections get",
                        "apiaccess.dev/awsconnections get",
                        // The framework wants the right to it before it starts.
                        "coordination.k8s.io/leases update");
    }

    private static void whatDoesNotEndIsToldWithItsReason() {
        var arn = scene.account().attachedArn("web");
        scene.account().role("/other/", "batch");
        scene.account().iam().attachRolePolicy(r -> r.roleName("batch").policyArn(arn));

        var late = uninstall("--mode=delete", "--timeout=25s");

        assertThat(late.awaitEnd()).as(late.toString()).isEqualTo(1);
        assertThat(late.output()).contains("30 objects", "goes from AWS too", "waiting for ");
        assertThat(late.errors())
                .contains("still there after 25 s: ", "see to what they say, then try again")
                .containsPattern(": CleanupFailed: .* somebody else attached it to 1 principal: detach it there");
        scene.account().iam().detachRolePolicy(r -> r.roleName("batch").policyArn(arn));
    }

    /** The command, as the administrator runs it without Helm. */
    private static Command uninstall(String... arguments) {
        var all = new ArrayList<>(List.of("uninstall", "--lease-namespace=" + Helm.NAMESPACE));
        all.addAll(List.of(arguments));
        return chart.apiaccess(chart.rig().controlPlane().kubeconfig(), Map.of(), all);
    }

    private static TestAccount demoAccount() {
        var account = chart.rig().newAccount();
        account.api("orders", "orders", false);
        account.api("quotes", "quotes", true);
        account.role("/apps/", "orders-web");
        account.iam().createUser(r -> r.userName("alice"));
        return account;
    }

    private static String demo(String file, TestAccount account) throws IOException {
        return Files.readString(ControlPlane.baseDirectory().resolve("demo").resolve(file))
                .replace("111122223333", account.id());
    }

    private static void awaitReady() {
        scene.awaitReady(AwsConnection.class, scene.namespace());
        scene.awaitAllReady();
    }

    private static void nothingIsLeftInTheCluster() {
        assertThat(chart.helm()
                        .kubectl(
                                "",
                                "get",
                                "apiaccesspolicies,apiratelimits,apikeygrants,apiprotections,awsconnections",
                                "--all-namespaces",
                                "-o",
                                "name"))
                .as("objects")
                .isEmpty();
        assertThat(chart.helm().kubectl("", "get", "deployments,jobs", "-n", Helm.NAMESPACE, "-o", "name"))
                .as("workloads")
                .isEmpty();
    }
}
