// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.identity;

import dev.apiaccess.emulator.wire.AwsError;
import dev.apiaccess.emulator.wire.Params;
import dev.apiaccess.emulator.wire.Xml;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.function.BiConsumer;
import java.util.function.Predicate;

/** IAM's Marker and MaxItems over a sorted map: the marker is the last key given out, so deletions in between do no harm. */
final class Paging {
    private Paging() {}

    /** Which part of a listing a call asks for. */
    record Window(String after, int size) {
        static Window of(Params params) {
            int size;
            try {
                size = Integer.parseInt(params.get("MaxItems", "100"));
            } catch (NumberFormatException e) {
                throw invalid("MaxItems must be a number");
            }
            if (size < 1 || size > 1000) {
                throw invalid("1 validation error detected: Value '" + size
                        + "' at 'maxItems' failed to satisfy constraint: Member must have value between 1 and 1000");
            }
            String marker = params.get("Marker", "");
            try {
                return new Window(new String(Base64.getUrlDecoder().decode(marker), StandardCharsets.UTF_8), size);
            } catch (IllegalArgumentException e) {
                throw invalid("Invalid Marker: " + marker);
            }
        }

        private static AwsError invalid(String message) {
            return new AwsError(400, "ValidationError", message);
        }
    }

    /** A page and the marker of the next one, empty when this is the last. */
    record Page<T>(List<T> items, String marker) {
        void writeTruncation(Xml out) {
            out.text("IsTruncated", !marker.isEmpty());
            if (!marker.isEmpty()) {
                out.text("Marker", Base64.getUrlEncoder().encodeToString(marker.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    static <T> Page<T> cut(Window window, NavigableMap<String, T> all, Predicate<T> wanted) {
        List<T> items = new ArrayList<>();
        String last = "";
        NavigableMap<String, T> rest = window.after().isEmpty() ? all : all.tailMap(window.after(), false);
        for (Map.Entry<String, T> entry : rest.entrySet()) {
            if (!wanted.test(entry.getValue())) {
                continue;
            }
            if (items.size() == window.size()) {
                return new Page<>(items, last);
            }
            items.add(entry.getValue());
            last = entry.getKey();
        }
        return new Page<>(items, "");
    }

    static <T> void list(
            Params params,
            Xml out,
            String name,
            NavigableMap<String, T> all,
            Predicate<T> wanted,
            BiConsumer<Xml, T> each) {
        Page<T> page = cut(Window.of(params), all, wanted);
        out.list(name, page.items(), each);
        page.writeTruncation(out);
    }
}
