// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

/** The file that a page is; what browsers make of it is in hack/tests/test_page.py. */
class PageTest {

    private static final Instant MADE = Instant.parse("2026-11-30T09:15:00Z");

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @Test
    void onlyItsOwnStyleAndScriptAreAllowed() throws Exception {
        var page = page();

        assertThat(page)
                .contains("content=\"default-src 'none'; style-src '" + hash(between(page, "<style>", "</style>"))
                        + "'; script-src '" + hash(between(page, "<script>", "</script>"))
                        + "'; base-uri 'none'; form-action 'none'\"");
        assertThat(Pattern.compile("https?:|\\ssrc=|\\son\\w+=|style=|@import|url\\(")
                        .matcher(page)
                        .results())
                .isEmpty();
        assertThat(page).doesNotContain("@@");
    }

    @Test
    void itSaysWhenItWasMadeAndIsTheSameAgain() throws Exception {
        assertThat(page())
                .contains("made <time datetime=\"2026-11-30T09:15:00Z\">")
                .isEqualTo(page());
    }

    @Test
    void whatIsLeftOutIsNowhereInIt() throws Exception {
        var page = page("--principal", "role/apps/*", "--api", "orders");

        assertThat(held(page)).contains("role/apps/orders-web", "policy/apps/orders-read", "NoSecrets");
        assertThat(page + held(page))
                .doesNotContain(
                        "user/alice",
                        "user/bob",
                        "role/ops",
                        "vendor",
                        "quotes",
                        "qwe456rty7",
                        "policy/limits",
                        "analysts",
                        "WithMfa",
                        "222222222222");
    }

    @Test
    void whatChangedIsOnlyOfThoseThatAreInIt(@TempDir Path directory) throws Exception {
        var old = directory.resolve("old.json");
        Files.writeString(
                old,
                Files.readString(AccountFileTest.sample())
                        .replace("\"name\": \"user/bob\"", "\"name\": \"user/former\"")
                        .replace("\"id\": \"qwe456rty7\"", "\"id\": \"old456rty7\"")
                        .replace("\"api\": \"qwe456rty7\"", "\"api\": \"old456rty7\""));

        var all = held(page("--since", old.toString()));
        var some = held(page("--since", old.toString(), "--principal", "role/apps/*", "--api", "orders"));

        assertThat(all).contains("[\"user/former\",\"gone\"]", "[\"user/bob\",\"new\"]", "old456rty7");
        assertThat(some)
                .contains("role/apps/reports")
                .doesNotContain("user/former", "user/bob", "old456rty7", "quotes");
    }

    @Test
    void itIsWrittenForItsOwnerOnly(@TempDir Path directory) throws Exception {
        var file = directory.resolve("page.html");

        run("--out", file.toString());

        assertThat(out.toString())
                .isEqualTo("written: 9 principals by 8 methods; confidential, as the account file is\n");
        assertThat(Files.getPosixFilePermissions(file)).hasSize(2);
        try (var files = Files.list(directory)) {
            assertThat(files).as("nothing half written is left").containsExactly(file);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"account 222222222222", "no-such-directory"})
    void saysWhatToDo(String what, @TempDir Path directory) throws IOException {
        var old = directory.resolve("old.json");
        Files.writeString(
                old, "{\"apiaccess\":{\"accountFile\":2},\"confidential\":\"x\",\"account\":\"222222222222\"}");

        var code = what.startsWith("account")
                ? run("--since", old.toString())
                : run("--out", directory.resolve(what).resolve("page.html").toString());

        assertThat(code).as("%s", err).isEqualTo(4);
        assertThat(err.toString()).contains("error:", what, "next:");
    }

    private String page(String... more) {
        out.getBuffer().setLength(0);
        assertThat(run(more)).as("%s", err).isEqualTo(3);
        return out.toString();
    }

    private int run(String... more) {
        var arguments = new ArrayList<>(
                List.of("-o", "html", "--account-file", AccountFileTest.sample().toString()));
        arguments.addAll(List.of(more));
        return new CommandLine(new MatrixCommand(Clock.fixed(MADE, ZoneOffset.UTC)))
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute(arguments.toArray(String[]::new));
    }

    private static String between(String page, String start, String end) {
        var from = page.indexOf(start) + start.length();
        return page.substring(from, page.indexOf(end, from));
    }

    private static String hash(String text) throws Exception {
        return "sha256-"
                + Base64.getEncoder()
                        .encodeToString(
                                MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }

    /** What is packed in it, as text. */
    private static String held(String page) throws Exception {
        var inflater = new Inflater(true);
        inflater.setInput(Base64.getDecoder()
                .decode(between(page, "<script id=\"data\" type=\"application/octet-stream\">", "</")));
        var plain = new byte[1 << 20];
        var length = inflater.inflate(plain);
        assertThat(inflater.finished()).isTrue();
        inflater.end();
        return new String(plain, 0, length, StandardCharsets.UTF_8);
    }
}
