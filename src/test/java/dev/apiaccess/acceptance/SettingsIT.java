// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import static org.assertj.core.api.Assertions.assertThat;

import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.OperatorProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The jar with settings that make no sense: it ends at once, and says in one line what to set. Needs no control plane. */
class SettingsIT {

    /** @param expected what the one line says */
    private record Wrong(String name, Map<String, String> settings, List<String> expected) {}

    private static List<Wrong> wrong() {
        return List.of(
                new Wrong("no-cluster-id", Map.of(), List.of("APIACCESS_CLUSTER_ID is not set", "choose a name")),
                new Wrong(
                        "all-at-once",
                        Map.of(
                                "APIACCESS_CLUSTER_ID", "Prod_1",
                                "APIACCESS_SWEEP_INTERVAL", "5 apples",
                                "APIACCESS_CONSISTENCY_WINDOW", "-3s",
                                "APIACCESS_QUOTA_PERCENT", "0",
                                "APIACCESS_TIME_DIVISOR", "fast"),
                        List.of(
                                "APIACCESS_CLUSTER_ID is 'Prod_1'",
                                "lower-case letters, digits and dashes",
                                "APIACCESS_SWEEP_INTERVAL is '5 apples'",
                                "APIACCESS_CONSISTENCY_WINDOW is '-3s'",
                                "such as 90s, 5m or 1h",
                                "APIACCESS_QUOTA_PERCENT is '0'",
                                "a whole number from 1 to 100",
                                "APIACCESS_TIME_DIVISOR is 'fast'")),
                new Wrong(
                        "too-much",
                        Map.of("APIACCESS_CLUSTER_ID", "prod", "APIACCESS_QUOTA_PERCENT", "500"),
                        List.of("APIACCESS_QUOTA_PERCENT is '500'")),
                new Wrong(
                        "in-clear",
                        Map.of("APIACCESS_CLUSTER_ID", "prod", "AWS_ENDPOINT_URL", "http://emulator.aws.svc:4566"),
                        List.of("AWS_ENDPOINT_URL is http", "use https, or set APIACCESS_ALLOW_HTTP=true")),
                new Wrong(
                        "no-kubeconfig",
                        Map.of("APIACCESS_CLUSTER_ID", "prod", "KUBECONFIG", "/does/not/exist"),
                        List.of("KUBECONFIG is '/does/not/exist'", "no such file", "unset it in a pod")));
    }

    @TestFactory
    Stream<DynamicTest> aSettingThatMakesNoSenseEndsTheProcessWithOneMessage() {
        return wrong().stream()
                .map(wrong -> DynamicTest.dynamicTest(wrong.name(), () -> {
                    var settings = new HashMap<>(Map.of("KUBECONFIG", nowhere().toString()));
                    settings.putAll(wrong.settings());

                    endsWithOneMessage(wrong.name(), settings, wrong.expected());
                }));
    }

    /** The file may hold credentials, so the message must not quote it. */
    @Test
    void aKubeconfigThatIsNoneIsNamedButNotQuoted() throws IOException {
        var file = Files.writeString(directory().resolve("not-a-kubeconfig.yaml"), "hush-hush: [");

        var said = endsWithOneMessage(
                "bad-kubeconfig",
                Map.of("APIACCESS_CLUSTER_ID", "prod", "KUBECONFIG", file.toString()),
                List.of("not-a-kubeconfig.yaml", "it is not a kubeconfig"));

        assertThat(said).doesNotContain("hush-hush");
    }

    @Test
    void anApiServerThatIsNotThereIsWaitedFor() throws IOException {
        try (var operator = OperatorProcess.start(
                "no-api-server",
                Map.of("APIACCESS_CLUSTER_ID", "prod", "KUBECONFIG", nowhere().toString()))) {
            operator.awaitState("the API server at https://127.0.0.1:1/ does not answer", "check KUBECONFIG");

            assertThat(operator.get("/q/health/live")).as("liveness").startsWith("200");
        }
    }

    private static String endsWithOneMessage(String name, Map<String, String> settings, List<String> expected) {
        try (var operator = OperatorProcess.start("settings-" + name, settings)) {
            var code = operator.awaitEnd(Duration.ofSeconds(90));

            assertThat(code).as("exit code; it said\n%s", operator.tail(25)).isEqualTo(1);
            assertThat(operator.log().lines().filter(line -> !line.isBlank()))
                    .as("what it said")
                    .singleElement()
                    .asString()
                    .startsWith("apiaccess cannot start: ")
                    .contains(expected);
            return operator.log();
        }
    }

    /** A kubeconfig in order, of a cluster that nobody serves. */
    private static Path nowhere() throws IOException {
        return Files.writeString(directory().resolve("kubeconfig-nowhere.yaml"), """
                apiVersion: v1
                kind: Config
                clusters: [{name: c, cluster: {server: "https://127.0.0.1:1"}}]
                users: [{name: u, user: {token: t}}]
                contexts: [{name: c, context: {cluster: c, user: u}}]
                current-context: c
                """);
    }

    private static Path directory() throws IOException {
        return Files.createDirectories(ControlPlane.baseDirectory().resolve("target/operator"));
    }
}
