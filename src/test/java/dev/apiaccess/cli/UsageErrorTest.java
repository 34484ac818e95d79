// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What somebody reads who mistyped: a sentence, what was meant, where the help is; and what a script reads. */
class UsageErrorTest {

    private final Run run = new Run();

    static Stream<String> commands() {
        return Apiaccess.commandLine().getSubcommands().keySet().stream().filter(name -> !name.equals("help"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void anUnknownOptionOfAnyCommandIsOneSentence(String command) {
        assertThat(run.with(command, "--nosuch=s3cret")).isEqualTo(64);

        assertThat(run.err().lines())
                .containsExactly(
                        "error: " + command + " has no option --nosuch [wrong-argument]",
                        "See apiaccess " + command + " --help");
        assertThat(run.out()).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("commands")
    void itIsJsonWhereverJsonIsAskedFor(String command) throws IOException {
        for (var arguments : List.of(
                List.of(command, "--nosuch", "-o", "json"),
                List.of(command, "-o", "json", "--nosuch"),
                List.of(command, "-ojson", "--nosuch"),
                List.of(command, "--nosuch", "-o=json"))) {
            assertThat(run.with(arguments.toArray(String[]::new)))
                    .as("%s", arguments)
                    .isEqualTo(64);

            var error = new ObjectMapper().readTree(run.out());
            assertThat(error.path("code").asText()).as("%s", arguments).isEqualTo("wrong-argument");
            assertThat(run.err()).contains("error: " + error.path("error").asText() + " [wrong-argument]");
            assertThat(error.path("next").asText()).endsWith("See apiaccess " + command + " --help");
            assertThat(error.properties()).hasSize(3);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "can-i user/bob GET /orders --acount-file x ; can-i has no option --acount-file ; did you mean --account-file?",
                "can-i user/bob GET --acount-file x ; can-i has no option --acount-file ; did you mean --account-file?",
                "matrix --account x ; matrix has no option --account ; did you mean --account-file?",
                "can-i user/bob GET /orders --principal x ; can-i has no option --principal ; --principal is an option of matrix.",
                "can-i user/bob GET /orders more ; can-i takes no argument 'more' here ;",
                "can-i user/bob ; can-i lacks <VERB> ;",
                "explain user/bob ; explain lacks <VERB> ;",
                "who-can GET /orders --api ; --api lacks its value: <name or id> ;",
                "who-can GET /orders --api --stage prod ; --api lacks its value: <name or id> ;",
                "who-can GET /orders --api a --api b ; --api is given twice ;",
                "matrix -o jsn ; -o is 'jsn': it takes table, csv, json, html ; did you mean json?",
                "matrix -o yaml ; -o is 'yaml': it takes table, csv, json, html ;",
                "completion fsh ; the argument is 'fsh': it takes bash, zsh, fish ; did you mean fish?",
                "uninstall --mod retain ; uninstall has no option --mod ; did you mean --mode?",
                "uninstall ; uninstall lacks --mode block|retain|delete ;",
                "emulator --port x ; Invalid value for option '--port': 'x' is not an int ;",
                "matirx --account-file x ; apiaccess has no command matirx ; did you mean matrix?",
                "who ; apiaccess has no command who ; did you mean who-can?",
                "policy ; apiaccess has no command policy ; did you mean iam-policy?",
                "frobnicate ; apiaccess has no command frobnicate ;",
                "help matirx ; apiaccess has no command matirx ; did you mean matrix?",
                "--account-file x ; apiaccess has no option --account-file ; --account-file stands behind the command",
            })
    void saysWhatIsWrongAndWhatWasMeant(String arguments, String what, @Nullable String meant) {
        assertThat(run.with(arguments.split(" ", -1))).as("%s", run).isEqualTo(64);

        assertThat(run.err())
                .startsWith("error: " + what + " [wrong-argument]\n" + (meant == null ? "See" : "next:  " + meant))
                .doesNotContain("Usage:");
    }

    @Test
    void whatCannotBeSeenIsNotPrinted() {
        assertThat(run.with("can-i", "--\u001b[2J")).isEqualTo(64);
        assertThat(run.err()).contains("--\\u001b[2J").doesNotContain("\u001b");
    }
}
