// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.opentest4j.TestAbortedException;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.k3s.K3sContainer;
import org.testcontainers.utility.DockerImageName;

/** Starts k3s, or what stands in for it, in a container that ends with this JVM. */
final class K3sProcess {

    private static final Duration START_LIMIT = Machine.patience(Duration.ofMinutes(4));

    private K3sProcess() {}

    /** @throws TestAbortedException when there is none, which skips the test */
    static void requireEngine() {
        if (!DockerClientFactory.instance().isDockerAvailable()) {
            throw new TestAbortedException(
                    "no container engine answers: start one or set DOCKER_HOST (make test-k3s says more)");
        }
    }

    /** Returns the administrator's kubeconfig. */
    static Path start(Choice.K3s choice, Path baseDirectory) {
        var container = new K3sContainer(DockerImageName.parse(choice.image()).asCompatibleSubstituteFor("rancher/k3s"))
                .withLabel("dev.apiaccess.tests", System.getProperty("apiaccess.k3s.run", "alone"))
                .withStartupTimeout(START_LIMIT);
        container.withPrivilegedMode(choice.privileged());
        Runtime.getRuntime().addShutdownHook(new Thread(container::stop, "k3s-stop"));
        container.start();
        try {
            var directory = Files.createDirectories(baseDirectory.resolve(
                    "target/control-plane/k3s-" + ProcessHandle.current().pid()));
            return Files.writeString(directory.resolve("kubeconfig"), container.getKubeConfigYaml());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
