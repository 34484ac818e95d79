// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Gap;
import dev.apiaccess.access.Organization;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.access.Row;
import dev.apiaccess.access.Survey;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Who can call what. */
@Command(
        name = "matrix",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = "Says of every principal and every deployed method whether the one can call the other.",
        footer = {"", "Exit code 0, 3 where something is unknown or depends, 4 error, 64 usage."})
public final class MatrixCommand extends AccessCommand {

    enum Shape {
        table,
        csv,
        json,
        html
    }

    @Option(names = "-o", paramLabel = "table|csv|json|html", description = "How to answer. Default: table.")
    private Shape shape = Shape.table;

    @Option(
            names = "--principal",
            paramLabel = "<pattern>",
            description = "Only principals that are called so, 'role/apps/*'; repeat it for more.")
    private List<String> patterns = List.of();

    @Option(
            names = "--since",
            paramLabel = "<old file>",
            description = "An older account file: the page marks what changed. With -o html.")
    private @Nullable Path since;

    @Option(
            names = "--out",
            paramLabel = "<file>",
            description = "Where to write the answer. Default: standard output.")
    private @Nullable Path out;

    private final Clock clock;

    public MatrixCommand() {
        this(Clock.systemUTC());
    }

    /** @param clock says when a page is made */
    MatrixCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    boolean isAboutAll() {
        return true;
    }

    @Override
    boolean isAboutOneApi() {
        return false;
    }

    @Override
    int answer(Account account) {
        if (since != null && shape != Shape.html) {
            throw wrong("--since is taken with -o html only: a page marks what changed");
        }
        var apis = options().apis(account);
        var matrix = survey(account, apis);
        if (matrix.rows().isEmpty()) {
            throw new Unanswerable(
                    Code.NO_SUCH_PRINCIPAL,
                    "no principal matches " + String.join(", ", patterns),
                    "name principals with --principal as the matrix calls them, with * for any text");
        }
        write(
                switch (shape) {
                    case table -> new MatrixText(matrix, Unseen.of(account.organization())).table(lines());
                    case csv -> new MatrixText(matrix, Unseen.of(account.organization())).csv();
                    case json -> new MatrixText(matrix, Unseen.of(account.organization())).json();
                    case html -> page(account, matrix, apis);
                },
                matrix);
        var unread = apis.stream()
                .flatMap(api -> api.stages().stream()
                        .filter(stage -> stage.unread() != null)
                        .map(stage -> "stage " + stage.name() + " of API " + api.name() + ": " + stage.unread()
                                + Code.bracketed(List.of(Gap.METHODS_NOT_READ))))
                .toList();
        unread.forEach(this::warn);
        return unread.isEmpty() && matrix.rows().stream().allMatch(MatrixCommand::isKnown) ? 0 : Verdict.UNKNOWN.code();
    }

    private static boolean isKnown(Row row) {
        return row.kinds().stream().noneMatch(kind -> Verdict.of(kind.reply()).code() == Verdict.UNKNOWN.code());
    }

    private Survey survey(Account account, List<RestApi> apis) {
        return Survey.of(account, apis, options().terms(account), wanted());
    }

    private Predicate<String> wanted() {
        if (patterns.isEmpty()) {
            return _ -> true;
        }
        var any = Pattern.compile(
                patterns.stream().map(MatrixCommand::expression).collect(Collectors.joining("|")), Pattern.DOTALL);
        return name -> any.matcher(name).matches();
    }

    private static String expression(String pattern) {
        var parts = new ArrayList<String>();
        for (var part : pattern.split("\\*", -1)) {
            parts.add(Pattern.quote(part));
        }
        return String.join(".*", parts);
    }

    private String page(Account account, Survey matrix, List<RestApi> apis) {
        var page = new Page(account, options().terms(account), patterns, clock.instant());
        return page.html(new PageData(matrix, since == null ? null : before(account, since, apis)));
    }

    /** Of what is compared only what is named now is in the page, too. */
    private Survey before(Account account, Path file, List<RestApi> apis) {
        var old = Named.whole(AccountFile.read(file));
        if (!old.id().equals(account.id())) {
            throw new Unanswerable(
                    Code.OTHER_ACCOUNT,
                    file + " is of account " + old.id() + ", and the account file of " + account.id(),
                    "name an older account file of the same account with --since");
        }
        // What the older file does not know of the organization is taken from now, so that only what is known differs.
        var told = old.organization() instanceof Organization.NotSeen ? old.in(account.organization()) : old;
        return survey(told, options().before(told, apis));
    }

    private void write(String answer, Survey matrix) {
        if (out == null) {
            print(answer);
            return;
        }
        if (options().isInput(out) || (since != null && AccessOptions.isSame(out, since))) {
            throw wrong("--out names a file that is read: name another one");
        }
        PrivateFile.write(out, answer);
        print("written: " + matrix.rows().size() + " principals by "
                + matrix.columns().size() + " methods; confidential, as the account file is\n");
    }

    @Override
    boolean isJson() {
        return shape == Shape.json;
    }
}
