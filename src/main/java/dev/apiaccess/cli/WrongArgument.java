// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with arguments of a command about access, with its code; of other commands as picocli does. */
final class WrongArgument implements IParameterExceptionHandler {

    private final IParameterExceptionHandler usual;

    WrongArgument(IParameterExceptionHandler usual) {
        this.usual = usual;
    }

    @Override
    public int handleParseException(ParameterException wrong, String[] arguments) throws Exception {
        var line = wrong.getCommandLine();
        if (line.getCommandSpec().exitCodeOnInvalidInput() != AccessCommand.USAGE) {
            return usual.handleParseException(wrong, arguments);
        }
        var err = line.getErr();
        err.println(line.getColorScheme().errorText(wrong.getMessage() + Code.WRONG_ARGUMENT.bracketed()));
        if (!UnmatchedArgumentException.printSuggestions(wrong, err)) {
            err.print(line.getUsageMessage(line.getColorScheme()));
        }
        err.flush();
        return AccessCommand.USAGE;
    }
}
