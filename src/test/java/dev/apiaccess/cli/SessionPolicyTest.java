// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Questions about a session that was made with policies. */
class SessionPolicyTest {

    private static final String WEB = "role/apps/orders-web";
    private static final String READ_ARN = "arn:aws:iam::111111111111:policy/apps/orders-read";
    private static final String REPORTS_ARN = "arn:aws:iam::111111111111:policy/apps/reports";

    @TempDir
    private Path directory;

    private final Run run = new Run();

    private int ask(String command, String who, String path, String... more) {
        var words = new ArrayList<>(List.of(command, who, "GET", path, "--api", "orders"));
        words.addAll(List.of("--account-file", AccountFileTest.sample().toString()));
        words.addAll(List.of(more));
        return run.with(words.toArray(String[]::new));
    }

    private String file(String name, String text) throws IOException {
        return Files.writeString(directory.resolve(name), text).toString();
    }

    private static String allow(String path) {
        return "{\"Version\":\"2012-10-17\",\"Statement\":{\"Effect\":\"Allow\",\"Action\":\"execute-api:Invoke\","
                + "\"Resource\":\"arn:aws:execute-api:*:*:*/prod/GET" + path + "\"}}";
    }

    @Test
    void theyLimitWhatTheRoleMayAndGrantNothing() throws IOException {
        var one = file("one.json", allow("/orders/1"));
        var all = file("all.json", allow("/*"));

        assertThat(ask("can-i", WEB, "/orders/1", "--session-policy", one)).isZero();
        assertThat(run.out())
                .doesNotContain("session policies")
                .contains("not seen  service control policies, web ACLs");
        assertThat(ask("can-i", WEB, "/orders/2", "--session-policy", one)).isEqualTo(1);
        assertThat(run.out().replaceAll("\\s+", " ")).contains("no statement of the session policies allows");
        assertThat(ask("can-i", WEB, "/orders/2", "--session-policy", one, "--session-policy", all))
                .as("together they allow what one of them allows")
                .isZero();
        assertThat(ask("can-i", WEB, "/reports", "--session-policy", all)).isEqualTo(1);
        assertThat(ask("can-i", WEB, "/orders/{id}", "--session-policy", one))
                .as("paths that only the session tells apart are tried")
                .isEqualTo(3);
        assertThat(run.out()).startsWith("partly");
    }

    @Test
    void managedOnesAreNamedByTheirArn() {
        assertThat(ask("can-i", WEB, "/orders", "--session-policy-arn", READ_ARN))
                .isZero();
        assertThat(ask("can-i", WEB, "/orders", "--session-policy-arn", REPORTS_ARN))
                .isEqualTo(1);
        assertThat(ask("can-i", WEB, "/orders", "--session-policy-arn", REPORTS_ARN, "--session-policy-arn", READ_ARN))
                .isZero();
        assertThat(ask("can-i", WEB, "/orders", "--session-policy-arn", READ_ARN + "x"))
                .isEqualTo(4);
        assertThat(run.err()).contains("nothing is known of a managed policy " + READ_ARN + "x", "[no-such-policy]");
    }

    @Test
    void theExplanationShowsTheLayer() throws IOException {
        var one = file("one.json", allow("/orders/1"));

        assertThat(ask("explain", WEB, "/orders/1", "--session-policy", one)).isZero();
        assertThat(run.out()).contains("session   allows: statement number 1 of session policy one.json");

        assertThat(ask("explain", WEB, "/orders", "--session-policy", one)).isEqualTo(1);
        assertThat(run.out())
                .contains(
                        "session   silent: the one statement is not about this call",
                        "session policy one.json: path is");
        assertThat(run.out().replaceAll("\\s+", " "))
                .contains("whoever assumes the role gives the policy of the session");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{ | no-policy | no session policy: ",
                "{\"Version\":\"2012-10-17\"} | no-policy | Statement is missing",
                "{\"Statement\":{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"*\",\"Resource\":\"*\"}} | no-policy | Principal",
            })
    void aFileThatIsNoneIsRefusedInOneSentence(String text, String code, String words) throws IOException {
        for (var command : List.of("can-i", "explain")) {
            assertThat(ask(command, WEB, "/orders", "--session-policy", file("bad.json", text)))
                    .isEqualTo(4);
            assertThat(run.out()).isEmpty();
            assertThat(run.err().lines())
                    .hasSize(2)
                    .first()
                    .satisfies(line -> assertThat(line)
                            .startsWith("error: " + directory)
                            .contains(words)
                            .endsWith("[" + code + "]"));
        }
    }

    @Test
    void whatIsNotThereOrIsOfNoSessionIsRefused() throws IOException {
        assertThat(ask("can-i", WEB, "/orders", "--session-policy", "nowhere.json"))
                .isEqualTo(4);
        assertThat(run.err()).contains("there is no file nowhere.json", "[file-not-found]");
        assertThat(ask("can-i", WEB, "/orders", "--session-policy", directory.toString()))
                .isEqualTo(4);
        assertThat(run.err()).contains("it is a directory", "[file-not-readable]");
        assertThat(ask("can-i", "user/alice", "/orders", "--session-policy", file("one.json", allow("/orders"))))
                .isEqualTo(64);
        assertThat(run.err()).contains("a session policy is of a session of a role, and user/alice is none");
        var eleven = Collections.nCopies(11, List.of("--session-policy-arn", READ_ARN)).stream()
                .flatMap(List::stream)
                .toArray(String[]::new);
        assertThat(ask("can-i", WEB, "/orders", eleven)).isEqualTo(64);
        assertThat(run.err()).contains("is given 11 times, and a session takes 10");
    }
}
