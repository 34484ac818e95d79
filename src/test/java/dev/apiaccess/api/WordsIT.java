// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.testing.ControlPlane;
import dev.apiaccess.testing.Tool;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What people write first is answered by kubectl with a sentence: {@code src/test/resources/words.yaml}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class WordsIT {

    private static final String GOLDEN = "words-golden.txt";
    private static final int MOST_WORDS = 25;

    private final JsonNode table = Yaml.read(Yaml.resource("words.yaml")).getFirst();
    private final List<String> answers = new ArrayList<>();

    @BeforeAll
    void everyRowIsApplied() {
        var kubectl = Tool.kubectl(ControlPlane.shared().kubeconfig());
        table.path("bases")
                .forEach(base -> assertThat(kubectl.runWith(base.toString(), "apply", "--dry-run=server", "-f", "-")
                                .orFail())
                        .as("what the rows change is taken")
                        .contains("created (server dry run)"));
        for (var row : table.path("rows")) {
            var answer = kubectl.runWith(object(row).toString(), "apply", "--dry-run=server", "-f", "-");
            assertThat(answer.code()).as("refused: %s", row).isNotZero();
            answers.add(answer.err().strip());
        }
    }

    @Test
    void everyAnswerNamesTheFieldAndSaysWhatToWrite() {
        assertThat(answers).hasSizeGreaterThan(75);
        for (var number = 0; number < answers.size(); number++) {
            var row = table.path("rows").path(number);
            var sentence = row.path("answer").asText();
            assertThat(answers.get(number)).contains(row.path("field").asText(), sentence);
            assertThat(sentence.split(" ", -1)).as(sentence).hasSizeLessThanOrEqualTo(MOST_WORDS);
        }
    }

    @Test
    void noAnswerIsARegularExpression() {
        assertThat(answers).noneMatch(answer -> answer.contains("should match") || answer.contains("]+"));
    }

    /** A rule that breaks on such a value is answered by the words of the evaluator, and one mistake by two answers. */
    @Test
    void noRuleBreaksAndNoOtherRuleSpeaks() {
        assertThat(answers).noneMatch(answer -> answer.contains("evaluation error") || answer.contains("no such key"));
        for (var answer : answers) {
            if (!answer.contains("some validation rules were not checked")) {
                assertThat(answer.lines()).as(answer).hasSize(1);
            }
        }
    }

    @Test
    void nothingElseIsSaid() throws IOException {
        var file = Yaml.resource(GOLDEN);
        var said = new StringBuilder();
        for (var number = 0; number < answers.size(); number++) {
            said.append("--- ")
                    .append(table.path("rows").path(number).path("field").asText())
                    .append('\n')
                    .append(answers.get(number))
                    .append('\n');
        }
        if (Boolean.getBoolean("words.write")) {
            Files.writeString(file, said);
        }
        assertThat(said).hasToString(Files.readString(file));
    }

    private JsonNode object(JsonNode row) {
        var change = row.path("input").properties().iterator().next();
        return Yaml.patched(table.path("bases").path(change.getKey()), change.getValue());
    }
}
