// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The chart as its users handle it: Helm and kubectl as administrator of a cluster. */
public final class Helm {

    /** Where the chart is installed. */
    public static final String NAMESPACE = "apiaccess-system";

    public static final String RELEASE = "apiaccess";

    private final Path kubeconfig;
    private final String helm;
    private final Tool kubectl;

    /** Skips the test when no Helm is named. */
    public Helm(ControlPlane controlPlane) {
        kubeconfig = controlPlane.kubeconfig();
        helm = Tool.program("apiaccess.tools", "helm");
        kubectl = Tool.kubectl(kubeconfig);
    }

    /** The chart. */
    public static Path chart() {
        return ControlPlane.baseDirectory().resolve("helm/apiaccess");
    }

    /** Values that ship as an example. */
    public static Path example(String name) {
        return chart().resolve("ci/" + name + "-values.yaml");
    }

    /** What the chart renders to; each argument is one of Helm's. */
    public String template(String... arguments) {
        return helm(all("template", RELEASE, arguments));
    }

    /** Installs the release, or upgrades it. */
    public void install(String... arguments) {
        helm(all("upgrade", RELEASE, all("--install", "", arguments)));
    }

    /** Runs Helm in the namespace of the release, and returns what it says. */
    public String helm(String... arguments) {
        return succeeded(Command.run(environment(), helmCommand(arguments)));
    }

    /** Runs Helm and goes on. */
    public Command startHelm(String... arguments) {
        return Command.start(environment(), helmCommand(arguments));
    }

    /** Runs kubectl with that as its input, and returns what it says. */
    public String kubectl(String input, String... arguments) {
        return kubectl.runWith(input, arguments).orFail();
    }

    /** Runs kubectl with that as its input; it may fail. */
    public Tool.Answer tryKubectl(String input, String... arguments) {
        return kubectl.runWith(input, arguments);
    }

    /** The variables of a container that are written out. */
    public static Map<String, String> environment(JsonNode container) {
        var environment = new TreeMap<String, String>();
        container.path("env").forEach(one -> {
            if (one.has("value")) {
                environment.put(one.path("name").asText(), one.path("value").asText());
            }
        });
        return environment;
    }

    /** The one document of a kind. */
    public static JsonNode only(String kind, String documents) {
        var found = Yaml.documents(documents).stream()
                .filter(one -> kind.equals(one.path("kind").asText()))
                .toList();
        assertThat(found).as("documents of kind " + kind).hasSize(1);
        return found.getFirst();
    }

    private List<String> helmCommand(String... arguments) {
        var command = new ArrayList<>(List.of(helm));
        command.addAll(List.of(arguments));
        command.addAll(List.of("--namespace", NAMESPACE, "--kubeconfig", kubeconfig.toString()));
        return command;
    }

    private static String[] all(String verb, String name, String... arguments) {
        var command = new ArrayList<String>();
        command.add(verb);
        if (!name.isEmpty()) {
            command.add(name);
            command.add(chart().toString());
        }
        command.addAll(Arrays.asList(arguments));
        return command.toArray(String[]::new);
    }

    private static String succeeded(Command command) {
        assertThat(command.awaitEnd()).as(command.toString()).isZero();
        return command.output();
    }

    private static Map<String, String> environment() {
        var home = ControlPlane.baseDirectory().resolve("target/helm").toString();
        return Map.of("HELM_CACHE_HOME", home, "HELM_CONFIG_HOME", home, "HELM_DATA_HOME", home);
    }
}
