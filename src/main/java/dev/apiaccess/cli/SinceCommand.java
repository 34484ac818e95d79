// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Differences;
import dev.apiaccess.access.Direction;
import dev.apiaccess.access.Organization;
import dev.apiaccess.access.RestApi;
import dev.apiaccess.access.Since;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What changed between two account files. */
@Command(
        name = "since",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = {
            "Says who gained or lost what between two account files of one account,",
            "what opens most first."
        },
        footer = {
            "",
            "Exit code 0 no change, 2 widening (also where something is unclear besides),",
            "3 unclear, 1 any other change, 4 error, 64 usage.",
            "",
            "Example: what changed since Friday?",
            "  apiaccess since friday.json --account-file today.json"
        })
public final class SinceCommand extends AccessCommand {

    private static final int CHANGED = 1;
    private static final int WIDER = 2;

    enum Shape {
        table,
        json
    }

    @Parameters(index = "0", paramLabel = "<old.json>", description = "The older account file.")
    private Path older = Path.of("");

    @Option(names = "--all", description = "Tells everything, however long it gets.")
    private boolean all;

    @Option(names = "-o", paramLabel = "table|json", description = "How to answer. Default: table.")
    private Shape shape = Shape.table;

    @Override
    boolean isAboutOneApi() {
        return false;
    }

    @Override
    int answer(Account account) {
        Named.whole(account);
        var old = old();
        if (!old.id().equals(account.id()) || !old.partition().equals(account.partition())) {
            throw new Unanswerable(
                    Code.OTHER_ACCOUNT,
                    older + " is of account " + old.id() + ", and " + options().accountFileName() + " of account "
                            + account.id(),
                    "compare two files of one account");
        }
        var differences = Since.between(side(old, account), side(account, old));
        var assumed = options().terms(account).assumePolicyDeployed();
        switch (shape) {
            case table -> print(text(differences, old, account, assumed));
            case json ->
                print(AccountFileWriter.pretty(SinceJson.of(differences, account.id(), assumed, unseen(old, account))));
        }
        return code(differences);
    }

    private Account old() {
        try {
            return Named.whole(AccountFile.read(older));
        } catch (Unanswerable e) {
            throw e.withNext("name an older account file of the same account as <old.json>");
        }
    }

    /** The APIs that are asked about; one that only the other file has is not missing here. */
    private Since.Side side(Account account, Account other) {
        var apis = apis(account, other);
        var isElsewhere = options()
                .stage()
                .filter(stage -> !has(apis, stage) && has(apis(other, account), stage))
                .isPresent();
        return new Since.Side(
                account,
                isElsewhere ? List.of() : options().staged(apis),
                options().terms(account));
    }

    private static boolean has(List<RestApi> apis, String stage) {
        return apis.stream().anyMatch(api -> api.stage(stage).isPresent());
    }

    private List<RestApi> apis(Account account, Account other) {
        var named = options().api();
        if (named.isEmpty()) {
            return account.apis();
        }
        var ids = Stream.of(account, other)
                .flatMap(one -> one.apis(named.get()).stream())
                .map(RestApi::id)
                .distinct()
                .toList();
        if (ids.size() != 1) {
            // Says what there is, unless an API was made anew under its name.
            new Named(account, "--").api(named.get());
        }
        return account.apis().stream().filter(api -> ids.contains(api.id())).toList();
    }

    /** Of two files what one of them leaves out. */
    private static List<String> unseen(Account old, Account account) {
        return Unseen.of(
                old.organization() instanceof Organization.NotSeen ? old.organization() : account.organization());
    }

    private String text(Differences differences, Account old, Account account, boolean assumed) {
        var lines = lines();
        lines.line("account " + account.id() + ": " + older.getFileName() + " -> "
                + options().accountFileName());
        if (differences.isEmpty()) {
            lines.line("no change of access");
        }
        new SinceText(differences, all).tell(lines);
        if (differences.has(Direction.WIDER) && differences.has(Direction.UNCLEAR)) {
            lines.line("exit code 2: wider comes before unclear, which alone is 3");
        }
        if (assumed) {
            lines.labelled("assumed", "the resource policies that were read are the deployed ones");
        }
        return lines.labelled(
                        "not seen",
                        String.join(", ", unseen(old, account))
                                + ", and what is unknown in both files for the same reason")
                .toString();
    }

    private static int code(Differences differences) {
        if (differences.isEmpty()) {
            return 0;
        }
        return differences.has(Direction.WIDER)
                ? WIDER
                : differences.has(Direction.UNCLEAR) ? Verdict.UNKNOWN.code() : CHANGED;
    }

    @Override
    boolean isJson() {
        return shape == Shape.json;
    }
}
