// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import java.util.Arrays;
import java.util.Iterator;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Prints a JSON Schema. */
@Command(
        name = "schema",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = {
            "Prints the JSON Schema (draft 2020-12) of what a command prints with -o json,",
            "of an error, of the account file, or of a file of tests."
        },
        footer = {"", "Exit code 0, 64 usage."})
public final class SchemaCommand implements Callable<Integer> {

    /** For completion. */
    static final class Names implements Iterable<String> {
        @Override
        public Iterator<String> iterator() {
            return Schema.names().iterator();
        }
    }

    @Parameters(
            index = "0",
            paramLabel = "<name>",
            completionCandidates = Names.class,
            description = "${COMPLETION-CANDIDATES}.")
    private String name = "";

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli
    private CommandSpec spec;

    @Override
    public Integer call() {
        var schema = Arrays.stream(Schema.values())
                .filter(one -> one.text().equals(name))
                .findFirst()
                .orElseThrow(() -> new ParameterException(
                        spec.commandLine(), "<name> is '" + name + "': it takes " + Schema.told()));
        var out = spec.commandLine().getOut();
        out.print(AccountFileWriter.pretty(schema.schema()));
        out.flush();
        return 0;
    }
}
