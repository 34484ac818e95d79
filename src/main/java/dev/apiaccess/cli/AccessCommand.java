// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A question about access: it reads the account file, and tells what to do where there is no answer. */
abstract class AccessCommand implements Callable<Integer> {

    static final int ERROR = 4;
    static final int USAGE = 64;

    @Mixin
    private final AccessOptions options = new AccessOptions();

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public final Integer call() {
        try {
            return answer(options.account());
        } catch (Unanswerable e) {
            var err = spec.commandLine().getErr();
            err.println("error: " + e.problem());
            err.println("next:  " + e.next());
            return ERROR;
        } catch (IllegalArgumentException | IllegalStateException fault) {
            var err = spec.commandLine().getErr();
            err.println("error: a fault of apiaccess: " + fault.getMessage());
            err.println("next:  report it with the command; the answer is not known");
            return ERROR;
        }
    }

    /** Prints the answer and returns the exit code. */
    abstract int answer(Account account);

    AccessOptions options() {
        return options;
    }

    /** Prints a text that ends in a line end. */
    void print(String text) {
        var out = spec.commandLine().getOut();
        out.print(text);
        out.flush();
    }

    /** Tells beside the answer what it leaves out. */
    void warn(String leftOut) {
        spec.commandLine().getErr().println("not known: " + leftOut);
    }

    /** Options that do not go together. */
    ParameterException usage(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** Lines for people, in colour where that is wanted. */
    Lines lines() {
        return new Lines(spec.commandLine().getColorScheme().ansi());
    }
}
