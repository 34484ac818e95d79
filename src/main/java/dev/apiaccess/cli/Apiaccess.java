// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.emulator.EmulatorCommand;
import picocli.CommandLine.Command;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** {@code apiaccess}: without a sub-command it says what there is. */
@Command(
        name = "apiaccess",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "Access to AWS API Gateway, declared in Kubernetes.",
        footer = {"", "Without arguments, or with 'run', the operator starts. Its settings: docs/settings.md."},
        subcommands = {IamPolicyCommand.class, UninstallCommand.class, EmulatorCommand.class, HelpCommand.class})
public final class Apiaccess implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }
}
