// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import picocli.CommandLine.Help;

/** What docs/commands.md shows is what the commands print; -Dcommands.write=true writes it anew. */
class CommandsDocumentedTest {

    private static final Path PAGE = Path.of(System.getProperty("apiaccess.basedir", ""), "docs/commands.md");
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```console\\n\\$ apiaccess ([^\\n]*)\\n(.*?)^```$");
    private static final Pattern ARGUMENT = Pattern.compile("'([^']*)'|(\\S+)");
    private static final int FEWEST = 6;

    @Test
    void thePageShowsWhatIsPrinted() throws IOException {
        var page = Files.readString(PAGE);
        var printed = BLOCK.matcher(page)
                .replaceAll(block -> Matcher.quoteReplacement(
                        "```console\n$ apiaccess " + block.group(1) + "\n" + run(block.group(1)) + "```"));

        if (Boolean.getBoolean("commands.write")) {
            Files.writeString(PAGE, printed);
            return;
        }
        assertThat(BLOCK.matcher(page).results().count()).isGreaterThanOrEqualTo(FEWEST);
        assertThat(page).as("write it anew with -Dcommands.write=true").isEqualTo(printed);
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
                        .map(word -> word.equals("account.json")
                                ? AccountFileTest.sample().toString()
                                : word)
                        .toArray(String[]::new));
        return out + "exit code " + code + "\n";
    }
}
