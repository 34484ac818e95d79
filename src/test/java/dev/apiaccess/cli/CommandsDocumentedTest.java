// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine.Help;

/**
 * What docs/commands.md and the pages in docs/commands show is what the commands print; -Dcommands.write=true writes them anew. Words that
 * name a file in src/test/resources/accounts mean that file; account.json is the sample. A page is written below target.
 */
class CommandsDocumentedTest {

    private static final Path DOCS = Path.of(System.getProperty("apiaccess.basedir", ""), "docs");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n\\$ apiaccess ([^\\n]*)\\n(.*?)^```$");
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");

    static List<Path> pages() throws IOException {
        try (var found = Files.list(DOCS.resolve("commands"))) {
            return Stream.concat(Stream.of(DOCS.resolve("commands.md")), found.sorted())
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("pages")
    void thePageShowsWhatIsPrinted(Path file) throws IOException {
        var page = Files.readString(file);
        var printed = BLOCK.matcher(page)
                .replaceAll(block -> Matcher.quoteReplacement(
                        "```console\n$ apiaccess " + block.group(1) + "\n" + run(block.group(1)) + "```"));

        if (Boolean.getBoolean("commands.write")) {
            Files.writeString(file, printed);
            return;
        }
        assertThat(page).as("write it anew with -Dcommands.write=true").isEqualTo(printed);
    }

    @Test
    void everyPageHasExamples() throws IOException {
        for (var file : pages()) {
            assertThat(BLOCK.matcher(Files.readString(file)).results().count())
                    .as(file.toString())
                    .isGreaterThanOrEqualTo(file.endsWith("commands.md") ? 0 : 1);
        }
    }

    private static String run(String line) {
        var out = new StringWriter();
        var code = Apiaccess.commandLine()
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(out, true))
                .execute(ARGUMENT.matcher(line)
                        .results()
                        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                        .map(CommandsDocumentedTest::file)
                        .toArray(String[]::new));
        return out + "exit code " + code + "\n";
    }

    private static String file(String word) {
        if (word.endsWith(".html")) {
            return DOCS.resolveSibling("target").resolve(word).toString();
        }
        var sample = AccountFileTest.sample();
        var sibling = sample.resolveSibling(word);
        return word.equals("account.json")
                ? sample.toString()
                : word.contains(".") && Files.isRegularFile(sibling) ? sibling.toString() : word;
    }
}
