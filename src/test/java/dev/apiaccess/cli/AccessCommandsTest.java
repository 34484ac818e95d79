// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import picocli.CommandLine.Help;

/** What people get from the verbs, and how they are told what is wrong. */
class AccessCommandsTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "role/apps/orders-web GET /orders --api orders | 0 | yes",
                "role/apps/orders-web GET /orders/17 --api orders | 0 | yes",
                "role/apps/orders-web get /orders/secret-1 --api abc123def4 | 1 | no",
                "role/apps/orders-web GET /orders/{id} --api orders | 3 | partly",
                "role/apps/orders-web POST /orders --api orders | 1 | no",
                "user/bob GET /orders --api orders | 1 | no",
                "anonymous GET /orders --api orders | 1 | no",
                "root GET /orders --api orders | 0 | yes",
                "role/ops/admin GET /orders --api orders | 0 | yes",
                "role/ops/admin POST /orders --api orders | 1 | no",
                "role/vendor/tool GET /orders --api orders | 3 | unknown",
                "user/alice GET /orders --api orders | 3 | depends",
                "user/alice GET /orders --api orders --mfa | 0 | yes",
                "user/alice GET /orders --api orders --with aws:MultiFactorAuthPresent= | 1 | no",
                "role/apps/reports GET /reports --api orders | 3 | depends",
                "role/apps/reports ANY /reports --api orders --from 203.0.113.9 --at 2026-12-01 | 0 | yes",
                "role/apps/reports GET /reports --api orders --from 203.0.113.9 --at 2027-01-31T00:00:00Z | 1 | no",
                "role/apps/reports GET /reports --api orders --from 192.0.2.1 | 1 | no",
                "anonymous GET /quotes --api quotes --stage prod --from 198.51.100.7 --key mobile | 0 | yes",
                "anonymous GET /quotes --api quotes --stage prod --from 198.51.100.7 --key old | 1 | no",
                "anonymous GET /quotes --api quotes --stage prod --from 198.51.100.7 | 3 | depends",
                "anonymous GET /quotes/mine --api quotes --stage prod | 3 | unknown",
                "arn:aws:iam::222222222222:role/partner GET /quotes/premium --api quotes --stage prod | 3 | unknown",
                "anonymous GET /quotes --api quotes --stage test | 3 | unknown",
                "anonymous GET /quotes --api quotes --stage test --assume-policy-deployed | 0 | yes",
            })
    void canI(String arguments, int code, String word) {
        assertThat(run("can-i " + arguments)).as("%s%s", out, err).isEqualTo(code);
        assertThat(out.toString()).as("first line").startsWith(word + "\n");
        assertThat(out.toString()).contains("not seen").contains("service control policies");

        assertThat(run("explain " + arguments)).as("explain: %s%s", out, err).isEqualTo(code);
        assertThat(out.toString()).startsWith(word + "\n");
    }

    @Test
    void conditionsBecomeWords() {
        run("can-i role/apps/reports GET /reports --api orders");

        assertThat(out.toString()).contains("yes, from 203.0.113.0/24 and before 2027-01-31");
    }

    @Test
    void whatIsAssumedIsSaid() {
        run("can-i anonymous GET /quotes --api quotes --stage test --assume-policy-deployed");

        assertThat(out.toString()).contains("assumed", "the resource policy that was read is the deployed one");
    }

    @Test
    void asJson() throws IOException {
        run("can-i role/apps/orders-web GET /orders/{id} --api orders -o json");
        var answer = json();

        assertThat(answer.path("answer").asText()).isEqualTo("partly");
        assertThat(answer.path("statement").path("sid").asText()).isEqualTo("NoSecrets");
        assertThat(answer.path("statement").path("position").asInt()).isEqualTo(2);
        assertThat(answer.path("call").path("api").asText()).isEqualTo("abc123def4");
        assertThat(answer.path("notSeen")).isNotEmpty();

        run("explain role/apps/orders-web POST /orders --api orders -o json");
        var explained = json();

        assertThat(explained.path("layers")).hasSize(9);
        assertThat(explained
                        .path("nearMisses")
                        .path(0)
                        .path("failed")
                        .path(0)
                        .path("part")
                        .asText())
                .isEqualTo("verb");
        assertThat(explained.path("change").asText()).contains("ReadOrders");
    }

    @Test
    void whoCan() throws IOException {
        assertThat(run("who-can GET /orders --api orders")).isEqualTo(3);
        assertThat(out.toString())
                .contains("role/apps/orders-web: allowed by statement ReadOrders (number 1)")
                .contains("user/alice: with MFA, by way of statement WithMfa (number 1)")
                .contains("anybody in account 111111111111");

        assertThat(run("who-can POST /orders --api orders -o json")).isEqualTo(3);
        assertThat(json().path("principals")).hasSize(9);
    }

    @Test
    void matrix() throws IOException {
        assertThat(run("matrix")).isEqualTo(3);
        assertThat(out.toString()).contains("GET /orders/{id} of orders (abc123def4) prod", "role/apps/orders-web");

        assertThat(run("matrix --api orders -o csv")).isEqualTo(3);
        assertThat(out.toString().split("\r\n", -1))
                .hasSize(1 + 9 * 4 + 1)
                .contains("user/alice,abc123def4,prod,GET,/orders,depends,with MFA")
                .contains(
                        "role/apps/orders-web,abc123def4,prod,GET,/orders/{id},partly,\"yes for GET /orders/1: allowed by"
                                + " statement ReadOrders (number 1) of arn:aws:iam::111111111111:policy/apps/orders-read; no for"
                                + " GET /orders/secret: denied by statement NoSecrets (number 2) of"
                                + " arn:aws:iam::111111111111:policy/apps/orders-read\"");

        run("matrix --api orders -o json");
        assertThat(json().path("methods")).hasSize(4);
        assertThat(json().path("principals")).hasSize(9);
        assertThat(json().path("assumed")).isEmpty();

        run("matrix --principal role/apps/* --principal user/bob -o csv");
        assertThat(out.toString().split("\r\n", -1)).hasSize(1 + 3 * 8 + 1).noneMatch(line -> line.contains("alice"));

        run("matrix --api quotes --assume-policy-deployed -o json");
        assertThat(json().path("assumed")).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "can-i role/orders-web GET /orders --api orders | 4 | did you mean role/apps/orders-web?",
                "can-i role/x GET /orders --api orders | 4 | name role/<path/name>, user/<path/name>",
                "can-i user/bob GET /orders | 4 | name one by its id with --api: abc123def4, qwe456rty7",
                "can-i user/bob GET /orders --api x | 4 | name one with --api: orders (abc123def4), quotes",
                "can-i user/bob GET /orders --api quotes | 4 | name one with --stage: prod, test",
                "can-i user/bob GET /orders --api orders --stage x | 4 | name one with --stage: prod",
                "can-i user/bob GET /orders --api orders --key s3cret | 4 | the account has no API key of that name or id",
                "can-i user/bob FETCH /orders --api orders | 64 | <VERB> is 'FETCH': it takes GET, POST",
                "can-i user/bob GET orders --api orders | 64 | <path> is 'orders': it takes a path that begins with /",
                "can-i user/bob GET /orders --api orders --from 300.1.1.1 | 64 | --from is '300.1.1.1': it takes one address",
                "can-i user/bob GET /orders --api orders --at tomorrow | 64 | --at is 'tomorrow': it takes a day",
                "can-i user/bob GET /orders --api orders --with x | 64 | --with is 'x': it takes key=value",
                "can-i user/bob GET /orders?x=1 --api orders | 64 | leave out what follows ? or #",
                "explain user/bob GET /orders/{id}#a --api orders | 64 | leave out what follows ? or #",
                "can-i user/bob GET /orders --api orders --from 1::2::3 | 64 | it takes one address",
                "can-i user/bob GET /orders --api orders --from 203.0.113.9 --with aws:sourceip=203.0.113.9 | 64 | not said already",
                "can-i user/bob GET /orders --api orders --with aws:username=alice | 64 | no key that follows from the principal",
                "can-i user/bob GET /orders --api orders --with aws:MultiFactorAuthPresent=no | 64 | it takes true or false",
                "matrix --principal nobody* | 4 | no principal matches nobody*",
                "matrix --since old.json | 64 | --since is taken with -o html only",
                "matrix --stage nosuch | 4 | no API has a stage nosuch",
                "can-i user/bob GET | 64 | can-i lacks <path>",
                "matrix -o xml | 64 | -o is 'xml': it takes table, csv",
            })
    void saysWhatToDo(String arguments, int code, String message) {
        assertThat(run(arguments)).as("%s%s", out, err).isEqualTo(code);

        assertThat(err.toString()).contains(message).doesNotContain("s3cret");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void aFileOfAnotherVersionIsAnError(@TempDir Path directory) throws IOException {
        var file = directory.resolve("account.json");
        Files.writeString(file, "{\"apiaccess\":{\"accountFile\":7}}");

        assertThat(execute("matrix", "--account-file", file.toString())).isEqualTo(4);
        assertThat(err.toString()).contains("has version 7, and this apiaccess reads version 2");

        assertThat(execute("matrix", "--account-file", directory.resolve("no").toString()))
                .isEqualTo(4);
        assertThat(err.toString()).contains("there is no file");

        assertThat(execute("matrix", "--account-file", file.toString(), "--region", "eu-west-1"))
                .as("a file and AWS")
                .isEqualTo(64);
    }

    @Test
    void eightyColumnsAndColourOnlyWhereItIsWanted() {
        for (var command : List.of(
                "explain role/apps/orders-web POST /orders --api orders",
                "explain anonymous GET /quotes --api quotes --stage prod",
                "who-can GET /orders --api orders",
                "matrix",
                "can-i --help",
                "explain --help",
                "who-can --help",
                "matrix --help")) {
            run(command);
            assertThat(out.toString().lines().filter(line -> !line.contains("arn:")))
                    .as(command)
                    .allSatisfy(line -> assertThat(line.length()).as(line).isLessThanOrEqualTo(80));
            assertThat(out.toString()).as(command).doesNotContain("\u001b");
        }
        out.getBuffer().setLength(0);

        Apiaccess.commandLine()
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.ON))
                .setOut(new PrintWriter(out, true))
                .execute(
                        "can-i",
                        "root",
                        "GET",
                        "/orders",
                        "--api",
                        "orders",
                        "--account-file",
                        AccountFileTest.sample().toString());
        assertThat(out.toString()).startsWith("\u001b[32m");
    }

    private JsonNode json() throws IOException {
        return new ObjectMapper().readTree(out.toString());
    }

    private int run(String arguments) {
        var all = new ArrayList<>(List.of(arguments.split(" ", -1)));
        if (!all.contains("--help")) {
            all.addAll(List.of("--account-file", AccountFileTest.sample().toString()));
        }
        return execute(all.toArray(String[]::new));
    }

    private int execute(String... arguments) {
        out.getBuffer().setLength(0);
        err.getBuffer().setLength(0);
        return Apiaccess.commandLine()
                .setColorScheme(Help.defaultColorScheme(Help.Ansi.OFF))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments);
    }
}
