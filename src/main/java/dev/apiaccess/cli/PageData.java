// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.Row;
import dev.apiaccess.access.Survey;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import org.jspecify.annotations.Nullable;

/**
 * What a page shows, packed: the length of the head in four bytes, little end first; the head as JSON; and for each cell, row by row, the
 * number of its why, in three planes of a byte for each cell, the lowest first. Where there is a state before, three more planes: 0 where the
 * cell said the same, else the number of what it said, plus one. All of it is deflated, without a header.
 */
final class PageData {

    private static final int PLANES = 3;

    private final Survey now;
    private final @Nullable Survey before;
    private final PageTables tables = new PageTables();
    private final Map<String, Row> rows;
    private final Map<String, Row> oldRows;
    private final Map<String, Integer> columns;
    private final Map<String, Integer> oldColumns;
    private final List<String> principals;
    private final List<String> methods;

    /** @param before null where there is no other state to compare with */
    PageData(Survey now, @Nullable Survey before) {
        this.now = now;
        this.before = before;
        this.rows = rows(now);
        this.columns = columns(now);
        this.oldRows = before == null ? Map.of() : rows(before);
        this.oldColumns = before == null ? Map.of() : columns(before);
        this.principals = joined(rows, oldRows);
        this.methods = joined(columns, oldColumns);
    }

    private static Map<String, Row> rows(Survey survey) {
        var all = new LinkedHashMap<String, Row>();
        survey.rows().forEach(row -> all.put(row.caller().spoken(), row));
        return all;
    }

    private static Map<String, Integer> columns(Survey survey) {
        var all = new LinkedHashMap<String, Integer>();
        for (var index = 0; index < survey.columns().size(); index++) {
            var column = survey.columns().get(index);
            all.put(
                    String.join(
                            "\n",
                            column.inquiry().api().region(),
                            column.inquiry().api().id(),
                            column.inquiry().stage().name(),
                            column.method().verb(),
                            column.method().path()),
                    index);
        }
        return all;
    }

    /** What is there, then what is no longer there. */
    private static List<String> joined(Map<String, ?> names, Map<String, ?> old) {
        var all = new ArrayList<>(names.keySet());
        old.keySet().stream().filter(name -> !names.containsKey(name)).forEach(all::add);
        return all;
    }

    /** @param head what the page says of itself; rows, columns and tables are added to it */
    byte[] packed(ObjectNode head) {
        var cells = principals.size() * methods.size();
        var shown = new byte[PLANES * cells];
        var changed = new byte[before == null ? 0 : PLANES * cells];
        for (var row = 0; row < principals.size(); row++) {
            var name = principals.get(row);
            var whys = whys(rows.get(name), now);
            var old = before == null ? null : whys(oldRows.get(name), before);
            for (var column = 0; column < methods.size(); column++) {
                var at = row * methods.size() + column;
                var why = why(whys, columns.get(methods.get(column)));
                put(shown, at, why);
                if (before != null) {
                    var said = why(old, oldColumns.get(methods.get(column)));
                    put(changed, at, tables.alike(why, said) ? 0 : said + 1);
                }
            }
        }
        axes(head);
        tables.write(head);
        return deflated(head, shown, changed);
    }

    private PageTables.@Nullable Whys whys(@Nullable Row row, Survey survey) {
        return row == null ? null : tables.whys(row, survey.columns());
    }

    private static int why(PageTables.@Nullable Whys row, @Nullable Integer column) {
        return row == null || column == null ? PageTables.ABSENT : row.why(column);
    }

    private static void put(byte[] planes, int at, int number) {
        var size = planes.length / PLANES;
        for (var plane = 0; plane < PLANES; plane++) {
            planes[plane * size + at] = (byte) (number >> (Byte.SIZE * plane));
        }
    }

    private void axes(ObjectNode head) {
        var names = head.putArray("principals");
        principals.forEach(name -> names.addArray().add(name).add(state(rows, oldRows, name)));
        var list = head.putArray("methods");
        for (var name : methods) {
            var index = columns.get(name);
            var column = index != null
                    ? now.columns().get(index)
                    : before == null ? null : before.columns().get(oldColumns.getOrDefault(name, 0));
            if (column != null) {
                method(list, column).add(state(columns, oldColumns, name));
            }
        }
    }

    private static ArrayNode method(ArrayNode list, Survey.Column column) {
        var api = column.inquiry().api();
        return list.addArray()
                .add(column.method().verb())
                .add(column.method().path())
                .add(api.name())
                .add(api.id())
                .add(column.inquiry().stage().name())
                .add(api.region())
                .add(column.method().authorization())
                .add(column.method().keyRequired() ? 1 : 0);
    }

    private String state(Map<String, ?> names, Map<String, ?> old, String name) {
        return before == null || (names.containsKey(name) && old.containsKey(name))
                ? ""
                : names.containsKey(name) ? "new" : "gone";
    }

    private static byte[] deflated(ObjectNode head, byte[]... planes) {
        var json = head.toString().getBytes(StandardCharsets.UTF_8);
        var packed = new ByteArrayOutputStream();
        var deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (var out = new DeflaterOutputStream(packed, deflater)) {
            out.write(ByteBuffer.allocate(Integer.BYTES)
                    .order(ByteOrder.LITTLE_ENDIAN)
                    .putInt(json.length)
                    .array());
            out.write(json);
            for (var plane : planes) {
                out.write(plane);
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } finally {
            deflater.end();
        }
        return packed.toByteArray();
    }

    int principals() {
        return principals.size();
    }

    int methods() {
        return methods.size();
    }
}
