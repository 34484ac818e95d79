// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What shells complete: bash is asked itself. */
class CompletionTest {

    private static final Path BASH = Path.of("/bin/bash");
    private static final long PATIENCE = 60;

    private final Run run = new Run();

    @TempDir
    private Path directory;

    private Path script;

    @BeforeEach
    void theScript() throws IOException {
        assertThat(run.with("completion", "bash")).isZero();
        script = Files.writeString(directory.resolve("completion.bash"), run.out());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "apiaccess ca | can-i",
                "apiaccess wh | who-can",
                "apiaccess si | since",
                "apiaccess sch | schema",
                "apiaccess can-i --acc | --account-file",
                "apiaccess can-i --api orders --st | --stage",
                "apiaccess matrix -o c | csv",
                "apiaccess test -o ju | junit",
                "apiaccess explain --te | --text",
            })
    void bashCompletes(String typed, String completed) throws Exception {
        assumeTrue(Files.isExecutable(BASH), "no /bin/bash here");

        assertThat(bash(typed.split(" ", -1))).contains(completed);
    }

    private List<String> bash(String... words) throws Exception {
        var quoted = "'" + String.join("' '", words) + "'";
        var process = new ProcessBuilder(
                        BASH.toString(),
                        "--norc",
                        "-c",
                        "source " + script + "; COMP_WORDS=(" + quoted + "); COMP_CWORD=" + (words.length - 1)
                                + "; COMP_LINE=\"${COMP_WORDS[*]}\"; COMP_POINT=${#COMP_LINE};"
                                + " _complete_apiaccess; printf '%s\\n' \"${COMPREPLY[@]}\"")
                .redirectErrorStream(true)
                .start();
        process.getOutputStream().close();
        var out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(process.waitFor(PATIENCE, TimeUnit.SECONDS)).as(out).isTrue();
        return out.lines().map(String::strip).toList();
    }

    @Test
    void zshTakesTheSameScript() throws IOException {
        run.with("completion", "zsh");

        assertThat(run.out()).isEqualTo(Files.readString(script)).contains("bashcompinit");
    }

    @Test
    void fishKnowsCommandsOptionsAndTheirWords() {
        assertThat(run.with("completion", "fish")).isZero();

        assertThat(run.out().lines())
                .contains("complete -c apiaccess -f")
                .anySatisfy(line -> assertThat(line)
                        .startsWith("complete -c apiaccess -n __fish_use_subcommand -a can-i -d 'Says whether"))
                .anySatisfy(line -> assertThat(line)
                        .startsWith(
                                "complete -c apiaccess -n '__fish_seen_subcommand_from can-i' -l account-file -r -F"))
                .anySatisfy(
                        line -> assertThat(line)
                                .startsWith(
                                        "complete -c apiaccess -n '__fish_seen_subcommand_from matrix' -s o -x -a 'table csv json html'"))
                .allSatisfy(line -> assertThat(line.replace("\\'", "")
                                        .chars()
                                        .filter(c -> c == '\'')
                                        .count()
                                % 2)
                        .as(line)
                        .isZero());
    }

    @Test
    void anotherShellIsRefused() {
        assertThat(run.with("completion", "tcsh")).isEqualTo(64);
        assertThat(run.err()).contains("it takes bash, zsh, fish");
    }
}
