// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Clock;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What is wrong with apiaccess in a cluster, and what to do first. */
@Command(
        name = "doctor",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = "Says what is wrong with apiaccess in a cluster, and what to do first.",
        footer = {
            "",
            "It reads and changes nothing.",
            "Exit code 0 nothing is wrong, 1 something is, 3 it cannot be told, 4 error,",
            "64 usage."
        })
public final class DoctorCommand implements Callable<Integer> {

    @Mixin
    private final KubeOptions cluster = new KubeOptions();

    @Option(
            names = "--namespace",
            paramLabel = "<name>",
            defaultValue = "apiaccess-system",
            description = "Where the operator runs. Default: ${DEFAULT-VALUE}.")
    private String namespace = "";

    @Mixin
    private final FormOption form = new FormOption();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() throws InterruptedException {
        var line = spec.commandLine();
        try (var client = cluster.client()) {
            var clock = Clock.systemUTC();
            var state = new ClusterReader(client, namespace, clock).read();
            var diagnosis = Diagnosis.of(state, NextSteps.read(), clock.instant());
            var report = new DoctorReport(state, diagnosis);
            line.getOut()
                    .print(
                            form.isJson()
                                    ? report.json()
                                    : report.text(
                                            new Lines(line.getColorScheme().ansi())));
            line.getOut().flush();
            return report.code();
        } catch (Unanswerable e) {
            return failed(Problem.of(e));
        } catch (KubernetesClientException e) {
            return failed(new Problem(
                    Code.CLUSTER_REFUSES,
                    "the API server does not do as asked: " + Uninstall.told(e),
                    "see to what it says, and try again"));
        } catch (IllegalArgumentException | IllegalStateException fault) {
            return failed(Problem.fault(fault, "report it; what is wrong is not known"));
        }
    }

    private int failed(Problem problem) {
        var line = spec.commandLine();
        problem.tell(line.getErr());
        if (form.isJson()) {
            line.getOut().print(problem.json());
            line.getOut().flush();
        }
        return AccessCommand.ERROR;
    }
}
