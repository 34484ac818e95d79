// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.api.Kinds;
import dev.apiaccess.api.Reason;
import dev.apiaccess.cli.ClusterState.Crd;
import dev.apiaccess.cli.ClusterState.Deployed;
import dev.apiaccess.cli.ClusterState.Held;
import dev.apiaccess.cli.ClusterState.Leader;
import dev.apiaccess.cli.ClusterState.Pod;
import dev.apiaccess.cli.ClusterState.Said;
import dev.apiaccess.cli.ClusterState.Thing;
import dev.apiaccess.cli.ClusterState.Unread;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help.Ansi;

/** What is wrong in clusters on paper. */
class DiagnosisTest {

    private static final Path ROOT = Path.of(System.getProperty("apiaccess.basedir", ""));
    private static final Instant NOW = Instant.parse("2026-11-30T12:00:00Z");
    private static final NextSteps STEPS = NextSteps.read();
    private static final Leader WORKS =
            new Leader("apiaccess-7c9-x2v", true, "its lease apiaccess in namespace apiaccess-system");
    private static final Leader NOBODY = new Leader(
            "apiaccess-7c9-x2v",
            false,
            "its lease apiaccess in namespace apiaccess-system was renewed last at 2026-11-30T11:00:00Z");

    @Test
    void aClusterInWhichAllIsWellHasNoFinding() {
        var state = cluster(WORKS, connection("main"), policy("web", "Ready", "True", "Ready", Duration.ofDays(1)));

        var report = report(state);

        assertThat(Diagnosis.of(state, STEPS, NOW).findings()).isEmpty();
        assertThat(report.code()).isZero();
        assertThat(report.text(new Lines(Ansi.OFF)))
                .startsWith("nothing is wrong\n")
                .contains("5 CRDs", "2 of 2 ready", "1 AwsConnection", "1 ApiAccessPolicy", "apiaccess-7c9-x2v renews");
    }

    @Test
    void anApiServerThatDoesNotAnswerIsTheOnlyFindingAndNothingCanBeTold() {
        var state = new ClusterState(
                "https://10.0.0.1/",
                "apiaccess-system",
                "Connection refused",
                List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                List.of());

        assertThat(told(state))
                .containsExactly(
                        "unknown: the API server https://10.0.0.1/ does not answer as it should, so nothing can be told");
        assertThat(report(state).code()).isEqualTo(3);
    }

    @Test
    void aMissingRightIsAFindingAndNothingFails() {
        var state = new ClusterState(
                "https://10.0.0.1/",
                "apiaccess-system",
                null,
                List.of(new Unread("whether grants have their Secrets", "list secrets -A", null)),
                crds(),
                List.of(new Deployed("apiaccess", 1, 1, "0.1.0")),
                List.of(),
                WORKS,
                Kinds.names(),
                List.of(connection("main")));

        assertThat(told(state))
                .containsExactly(
                        "unknown: no right to list secrets -A: whether grants have their Secrets cannot be told");
        assertThat(report(state).code()).isEqualTo(3);
        assertThat(report(state).json()).contains("\"answer\": \"unknown\"", "kubectl auth can-i list secrets -A");
    }

    @Test
    void crdsThatAreNotThereOrOldOrStoredInAnotherVersionAreTold() {
        var crds = new ArrayList<>(crds());
        crds.set(0, new Crd("awsconnections.apiaccess.dev", false, "", List.of(), List.of(), List.of()));
        crds.set(
                1,
                new Crd(
                        "apiaccesspolicies.apiaccess.dev",
                        true,
                        "",
                        List.of("v1alpha1"),
                        List.of("v1alpha0", "v1alpha1"),
                        List.of("status.parts")));
        crds.set(2, new Crd("apiratelimits.apiaccess.dev", true, "", List.of("v2"), List.of("v1alpha1"), List.of()));
        crds.set(
                3,
                new Crd(
                        "apikeygrants.apiaccess.dev",
                        true,
                        "it is being deleted",
                        List.of("v1alpha1"),
                        List.of(),
                        List.of()));

        assertThat(told(with(crds, WORKS)))
                .containsExactly(
                        "error: the CRD awsconnections.apiaccess.dev is not installed",
                        "error: the CRD apiaccesspolicies.apiaccess.dev is older than this version, it lacks status.parts",
                        "error: the CRD apiratelimits.apiaccess.dev serves v2 and not v1alpha1, which this version speaks",
                        "error: the CRD apikeygrants.apiaccess.dev is not in use: it is being deleted",
                        "warning: objects of apiaccesspolicies.apiaccess.dev may still be stored as v1alpha0");
    }

    @Test
    void anOperatorThatDoesNotWorkIsToldBeforeWhatFollowsFromIt() {
        var state = new ClusterState(
                "https://10.0.0.1/",
                "apiaccess-system",
                null,
                List.of(),
                crds(),
                List.of(new Deployed("apiaccess", 1, 0, "0.1.0")),
                List.of(new Pod("apiaccess-7c9-x2v", "CrashLoopBackOff, it ended with exit code 1")),
                NOBODY,
                Kinds.names(),
                List.of(connection("main"), deleted("old", Duration.ofHours(1), "Ready", "apiaccess.dev/cleanup")));

        assertThat(told(state))
                .containsExactly(
                        "error: of the Deployment apiaccess 0 of 1 pod is ready",
                        "error: no operator works: its lease apiaccess in namespace apiaccess-system was renewed last at"
                                + " 2026-11-30T11:00:00Z",
                        "warning: the pod apiaccess-7c9-x2v is not ready: CrashLoopBackOff, it ended with exit code 1",
                        "error: the deletion of 1 ApiAccessPolicy (shop/old) waits for an operator that does not run");
        assertThat(report(state).code()).isEqualTo(1);
    }

    @Test
    void noDeploymentIsWrongUnlessSomebodyWorksElsewhere() {
        var without = new ClusterState(
                "s",
                "ns",
                null,
                List.of(),
                crds(),
                List.of(),
                List.of(),
                new Leader(null, false, "it was never taken"),
                Kinds.names(),
                List.of());
        var elsewhere = new ClusterState(
                "s", "ns", null, List.of(), crds(), List.of(), List.of(), WORKS, Kinds.names(), List.of());

        assertThat(told(without)).first().isEqualTo("error: there is no Deployment of the operator in namespace ns");
        assertThat(told(elsewhere))
                .containsExactly(
                        "note: there is no Deployment of the operator in namespace ns, and somebody renews its lease:"
                                + " it runs elsewhere");
        assertThat(report(elsewhere).code()).isZero();
    }

    @Test
    void objectsWithOneReasonAreOneFindingWithTheFirstFewNames() {
        var things = new ArrayList<Thing>();
        things.add(connection("main"));
        IntStream.range(0, 5)
                .mapToObj(n -> policy("web-" + n, "Stalled", "True", "NotPermitted", Duration.ofMinutes(1)))
                .forEach(things::add);

        var finding = Diagnosis.of(cluster(WORKS, things.toArray(Thing[]::new)), STEPS, NOW)
                .findings()
                .getFirst();

        assertThat(finding.what())
                .isEqualTo(
                        "5 ApiAccessPolicies (shop/web-0, shop/web-1, shop/web-2 and 2 more) are not ready: NotPermitted");
        assertThat(finding.names()).hasSize(5);
        assertThat(finding.next()).startsWith("Ask the owner of the connection for what the message names");
        assertThat(finding.command()).isEqualTo("kubectl describe apiaccesspolicy web-0 -n shop");
    }

    @Test
    void whatIsOnItsWayIsNoFindingUntilItTakesLong() {
        var young = policy("a", "Ready", "False", "Pending", Duration.ofMinutes(3));
        var old = policy("b", "Ready", "False", "Pending", Duration.ofMinutes(30));

        assertThat(told(cluster(WORKS, connection("main"), young))).isEmpty();
        assertThat(told(cluster(WORKS, connection("main"), old)))
                .containsExactly("warning: 1 ApiAccessPolicy (shop/b) is not ready: Pending");
    }

    @Test
    void whatSomebodyWantedIsANoteAndNotWrong() {
        var state = cluster(WORKS, connection("main"), policy("a", "Ready", "False", "Paused", Duration.ofDays(9)));

        assertThat(told(state)).containsExactly("note: 1 ApiAccessPolicy (shop/a) is Paused");
        assertThat(report(state).code()).isZero();
    }

    @Test
    void aConnectionThatIsNotReadyComesBeforeTheObjectsThatNeedIt() {
        var broken = new Thing(
                "AwsConnection",
                null,
                "main",
                NOW.minus(Duration.ofDays(2)),
                null,
                List.of(),
                List.of(said("Ready", "False", "CredentialsInvalid", Duration.ofHours(1))),
                null,
                List.of(),
                null,
                List.of());
        var state = cluster(WORKS, policy("a", "Ready", "False", "Pending", Duration.ofHours(1)), broken);

        assertThat(told(state))
                .containsExactly(
                        "error: 1 AwsConnection (main) is not ready: CredentialsInvalid",
                        "warning: 1 ApiAccessPolicy (shop/a) is not ready: Pending");
        assertThat(report(state).text(new Lines(Ansi.OFF))).contains("its trust policy, the external id");
    }

    @Test
    void aConnectionThatIsNamedAndNotThereIsTold() {
        var lost = new Thing(
                "ApiAccessPolicy",
                "shop",
                "web",
                NOW,
                null,
                List.of(),
                List.of(),
                "elsewhere",
                List.of(),
                null,
                List.of());

        assertThat(told(cluster(WORKS, connection("main"), lost)))
                .containsExactly("error: 1 ApiAccessPolicy (shop/web) is not ready: ConnectionNotFound");
    }

    @Test
    void deletionsThatAreHeldAreAcknowledgedWithOneCommand() {
        var holding = new Thing(
                "AwsConnection",
                null,
                "main",
                NOW.minus(Duration.ofDays(2)),
                null,
                List.of(),
                List.of(said("Ready", "True", "Ready", Duration.ofDays(1))),
                null,
                List.of(),
                null,
                List.of(new Held("shop", 20, "2026-11-30T11:00:00Z"), new Held("till", 5, "2026-11-30T11:30:00Z")));

        var held = deleted("old", Duration.ofHours(1), "DeletionHeld", "apiaccess.dev/cleanup");
        var findings = Diagnosis.of(cluster(WORKS, holding, held), STEPS, NOW).findings();

        assertThat(findings).hasSize(1);
        assertThat(findings.getFirst().what())
                .contains("holds 25 deletions back", "20 in namespace shop, 5 in namespace till");
        assertThat(findings.getFirst().command())
                .isEqualTo(
                        "kubectl annotate --overwrite awsc main apiaccess.dev/deletion-acknowledged=2026-11-30T11:30:00Z");
    }

    @Test
    void aDeletionThatSomebodyElseHoldsUpIsToldApart() {
        var foreign = deleted("a", Duration.ofHours(1), "Ready", "example.com/keep");
        var ours = deleted("b", Duration.ofHours(1), "CleanupFailed", "apiaccess.dev/cleanup");
        var fresh = deleted("c", Duration.ofSeconds(20), "Ready", "apiaccess.dev/cleanup");

        assertThat(told(cluster(WORKS, connection("main"), foreign, ours, fresh)))
                .containsExactly(
                        "error: the deletion of 1 ApiAccessPolicy (shop/b) takes more than 2 minutes: CleanupFailed",
                        "warning: the deletion of 1 ApiAccessPolicy (shop/a) waits for a finalizer that is not ours");
    }

    @Test
    void unknownFieldsAndMissingSecretsAreTold() {
        var strange = new Thing(
                "ApiAccessPolicy",
                "shop",
                "web",
                NOW,
                null,
                List.of(),
                List.of(said("Ready", "True", "Ready", Duration.ofDays(1))),
                null,
                List.of("spec.color"),
                null,
                List.of());
        var keyless = new Thing(
                "ApiKeyGrant",
                "shop",
                "web",
                NOW,
                null,
                List.of(),
                List.of(said("Ready", "True", "Ready", Duration.ofDays(1))),
                null,
                List.of(),
                "web-key",
                List.of());

        assertThat(told(cluster(WORKS, connection("main"), strange, keyless)))
                .containsExactly(
                        "warning: 1 ApiAccessPolicy (shop/web) has fields that this apiaccess does not know, so an operator of"
                                + " its version would not follow them",
                        "error: 1 ApiKeyGrant (shop/web) has handed a key over, and the Secret is not there");
    }

    @Test
    void anEffectThatIsNotKnownIsNothingWrong() {
        var open = policy("a", "Ready", "True", "Ready", Duration.ofDays(1));
        var unknown = new Thing(
                "ApiAccessPolicy",
                "shop",
                "b",
                NOW,
                null,
                List.of(),
                List.of(
                        said("Ready", "True", "Ready", Duration.ofDays(1)),
                        said("Effective", "Unknown", "InputsIncomplete", Duration.ofDays(1))),
                null,
                List.of(),
                null,
                List.of());

        assertThat(told(cluster(WORKS, connection("main"), open, unknown))).isEmpty();
    }

    @Test
    void whatNoOperatorEverLookedAtIsTold() {
        var ignored = new Thing(
                "ApiRateLimit",
                "shop",
                "gold",
                NOW.minus(Duration.ofHours(1)),
                null,
                List.of(),
                List.of(),
                null,
                List.of(),
                null,
                List.of());

        assertThat(told(cluster(WORKS, connection("main"), ignored)))
                .containsExactly("error: 1 ApiRateLimit (shop/gold) is not looked at by any operator");
    }

    @Test
    void eachReasonHasItsNextStepInTheWordsOfItsPage() throws IOException {
        var file = ROOT.resolve("src/main/resources/dev/apiaccess/cli/reasons.txt");
        var rows = Pattern.compile("(?m)^\\| `(\\w+)` \\| .* \\| (.*) \\|$")
                .matcher(Files.readString(ROOT.resolve("docs/reasons.md")));
        var wanted = new ArrayList<>(Files.readAllLines(file).subList(0, 2));
        while (rows.find()) {
            var step =
                    rows.group(2).replaceAll("\\[([^\\]]*)\\]\\([^)]*\\)", "$1").replace("`", "");
            wanted.add(rows.group(1) + ": " + step);
        }

        if (Boolean.getBoolean("commands.write")) {
            Files.write(file, wanted);
            return;
        }
        assertThat(Files.readAllLines(file))
                .as("write it anew with -Dcommands.write=true")
                .isEqualTo(wanted);
        assertThat(wanted.stream().skip(2).map(line -> line.replaceFirst(": .*", "")))
                .containsExactlyElementsOf(
                        Arrays.stream(Reason.values()).map(Reason::name).toList());
    }

    /** Every page that a finding names is there, with its heading. */
    @Test
    void thePagesAreThere() throws IOException {
        for (var source : List.of("Diagnosis", "InstallationFindings", "ThingFindings")) {
            var text = Files.readString(ROOT.resolve("src/main/java/dev/apiaccess/cli/" + source + ".java"));
            var pages = Pattern.compile("\"(docs/[^\"#]+)(?:#([^\"]+))?\"").matcher(text);
            while (pages.find()) {
                var page = Files.readAllLines(ROOT.resolve(pages.group(1)));
                if (pages.group(2) != null) {
                    assertThat(page.stream()
                                    .filter(line -> line.startsWith("#"))
                                    .map(line -> line.replaceFirst("^#+ ", "")
                                            .toLowerCase(Locale.ROOT)
                                            .replaceAll("[^a-z0-9 -]", "")
                                            .replace(' ', '-')))
                            .as("headings of %s", pages.group(1))
                            .contains(pages.group(2));
                }
            }
        }
    }

    static ClusterState cluster(Leader leader, Thing... things) {
        return new ClusterState(
                "https://10.0.0.1/",
                "apiaccess-system",
                null,
                List.of(),
                crds(),
                List.of(new Deployed("apiaccess", 2, 2, "0.1.0")),
                List.of(new Pod("apiaccess-7c9-x2v", ""), new Pod("apiaccess-7c9-zzq", "")),
                leader,
                Kinds.names(),
                List.of(things));
    }

    private static ClusterState with(List<Crd> crds, Leader leader) {
        return new ClusterState(
                "s",
                "ns",
                null,
                List.of(),
                crds,
                List.of(new Deployed("apiaccess", 1, 1, "")),
                List.of(),
                leader,
                Kinds.names(),
                List.of());
    }

    private static List<Crd> crds() {
        return Kinds.ALL.stream()
                .map(kind -> new Crd(kind.crd(), true, "", List.of("v1alpha1"), List.of("v1alpha1"), List.of()))
                .toList();
    }

    private static Thing connection(String name) {
        return new Thing(
                "AwsConnection",
                null,
                name,
                NOW.minus(Duration.ofDays(2)),
                null,
                List.of("apiaccess.dev/cleanup"),
                List.of(said("Ready", "True", "Ready", Duration.ofDays(1))),
                null,
                List.of(),
                null,
                List.of());
    }

    /** @param type beside Ready, which is False where the type is another */
    private static Thing policy(String name, String type, String status, String reason, Duration age) {
        var conditions = new ArrayList<Said>();
        if (!type.equals("Ready")) {
            conditions.add(said("Ready", "False", reason, age));
        }
        conditions.add(said(type, status, reason, age));
        return new Thing(
                "ApiAccessPolicy",
                "shop",
                name,
                NOW.minus(Duration.ofDays(2)),
                null,
                List.of("apiaccess.dev/cleanup"),
                conditions,
                "main",
                List.of(),
                null,
                List.of());
    }

    private static Thing deleted(String name, Duration ago, String reason, String finalizer) {
        return new Thing(
                "ApiAccessPolicy",
                "shop",
                name,
                NOW.minus(Duration.ofDays(2)),
                NOW.minus(ago),
                List.of(finalizer),
                List.of(said("Ready", "False", reason, ago)),
                null,
                List.of(),
                null,
                List.of());
    }

    private static Said said(String type, String status, String reason, @Nullable Duration ago) {
        return new Said(type, status, reason, "as the message says", ago == null ? null : NOW.minus(ago));
    }

    private static DoctorReport report(ClusterState state) {
        return new DoctorReport(state, Diagnosis.of(state, STEPS, NOW));
    }

    private static List<String> told(ClusterState state) {
        return Diagnosis.of(state, STEPS, NOW).findings().stream()
                .map(finding -> finding.severity() + ": " + finding.what())
                .toList();
    }
}
