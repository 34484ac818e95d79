// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.xml.sax.InputSource;

/** Expectations: what holds, what does not and why, and how a wrong entry is told. */
class TestCommandTest {

    private static final Path ACCOUNT = AccountFileTest.sample();
    private static final Path SAMPLE = ACCOUNT.resolveSibling("access-tests.yaml");

    private final Run run = new Run();

    @TempDir
    private Path directory;

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role/apps/orders-web may GET /orders of orders prod | 0 | 1 hold",
                "role/apps/orders-web may GET /orders of orders | 0 | 1 hold",
                "role/apps/orders-web may not POST /orders of orders | 0 | 1 hold",
                "role/apps/orders-web may POST /orders of orders | 1 | no, no statement of the identity policies allows",
                "role/apps/orders-web may not GET /orders of orders | 1 | yes, allowed by statement ReadOrders (number 1)",
                "role/apps/orders-web may GET /orders/{id} of orders | 1 | partly, such as GET /orders/secret: denied by",
                "role/apps/orders-web may not GET /orders/{id} of orders | 1 | partly, such as GET /orders/1: allowed by",
                "user/alice may GET /orders of orders with mfa | 0 | 1 hold",
                "user/alice may GET /orders of orders | 1 | depends, yes, with MFA",
                "user/alice may not GET /orders of orders | 1 | depends, yes, with MFA",
                "user/alice may not GET /orders of orders with aws:MultiFactorAuthPresent= | 0 | 1 hold",
                "role/apps/reports may GET /reports of orders from 203.0.113.9 at 2026-12-24 | 0 | 1 hold",
                "role/apps/reports may not GET /reports of orders from 198.51.100.7 | 0 | 1 hold",
                "role/vendor/tool may GET /orders of orders | 3 | subject to",
                "role/vendor/tool may not GET /orders of orders | 3 | [policy-not-readable]",
                "anybody may GET /quotes of quotes prod from 198.51.100.7 key mobile | 0 | 1 hold",
                "nobody may GET /orders of orders | 1 | role/apps/orders-web and 2 more: yes",
                "nobody may POST /orders of orders except user/alice | 3 | role/vendor/tool: unknown",
                "nobody may POST /orders of orders except user/alice, role/vendor/tool | 0 | 1 hold",
                "nobody may DELETE /orders of orders | 0 | the stage serves no such method, first line 2",
            })
    void sentences(String sentence, int code, String said) throws IOException {
        assertThat(test("tests:\n- " + sentence + "\n")).as("%s", run).isEqualTo(code);

        assertThat(run.out().replaceAll("\\s+", " ")).contains(said);
    }

    @Test
    void whatIsNotKnownMayBeTakenForEnough() throws IOException {
        var entry = "tests:\n- {who: role/vendor/tool, may: GET /orders, api: orders, orUnknown: true}\n";

        assertThat(test(entry)).as("%s", run).isZero();
        assertThat(test(entry.replace("true", "false"))).as("%s", run).isEqualTo(3);
    }

    @Test
    void oneThatFailsWinsOverOneThatIsNotKnown() throws IOException {
        assertThat(test("api: orders\ntests:\n- role/vendor/tool may GET /orders\n- user/bob may GET /orders\n"))
                .isEqualTo(1);
        assertThat(run.out()).as("%s", run).contains("2 expectations: 0 hold, 1 fail, 1 unknown");
    }

    @Test
    void inAllForms() throws Exception {
        assertThat(run.with("test", SAMPLE.toString(), "--account-file", ACCOUNT.toString(), "-o", "json"))
                .as("%s", run)
                .isEqualTo(1);
        var json = new ObjectMapper().readTree(run.out());
        assertThat(json.path("tests")).hasSize(13);
        assertThat(json.path("fails").asInt() + json.path("unknown").asInt()).isEqualTo(3);

        run.with("test", SAMPLE.toString(), "--account-file", ACCOUNT.toString(), "-o", "junit");
        var xml = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(run.out())));
        assertThat(xml.getElementsByTagName("testcase").getLength()).isEqualTo(13);
        assertThat(xml.getElementsByTagName("failure").getLength()).isEqualTo(3);
        assertThat(((org.w3c.dom.Element) xml.getElementsByTagName("testsuite").item(0)).getAttribute("failures"))
                .isEqualTo("3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "tests:;- role/a can GET /orders | line 2: 'role/a can GET /orders' is not understood | wrong-test",
                "tests:;- role/a may GET | lacks a path | wrong-test",
                "tests:;;- user/bob may FETCH /orders of orders | line 3: <VERB> is 'FETCH' | wrong-test",
                "tests:;- user/bob may GET orders of orders | <path> is 'orders' | wrong-test",
                "tests:;- user/bob may GET /orders of orders from nowhere | line 2: from is 'nowhere' | wrong-test",
                "tests:;- user/bob may GET /orders of orders prod on Sundays | is not understood from 'on' on | wrong-test",
                "tests:;- who: user/bob;  maybe: GET /orders | is no field of a test | wrong-test",
                "tests:;- who: user/bob;  api: orders | line 2: may and mayNot are missing | wrong-test",
                "tests:;- may: GET /orders | who is missing | wrong-test",
                "tests:;- who: user/bob;  may: GET /orders;  mfa: perhaps | mfa is 'perhaps' | wrong-test",
                "tests:;- who: user/bob;  may: {a: b} | line 3: may is a mapping | wrong-test",
                "tests:;- who: user/bob;  may: [GET /orders/{id}] | line 3 is no YAML | no-yaml",
                "tests:;- user/bob may GET /orders of orders;- user/bo may GET /orders of orders | line 3: account 111111111111 has no principal user/bo | no-such-principal",
                "tests:;- user/bob may GET /orders of nosuch | line 2: the account file has no API nosuch | no-such-api",
                "tests:;- user/bob may GET /orders of orders test | line 2: API orders has no stage test | no-such-stage",
                "tests:;- user/bob may GET /orders of orders key s3cret | line 2: the account has no API key of that name | no-such-key",
                "tests:;- user/bob may GET /orders except user/alice | except is said of user/bob | wrong-test",
                "test:;- a | is no field of the file | wrong-test",
                "tests: [] | has no tests | no-tests",
                "- a | the file is no mapping | wrong-test",
                "tests:;- [a] | a test is no list | wrong-test",
                "tests: {;a | is no YAML | no-yaml",
                "; | is empty | no-tests",
            })
    void aWrongEntryIsAnErrorWithItsLine(String lines, String problem, String code) throws IOException {
        assertThat(test(lines.replace(';', '\n') + "\n")).as("%s", run).isEqualTo(4);

        assertThat(run.err())
                .contains(problem)
                .contains("[" + code + "]")
                .contains("next:  ")
                .doesNotContain("s3cret");
        assertThat(run.out()).isEmpty();
    }

    @Test
    void whatCallsHaveStandsInTheFile() {
        assertThat(run.with("test", SAMPLE.toString(), "--account-file", ACCOUNT.toString(), "--mfa"))
                .isEqualTo(64);
        assertThat(run.err()).contains("stands in the file").contains("[wrong-argument]");
        assertThat(run.with("test", directory.resolve("no").toString(), "--account-file", ACCOUNT.toString()))
                .isEqualTo(4);
        assertThat(run.err()).contains("[file-not-found]");
    }

    private int test(String text) throws IOException {
        var file = Files.writeString(directory.resolve("t.yaml"), text);
        return run.with("test", file.toString(), "--account-file", ACCOUNT.toString());
    }
}
