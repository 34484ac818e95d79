// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import picocli.CommandLine;

/** The emulator as a program of its own. */
public final class EmulatorMain {
    private EmulatorMain() {}

    /** Runs {@link EmulatorCommand}. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new EmulatorCommand()).execute(args));
    }
}
