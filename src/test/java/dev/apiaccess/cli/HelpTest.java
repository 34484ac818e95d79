// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What somebody new finds from {@code --help} alone. */
class HelpTest {

    private static final Pattern QUESTION = Pattern.compile("(?m)^  (\\S.*\\?) {2,}(\\S.*)$");

    private final Run run = new Run();

    /** What the words in braces and dots of the questions stand for, and the exit code on the sample. */
    private static final Map<String, String> ASKED = asked();

    private static Map<String, String> asked() {
        var asked = new LinkedHashMap<String, String>();
        asked.put("explain --text '<message of the 403>'", "3 explain --text Forbidden");
        asked.put(
                "explain <who> POST /orders --api orders", "1 explain role/apps/orders-web POST /orders --api orders");
        asked.put("explain, its last lines", "1 explain role/apps/orders-web POST /orders --api orders");
        asked.put("can-i <who> GET /orders --api orders", "0 can-i role/apps/orders-web GET /orders --api orders");
        asked.put(
                "can-i ... --from 203.0.113.9 --mfa",
                "0 can-i user/alice GET /orders --api orders --from 203.0.113.9 --mfa");
        asked.put("who-can DELETE '/orders/{id}' --api orders", "0 who-can DELETE /orders/{id} --api orders");
        asked.put("can-i anonymous GET /orders --api orders", "1 can-i anonymous GET /orders --api orders");
        asked.put("matrix (-o csv for a spreadsheet)", "3 matrix -o csv");
        asked.put("since friday.json", "2 since friday.json");
        asked.put("since friday.json; exit code 2", "2 since friday.json");
        asked.put("test access-tests.yaml (-o junit)", "1 test access-tests.yaml -o junit");
        asked.put("docs/commands/messages.md", "3 matrix");
        asked.put("-o json; its form: schema can-i", "0 schema can-i");
        return asked;
    }

    @Test
    void everyQuestionHasACommandThatAnswersIt() {
        run.with("--help");
        var questions = QUESTION.matcher(run.out()).results().toList();

        assertThat(questions).as("%s", run).hasSizeGreaterThanOrEqualTo(12);
        for (var question : questions) {
            var answered = ASKED.getOrDefault(question.group(2), "");
            assertThat(answered).as(question.group()).isNotEmpty();
            var words = answered.split(" ", 2);
            assertThat(run.with(arguments(words[1])))
                    .as("%s%n%s", question.group(), run)
                    .isEqualTo(Integer.parseInt(words[0]));
            assertThat(run.out()).isNotBlank();
        }
    }

    private static String[] arguments(String line) {
        var sample = AccountFileTest.sample();
        var words = (line.startsWith("schema") ? line : line + " --account-file " + sample).split(" ", -1);
        for (var index = 0; index < words.length; index++) {
            words[index] = words[index].equals("friday.json")
                    ? sample.resolveSibling("orders-friday.json").toString()
                    : words[index].equals("access-tests.yaml")
                            ? sample.resolveSibling("access-tests.yaml").toString()
                            : words[index];
        }
        return words;
    }

    @Test
    void everyCommandIsInOneLineOfAGroup() {
        run.with("--help");
        var help = run.out();

        for (var heading : List.of("Who may call what:", "Compare and test:", "Everything else:")) {
            assertThat(help).contains("\n" + heading + "\n");
        }
        Apiaccess.commandLine().getSubcommands().forEach((name, line) -> {
            if (!line.getCommandSpec().usageMessage().hidden()) {
                assertThat(help).as(name).containsPattern("(?m)^  " + name + " {2,}\\S.*\\S$");
            }
        });
    }

    @Test
    void helpFitsEightyColumns() {
        for (var name :
                List.of("can-i", "explain", "who-can", "matrix", "since", "test", "schema", "completion", "help")) {
            run.with(name, "--help");
            assertThat(run.out()).as(name).isNotBlank();
            fits(run.out());
        }
        run.with("--help");
        fits(run.out());
    }

    private static void fits(String text) {
        assertThat(text.lines())
                .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
    }
}
