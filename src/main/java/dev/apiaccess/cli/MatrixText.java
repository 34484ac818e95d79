// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.apiaccess.access.Answer.Value;
import dev.apiaccess.access.Reply;
import dev.apiaccess.access.Row;
import dev.apiaccess.access.Survey;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** A matrix in its three forms. */
final class MatrixText {

    private static final int NAME = 36;
    private static final int CELL = 4;
    private static final int COLUMNS = (Lines.WIDTH - NAME) / CELL;
    /** What begins a formula, also in full width. */
    private static final String FORMULA = "=+-@\t\r\n\uff1d\uff0b\uff0d\uff20";

    private static final String LEGEND = "Y yes, . no, c depends on the call, p partly, ? unknown";

    private final Survey matrix;
    private final List<String> unseen;
    /** For each column, to say what has to hold. */
    private final List<Told> told;

    private final List<Worded> rows;

    /**
     * A row.
     *
     * @param verdicts by kind
     * @param conditions by kind: what has to hold for a yes, or which part is answered; empty where it is yes or no
     * @param codes by kind: of what is missing first; empty where nothing is
     */
    private record Worded(Row row, List<Verdict> verdicts, List<String> conditions, List<String> codes) {}

    /** @param unseen what the answers leave out */
    MatrixText(Survey matrix, List<String> unseen) {
        this.matrix = matrix;
        this.unseen = List.copyOf(unseen);
        this.told = matrix.columns().stream()
                .map(column -> new Told(column.inquiry()))
                .toList();
        this.rows = matrix.rows().stream().map(this::worded).toList();
    }

    private Worded worded(Row row) {
        return new Worded(
                row,
                row.kinds().stream().map(kind -> Verdict.of(kind.reply())).toList(),
                row.kinds().stream().map(this::conditions).toList(),
                row.kinds().stream().map(MatrixText::code).toList());
    }

    private static String code(Survey.Kind kind) {
        return kind.reply()
                .first(Value.UNKNOWN)
                .map(sample -> Told.missing(sample.answer()).getFirst().text())
                .orElse("");
    }

    private String conditions(Survey.Kind kind) {
        var words = told.get(kind.column());
        return kind.reply().extent() == Reply.Extent.PARTLY
                ? words.partly(kind.reply())
                : kind.reply()
                        .first(Value.UNKNOWN)
                        .map(sample -> words.conditions(sample.answer()))
                        .orElse("");
    }

    /** Methods are numbered; as many in a block as fit into the width. */
    String table(Lines lines) {
        if (matrix.columns().isEmpty()) {
            return lines.line("no stage of these APIs serves a method").toString();
        }
        for (var from = 0; from < matrix.columns().size(); from += COLUMNS) {
            block(lines, from, Math.min(from + COLUMNS, matrix.columns().size()));
        }
        lines.line(LEGEND);
        if (told.stream().anyMatch(Told::assumesPolicy)) {
            lines.line("assumed: the resource policies that were read are the deployed ones");
        }
        return lines.line("not seen: " + String.join(", ", unseen)).toString();
    }

    private void block(Lines lines, int from, int to) {
        for (var index = from; index < to; index++) {
            lines.raw(String.format("%4d  %s", index + 1, name(index)));
        }
        lines.blank();
        lines.raw(" ".repeat(NAME)
                + IntStream.range(from, to)
                        .mapToObj(index -> String.format("%" + CELL + "d", index + 1))
                        .collect(Collectors.joining()));
        for (var row : rows) {
            lines.raw(Lines.padded(shortened(row.row().caller().spoken()), NAME)
                    + IntStream.range(from, to)
                            .mapToObj(index -> " ".repeat(CELL - 1)
                                    + row.verdicts().get(row.row().kind(index)).letter())
                            .collect(Collectors.joining()));
        }
        lines.blank();
    }

    private String name(int index) {
        var column = matrix.columns().get(index);
        return column.method().verb() + " " + column.method().path() + " of "
                + column.inquiry().api().name() + " (" + column.inquiry().api().id() + ") "
                + column.inquiry().stage().name();
    }

    private static String shortened(String name) {
        return name.length() < NAME ? name : "..." + name.substring(name.length() - NAME + 4);
    }

    /** A line for each cell (RFC 4180). */
    String csv() {
        var header = Stream.of("principal,api,stage,verb,path,answer,conditions");
        var lines = rows.stream()
                .flatMap(row -> IntStream.range(0, matrix.columns().size()).mapToObj(index -> {
                    var column = matrix.columns().get(index);
                    var kind = row.row().kind(index);
                    return Stream.of(
                                    row.row().caller().spoken(),
                                    column.inquiry().api().id(),
                                    column.inquiry().stage().name(),
                                    column.method().verb(),
                                    column.method().path(),
                                    row.verdicts().get(kind).word(),
                                    row.conditions().get(kind))
                            .map(MatrixText::quoted)
                            .collect(Collectors.joining(","));
                }));
        return Stream.concat(header, lines).map(line -> line + "\r\n").collect(Collectors.joining());
    }

    /**
     * A cell as it is written. Spreadsheets run what begins like a formula, and who names a stage or a policy writes into this file; some
     * divide at a semicolon.
     */
    static String quoted(String text) {
        var shown = Visible.of(text);
        var inert = !text.isEmpty() && FORMULA.indexOf(text.charAt(0)) >= 0 ? "'" + shown : shown;
        return inert.matches("[^\",;']*") ? inert : "\"" + inert.replace("\"", "\"\"") + "\"";
    }

    String json() {
        var node = JsonNodeFactory.instance.objectNode();
        var columns = node.putArray("methods");
        matrix.columns()
                .forEach(column -> columns.addObject()
                        .put("api", column.inquiry().api().id())
                        .put("apiName", column.inquiry().api().name())
                        .put("stage", column.inquiry().stage().name())
                        .put("verb", column.method().verb())
                        .put("path", column.method().path())
                        .put("authorization", column.method().authorization()));
        var principals = node.putArray("principals");
        for (var row : rows) {
            var cells = principals
                    .addObject()
                    .put("principal", row.row().caller().spoken())
                    .putArray("answers");
            for (var index = 0; index < matrix.columns().size(); index++) {
                var kind = row.row().kind(index);
                var cell =
                        cells.addObject().put("answer", row.verdicts().get(kind).word());
                if (!row.conditions().get(kind).isEmpty()) {
                    cell.put("conditions", row.conditions().get(kind));
                }
                if (!row.codes().get(kind).isEmpty()) {
                    cell.put("code", row.codes().get(kind));
                }
            }
        }
        var assumed = node.putArray("assumed");
        if (told.stream().anyMatch(Told::assumesPolicy)) {
            assumed.add(AnswerJson.POLICY_DEPLOYED);
        }
        var notSeen = node.putArray("notSeen");
        unseen.forEach(notSeen::add);
        return AccountFileWriter.pretty(node);
    }
}
