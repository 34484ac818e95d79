// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Whether a principal can call a method. */
@Command(
        name = "can-i",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnInvalidInput = AccessCommand.USAGE,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = "Says whether a principal can call a method, as far as the account decides.",
        footer = {
            "",
            "Exit code 0 yes, 1 no, 3 unknown, partly or depends, 4 error, 64 usage.",
            "",
            "Example:",
            "  apiaccess can-i role/apps/orders-web GET /orders --api orders --stage prod",
            "      --account-file account.json --from 203.0.113.9"
        })
public final class CanICommand extends AccessCommand {

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
        var reply = inquiry.can(caller, asked, at);
        switch (form) {
            case text -> {
                var lines = lines();
                var told = new Told(inquiry);
                told.answer(lines, caller, told.question(asked, at), reply);
                print(lines.toString());
            }
            case json -> {
                var json = new AnswerJson(inquiry);
                print(AccountFileWriter.pretty(json.answer(caller, reply).setAll(json.question(asked, at))));
            }
        }
        return Verdict.of(reply).code();
    }
}
