// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.ServiceLoader;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code apiaccess}: without a sub-command it prints the help. */
@Command(
        name = "apiaccess",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "Access to AWS API Gateway, declared in Kubernetes.",
        footer = {"", "Without arguments, or with 'run', the operator starts. Its settings: docs/settings.md."},
        subcommands = {
            CanICommand.class,
            ExplainCommand.class,
            WhoCanCommand.class,
            MatrixCommand.class,
            IamPolicyCommand.class,
            UninstallCommand.class
        })
public final class Apiaccess implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    /** The commands of this jar, and those that another jar provides as a service: the emulator, where it ships. */
    @SuppressWarnings("rawtypes") // a service is named by its erased type
    public static CommandLine commandLine() {
        var line = new CommandLine(new Apiaccess());
        ServiceLoader.load(Callable.class).stream()
                .filter(found -> found.type().isAnnotationPresent(Command.class))
                .forEach(found -> line.addSubcommand(found.get()));
        if (!line.getSubcommands().containsKey(AbsentEmulator.NAME)) {
            line.addSubcommand(new AbsentEmulator());
        }
        return line.addSubcommand(new HelpCommand());
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
