// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people are told of two account files, and the exit codes that follow. */
class SinceCommandTest {

    private static final Path NOW = AccountFileTest.sample();
    private static final Path FRIDAY = NOW.resolveSibling("orders-friday.json");

    private final Run run = new Run();

    @Test
    void whatOpensMostComesFirst() {
        assertThat(run.with("since", FRIDAY.toString(), "--account-file", NOW.toString()))
                .as("%s", run)
                .isEqualTo(2);

        var lines = run.out().lines().toList();
        assertThat(lines.get(1)).contains("wider").contains("authorization AWS_IAM -> NONE: GET /quotes of quotes");
        assertThat(run.out())
                .contains("anybody")
                .contains("role/ops/admin: yes -> no for POST /orders of orders (abc123def4)")
                .contains("new principal: user/bob")
                .contains("gone principal: user/carol")
                .contains("taken -> not taken: key old (k2) at quotes (qwe456rty7) prod")
                .contains("exit code 2: wider comes before unclear, which alone is 3");
        assertThat(lines)
                .allSatisfy(line -> assertThat(line.contains("arn:") ? 0 : line.length())
                        .as(line)
                        .isLessThanOrEqualTo(80));
    }

    @Test
    void anAddressThatBecomesANetworkIsWider() {
        run.with("since", FRIDAY.toString(), "--account-file", NOW.toString(), "--api", "orders", "-o", "json");

        assertThat(access("role/apps/reports"))
                .as("%s", run)
                .allSatisfy(gain -> assertThat(gain.path("direction").asText()).isEqualTo("wider"));
    }

    @Test
    void nothingChanged() {
        assertThat(run.with("since", NOW.toString(), "--account-file", NOW.toString()))
                .isZero();
        assertThat(run.out()).contains("no change of access");

        assertThat(run.with("since", NOW.toString(), "--account-file", NOW.toString(), "-o", "json"))
                .isZero();
        assertThat(json().path("result").asText()).isEqualTo("same");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"boundary\": \"arn:aws:iam::111111111111:policy/limits/readers\", | | 2 | 1",
                "AccessDenied on iam:GetPolicyVersion | Throttled | 3 | 3",
                "\"authorization\": \"CUSTOM\" | \"authorization\": \"NONE\" | 2 | 3",
                "\"authorization\": \"CUSTOM\" | \"authorization\": \"AWS_IAM\" | 3 | 3",
                "\"apiKey\": true | \"apiKey\": false | 2 | 1",
                "\"enabled\": true | \"enabled\": false | 1 | 2",
                "\"deployed\": true | \"deployed\": false | 3 | 3",
                "203.0.113.0/24 | 203.0.113.0/25 | 1 | 2",
                "203.0.113.0/24 | 198.51.100.0/24 | 3 | 3",
                "2027-01-31T00 | 2027-06-30T00 | 2 | 1",
            })
    void theExitCodeFollowsFromTheWorst(String text, String other, int forth, int back, @TempDir Path directory)
            throws IOException {
        var changed = Files.readString(NOW).replaceFirst(Pattern.quote(text), other == null ? "" : other);
        var file = Files.writeString(directory.resolve("other.json"), changed);

        assertThat(run.with("since", NOW.toString(), "--account-file", file.toString()))
                .as("from now to the other: %s", run)
                .isEqualTo(forth);
        assertThat(run.with("since", file.toString(), "--account-file", NOW.toString()))
                .as("from the other to now: %s", run)
                .isEqualTo(back);
    }

    @Test
    void filesThatCannotBeComparedAreErrors(@TempDir Path directory) throws IOException {
        var other = Files.writeString(
                directory.resolve("other.json"),
                Files.readString(NOW).replace("\"account\": \"111111111111\"", "\"account\": \"222222222222\""));

        assertThat(run.with("since", other.toString(), "--account-file", NOW.toString()))
                .isEqualTo(4);
        assertThat(run.err()).contains("is of account 222222222222", "[other-account]");

        assertThat(run.with(
                        "since",
                        directory.resolve("no.json").toString(),
                        "--account-file",
                        NOW.toString(),
                        "-o",
                        "json"))
                .isEqualTo(4);
        assertThat(json().path("code").asText()).as("%s", run).isEqualTo("file-not-found");

        assertThat(run.with("since", NOW.toString(), "--account-file", NOW.toString(), "--stage", "nosuch"))
                .isEqualTo(4);
        assertThat(run.err()).contains("[no-such-stage]");
        assertThat(run.with("since", NOW.toString(), "--account-file", NOW.toString(), "--api", "nosuch"))
                .isEqualTo(4);
        assertThat(run.err()).contains("[no-such-api]");
    }

    private Iterable<JsonNode> access(String principal) {
        return StreamSupport.stream(json().path("access").spliterator(), false)
                .filter(gain -> gain.path("principals").toString().contains(principal))
                .toList();
    }

    private JsonNode json() {
        try {
            return new ObjectMapper().readTree(run.out());
        } catch (IOException e) {
            throw new AssertionError(run.out(), e);
        }
    }
}
