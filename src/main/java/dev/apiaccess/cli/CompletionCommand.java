// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a script that lets a shell complete commands. */
@Command(
        name = "completion",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = "Prints a script with which a shell completes commands and options.",
        footer = {
            "",
            "Exit code 0, 64 usage.",
            "",
            "Examples:",
            "  bash, zsh  source <(apiaccess completion bash)",
            "  fish       apiaccess completion fish | source"
        })
public final class CompletionCommand implements Callable<Integer> {

    enum Shell {
        bash,
        zsh,
        fish
    }

    @Parameters(index = "0", paramLabel = "bash|zsh|fish", description = "The shell.")
    private Shell shell = Shell.bash;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var root = spec.root();
        var out = spec.commandLine().getOut();
        // One script serves bash and zsh, which takes it by way of its bashcompinit.
        out.print(
                switch (shell) {
                    case bash, zsh -> AutoComplete.bash(root.name(), root.commandLine());
                    case fish -> new FishCompletion(root).script();
                });
        out.flush();
        return 0;
    }
}
