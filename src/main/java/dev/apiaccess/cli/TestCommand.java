// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether access is as a file expects it. */
@Command(
        name = "test",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = {
            "Says which expectations of a file do not hold, and why. In the file:",
            "  tests:",
            "  - role/apps/web may GET /orders of orders prod",
            "  - role/apps/web may not POST /orders of orders prod from 198.51.100.7",
            "  - nobody may DELETE /orders of orders prod except role/ops/admin"
        },
        footer = {
            "",
            "Exit code 0 all hold, 1 one does not, 3 of some it is not known and the others",
            "hold, 4 error, 64 usage."
        })
public final class TestCommand extends AccessCommand {

    enum Shape {
        text,
        json,
        junit
    }

    @Parameters(index = "0", paramLabel = "<tests.yaml>", description = "The expectations (docs/commands/test.md).")
    private Path file = Path.of("");

    @Option(names = "-o", paramLabel = "text|json|junit", description = "How to answer. Default: text.")
    private Shape shape = Shape.text;

    @Override
    boolean isAboutOneApi() {
        return false;
    }

    @Override
    int answer(Account account) {
        Named.whole(account);
        if (options().saysOfCalls()) {
            throw wrong("what calls have stands in the file, not in --from, --at, --mfa, --with or --key");
        }
        var expectations = TestsFile.read(file);
        var name = String.valueOf(file.getFileName());
        var judge = new Judge(account, name, options());
        var report = new TestReport(
                name, expectations.stream().map(judge::judge).toList(), Unseen.of(account.organization()));
        print(
                switch (shape) {
                    case text -> {
                        var lines = lines();
                        report.tell(lines);
                        yield lines.toString();
                    }
                    case json -> report.json(options().terms(account).assumePolicyDeployed());
                    case junit -> report.junit();
                });
        return report.code();
    }

    @Override
    boolean isJson() {
        return shape == Shape.json;
    }
}
