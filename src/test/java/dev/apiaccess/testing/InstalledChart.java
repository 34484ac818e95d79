// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.fabric8.kubernetes.api.model.batch.v1.Job;
import io.fabric8.kubernetes.api.model.batch.v1.JobBuilder;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/**
 * A cluster into which the chart is installed. It has no nodes: what would be a container runs as a process, with the variables, the
 * arguments and the ServiceAccount of the pod template that lies in the cluster.
 */
public final class InstalledChart implements AutoCloseable {

    private static final ObjectMapper MAPPER = new ObjectMapper();
    /** The chart waits as long as AWS may need; this AWS needs no time at all. */
    private static final String TIME_DIVISOR = Integer.toString(Machine.divisor(300));

    private static final String HOOK = "apiaccess-uninstall";

    private final Rig rig;
    private final Helm helm;
    private final AtomicInteger starts = new AtomicInteger();
    private String lastHook = "";

    public InstalledChart(String name) {
        rig = Rig.bare(ControlPlane.audited(name, "system:serviceaccount:" + Helm.NAMESPACE + ":apiaccess"));
        helm = new Helm(rig.controlPlane());
    }

    public Rig rig() {
        return rig;
    }

    public Helm helm() {
        return helm;
    }

    /** Starts the operator as the Deployment in the cluster says, and waits until it is ready. */
    public OperatorProcess operate() {
        var deployments = rig.client()
                .apps()
                .deployments()
                .inNamespace(Helm.NAMESPACE)
                .list()
                .getItems();
        assertThat(deployments).as("Deployments in the cluster").hasSize(1);
        return operate(MAPPER.valueToTree(
                deployments.getFirst().getSpec().getTemplate().getSpec()));
    }

    /** Starts the operator as a pod template says; what AWS is, and who the operator is there, comes from the rig. */
    public OperatorProcess operate(JsonNode pod) {
        var settings = new HashMap<>(Helm.environment(pod.path("containers").path(0)));
        var rigs =
                rig.settings(rig.serviceAccount(pod.path("serviceAccountName").asText()));
        rigs.keySet().retainAll(Set.of("KUBECONFIG", "AWS_ENDPOINT_URL", "AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"));
        settings.putAll(rigs);
        settings.put("APIACCESS_TIME_DIVISOR", TIME_DIVISOR);
        settings.put("HOSTNAME", "pod");
        return rig.operate("chart-" + starts.incrementAndGet(), settings).awaitReady();
    }

    /**
     * What the uninstall hook did and said.
     *
     * @param helm what Helm made of it
     */
    public record Uninstalled(Command hook, Command helm) {}

    /** What the operator asked of the API server, as {@code group/resource verb}. */
    public Set<String> askedFor() {
        var asked = new TreeSet<String>();
        for (var line : rig.controlPlane().audited()) {
            try {
                var event = MAPPER.readTree(line);
                var object = event.path("objectRef");
                var subresource = object.path("subresource").asText("");
                asked.add(object.path("apiGroup").asText("")
                        + "/" + object.path("resource").asText()
                        + (subresource.isEmpty() ? "" : "/" + subresource)
                        + " " + event.path("verb").asText());
            } catch (JsonProcessingException e) {
                // The last line may be written just now.
                assertThat(line).as(e.getMessage()).doesNotEndWith("}");
            }
        }
        return asked;
    }

    /** Runs {@code helm uninstall}, and the pod of its hook as Kubernetes would. */
    public Uninstalled uninstall() {
        var running = helm.startHelm(
                "uninstall",
                Helm.RELEASE,
                "--timeout",
                Machine.patience(Duration.ofSeconds(100)).toSeconds() + "s");
        var job = Awaitility.await("hook is there: " + running)
                .atMost(Machine.patience(Duration.ofSeconds(60)))
                .failFast("Helm ended: " + running, () -> !running.running())
                .until(this::hook, Objects::nonNull);
        lastHook = Objects.requireNonNull(job).getMetadata().getUid();
        var command = run(job);
        ended(job, command.awaitEnd() == 0);
        running.awaitEnd();
        return new Uninstalled(command, running);
    }

    private @Nullable Job hook() {
        var job = rig.client()
                .batch()
                .v1()
                .jobs()
                .inNamespace(Helm.NAMESPACE)
                .withName(HOOK)
                .get();
        return job == null || job.getMetadata().getUid().equals(lastHook) ? null : job;
    }

    private Command run(Job job) {
        JsonNode pod = MAPPER.valueToTree(job.getSpec().getTemplate().getSpec());
        var container = pod.path("containers").path(0);
        var arguments = new ArrayList<String>();
        container.path("args").forEach(one -> arguments.add(one.asText()));
        return apiaccess(
                rig.serviceAccount(pod.path("serviceAccountName").asText()), Helm.environment(container), arguments);
    }

    /** Runs a command of the product. */
    public Command apiaccess(Path kubeconfig, Map<String, String> environment, List<String> arguments) {
        var all = new HashMap<>(environment);
        all.put("KUBECONFIG", kubeconfig.toString());
        var line = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx128m",
                "-XX:TieredStopAtLevel=1",
                "-jar",
                ControlPlane.baseDirectory()
                        .resolve("target/quarkus-app/quarkus-run.jar")
                        .toString()));
        line.addAll(arguments);
        return Command.run(all, line);
    }

    /** What the job controller would write. */
    private void ended(Job job, boolean good) {
        var now = Instant.now().toString();
        rig.client().batch().v1().jobs().resource(job).editStatus(one -> {
            var status = new JobBuilder(one).editOrNewStatus().withStartTime(now);
            for (var type : good ? List.of("SuccessCriteriaMet", "Complete") : List.of("FailureTarget", "Failed")) {
                status.addNewCondition()
                        .withType(type)
                        .withStatus("True")
                        .withReason(good ? "CompletionsReached" : "BackoffLimitExceeded")
                        .withLastTransitionTime(now)
                        .withLastProbeTime(now)
                        .endCondition();
            }
            return good
                    ? status.withCompletionTime(now)
                            .withSucceeded(1)
                            .endStatus()
                            .build()
                    : status.withFailed(1).endStatus().build();
        });
    }

    /** Fails unless the CRDs are there. */
    public void crdsAreThere() {
        assertThat(helm.kubectl("", "get", "crds", "-o", "name"))
                .contains("awsconnections.apiaccess.dev", "apiaccesspolicies.apiaccess.dev");
    }

    @Override
    public void close() {
        rig.client().close();
    }
}
