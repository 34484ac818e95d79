// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.access.Gap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Every code has its row in docs/commands/messages.md, in the same order, and stands where it is looked for. */
class CodeTest {

    private static final Path PAGE = Path.of(System.getProperty("apiaccess.basedir", ""), "docs/commands/messages.md");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([a-z-]+)` \\| [^|]+ \\| [^|]+ \\|$");

    private final Run run = new Run();

    @Test
    void everyCodeHasItsRowWithCauseAndNextStep() throws IOException {
        assertThat(ROW.matcher(Files.readString(PAGE)).results().map(row -> row.group(1)))
                .containsExactlyElementsOf(Stream.concat(
                                Arrays.stream(Code.values()).map(Code::text),
                                Arrays.stream(Gap.values()).map(Gap::text))
                        .toList());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "anonymous GET /quotes --api quotes --stage test | policy-not-known-deployed",
                "anonymous GET /quotes/mine --api quotes --stage prod | authorizer-decides",
                "role/vendor/tool GET /orders --api orders | policy-not-readable",
                "arn:aws:iam::222222222222:role/partner GET /quotes/premium --api quotes --stage prod | policies-of-other-account",
            })
    void anUnknownAnswerHasItsCode(String arguments, String code) throws IOException {
        for (var verb : new String[] {"can-i", "explain"}) {
            assertThat(ask(verb, arguments)).isEqualTo(3);
            assertThat(run.out().replaceAll("\\s+", " ")).as(verb).contains("[" + code + "]");
        }

        ask("can-i", arguments + " -o json");
        var answer = new ObjectMapper().readTree(run.out());
        assertThat(answer.path("code").asText()).as(run.out()).isEqualTo(code);
        assertThat(answer.path("codes")).hasSameSizeAs(answer.path("missing"));
    }

    @Test
    void whatTheCallDecidesHasACodeInJsonOnly() throws IOException {
        ask("can-i", "user/alice GET /orders --api orders");
        assertThat(run.out()).contains("with MFA").doesNotContain("[");

        ask("can-i", "user/alice GET /orders --api orders -o json");
        assertThat(new ObjectMapper().readTree(run.out()).path("code").asText()).isEqualTo("condition-not-given");
        ask("can-i", "anonymous GET /quotes --api quotes --stage prod --from 198.51.100.7 -o json");
        assertThat(new ObjectMapper().readTree(run.out()).path("code").asText()).isEqualTo("api-key-not-given");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "can-i role/x GET /orders --api orders | no-such-principal",
                "can-i user/bob GET /orders | several-apis",
                "who-can GET /orders --api quotes | several-stages",
                "who-can GET /orders --api orders --stage x | no-such-stage",
                "matrix --api x | no-such-api",
                "can-i user/bob GET /orders --api orders --key x | no-such-key",
            })
    void anErrorHasItsCodeInTextAndJson(String arguments, String code) throws IOException {
        var words = arguments.split(" ", 2);
        assertThat(ask(words[0], words[1])).isEqualTo(4);
        assertThat(run.err()).containsPattern("error: .* \\[" + code + "]\\R");
        assertThat(run.out()).isEmpty();

        assertThat(ask(words[0], words[1] + " -o json")).isEqualTo(4);
        var error = new ObjectMapper().readTree(run.out());
        assertThat(error.path("code").asText()).isEqualTo(code);
        assertThat(run.err()).contains(error.path("error").asText());
    }

    @ParameterizedTest
    @CsvSource({
        "can-i user/bob GET",
        "can-i user/bob FETCH /orders",
        "matrix -o xml",
        "since",
        "schema",
        "matrix --nosuch"
    })
    void aWrongArgumentHasItsCode(String arguments) {
        assertThat(run.with(
                        (arguments + (arguments.equals("schema") ? "" : " --account-file " + AccountFileTest.sample()))
                                .split(" ", -1)))
                .isEqualTo(64);
        assertThat(run.err()).containsPattern("^.*\\[wrong-argument]\\R");
    }

    private int ask(String verb, String arguments) {
        return run.with((verb + " " + arguments + " --account-file " + AccountFileTest.sample()).split(" ", -1));
    }
}
