// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import java.util.concurrent.Callable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** A question about access: it reads the account file or asks AWS, and tells what to do where there is no answer. */
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
            return run();
        } catch (Unanswerable e) {
            return error(Problem.of(e));
        } catch (IllegalArgumentException | IllegalStateException fault) {
            return error(Problem.fault(fault, "report it with the command; the answer is not known"));
        }
    }

    private int error(Problem problem) {
        problem.tell(spec.commandLine().getErr());
        if (isJson() && problem.code() != Code.OUTPUT_LOST) {
            print(problem.json());
        }
        return problem.code().exit();
    }

    /** Prints the answer and returns the exit code. */
    int run() {
        var account = options.account(isAboutOneApi(), needsKeys());
        var code = answer(account);
        if (isAboutAll() && options.hasAccountFile()) {
            // Where AWS is asked that was told when it was read.
            account.unread()
                    .forEach(one -> warn(AccountFile.word(one.part())
                            + (one.where().isEmpty() ? "" : " of " + one.where()) + ": " + one.why()));
        }
        // What was not read may hold more: an answer about all of it is not known.
        return code == 0 && isAboutAll() && !Named.isWhole(account) ? Verdict.UNKNOWN.code() : code;
    }

    /** Whether the question is about one API, so that others need not be read. */
    boolean isAboutOneApi() {
        return true;
    }

    /** Whether keys are asked about that no option names. */
    boolean needsKeys() {
        return false;
    }

    /** Whether the answer speaks of everybody. */
    boolean isAboutAll() {
        return false;
    }

    /** As {@link #run}, on an account. */
    abstract int answer(Account account);

    /** Whether an error is told on standard output too, for those who read JSON there. */
    abstract boolean isJson();

    AccessOptions options() {
        return options;
    }

    /** Prints a text that ends in a line end. */
    void print(String text) {
        var out = spec.commandLine().getOut();
        out.print(text);
        // A cut answer is none: a yes may have been a no further down.
        if (out.checkError() || System.out.checkError()) {
            throw new Unanswerable(
                    Code.OUTPUT_LOST,
                    "the answer could not be written: standard output is closed or full",
                    "read all of it, or make room");
        }
    }

    /** Tells beside the answer what it leaves out. */
    void warn(String leftOut) {
        spec.commandLine().getErr().println("not known: " + Visible.of(leftOut));
    }

    /** Arguments that make no question. */
    ParameterException wrong(String problem) {
        return new ParameterException(spec.commandLine(), problem);
    }

    /** An argument that the question needs is not there. */
    ParameterException lacking(String label) {
        return wrong(UsageError.lacks(spec.commandLine().getCommandSpec(), label));
    }

    /** Lines for people, in colour where that is wanted. */
    Lines lines() {
        return new Lines(spec.commandLine().getColorScheme().ansi());
    }
}
