// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.kube.AnyLength;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.TypeConversionException;

/** Runs before Helm deletes the operator; without Helm it is run by hand before. */
@Command(
        name = "uninstall",
        mixinStandardHelpOptions = true,
        description = "Sees to the objects of apiaccess in a cluster before the operator is deleted.",
        footer = {
            "",
            "Exit code 0 when none is left, 1 when some are or something failed. Can be repeated. docs/uninstall.md"
        })
public final class UninstallCommand implements Callable<Integer> {

    @Option(
            names = "--mode",
            required = true,
            paramLabel = "block|retain|delete",
            description = {
                "block: fails when there are any, and touches nothing.",
                "retain: deletes them, and what they stand for stays in AWS.",
                "delete: deletes them, and what they stand for."
            })
    private Uninstall.Mode mode = Uninstall.Mode.block;

    @Option(
            names = "--timeout",
            defaultValue = "4m",
            converter = Time.class,
            description = "How long the operator may take to let them go. Default: ${DEFAULT-VALUE}.")
    private Duration timeout = Duration.ZERO;

    @Option(
            names = "--lease-namespace",
            paramLabel = "<name>",
            description = "Where the operator runs. Default: the namespace of this pod or of the kubeconfig.")
    private @Nullable String leaseNamespace;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var line = spec.commandLine();
        try (var client = new KubernetesClientBuilder()
                .withKubernetesSerialization(AnyLength.reading())
                .build()) {
            var namespace = leaseNamespace == null ? client.getNamespace() : leaseNamespace;
            var operator = new OperatorLease(client, namespace == null ? "default" : namespace);
            return new Uninstall(new OwnObjects(client), operator, line.getOut(), line.getErr()).run(mode, timeout)
                    ? 0
                    : 1;
        } catch (KubernetesClientException e) {
            line.getErr().println("error: the API server does not do as asked: " + Uninstall.told(e));
            return 1;
        }
    }

    /** Durations in the form of the settings. */
    static final class Time implements ITypeConverter<Duration> {
        @Override
        public Duration convert(String value) {
            try {
                return Duration.parse("PT" + value.toUpperCase(Locale.ROOT));
            } catch (DateTimeParseException _) {
                throw new TypeConversionException("'" + value + "' is no duration such as 90s or 4m");
            }
        }
    }
}
