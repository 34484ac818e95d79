// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.kube.AnyLength;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which cluster is meant, as kubectl takes it. */
final class KubeOptions {

    private static final int PATIENCE_MILLIS = 10_000;

    @Option(
            names = "--kubeconfig",
            paramLabel = "<file>",
            description = "The kubeconfig. Default: KUBECONFIG, ~/.kube/config, or the pod's own.")
    private @Nullable Path kubeconfig;

    @Option(names = "--context", paramLabel = "<name>", description = "The context in it. Default: the current one.")
    private @Nullable String context;

    /** A client that gives up soon: an API server that is not there has to be told. */
    KubernetesClient client() {
        var config = new ConfigBuilder(config())
                .withConnectionTimeout(PATIENCE_MILLIS)
                .withRequestTimeout(PATIENCE_MILLIS)
                .withRequestRetryBackoffLimit(1)
                .build();
        return new KubernetesClientBuilder()
                .withConfig(config)
                .withKubernetesSerialization(AnyLength.reading())
                .build();
    }

    private Config config() {
        if (kubeconfig == null) {
            return known(Config.autoConfigure(context));
        }
        if (!Files.isRegularFile(kubeconfig) || !Files.isReadable(kubeconfig)) {
            throw new Unanswerable(
                    Code.NO_KUBECONFIG,
                    "there is no kubeconfig " + kubeconfig + ", or it cannot be read",
                    "name the kubeconfig of the cluster with --kubeconfig");
        }
        try {
            // Without a context it is read whole, so that one that is not there can be told from a file that is none.
            Config.fromKubeconfig(kubeconfig.toFile());
        } catch (RuntimeException _) {
            // The parser's message quotes the file, which may hold credentials.
            throw new Unanswerable(
                    Code.NO_KUBECONFIG,
                    kubeconfig + " is not a kubeconfig",
                    "name the kubeconfig of the cluster with --kubeconfig");
        }
        return known(Config.fromKubeconfig(context, kubeconfig.toFile()));
    }

    /** The client goes on without a context that is not there, and finds another cluster or none. */
    private Config known(Config config) {
        var contexts = config.getContexts();
        if (context != null
                && (contexts == null || contexts.stream().noneMatch(one -> context.equals(one.getName())))) {
            throw new Unanswerable(
                    Code.NO_CONTEXT,
                    "the kubeconfig has no context " + context,
                    "see those that it has: kubectl config get-contexts");
        }
        return config;
    }
}
