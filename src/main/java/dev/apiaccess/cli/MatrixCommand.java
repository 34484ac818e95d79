// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Survey;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who can call what. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnInvalidInput = AccessCommand.USAGE,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = "Says of every principal and every deployed method whether the one can call the other.",
        footer = {"", "Exit code 0, 3 where something is unknown or depends, 4 error, 64 usage."})
public final class MatrixCommand extends AccessCommand {

    enum Shape {
        table,
        csv,
        json
    }

    @Option(names = "-o", paramLabel = "table|csv|json", description = "How to answer. Default: table.")
    private Shape shape = Shape.table;

    @Override
    int answer(Account account) {
        var apis = options().apis(account);
        var matrix = Survey.of(account, apis, options().terms(account));
        var text = new MatrixText(matrix);
        print(
                switch (shape) {
                    case table -> text.table(lines());
                    case csv -> text.csv();
                    case json -> text.json();
                });
        var unread = apis.stream()
                .flatMap(api -> api.stages().stream()
                        .filter(stage -> stage.unread() != null)
                        .map(stage -> "stage " + stage.name() + " of API " + api.name() + ": " + stage.unread()))
                .toList();
        unread.forEach(this::warn);
        if (!unread.isEmpty()) {
            return Verdict.UNKNOWN.code();
        }
        return matrix.rows().stream()
                        .flatMap(row -> row.kinds().stream())
                        .anyMatch(kind -> Verdict.of(kind.reply()).code() == Verdict.UNKNOWN.code())
                ? Verdict.UNKNOWN.code()
                : 0;
    }
}
