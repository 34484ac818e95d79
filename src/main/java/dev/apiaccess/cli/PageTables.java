// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Answer;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Explainer;
import dev.apiaccess.access.Inquiry;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.Row;
import dev.apiaccess.access.Survey;
import dev.apiaccess.access.Words;
import dev.apiaccess.iam.Decision.Deciding;
import dev.apiaccess.iam.Missing;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * What the cells of a page say, each thing once: policies, statements, answers, and what they come to in a cell ("whys", by whose numbers the
 * cells are written). Answers of which only principal or ARN differ are one. The script of the page reads them.
 */
final class PageTables {

    /** In a text, stands for the ARN of the call. */
    private static final int ARN = 0;

    /** In a text, stands for the principal. */
    private static final int PRINCIPAL = 1;

    /** The why of a cell whose principal or method is not there. */
    static final int ABSENT = 0;

    private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
    private static final Map<String, String> OPTIONS = Map.of(
            "aws:sourceip", "--from <ip>",
            "aws:currenttime", "--at <time>",
            "aws:epochtime", "--at <time>",
            "aws:multifactorauthpresent", "--mfa");

    private final Table policies = new Table();
    private final Table statements = new Table();
    private final Table missing = new Table();
    private final Table answers = new Table();
    private final Table calls = new Table();
    private final Table whys = new Table();
    /** By why: texts that are equal where the same calls are allowed as far as is told. */
    private final List<String> essences = new ArrayList<>();

    private final Map<Inquiry, Told> told = new HashMap<>();

    /** Things that are told once. */
    private static final class Table {

        private final Map<String, Integer> numbers = new HashMap<>();
        private final ArrayNode list = NODES.arrayNode();

        int number(JsonNode thing) {
            return numbers.computeIfAbsent(thing.toString(), _ -> {
                list.add(thing);
                return list.size() - 1;
            });
        }
    }

    PageTables() {
        whys.number(NODES.arrayNode());
        essences.add(Verdict.NO.word());
    }

    /** What the cells of a row say: by kind, where that is enough, else cell by cell. */
    final class Whys {

        private final Row row;
        private final List<Survey.Column> columns;
        private final int[] byKind;

        private Whys(Row row, List<Survey.Column> columns) {
            this.row = row;
            this.columns = columns;
            this.byKind = row.kinds().stream()
                    .mapToInt(kind -> values(kind.reply()) > 1
                            ? ABSENT
                            : number(row, columns.get(kind.column()).inquiry(), kind.reply()))
                    .toArray();
        }

        int why(int column) {
            var number = byKind[row.kind(column)];
            return number == ABSENT ? number(row, columns.get(column).inquiry(), row.cell(column)) : number;
        }
    }

    Whys whys(Row row, List<Survey.Column> columns) {
        return new Whys(row, columns);
    }

    /** Whether a cell says the same of who can call what, whatever the statement is that says so. */
    boolean alike(int why, int other) {
        return essences.get(why).equals(essences.get(other));
    }

    private static long values(Reply reply) {
        return Arrays.stream(Value.values())
                .filter(value -> reply.first(value).isPresent())
                .count();
    }

    private int number(Row row, Inquiry inquiry, Reply reply) {
        var verdict = Verdict.of(reply);
        var isOne = values(reply) == 1;
        var why = NODES.arrayNode().add(String.valueOf(verdict.letter()));
        var essence = new StringBuilder(verdict.word());
        Stream.of(Value.YES, Value.NO, Value.UNKNOWN)
                .flatMap(value -> reply.first(value).stream())
                .forEach(sample -> {
                    why.add(answer(row, inquiry, sample));
                    var call = NODES.textNode(Told.shown(sample));
                    why.add(isOne ? -1 : calls.number(call));
                    if (verdict != Verdict.YES && verdict != Verdict.NO) {
                        essence.append('\n')
                                .append(sample.answer().value())
                                .append(isOne ? "" : call.asText())
                                .append(told(inquiry).conditions(sample.answer()));
                    }
                });
        var found = whys.number(why);
        if (found == essences.size()) {
            essences.add(essence.toString());
        }
        return found;
    }

    private Told told(Inquiry inquiry) {
        return told.computeIfAbsent(inquiry, Told::new);
    }

    private int answer(Row row, Inquiry inquiry, Reply.Sample sample) {
        var answer = sample.answer();
        var arn = inquiry.arn(sample.call());
        var spoken = row.caller().spoken();
        var node = NODES.objectNode();
        node.put("value", answer.value().name().toLowerCase(Locale.ROOT));
        answer.by().ifPresent(layer -> node.put("layer", Told.layer(layer)));
        answer.statement().ifPresent(at -> node.put("statement", statement(at)));
        node.set("reason", text(answer.reason(), arn, spoken));
        if (answer.value() == Value.UNKNOWN) {
            unknown(node, told(inquiry), answer);
        }
        if (answer.value() != Value.YES) {
            new Explainer(inquiry, row.caller())
                    .change(sample.call(), answer)
                    .ifPresent(change -> node.set("change", text(change, arn, spoken)));
        }
        return answers.number(node);
    }

    private void unknown(ObjectNode node, Told words, Answer answer) {
        node.put("conditions", words.conditions(answer));
        var all = node.putArray("missing");
        answer.missing()
                .forEach(one ->
                        all.add(missing.number(NODES.arrayNode().add(one.text()).add(howToGive(one)))));
    }

    /** What tells it to the command; empty where nothing does. */
    private static String howToGive(Missing missing) {
        return switch (missing) {
            case Missing.Key key ->
                Objects.requireNonNullElse(
                        OPTIONS.get(key.key().toLowerCase(Locale.ROOT)), "--with " + key.key() + "=<value>");
            case Missing.Document document ->
                document.why().contains("deployed")
                        ? "--assume-policy-deployed"
                        : "an account file that has the document";
            case Missing.Undocumented _ -> Words.isApiKey(missing) ? "--key <name>" : "";
        };
    }

    private int statement(Deciding at) {
        return statements.number(NODES.arrayNode()
                .add(policies.number(NODES.textNode(at.policy())))
                .add(at.sid().orElse(null))
                .add(at.position())
                .add(at.statement().effect().text()));
    }

    /** Pieces of text, and numbers where ARN or principal stand between them. */
    private static ArrayNode text(String whole, String arn, String spoken) {
        var node = NODES.arrayNode();
        cut(
                whole,
                arn,
                () -> node.add(ARN),
                piece -> cut(piece, spoken, () -> node.add(PRINCIPAL), text -> {
                    if (!text.isEmpty()) {
                        node.add(text);
                    }
                }));
        return node;
    }

    /** Cuts a text wherever another one stands in it; there are millions of texts, too many for regular expressions. */
    private static void cut(String whole, String at, Runnable cut, Consumer<String> piece) {
        var from = 0;
        for (var found = whole.indexOf(at); found >= 0; found = whole.indexOf(at, from)) {
            piece.accept(whole.substring(from, found));
            cut.run();
            from = found + at.length();
        }
        piece.accept(whole.substring(from));
    }

    /** Adds the tables. */
    void write(ObjectNode to) {
        to.set("policies", policies.list);
        to.set("statements", statements.list);
        to.set("missing", missing.list);
        to.set("answers", answers.list);
        to.set("calls", calls.list);
        to.set("whys", whys.list);
    }
}
