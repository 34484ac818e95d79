// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import com.networknt.schema.Error;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What is printed and read fits the schemas that are printed, by a validator of others. */
class SchemaTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12);
    private static final Path ACCOUNT = AccountFileTest.sample();
    private static final Path DOCS = Path.of(System.getProperty("apiaccess.basedir", ""), "docs", "commands");
    private static final Pattern EXAMPLE =
            Pattern.compile("(?m)^\\$ apiaccess ((can-i|explain|who-can|matrix|since|test) .*)$");
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private final Run run = new Run();

    @ParameterizedTest
    @EnumSource
    void aSchemaIsASchemaAndClosed(Schema schema) throws IOException {
        var printed = printed(schema);

        assertThat(REGISTRY.getSchema(SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()))
                        .validate(printed))
                .isEmpty();
        assertThat(open("", printed)).as("objects that take any field").isEmpty();
        assertThat(new SchemaUse(printed).unused())
                .as("definitions that nothing needs")
                .isEmpty();
    }

    /** Where an object has named properties and takes others too. */
    private static List<String> open(String at, JsonNode node) {
        var found = new ArrayList<String>();
        if (node.path("properties").isObject()
                && node.path("type").asText().equals("object")
                && !node.path("additionalProperties")
                        .equals(JSON.getNodeFactory().booleanNode(false))) {
            found.add(at);
        }
        node.properties().forEach(entry -> found.addAll(open(at + "/" + entry.getKey(), entry.getValue())));
        return found;
    }

    private record SchemaUse(JsonNode schema) {
        List<String> unused() {
            var text = schema.toString();
            var names = new ArrayList<String>();
            schema.path("$defs").fieldNames().forEachRemaining(names::add);
            names.removeIf(name -> text.contains("\"#/$defs/" + name + "\""));
            return names;
        }
    }

    static Stream<String> commands() throws IOException {
        var commands = new TreeSet<String>();
        try (var pages = Files.list(DOCS)) {
            for (var page : pages.toList()) {
                EXAMPLE.matcher(Files.readString(page))
                        .results()
                        .map(found -> found.group(1))
                        .filter(line ->
                                !line.contains("--help") && !line.contains(" -o ") && !line.contains("--request-id"))
                        .forEach(commands::add);
            }
        }
        return Stream.concat(
                commands.stream(),
                Stream.of(
                        "since account.json --account-file account.json",
                        "since account.json --account-file orders-friday.json --all",
                        "since orders-friday.json --account-file account.json --assume-policy-deployed",
                        "matrix --account-file account.json --assume-policy-deployed",
                        "who-can ANY /reports --api orders --account-file account.json",
                        "explain user/alice GET '/orders/{id}' --api orders --account-file account.json",
                        "explain anonymous GET /quotes --api quotes --stage prod --account-file account.json",
                        "since account.json --account-file orders-in-organization.json",
                        "matrix --account-file orders-in-organization.json",
                        "explain --text Forbidden",
                        "can-i user/bob GET / --api nosuch --account-file account.json",
                        "test account.json --account-file account.json"));
    }

    @ParameterizedTest
    @MethodSource("commands")
    void whatIsPrintedFits(String line) throws IOException {
        var words = new ArrayList<>(WORD.matcher(line)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .map(SchemaTest::file)
                .toList());
        words.addAll(List.of("-o", "json"));

        var code = run.with(words.toArray(String[]::new));

        // Of the examples one is mistyped on purpose.
        assertThat(code == AccessCommand.USAGE).as("%s", run).isEqualTo(line.contains("--acount-file"));
        var name = code == AccessCommand.ERROR || code == AccessCommand.USAGE ? "error" : words.getFirst();
        assertThat(problems(schema(name), JSON.readTree(run.out())))
                .as("%s", run)
                .isEmpty();
    }

    private static String file(String word) {
        var sibling = ACCOUNT.resolveSibling(word);
        return word.equals("account.json")
                ? ACCOUNT.toString()
                : word.contains(".") && Files.isRegularFile(sibling) ? sibling.toString() : word;
    }

    @Test
    void whatIsReadFits() throws IOException {
        for (var name : List.of("orders.json", "orders-friday.json", "orders-in-organization.json")) {
            assertThat(problems(Schema.ACCOUNT_FILE, JSON.readTree(Files.readString(ACCOUNT.resolveSibling(name)))))
                    .as(name)
                    .isEmpty();
        }
        assertThat(problems(
                        Schema.TESTS_FILE,
                        new YAMLMapper().readTree(Files.readString(ACCOUNT.resolveSibling("access-tests.yaml")))))
                .isEmpty();
    }

    /** Else a schema that takes everything would pass. */
    @Test
    void whatDoesNotFitIsTold() throws IOException {
        var account = (ObjectNode) JSON.readTree(Files.readString(ACCOUNT));
        account.put("more", 1);
        ((ObjectNode) account.path("keys").path(0)).put("value", "s3cret");
        account.put("account", "12");

        assertThat(problems(Schema.ACCOUNT_FILE, account)).hasSize(3);
        assertThat(problems(Schema.ERROR, JSON.readTree("{\"error\":\"e\",\"code\":\"Not A Code\"}")))
                .hasSize(2);
        assertThat(problems(Schema.EXPLAIN, JSON.readTree("{}"))).isNotEmpty();
        assertThat(problems(Schema.TESTS_FILE, JSON.readTree("{\"tests\":[\"role/a can GET /b\"]}")))
                .isNotEmpty();
    }

    @Test
    void anUnknownNameIsToldWhatThereIs() {
        assertThat(run.with("schema", "plan")).isEqualTo(64);
        assertThat(run.err()).contains("it takes can-i, explain,", "tests-file", "[wrong-argument]");
    }

    private static Schema schema(String name) {
        return Stream.of(Schema.values())
                .filter(one -> one.text().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private JsonNode printed(Schema schema) throws IOException {
        assertThat(run.with("schema", schema.text())).isZero();
        return JSON.readTree(run.out());
    }

    private static List<String> problems(Schema schema, JsonNode instance) {
        return REGISTRY.getSchema(schema.schema()).validate(instance).stream()
                .map(Error::toString)
                .toList();
    }
}
