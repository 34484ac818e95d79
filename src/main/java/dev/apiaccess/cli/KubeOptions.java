// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.kube.AnyLength;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
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
            Kubeconfigs.ofEnvironment().ifPresent(files -> files.check(context));
            return Config.autoConfigure(context);
        }
        Kubeconfigs.given(kubeconfig).check(context);
        return Config.fromKubeconfig(context, kubeconfig.toFile());
    }
}
