// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.access.NaiveAccess.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** The rows of the engine's tables, as far as they speak of calls of the access cases, hold for the naive evaluator too. */
class NaiveTablesTest {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String STAGE = "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/";

    /** Rows for which the access cases have a rule of their own, or none. */
    private static final Set<String> NOT_FOR_CASES = Set.of(
            // The key is always true.
            "all operators must hold",
            // Routes are found by templates, which here would be none.
            "a trailing slash is another path",
            "question mark is not nothing",
            // Not written as AWS has it.
            "a variable that does not end");

    @TestFactory
    Stream<DynamicTest> actions() throws IOException {
        return rows("actions", row -> row.path("action").asText().equals("execute-api:Invoke"));
    }

    @TestFactory
    Stream<DynamicTest> conditions() throws IOException {
        return rows("conditions", _ -> true);
    }

    @TestFactory
    Stream<DynamicTest> resources() throws IOException {
        return rows("resources", NaiveTablesTest::isMethod);
    }

    @TestFactory
    Stream<DynamicTest> variables() throws IOException {
        return rows("variables", NaiveTablesTest::isMethod);
    }

    private static Stream<DynamicTest> rows(String table, Predicate<JsonNode> ofCases) throws IOException {
        JsonNode rows;
        try (InputStream in = NaiveTablesTest.class.getResourceAsStream("/iam/cases/" + table + ".json")) {
            String text = new String(Objects.requireNonNull(in, table).readAllBytes(), StandardCharsets.UTF_8);
            rows = JSON.readTree(text.replace("\"A:", "\"arn:aws:execute-api:eu-west-1:111111111111:"))
                    .path("rows");
        }
        return StreamSupport.stream(rows.spliterator(), false)
                .filter(row -> ofCases.test(row)
                        && !NOT_FOR_CASES.contains(row.path("why").asText()))
                .map(row -> DynamicTest.dynamicTest(row.path("why").asText(), () -> {
                    String expected = row.path("matches").asText()
                            + row.path("holds").asText()
                            + row.path("applies").asText();

                    assertThat(NaiveAccess.answer(asCase(row)).value())
                            .as("%s", row)
                            .isEqualTo(
                                    switch (expected) {
                                        case "true" -> Value.YES;
                                        case "false" -> Value.NO;
                                        default -> Value.UNKNOWN;
                                    });
                }));
    }

    private static boolean isMethod(JsonNode row) {
        String resource = row.path("resource").asText();
        return resource.startsWith(STAGE) && resource.indexOf('/', STAGE.length()) > 0 && !row.has("Effect");
    }

    /** One statement, by which user ann gets in or does not. */
    private static JsonNode asCase(JsonNode row) {
        boolean resource = row.path("as").asText().equals("resource");
        ObjectNode statement = JSON.createObjectNode().put("Effect", "Allow");
        if (resource) {
            statement.put("Principal", "*");
        }
        for (String element : new String[] {"Action", "NotAction", "Resource", "NotResource", "Condition"}) {
            if (row.has(element)) {
                statement.set(element, row.get(element));
            }
        }
        if (!row.has("NotAction") && !row.has("Action")) {
            statement.put("Action", "execute-api:Invoke");
        }
        if (row.has("pattern")) {
            statement.set("Resource", row.get("pattern"));
        } else if (!row.has("Resource") && !row.has("NotResource")) {
            statement.put("Resource", "*");
        }
        ObjectNode theCase = JSON.createObjectNode();
        if (row.has("resource")) {
            String method = row.path("resource").asText().substring(STAGE.length());
            int slash = method.indexOf('/');
            String call = method.substring(0, slash) + " " + method.substring(slash);
            theCase.put("call", call);
            theCase.putObject("methods").put(method.substring(slash).equals("/") ? call : "ANY /{proxy+}", "AWS_IAM");
        }
        theCase.put("version", row.path("Version").asText("2012-10-17"));
        theCase.set("with", row.has("context") ? row.get("context") : JSON.createObjectNode());
        theCase.putArray(resource ? "resource" : "identity").add(statement);
        return theCase;
    }
}
