// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine.Help;

/** The command against an API server on paper: what it reads, and what its page shows. */
class DoctorCommandTest {

    private static final Path PAGE = Path.of(System.getProperty("apiaccess.basedir", ""), "docs/commands/doctor.md");

    private static final String CONNECTION = """
            {"apiVersion": "apiaccess.dev/v1alpha1", "kind": "AwsConnection",
             "metadata": {"name": "orders", "creationTimestamp": "2026-11-01T08:00:00Z", "finalizers": ["apiaccess.dev/cleanup"]},
             "spec": {"accountId": "111122223333", "regions": ["eu-west-1"]},
             "status": {"conditions": [{"type": "Ready", "status": "True", "reason": "Ready", "message": "in force",
              "lastTransitionTime": "2026-11-01T08:01:00Z"}]}}""";

    private static final String POLICY = """
            {"apiVersion": "apiaccess.dev/v1alpha1", "kind": "ApiAccessPolicy",
             "metadata": {"namespace": "shop", "name": "web-reads-orders", "creationTimestamp": "2026-11-01T08:00:00Z"},
             "spec": {"api": {"restApiName": "orders", "stages": ["prod"]}, "rules": []},
             "status": {"conditions": [
              {"type": "Ready", "status": "False", "reason": "NotPermitted", "message": "no tenant of connection orders admits namespace shop",
               "lastTransitionTime": "2026-11-01T08:01:00Z"},
              {"type": "Stalled", "status": "True", "reason": "NotPermitted", "message": "no tenant of connection orders admits namespace shop",
               "lastTransitionTime": "2026-11-01T08:01:00Z"}]}}""";

    private static final String GRANT = """
            {"apiVersion": "apiaccess.dev/v1alpha1", "kind": "ApiKeyGrant",
             "metadata": {"namespace": "shop", "name": "web", "creationTimestamp": "2026-11-01T08:00:00Z"},
             "spec": {"rateLimits": [{"name": "gold"}], "secret": {"name": "web-key"}},
             "status": {"secretName": "web-key", "conditions": [{"type": "Ready", "status": "True", "reason": "Ready",
              "message": "in force", "lastTransitionTime": "2026-11-01T08:01:00Z"}]}}""";

    private final PaperCluster cluster = new PaperCluster();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        cluster.close();
    }

    @Test
    void aWellClusterIsToldAsWell() throws IOException {
        cluster.lease(Instant.now())
                .objects("awsconnections", CONNECTION)
                .objects("apikeygrants", GRANT)
                .secrets("shop/web-key");

        assertThat(doctor()).as("%s%s", out, err).isZero();
        assertThat(out.toString()).startsWith("nothing is wrong\n").contains("1 ApiKeyGrant");
        assertThat(cluster.asked()).noneMatch(one -> one.matches("(PUT|PATCH|DELETE).*"));
        assertThat(cluster.asked())
                .as("values of keys stay where they are")
                .filteredOn(one -> one.contains("/secrets"))
                .hasSize(1)
                .allMatch(one -> one.contains("as=PartialObjectMetadataList"));
    }

    @Test
    void whatIsWrongIsToldAsThePageShowsIt() throws IOException {
        cluster.lease(Instant.now())
                .objects("awsconnections", CONNECTION)
                .objects("apiaccesspolicies", POLICY)
                .objects("apikeygrants", GRANT)
                .refuses("pods");

        assertThat(doctor()).as("%s%s", out, err).isEqualTo(1);

        var printed = out.toString().replace(cluster.url(), "https://10.0.0.1:6443/") + "exit code 1\n";
        var block = Pattern.compile("(?ms)^```text\\n\\$ apiaccess doctor\\n(.*?)^```$");
        var page = Files.readString(PAGE);
        var shown = block.matcher(page)
                .replaceFirst(
                        java.util.regex.Matcher.quoteReplacement("```text\n$ apiaccess doctor\n" + printed + "```"));
        if (Boolean.getBoolean("commands.write")) {
            Files.writeString(PAGE, shown);
            return;
        }
        assertThat(page).as("write it anew with -Dcommands.write=true").isEqualTo(shown);
    }

    @Test
    void crdsThatAreNotInstalledAreToldAndNothingFails() throws IOException {
        cluster.lease(Instant.now())
                .without("/apis/apiextensions.k8s.io/v1/customresourcedefinitions/apikeygrants.apiaccess.dev")
                .without("/apis/apiaccess.dev/v1alpha1/apikeygrants");

        assertThat(doctor("-o", "json")).as("%s%s", out, err).isEqualTo(1);
        assertThat(out.toString()).contains("the CRD apikeygrants.apiaccess.dev is not installed");
    }

    @Test
    void whoIsNotKnownIsToldOnce() throws IOException {
        cluster.unknown();

        assertThat(doctor()).isEqualTo(3);
        assertThat(out.toString()).contains("it does not know these credentials: renew them");
        assertThat(cluster.asked()).hasSizeLessThanOrEqualTo(3);
    }

    @Test
    void aContextThatIsNotThereIsAnError() throws IOException {
        assertThat(doctor("--context", "prod")).isEqualTo(4);
        assertThat(err.toString())
                .contains("error: the kubeconfig " + directory.resolve("kubeconfig") + " has no context prod")
                .contains("next:  name one with --context: paper");
    }

    @Test
    void aKubeconfigThatIsNoneIsAnErrorWithoutItsText() throws IOException {
        var file = Files.writeString(directory.resolve("broken"), "token: [very-secret");

        assertThat(run("doctor", "--kubeconfig", file.toString())).isEqualTo(4);
        assertThat(err.toString()).contains("is not a kubeconfig").doesNotContain("very-secret");
    }

    private int doctor(String... more) throws IOException {
        var arguments = new java.util.ArrayList<>(java.util.List.of(
                "doctor", "--kubeconfig", cluster.kubeconfig(directory).toString()));
        arguments.addAll(java.util.List.of(more));
        return run(arguments.toArray(String[]::new));
    }

    private int run(String... arguments) {
        return Apiaccess.commandLine()
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
