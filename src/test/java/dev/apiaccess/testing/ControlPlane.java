// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import dev.apiaccess.kube.AnyLength;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionStatus;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.opentest4j.TestAbortedException;

/**
 * The one Kubernetes control plane of this test JVM, with our CRDs established. It is started on first use by
 * {@code hack/cluster.py} from the binaries in {@code -Dapiaccess.kit} and stops when this JVM ends, since the launcher
 * lives as long as its standard input; or it is a k3s in a container ({@link Choice}). Its logs stay below
 * {@code target/control-plane}.
 */
public final class ControlPlane {
    /** Quarkus loads test classes again in a loader of its own: only system properties are seen by all of them. */
    private static final String SHARED = "apiaccess.testing.kubeconfig";

    /** Stands in the property until the start has succeeded, so that a failed one is not tried by every suite anew. */
    private static final String FAILED = "failed";

    private static final AtomicInteger NAMESPACES = new AtomicInteger();

    private final Path kubeconfig;

    private ControlPlane(Path kubeconfig) {
        this.kubeconfig = kubeconfig;
    }

    /**
     * The control plane, started if this is the first call.
     *
     * @throws TestAbortedException when there is nothing to start it from, which skips the test
     */
    public static ControlPlane shared() {
        // A constant string is the same object for all class loaders. System.getProperties() is too, but the JDK locks
        // it while
        // it initializes classes, which ended in a deadlock between two suites.
        synchronized (SHARED) {
            String known = System.getProperty(SHARED);
            if (FAILED.equals(known)) {
                throw new IllegalStateException("the control plane did not start; the first suite that ran says why");
            }
            if (known != null) {
                return new ControlPlane(Path.of(known));
            }
            var chosen = obtainable();
            System.setProperty(SHARED, FAILED);
            Path kubeconfig = switch (chosen) {
                case Choice.K3s k3s -> K3sProcess.start(k3s, baseDirectory());
                case Choice.Binaries binaries ->
                    ControlPlaneProcess.start(binaries.directory(), baseDirectory(), "shared");
            };
            var started = new ControlPlane(kubeconfig);
            started.establishCrds();
            System.setProperty(SHARED, kubeconfig.toString());
            return started;
        }
    }

    /**
     * What the shared one can be started from.
     *
     * @throws TestAbortedException when there is nothing, which skips the test
     */
    static Choice obtainable() {
        var chosen = Choice.of(System.getProperties());
        if (chosen instanceof Choice.K3s) {
            K3sProcess.requireEngine();
        }
        return chosen;
    }

    /** Another control plane, for an operator that must not meet the suite's; it too ends with this JVM. */
    public static ControlPlane separate(String name) {
        var started = bare(name);
        started.establishCrds();
        return started;
    }

    /** Another control plane, without our CRDs. */
    public static ControlPlane bare(String name) {
        return new ControlPlane(ControlPlaneProcess.start(kit(), baseDirectory(), name));
    }

    /** Another control plane, without our CRDs, that records every request of a user. */
    public static ControlPlane audited(String name, String user) {
        return new ControlPlane(ControlPlaneProcess.start(kit(), baseDirectory(), name, "--audit-user", user));
    }

    /** What an {@link #audited} one has recorded: a line of JSON per answer. */
    public List<String> audited() {
        try {
            return Files.readAllLines(kubeconfig.resolveSibling("audit.log"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Root of the source tree. */
    public static Path baseDirectory() {
        return Path.of(System.getProperty("apiaccess.basedir", "")).toAbsolutePath();
    }

    /** File with the credentials of the administrator. */
    public Path kubeconfig() {
        return kubeconfig;
    }

    /** A new client with the rights of the administrator; the caller closes it. */
    public KubernetesClient client() {
        return client(kubeconfig);
    }

    /** A new client with the credentials in that file; the caller closes it. */
    public static KubernetesClient client(Path kubeconfig) {
        var config = Config.fromKubeconfig(kubeconfig.toFile());
        // Deleting many objects is one request, which an API server beside six suites may take long to answer.
        config.setRequestTimeout((int) Machine.patience(Duration.ofMinutes(1)).toMillis());
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(AnyLength.reading())
                .build();
    }

    /** Creates a namespace of its own for a test, without labels. */
    public String newNamespace(String prefix) {
        return newNamespace(prefix, Map.of());
    }

    /** Creates a namespace of its own for a test, and returns its name, which starts with the prefix. */
    public String newNamespace(String prefix, Map<String, String> labels) {
        // the time keeps names apart that two class loaders count separately
        String unique = Long.toString(System.nanoTime(), 36) + NAMESPACES.incrementAndGet();
        var namespace = new NamespaceBuilder()
                .withNewMetadata()
                .withName(prefix + "-" + unique)
                .withLabels(labels)
                .endMetadata()
                .build();
        try (var client = client()) {
            client.resource(namespace).create();
        }
        return namespace.getMetadata().getName();
    }

    /** Applies the committed CRDs and waits until they are served. */
    public void establishCrds() {
        try (var client = client()) {
            for (Path file : crdFiles()) {
                var crd = client.getKubernetesSerialization()
                        .unmarshal(Files.readString(file), CustomResourceDefinition.class);
                client.resource(crd).serverSideApply();
                client.resource(crd).waitUntilCondition(ControlPlane::established, 30, TimeUnit.SECONDS);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The committed CRDs. */
    public static List<Path> crdFiles() throws IOException {
        try (var files = Files.list(baseDirectory().resolve("crds"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .toList();
        }
    }

    /** In its first moments a CRD has a status without conditions. */
    private static boolean established(@Nullable CustomResourceDefinition crd) {
        return Optional.ofNullable(crd)
                .map(CustomResourceDefinition::getStatus)
                .map(CustomResourceDefinitionStatus::getConditions)
                .orElse(List.of())
                .stream()
                .anyMatch(condition -> condition.getType().equals("Established")
                        && condition.getStatus().equals("True"));
    }

    /** What is more than the shared one needs other flags than a cluster in a container can be given. */
    private static Path kit() {
        return switch (Choice.of(System.getProperties())) {
            case Choice.Binaries binaries -> binaries.directory();
            case Choice.K3s _ ->
                throw new TestAbortedException(
                        "this suite starts a control plane of its own, which is not done on k3s");
        };
    }
}
