// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.wire.AwsError;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * One patch operation.
 *
 * @param op add, remove, replace, copy, move or test
 * @param path what it addresses
 * @param value the new value as text, null when none was sent
 * @param from where a copy comes from, empty for none
 */
record Patch(String op, String path, @Nullable String value, String from) {
    private static final Set<String> OPS = Set.of("add", "remove", "replace", "copy", "move", "test");

    /** The operations of a body, in order; one unknown op refuses them all. */
    static List<Patch> read(JsonNode body) {
        List<Patch> out = new ArrayList<>();
        List<String> wrong = new ArrayList<>();
        int index = 1;
        for (JsonNode node : body.path("patchOperations")) {
            String op = node.path("op").asText("");
            if (!OPS.contains(op)) {
                wrong.add("Value '" + op + "' at 'updateInput.patchOperations." + index
                        + ".member.op' failed to satisfy constraint: Member must satisfy enum value set: [add, remove, move,"
                        + " test, replace, copy]");
            }
            JsonNode value = node.get("value");
            out.add(new Patch(
                    op,
                    node.path("path").asText(""),
                    value == null || value.isNull() ? null : value.asText(),
                    node.path("from").asText("")));
            index++;
        }
        if (!wrong.isEmpty()) {
            throw new AwsError(
                    400,
                    "ValidationException",
                    wrong.size() + " validation error" + (wrong.size() > 1 ? "s" : "") + " detected: "
                            + String.join("; ", wrong));
        }
        return out;
    }

    /** Refuses another operation than the one that a path takes. */
    void only(String allowed) {
        if (!op.equals(allowed)) {
            throw GatewayCall.bad("Invalid patch operation specified. Must be one of: [" + allowed + "]");
        }
    }

    boolean isRemove() {
        return op.equals("remove");
    }

    /** The value as text, empty when none was sent. */
    String text() {
        return value == null ? "" : value;
    }

    double number() {
        try {
            double number = Double.parseDouble(text());
            if (Double.isFinite(number) && number >= 0) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw GatewayCall.bad("Invalid value specified for " + path + ". Must be a number");
        }
        throw GatewayCall.bad("Invalid value specified for " + path + ". Must be a number, zero or more");
    }

    int whole() {
        double number = number();
        if (number != Math.rint(number) || number > Integer.MAX_VALUE) {
            throw GatewayCall.bad("Invalid value specified for " + path + ". Must be an integer");
        }
        return (int) number;
    }

    AwsError invalid(String allowed) {
        return GatewayCall.bad(
                "Invalid patch path  '" + path + "' specified for op '" + op + "'. Must be one of: [" + allowed + "]");
    }
}
