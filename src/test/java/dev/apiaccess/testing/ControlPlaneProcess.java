// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Starts the launcher and waits for the one line in which it says where the control plane is. */
final class ControlPlaneProcess {
    private static final Duration START_LIMIT = Machine.patience(Duration.ofMinutes(3));

    private ControlPlaneProcess() {}

    /** Returns the administrator's kubeconfig of a control plane that ends with this JVM. */
    static Path start(Path kit, Path baseDirectory, String name, String... more) {
        Path directory = baseDirectory.resolve(
                "target/control-plane/" + name + "-" + ProcessHandle.current().pid());
        try {
            Files.createDirectories(directory);
            Path log = directory.resolve("launcher.log");
            var command = new ArrayList<>(List.of(
                    "python3",
                    baseDirectory.resolve("hack/cluster.py").toString(),
                    "run",
                    "--kit",
                    kit.toString(),
                    "--dir",
                    directory.toString()));
            command.addAll(List.of(more));
            Process launcher =
                    new ProcessBuilder(command).redirectError(log.toFile()).start();
            // The pipe to its standard input stays open until it is closed here or this JVM ends.
            Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(launcher), "control-plane-stop"));
            return kubeconfig(launcher, log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Path kubeconfig(Process launcher, Path log) throws IOException {
        String line = firstLine(launcher);
        if (line == null) {
            stop(launcher);
            throw new IllegalStateException(
                    "the control plane did not start within " + START_LIMIT + ":\n" + Files.readString(log));
        }
        Map<?, ?> ready = Serialization.unmarshal(line, Map.class);
        return Path.of(String.valueOf(ready.get("kubeconfig")));
    }

    private static @Nullable String firstLine(Process launcher) {
        var line = CompletableFuture.supplyAsync(() -> {
            try {
                return launcher.inputReader(StandardCharsets.UTF_8).readLine();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        try {
            return line.get(START_LIMIT.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            return null;
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot read what the launcher says", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the control plane starts", e);
        }
    }

    private static void stop(Process launcher) {
        try {
            launcher.getOutputStream().close();
            if (!launcher.waitFor(20, TimeUnit.SECONDS)) {
                launcher.destroy();
            }
        } catch (IOException e) {
            launcher.destroy();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            launcher.destroy();
        }
    }
}
