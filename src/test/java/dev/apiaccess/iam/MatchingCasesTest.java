// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Action, resource, condition and variables: each row is one Allow statement and the question whether it applies. */
class MatchingCasesTest {

    private static final String METHOD = "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/x";
    private static final Principal ANN = new Principal.User(Arn.parse("arn:aws:iam::111111111111:user/ann"));

    @TestFactory
    Stream<DynamicTest> resources() {
        return CaseTable.load("resources").tests(row -> {
            boolean asResource = row.path("as").asText().equals("resource");
            ObjectNode statement =
                    statement(row).put("Resource", row.path("pattern").asText());
            Request request =
                    new Request(ExecuteApi.INVOKE, row.path("resource").asText(), ANN);
            if (asResource) {
                statement.put("Principal", "*");
            }
            assertThat(applies(row, statement, request))
                    .as("%s", row)
                    .isEqualTo(row.path("matches").asText());
        });
    }

    @TestFactory
    Stream<DynamicTest> actions() {
        return CaseTable.load("actions").tests(row -> {
            ObjectNode statement = statement(row).put("Resource", "*");
            statement.remove("Action");
            for (String element : new String[] {"Action", "NotAction"}) {
                if (row.has(element)) {
                    statement.set(element, row.get(element));
                }
            }
            Request request = new Request(row.path("action").asText(), METHOD, ANN);
            assertThat(applies(row, statement, request))
                    .as("%s", row)
                    .isEqualTo(row.path("matches").asText());
        });
    }

    @TestFactory
    Stream<DynamicTest> conditions() {
        return CaseTable.load("conditions").tests(row -> {
            ObjectNode statement = statement(row).put("Resource", "*");
            statement.set("Condition", row.get("Condition"));
            Request request = new Request(ExecuteApi.INVOKE, METHOD, ANN, CaseTable.context(row));
            assertThat(applies(row, statement, request))
                    .as("%s", row)
                    .isEqualTo(row.path("holds").asText());
        });
    }

    @TestFactory
    Stream<DynamicTest> variables() {
        return CaseTable.load("variables").tests(row -> {
            ObjectNode statement = statement(row);
            for (String element : new String[] {"Resource", "NotResource", "Condition"}) {
                if (row.has(element)) {
                    statement.set(element, row.get(element));
                }
            }
            Request request =
                    new Request(ExecuteApi.INVOKE, row.path("resource").asText(), ANN, CaseTable.context(row));
            assertThat(applies(row, statement, request))
                    .as("%s", row)
                    .isEqualTo(row.path("applies").asText());
        });
    }

    private static ObjectNode statement(JsonNode row) {
        assertThat(row.has("why")).as("every row says why: %s", row).isTrue();
        return CaseTable.JSON.createObjectNode().put("Effect", "Allow").put("Action", ExecuteApi.INVOKE);
    }

    /** "true", "false", or "unknown" where AWS's documentation does not say. */
    private static String applies(JsonNode row, ObjectNode statement, Request request) {
        ObjectNode document = CaseTable.JSON.createObjectNode();
        String version = row.path("Version").asText(PolicyDocument.CURRENT);
        if (!version.equals("none")) {
            document.put("Version", version);
        }
        document.set("Statement", statement);
        Policies policies = statement.has("Principal")
                ? Policies.none()
                        .withResource(ExecuteApi.expand(
                                PolicyReader.read(document.toString(), PolicyKind.RESOURCE),
                                "aws",
                                "eu-west-1",
                                "111111111111",
                                "abc123def4"))
                : Policies.identity(PolicyReader.read(document.toString(), PolicyKind.IDENTITY));
        // The owner is given, so that rows about foreign ARNs speak of matching alone.
        Decision decision = Evaluator.evaluate(request, policies.withResourceAccount("111111111111"));
        return switch (decision.outcome()) {
            case ALLOWED -> "true";
            case IMPLICIT_DENY -> "false";
            case UNKNOWN -> "unknown";
            case EXPLICIT_DENY -> throw new AssertionError(decision);
        };
    }
}
