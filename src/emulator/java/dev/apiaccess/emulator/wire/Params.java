// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.wire;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decoded parameters of a query string or a form, in the order they were sent. */
public final class Params {
    private final Map<String, List<String>> values;

    private Params(Map<String, List<String>> values) {
        this.values = values;
    }

    /**
     * Reads {@code a=b&c=d}.
     *
     * @throws AwsError 400 when the percent-encoding is broken
     */
    public static Params parse(String text) {
        Map<String, List<String>> values = new LinkedHashMap<>();
        for (String pair : text.split("&", -1)) {
            if (pair.isEmpty()) {
                continue;
            }
            int equals = pair.indexOf('=');
            String name = equals < 0 ? pair : pair.substring(0, equals);
            String value = equals < 0 ? "" : pair.substring(equals + 1);
            values.computeIfAbsent(decode(name), ignored -> new ArrayList<>()).add(decode(value));
        }
        return new Params(values);
    }

    private static String decode(String text) {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new AwsError(400, "MalformedQueryString", "The query string contains a syntax error.");
        }
    }

    /** The first value, null when absent. */
    public @Nullable String get(String name) {
        List<String> all = values.get(name);
        return all == null ? null : all.getFirst();
    }

    /** The first value, or the given one when absent. */
    public String get(String name, String otherwise) {
        String value = get(name);
        return value == null ? otherwise : value;
    }

    /**
     * The first value of a parameter that must be there.
     *
     * @throws AwsError 400 ValidationError as IAM words it
     */
    public String need(String name) {
        String value = get(name);
        if (value == null || value.isEmpty()) {
            String member = Character.toLowerCase(name.charAt(0)) + name.substring(1);
            throw new AwsError(
                    400,
                    "ValidationError",
                    "1 validation error detected: Value null at '" + member
                            + "' failed to satisfy constraint: Member must not be null");
        }
        return value;
    }

    /** All values sent under one name (REST style repetition). */
    public List<String> all(String name) {
        return values.getOrDefault(name, List.of());
    }

    /** The list {@code name.member.1}, {@code name.member.2} and so on. */
    public List<String> members(String name) {
        List<String> out = new ArrayList<>();
        String value = get(name + ".member.1");
        for (int i = 2; value != null; i++) {
            out.add(value);
            value = get(name + ".member." + i);
        }
        return out;
    }

    /** The map {@code Tags.member.1.Key}, {@code Tags.member.1.Value} and so on, null when none was sent. */
    public @Nullable Map<String, String> tags() {
        Map<String, String> out = new LinkedHashMap<>();
        String key = get("Tags.member.1.Key");
        for (int i = 1; key != null; i++) {
            out.put(key, get("Tags.member." + i + ".Value", ""));
            key = get("Tags.member." + (i + 1) + ".Key");
        }
        return out.isEmpty() ? null : out;
    }

    /** Everything, for the call record. */
    public Map<String, List<String>> asMap() {
        return values;
    }
}
