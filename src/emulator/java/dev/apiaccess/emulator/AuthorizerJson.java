// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.state.AuthorizerTable;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What authorizers go by, as the admin endpoint takes it: {@code {"lambdaArn" or "userPoolArn" or "issuer", "tokens": {<token>: {"principalId",
 * "policy", "context"} or {"scopes"} or {"error"}}}}.
 */
final class AuthorizerJson {
    private static final List<String> NAMES = List.of("lambdaArn", "userPoolArn", "issuer");

    private AuthorizerJson() {}

    static void put(AuthorizerTable table, JsonNode node) {
        List<String> names = NAMES.stream().filter(node::hasNonNull).toList();
        if (names.size() != 1 || !node.path("tokens").isObject()) {
            throw new IllegalArgumentException("one of " + NAMES + " and tokens are wanted");
        }
        Map<String, AuthorizerTable.Answer> answers = new HashMap<>();
        node.path("tokens").properties().forEach(entry -> answers.put(entry.getKey(), answer(entry.getValue())));
        table.put(node.path(names.getFirst()).asText(), answers);
    }

    private static AuthorizerTable.Answer answer(JsonNode node) {
        Map<String, String> context = new TreeMap<>();
        node.path("context")
                .properties()
                .forEach(entry -> context.put(entry.getKey(), entry.getValue().asText()));
        JsonNode policy = node.path("policy");
        return new AuthorizerTable.Answer(
                text(node, "principalId"),
                policy.isObject() ? policy.toString() : text(node, "policy"),
                Map.copyOf(context),
                scopes(node),
                text(node, "error"));
    }

    private static @Nullable List<String> scopes(JsonNode node) {
        if (!node.path("scopes").isArray()) {
            return null;
        }
        List<String> out = new ArrayList<>();
        node.path("scopes").forEach(scope -> out.add(scope.asText()));
        return List.copyOf(out);
    }

    private static @Nullable String text(JsonNode node, String field) {
        return node.hasNonNull(field) ? node.path(field).asText() : null;
    }

    /** How often each was asked; the tokens are shown to nobody. */
    static ObjectNode asked(AuthorizerTable table) {
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        table.asked().forEach(out::put);
        return out;
    }
}
