// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.operator;

import dev.apiaccess.model.Settings;
import io.fabric8.kubernetes.client.Config;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Checks at start for errors that waiting does not fix; they end the process before anything else is built, with one message instead of a
 * stack trace.
 */
@Singleton
public final class Preflight {

    void check(@Observes @Priority(1) StartupEvent event, Settings settings, OperatorConfig config) {
        kubeconfig(System.getenv("KUBECONFIG"));
        if (!SettingsReader.allowHttp(config)) {
            new Endpoints(System.getenv(), System.getProperties()).encrypted();
        }
    }

    /** Checks the kubeconfig: the client ignores a missing file and uses some other cluster, or none. */
    static void kubeconfig(@Nullable String variable) {
        if (variable == null || variable.isBlank()) {
            return;
        }
        var files = Arrays.stream(variable.split(File.pathSeparator, -1))
                .filter(name -> !name.isBlank())
                .map(Path::of)
                .toList();
        var there = files.stream()
                .filter(Files::isReadable)
                .filter(Files::isRegularFile)
                .toList();
        if (there.isEmpty()) {
            throw wrong(files, "there is no such file, or it cannot be read");
        }
        try {
            for (var file : there) {
                Config.fromKubeconfig(file.toFile());
            }
        } catch (RuntimeException _) {
            // The parser's message quotes the file, which may hold credentials.
            throw wrong(there, "it is not a kubeconfig");
        }
    }

    private static ConfigurationException wrong(List<Path> files, String why) {
        return new ConfigurationException("apiaccess cannot start: KUBECONFIG is '"
                + String.join(
                        File.pathSeparator, files.stream().map(Path::toString).toList())
                + "': " + why + "; name the kubeconfig of the cluster, or unset it in a pod");
    }
}
