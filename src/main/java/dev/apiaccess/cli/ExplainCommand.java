// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Explainer;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import picocli.CommandLine.Command;

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
public final class ExplainCommand extends CallerCommand {

    @Override
    Reply answer(Inquiry inquiry, Caller caller, String asked, String at) {
        var explanation = new Explainer(inquiry, caller).explain(asked, at);
        switch (form()) {
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
        return explanation.reply();
    }
}
