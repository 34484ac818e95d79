// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import picocli.CommandLine.Help;

/** Runs commands as people do, without colour, and keeps what they print. */
final class Run {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    /** Returns the exit code; what the last one printed is forgotten. */
    int with(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Apiaccess.commandLine()
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }

    String out() {
        return out.toString();
    }

    String err() {
        return err.toString();
    }

    @Override
    public String toString() {
        return out + "\n" + err;
    }
}
