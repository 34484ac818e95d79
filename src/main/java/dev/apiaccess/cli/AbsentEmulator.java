// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Unmatched;

/** Replaces the emulator where it does not ship, and prints where to find it. */
@Command(name = AbsentEmulator.NAME, hidden = true)
final class AbsentEmulator implements Callable<Integer> {

    static final String NAME = "emulator";

    @Unmatched
    @SuppressWarnings("UnusedVariable") // takes whatever was given; picocli adds to it
    private final List<String> arguments = new ArrayList<>();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine()
                .getErr()
                .println("the emulator is not part of the operator's image: start it with bin/apiaccess emulator,"
                        + " from the sources or the command line's archive (docs/emulator.md)");
        return AccessCommand.USAGE;
    }
}
