// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.apiaccess.emulator.control.Fault;
import dev.apiaccess.emulator.control.Fault.Effect;
import dev.apiaccess.emulator.control.Gate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * Fault rules as the admin endpoint takes them: {@code {"operation":"CreatePolicy","nth":1,"times":1,"account":"...", <effect>}} where
 * the effect is one of {@code "before":{"status","code","message"}}, {@code "after":{...}}, {@code "drop":"before"|"after"},
 * {@code "hold":"before"|"after"}, {@code "delay":<ms>}, {@code "stale":<ms>}, {@code "onlyRaises":true}.
 */
final class FaultJson {
    private FaultJson() {}

    static Fault read(JsonNode node) {
        List<Effect> effects = new ArrayList<>();
        if (node.path("before").isObject()) {
            JsonNode error = node.path("before");
            effects.add(new Effect.Before(status(error), code(error), message(error)));
        }
        if (node.path("after").isObject()) {
            JsonNode error = node.path("after");
            effects.add(new Effect.After(status(error), code(error), message(error)));
        }
        if (node.has("drop")) {
            effects.add(new Effect.Drop(!node.path("drop").asText().equals("before")));
        }
        if (node.has("hold")) {
            effects.add(new Effect.Hold(!node.path("hold").asText().equals("before"), new Gate()));
        }
        if (node.has("delay")) {
            effects.add(new Effect.Delay(milliseconds(node, "delay")));
        }
        if (node.has("stale")) {
            effects.add(new Effect.Stale(milliseconds(node, "stale")));
        }
        if (node.path("onlyRaises").asBoolean(false)) {
            effects.add(new Effect.OnlyRaises());
        }
        if (effects.size() != 1) {
            throw new IllegalArgumentException(
                    "a fault has exactly one of before, after, drop, hold, delay, stale, onlyRaises");
        }
        // Stale reads last until they are cleared; everything else happens once, unless told otherwise.
        int times = node.path("times").asInt(effects.getFirst() instanceof Effect.Stale ? 0 : 1);
        String account = node.path("account").asText("");
        return new Fault(
                node.path("operation").asText(""),
                account.isEmpty() ? null : account,
                node.path("nth").asInt(1),
                times,
                effects.getFirst());
    }

    private static Duration milliseconds(JsonNode node, String field) {
        long value = node.path(field).asLong(-1);
        if (value < 0) {
            throw new IllegalArgumentException(field + " must be a number of milliseconds");
        }
        return Duration.ofMillis(value);
    }

    private static int status(JsonNode error) {
        return error.path("status").asInt(500);
    }

    private static String code(JsonNode error) {
        return error.path("code").asText("ServiceFailure");
    }

    private static String message(JsonNode error) {
        return error.path("message").asText("The request processing has failed because of an injected fault.");
    }
}
