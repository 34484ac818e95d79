// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import dev.apiaccess.access.Account;
import dev.apiaccess.access.Explainer;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import dev.apiaccess.iam.Decision.Deciding;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Who can call a method. */
@Command(
        name = "who-can",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = {
            "Lists who can call a method: users and roles of the account, with conditions and",
            "by way of which statement, and whether anybody else can."
        },
        footer = {"", "Exit code 0, 3 where something is unknown or depends, 4 error, 64 usage."})
public final class WhoCanCommand extends AccessCommand {

    @Parameters(index = "0", paramLabel = "<VERB>", description = "GET, POST, ...; ANY for all of them.")
    private String verb = "";

    @Parameters(index = "1", paramLabel = "<path>", description = "A path, or a template: '/orders/{id}'.")
    private String path = "";

    @Mixin
    private final FormOption form = new FormOption();

    @Override
    boolean isAboutAll() {
        return true;
    }

    @Override
    int answer(Account account) {
        var asked = options().verb(verb);
        var at = options().path(path);
        var inquiry = options().inquiry(account);
        var callers = inquiry.whoCan(asked, at);
        switch (form.form()) {
            case text -> print(text(inquiry, callers, asked, at));
            case json -> {
                var json = new AnswerJson(inquiry);
                var node = json.question(asked, at, false);
                var list = node.putArray("principals");
                callers.all().forEach(one -> {
                    var entry = json.answer(one.caller(), one.reply());
                    wayIn(inquiry, one, asked, at).ifPresent(by -> entry.set("statement", AnswerJson.statement(by)));
                    list.add(entry);
                });
                print(AccountFileWriter.pretty(node));
            }
        }
        return callers.all().map(one -> Verdict.of(one.reply()).code()).anyMatch(code -> code == Verdict.UNKNOWN.code())
                ? Verdict.UNKNOWN.code()
                : 0;
    }

    @Override
    boolean isJson() {
        return form.isJson();
    }

    private String text(Inquiry inquiry, Inquiry.Callers callers, String asked, String at) {
        var told = new Told(inquiry);
        var lines = lines().line(told.question(asked, at));
        var refused = callers.identities().stream()
                .filter(one -> one.reply().extent() == Reply.Extent.NO)
                .count();
        callers.identities().stream()
                .filter(one -> one.reply().extent() != Reply.Extent.NO)
                .forEach(one -> tell(lines, inquiry, one, way(inquiry, one, asked, at)));
        if (callers.all()
                .allMatch(one -> one.reply().samples().stream().noneMatch(sample -> inquiry.serves(sample.call())))) {
            lines.line("stage " + inquiry.stage().name() + " serves no such method: nobody's policies count for it");
        }
        if (refused > 0) {
            lines.labelled(
                    Verdict.NO, refused + " of the " + callers.identities().size() + " users and roles");
        }
        lines.blank();
        for (var one : List.of(callers.inTheAccount(), callers.signed(), callers.anybody())) {
            tell(lines, inquiry, one, way(inquiry, one, asked, at));
        }
        lines.blank();
        told.caveats(lines, false);
        return lines.toString();
    }

    private static String way(Inquiry inquiry, Inquiry.Asked one, String asked, String at) {
        return wayIn(inquiry, one, asked, at)
                .map(by -> ", by way of " + Told.statement(by))
                .orElse("");
    }

    private static void tell(Lines lines, Inquiry inquiry, Inquiry.Asked one, String way) {
        var told = new Told(inquiry);
        var reply = one.reply();
        var verdict = Verdict.of(reply);
        var answer = reply.telling().answer();
        var how = switch (verdict) {
            case NO -> "";
            case YES -> ": " + Told.because(answer);
            case DEPENDS, UNKNOWN -> ": " + told.conditions(answer) + way + Told.codes(answer);
            case PARTLY -> ": not " + Told.shown(reply.telling()) + ", " + Told.because(answer);
        };
        lines.labelled(verdict, one.caller().spoken() + how);
    }

    /** The statement that grants under conditions, which the answer does not name. */
    private static Optional<Deciding> wayIn(Inquiry inquiry, Inquiry.Asked one, String asked, String at) {
        return one.reply().extent() == Reply.Extent.UNKNOWN
                ? new Explainer(inquiry, one.caller()).explain(asked, at).wayIn()
                : Optional.empty();
    }
}
