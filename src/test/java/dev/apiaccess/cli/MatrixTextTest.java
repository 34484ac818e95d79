// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a spreadsheet makes of a matrix. */
class MatrixTextTest {

    private final Run run = new Run();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "prod | prod",
                "role/a,b | \"role/a,b\"",
                "say \"x\" | \"say \"\"x\"\"\"",
                "a;=1+1 | \"a;=1+1\"",
                "=1+1 | \"'=1+1\"",
                "+1 | \"'+1\"",
                "-prod | \"'-prod\"",
                "@SUM(A1) | \"'@SUM(A1)\"",
                "＝1 | \"'＝1\"",
                "'quoted | \"'quoted\"",
                "`` | ``",
            })
    void aCellIsOneCellAndNoFormula(String text, String cell) {
        assertThat(MatrixText.quoted(text)).isEqualTo(cell);
    }

    @Test
    void whatIsNotSeenDoesNotBeginACell() {
        assertThat(MatrixText.quoted("\t=1")).isEqualTo("\"'\\u0009=1\"");
        assertThat(MatrixText.quoted("\r=1")).isEqualTo("\"'\\u000d=1\"");
        assertThat(MatrixText.quoted("\n=1")).isEqualTo("\"'\\u000a=1\"");
    }

    @Test
    void everyLineHasAsManyCellsAsTheHeaderAndNoneIsAFormula(@TempDir Path directory) throws IOException {
        var file = Files.writeString(
                directory.resolve("account.json"),
                Files.readString(AccountFileTest.sample())
                        .replace("\"test\"", "\"-test\"")
                        .replace("ReadOrders", "Read, =1+1 all"));

        run.with("matrix", "-o", "csv", "--account-file", file.toString());

        var lines = List.of(run.out().split("\r\n", -1));
        assertThat(lines).hasSizeGreaterThan(20);
        for (var line : lines.subList(0, lines.size() - 1)) {
            var cells = cells(line);
            assertThat(cells).as(line).hasSize(7);
            assertThat(cells).allSatisfy(cell -> assertThat(cell).doesNotContainPattern("^[=+@\\t\\r-]"));
        }
        assertThat(run.out()).contains(",\"'-test\",").contains("Read, =1+1 all");
    }

    /** As RFC 4180 has it. */
    private static List<String> cells(String line) {
        var cells = new ArrayList<String>();
        var cell = new StringBuilder();
        var quoted = false;
        for (var at = 0; at < line.length(); at++) {
            var one = line.charAt(at);
            if (one == '"') {
                // A quote that is doubled closes and opens again, and stands for itself.
                if (!quoted && at > 0 && line.charAt(at - 1) == '"' && !cell.isEmpty()) {
                    cell.append('"');
                }
                quoted = !quoted;
            } else if (one == ',' && !quoted) {
                cells.add(cell.toString());
                cell.setLength(0);
            } else {
                cell.append(one);
            }
        }
        cells.add(cell.toString());
        return cells;
    }
}
