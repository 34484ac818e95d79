// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** A question about one principal and one method. */
abstract class CallerCommand extends AccessCommand {

    @Parameters(
            index = "0",
            paramLabel = "<principal>",
            description = "role/<path/name>, user/<path/name>, root, anonymous, or an ARN.")
    private String principal = "";

    @Parameters(index = "1", paramLabel = "<VERB>", description = "GET, POST, ...; ANY for all of them.")
    private String verb = "";

    @Parameters(index = "2", paramLabel = "<path>", description = "A path, or a template: '/orders/{id}'.")
    private String path = "";

    @Mixin
    private final FormOption form = new FormOption();

    @Mixin
    private final SessionOptions session = new SessionOptions();

    @Override
    int run() {
        session.read();
        return super.run();
    }

    @Override
    final int answer(Account account) {
        var asked = options().verb(verb);
        var at = options().path(path);
        var inquiry = options().inquiry(account);
        var caller = session.in(account, options().caller(account, principal));
        return Verdict.of(answer(inquiry, caller, asked, at)).code();
    }

    /** Prints the answer, in the {@link #form}, and returns it. */
    abstract Reply answer(Inquiry inquiry, Caller caller, String asked, String at);

    @Override
    boolean isJson() {
        return form.isJson();
    }

    Form form() {
        return form.form();
    }
}
