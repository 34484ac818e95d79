// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.gateway;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.WireResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Collection;
import java.util.List;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Function;

/** API Gateway's {@code limit} and {@code position}; the position is the last thing given out, so deletions in between do no harm. */
final class Listing {
    private Listing() {}

    /**
     * The things of a page.
     *
     * @param position of the next page, empty on the last one
     */
    record Part<T>(List<T> things, String position) {
        void goesOn(ObjectNode answer) {
            if (!position.isEmpty()) {
                answer.put("position", position);
            }
        }
    }

    /** A page of things ordered by a text that rises through the listing. */
    static <T> WireResponse page(
            Params query, Collection<T> all, Function<T, String> order, Function<T, ObjectNode> shown) {
        Part<T> part = part(query, all, order);
        ObjectNode out = JsonNodeFactory.instance.objectNode();
        ArrayNode items = out.putArray("item");
        part.things().stream().map(shown).forEach(items::add);
        part.goesOn(out);
        return WireResponse.json(200, out);
    }

    /** What of all things is on the page that was asked for. */
    static <T> Part<T> part(Params query, Collection<T> all, Function<T, String> order) {
        int limit = limit(query);
        String after = after(query);
        NavigableMap<String, T> sorted = new TreeMap<>();
        all.forEach(thing -> sorted.put(order.apply(thing), thing));
        List<T> rest =
                sorted.tailMap(after, false).values().stream().limit(limit + 1L).toList();
        if (rest.size() <= limit) {
            return new Part<>(rest, "");
        }
        String last = order.apply(rest.get(limit - 1));
        return new Part<>(
                rest.subList(0, limit), Base64.getUrlEncoder().encodeToString(last.getBytes(StandardCharsets.UTF_8)));
    }

    /** The order of a listing that shows the newest first. */
    static String newestFirst(long sequence) {
        // All of these have 19 digits, so they sort as texts.
        return Long.toString(Long.MAX_VALUE - sequence);
    }

    private static int limit(Params query) {
        int limit;
        try {
            limit = Integer.parseInt(query.get("limit", "25"));
        } catch (NumberFormatException e) {
            throw GatewayCall.bad("Invalid limit specified");
        }
        if (limit < 1 || limit > 500) {
            throw GatewayCall.bad("Invalid limit specified. Limit must be between 1 and 500");
        }
        return limit;
    }

    private static String after(Params query) {
        try {
            return new String(Base64.getUrlDecoder().decode(query.get("position", "")), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw GatewayCall.bad("Invalid position parameter specified");
        }
    }
}
