// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Account;
import dev.apiaccess.access.Caller;
import dev.apiaccess.access.Explainer;
import dev.apiaccess.access.Explanation;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Refusal;
import dev.apiaccess.aws.ClientSettings;
import dev.apiaccess.aws.SdkAwsConnector;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Why a principal can call a method, or cannot; also by the text that a refused call got. */
@Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeOnExecutionException = AccessCommand.ERROR,
        description = {
            "Says layer by layer why a principal can call a method, or cannot: the statement",
            "that decides, those that nearly do, and the smallest change for a yes."
        },
        footer = {
            "",
            "Exit code 0 yes, 1 no, 3 unknown, partly or depends, 4 error, 64 usage; with",
            "--text alone 3, since no call is known.",
            "",
            "Examples:",
            "  apiaccess explain role/apps/orders-web POST /orders --api orders",
            "      --account-file account.json",
            "  apiaccess explain --request-id c6af9ac6-7b61-11e6-9a41-93e8deadbeef --api orders",
            "  apiaccess explain --text 'Missing Authentication Token'",
            "  apiaccess explain --text \"$(curl -s <url>)\" --account-file account.json"
        })
public final class ExplainCommand extends AccessCommand {

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "<principal>",
            description = "role/<path/name>, user/<path/name>, root, anonymous, or an ARN.")
    private @Nullable String principal;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "<VERB>",
            description = "GET, POST, ...; ANY for all of them.")
    private @Nullable String verb;

    @Parameters(
            index = "2",
            arity = "0..1",
            paramLabel = "<path>",
            description = "A path, or a template: '/orders/{id}'.")
    private @Nullable String path;

    @Option(
            names = "--text",
            paramLabel = "<message>",
            description = "The text of a 403: says what it can mean, and explains the call that it names."
                    + " Needs no principal, verb and path.")
    private @Nullable String text;

    @Option(
            names = "--request-id",
            paramLabel = "<id>",
            description = "The x-amzn-RequestId of a call: explains the call that the access log of its stage has,"
                    + " from a quarter of an hour before --at to a day after it, or of the last day.")
    private @Nullable String requestId;

    @Mixin
    private final FormOption form = new FormOption();

    @Mixin
    private final SessionOptions session = new SessionOptions();

    /** What is explained: the call of the arguments, or the one that the text names. */
    private record Asked(Inquiry inquiry, String principal, String verb, String path, Optional<LoggedCall> logged) {}

    @Override
    int run() {
        session.read();
        if (requestId != null) {
            demandId(requestId);
        } else if (text == null || principal != null) {
            // Before an account is read, which may take long.
            demandArguments();
        }
        return text != null && requestId == null && !options().hasAccountFile() && principal == null
                ? tell(Optional.empty())
                : super.run();
    }

    @Override
    int answer(Account account) {
        Optional<Explained> explained;
        try {
            explained = asked(account).map(asked -> {
                var inquiry = asked.inquiry();
                var caller = session.in(account, options().caller(account, asked.principal()));
                var evidence = options().evidence(inquiry, caller, inquiry.can(caller, asked.verb(), asked.path()));
                return new Explained(
                        asked,
                        caller,
                        evidence,
                        new Explainer(inquiry, caller, evidence.simulation()).explain(asked.verb(), asked.path()));
            });
        } catch (Unanswerable e) {
            // What the text means is known without the call.
            if (!form.isJson() && text != null) {
                print(text(Optional.empty()));
            }
            throw e;
        }
        return tell(explained);
    }

    private void demandArguments() {
        demanded(principal, "<principal>");
        demanded(verb, "<VERB>");
        demanded(path, "<path>");
    }

    private String demanded(@Nullable String given, String label) {
        if (given == null) {
            throw lacking(label);
        }
        return given;
    }

    private record Explained(Asked asked, Caller caller, Evidence evidence, Explanation explanation) {

        boolean ofSession() {
            return caller.policies().session() != null;
        }

        List<String> notSeen() {
            return new Told(asked.inquiry(), evidence).notSeen(ofSession());
        }
    }

    private Optional<Asked> asked(Account account) {
        if (requestId != null) {
            return Optional.of(logged(account, requestId));
        }
        if (principal != null || text == null) {
            var who = demanded(principal, "<principal>");
            var asked = options().verb(demanded(verb, "<VERB>"));
            var at = options().path(demanded(path, "<path>"));
            return Optional.of(new Asked(options().inquiry(account), who, asked, at, Optional.empty()));
        }
        var refusal = Refusal.read(text);
        if (refusal.call().isEmpty() || refusal.principal().isEmpty()) {
            return Optional.empty();
        }
        var call = refusal.call().get();
        if (!refusal.isOf(account)) {
            throw new Unanswerable(
                    Code.OTHER_ACCOUNT,
                    "the text is of an account that ends in " + call.account() + ", the account file of "
                            + account.id(),
                    "name the file of that account with --account-file");
        }
        var named = new Named(account, "--");
        var api = named.api(call.apiId());
        var inquiry = new Inquiry(
                account, api, named.stage(api, call.stage()), options().terms(account));
        return Optional.of(new Asked(
                inquiry,
                refusal.principalIn(account).orElseThrow(),
                options().verb(call.verb()),
                options().path(call.path()),
                Optional.empty()));
    }

    private void demandId(String id) {
        if (!LoggedCall.isId(id)) {
            throw wrong("--request-id is '" + id + "': it takes what the header x-amzn-RequestId says");
        }
        if (text != null) {
            throw wrong("--text and --request-id name one call each: give one of them");
        }
    }

    /** What the arguments say of the call comes before what its entry says. */
    private Asked logged(Account account, String id) {
        var asked = options().inquiry(account);
        var at = AccessLogs.Window.around(options().at().orElse(null), Instant.now());
        LoggedCall call;
        try (var connector = new SdkAwsConnector(ClientSettings.standard());
                var access = connector.open(options().connection())) {
            var found = new AccessLogs(access, account.partition(), asked).find(id, at);
            call = new LoggedCall(id, found.entry(), found.format());
        }
        return new Asked(
                call.in(account, asked),
                principal == null ? call.principal(account) : principal,
                options().verb(verb == null ? call.verb() : verb),
                options().path(path == null ? call.path(asked) : path),
                Optional.of(call));
    }

    private int tell(Optional<Explained> explained) {
        switch (form.form()) {
            case text -> print(text(explained));
            case json -> print(AccountFileWriter.pretty(json(explained)));
        }
        return explained
                .map(one -> Verdict.of(one.explanation().reply()))
                .orElse(Verdict.UNKNOWN)
                .code();
    }

    private Optional<Refusal> refusal(Optional<Explained> explained) {
        return Optional.ofNullable(text)
                .map(Refusal::read)
                .or(() -> explained
                        .flatMap(one -> one.asked().logged())
                        .flatMap(call -> call.entry().refusal()));
    }

    private String text(Optional<Explained> explained) {
        var lines = lines();
        var refusal = refusal(explained).map(RefusalWords::new);
        explained.flatMap(one -> one.asked().logged()).ifPresent(call -> call.tell(lines));
        if (refusal.isPresent()) {
            refusal.get().tell(lines);
            explained.ifPresent(_ -> lines.blank());
        }
        explained.ifPresent(one -> {
            var told = new Told(one.asked().inquiry(), one.evidence());
            var reply = one.explanation().reply();
            told.answer(
                    lines,
                    one.caller(),
                    told.question(one.asked().verb(), one.asked().path()),
                    reply);
            refusal.flatMap(words -> words.differs(reply, one.notSeen()))
                    .ifPresent(what -> lines.labelled("but", what));
            told.explanation(lines, one.caller(), one.explanation());
        });
        return lines.toString();
    }

    private ObjectNode json(Optional<Explained> explained) {
        var node = JsonNodeFactory.instance.objectNode();
        explained.ifPresent(one -> {
            var json = new AnswerJson(one.asked().inquiry(), one.evidence());
            node.setAll(json.answer(one.caller(), one.explanation().reply()));
            node.setAll(json.question(one.asked().verb(), one.asked().path(), one.ofSession()));
            json.add(node, one.explanation());
        });
        explained.flatMap(one -> one.asked().logged()).ifPresent(call -> node.set("log", call.json()));
        refusal(explained).ifPresent(read -> {
            var words = new RefusalWords(read);
            var inner = node.putObject("text");
            inner.put("kind", read.kind().name().toLowerCase(Locale.ROOT).replace('_', '-'));
            var means = inner.putArray("means");
            words.means().forEach(means::add);
            var next = inner.putArray("next");
            words.next().forEach(next::add);
            explained
                    .flatMap(one -> words.differs(one.explanation().reply(), one.notSeen()))
                    .ifPresent(what -> inner.put("but", what));
        });
        return node;
    }

    @Override
    boolean needsKeys() {
        return requestId != null;
    }

    @Override
    boolean isJson() {
        return form.isJson();
    }
}
