// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Explainer;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why a principal can call a method, or cannot. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnInvalidInput = AccessCommand.USAGE,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = {
            "Says layer by layer why a principal can call a method, or cannot: the statement",
            "that decides, those that nearly do, and the smallest change for a yes."
        },
        footer = {"", "Exit code 0 yes, 1 no, 3 unknown, partly or depends, 4 error, 64 usage."})
public final class ExplainCommand extends AccessCommand {

    @Parameters(
            index = "0",
            paramLabel = "<principal>",
            description = "role/<path/name>, user/<path/name>, root, anonymous, or an ARN.")
    private String principal = "";

    @Parameters(index = "1", paramLabel = "<VERB>", description = "GET, POST, ...; ANY for all of them.")
    private String verb = "";

    @Parameters(index = "2", paramLabel = "<path>", description = "A path, or a template: '/orders/{id}'.")
    private String path = "";

    @Option(names = "-o", paramLabel = "text|json", description = "How to answer. Default: text.")
    private Form form = Form.text;

    @Override
    int answer(Account account) {
        var asked = options().verb(verb);
        var at = options().path(path);
        var inquiry = options().inquiry(account);
        var caller = options().caller(account, principal);
        var explanation = new Explainer(inquiry, caller).explain(asked, at);
        switch (form) {
            case text -> {
                var lines = lines();
                var told = new Told(inquiry);
                told.answer(lines, caller, told.question(asked, at), explanation.reply());
                told.explanation(lines, caller, explanation);
                print(lines.toString());
            }
            case json -> {
                var json = new AnswerJson(inquiry);
                var node = json.answer(caller, explanation.reply());
                node.setAll(json.question(asked, at));
                json.add(node, explanation);
                print(AccountFileWriter.pretty(node));
            }
        }
        return Verdict.of(explanation.reply()).code();
    }
}
