// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;

/** Says what is wrong with the arguments of a command, what was meant and where its help is; as JSON too for those who asked for that. */
final class WrongArgument implements IParameterExceptionHandler {

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) {
        var line = wrong.getCommandLine();
        var usage = UsageError.of(wrong, arguments);
        var err = line.getErr();
        err.println("error: " + Visible.of(usage.what()) + Code.WRONG_ARGUMENT.bracketed());
        usage.meant().ifPresent(meant -> err.println("next:  " + Visible.of(meant)));
        err.println(usage.help());
        err.flush();
        if (wantsJson(arguments)) {
            line.getOut().print(new Problem(Code.WRONG_ARGUMENT, usage.what(), usage.next()).json());
            line.getOut().flush();
        }
        return AccessCommand.USAGE;
    }

    /** What the parser made of {@code -o} is not known where it failed before. */
    private static boolean wantsJson(String[] arguments) {
        for (var index = 0; index < arguments.length && !arguments[index].equals("--"); index++) {
            var word = arguments[index];
            if (word.equals("-ojson")
                    || word.equals("-o=json")
                    || (word.equals("-o") && index + 1 < arguments.length && arguments[index + 1].equals("json"))) {
                return true;
            }
        }
        return false;
    }
}
