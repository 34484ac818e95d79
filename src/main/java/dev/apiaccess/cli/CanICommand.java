// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import picocli.CommandLine.Command;

/** Whether a principal can call a method. */
@Command(
        name = "can-i",
        mixinStandardHelpOptions = true,
        sortOptions = false,
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
public final class CanICommand extends CallerCommand {

    @Override
    Reply answer(Inquiry inquiry, Caller caller, String asked, String at) {
        var decided = inquiry.can(caller, asked, at);
        var evidence = options().evidence(inquiry, caller, decided);
        var simulation = evidence.simulation();
        var reply = simulation == null ? decided : simulation.weighed(decided);
        switch (form()) {
            case text -> {
                var lines = lines();
                var told = new Told(inquiry, evidence);
                told.answer(lines, caller, told.question(asked, at), reply);
                print(lines.toString());
            }
            case json -> {
                var json = new AnswerJson(inquiry, evidence);
                print(AccountFileWriter.pretty(json.answer(caller, reply)
                        .setAll(json.question(asked, at, caller.policies().session() != null))));
            }
        }
        return reply;
    }
}
