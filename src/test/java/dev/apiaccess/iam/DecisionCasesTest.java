// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Whole decisions: callers, identity policies, boundary and resource policy together. */
class DecisionCasesTest {

    private static final String METHOD = "arn:aws:execute-api:eu-west-1:111111111111:abc123def4/prod/GET/orders";

    private final CaseTable table = CaseTable.load("decisions");

    @TestFactory
    Stream<DynamicTest> decisions() {
        return table.tests(row -> {
            Request request = new Request(
                    ExecuteApi.INVOKE, METHOD, caller(row.path("caller").asText()), CaseTable.context(row));

            Decision decision = Evaluator.evaluate(request, policies(row));

            assertThat(decision.outcome())
                    .as("%s%n%s", row, decision)
                    .isEqualTo(Decision.Outcome.valueOf(row.path("expect").asText()));
            if (row.has("by")) {
                assertThat(decision.decidingSid()).contains(row.path("by").asText());
                assertThat(decision.reason()).contains(row.path("by").asText());
            }
            if (decision.outcome() == Decision.Outcome.IMPLICIT_DENY) {
                assertThat(decision.decidingSid()).isEmpty();
                assertThat(decision.reason()).contains(METHOD);
            }
        });
    }

    private Policies policies(JsonNode row) {
        Policies policies = row.path("identity").isEmpty()
                ? Policies.none()
                : Policies.identity(PolicyReader.read(document(row.path("identity")), PolicyKind.IDENTITY));
        if (row.has("boundary")) {
            policies = policies.withBoundary(
                    row.path("boundary").isEmpty()
                            ? PolicyDocument.of()
                            : PolicyReader.read(document(row.path("boundary")), PolicyKind.IDENTITY));
        }
        if (row.has("resource")) {
            PolicyDocument written = PolicyReader.read(document(row.path("resource")));
            policies =
                    policies.withResource(ExecuteApi.expand(written, "aws", "eu-west-1", "111111111111", "abc123def4"));
        }
        return row.path("mustAllow").asBoolean()
                ? policies.withRule(Policies.ResourceRule.RESOURCE_MUST_ALLOW)
                : policies;
    }

    private String document(JsonNode names) {
        ObjectNode document = CaseTable.JSON.createObjectNode().put("Version", "2012-10-17");
        ArrayNode statements = document.putArray("Statement");
        names.forEach(name -> statements.add(
                Objects.requireNonNull(table.root().get("statements").get(name.asText()), name.asText())));
        return document.toString();
    }

    private static Principal caller(String name) {
        String account = name.startsWith("far-") ? "222222222222" : "111111111111";
        return switch (name.replace("far-", "")) {
            case "anonymous" -> new Principal.Anonymous();
            case "root" -> new Principal.Root(account);
            case "ann" -> new Principal.User(Arn.parse("arn:aws:iam::" + account + ":user/ann"));
            case "app" ->
                new Principal.AssumedRole(
                        Arn.parse("arn:aws:sts::" + account + ":assumed-role/app/s1"),
                        Arn.parse("arn:aws:iam::" + account + ":role/apps/app"));
            default -> throw new IllegalArgumentException("no such caller: " + name);
        };
    }
}
