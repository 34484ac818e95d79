// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Which deployed method a call meets. */
final class NaiveRoutes {

    private static final int HEX = 16;

    private NaiveRoutes() {}

    /**
     * The deployed method of a call, or null. The resource is found first, by its path alone; then its method of the verb, or the one of
     * all verbs.
     */
    static @Nullable JsonNode find(JsonNode methods, String verb, String path) {
        String[] parts = parts(path.endsWith("/") ? path.substring(0, path.length() - 1) : path);
        String best = null;
        JsonNode found = null;
        boolean foundVerb = false;
        for (Map.Entry<String, JsonNode> method : methods.properties()) {
            int blank = method.getKey().indexOf(' ');
            String closeness = closeness(parts(method.getKey().substring(blank + 1)), parts);
            if (closeness == null || (best != null && closeness.compareTo(best) < 0)) {
                continue;
            }
            if (!closeness.equals(best)) {
                best = closeness;
                found = null;
                foundVerb = false;
            }
            String written = method.getKey().substring(0, blank);
            if (written.equals(verb) || (written.equals("ANY") && !foundVerb)) {
                found = method.getValue();
                foundVerb = written.equals(verb);
            }
        }
        return found;
    }

    private static String[] parts(String path) {
        String text = path.startsWith("/") ? path.substring(1) : path;
        return text.isEmpty() ? new String[0] : text.split("/", -1);
    }

    /** A text that is greater for the closer template: part by part 2 for an exact one, 1 for a parameter, 0 for a greedy one. */
    private static @Nullable String closeness(String[] template, String[] path) {
        StringBuilder closeness = new StringBuilder();
        for (int i = 0; i < template.length; i++) {
            if (i >= path.length) {
                return null;
            }
            if (template[i].startsWith("{") && template[i].endsWith("+}")) {
                return closeness.append('0').toString();
            }
            boolean parameter = template[i].startsWith("{");
            if (parameter ? path[i].isEmpty() : !template[i].equals(path[i])) {
                return null;
            }
            closeness.append(parameter ? '1' : '2');
        }
        return template.length == path.length ? closeness.toString() : null;
    }

    /** A path with its percent-encoded bytes decoded, once; a percent sign that encodes nothing stays. */
    static String decoded(String path) {
        if (path.indexOf('%') < 0) {
            return path;
        }
        byte[] bytes = path.getBytes(StandardCharsets.UTF_8);
        ByteArrayOutputStream decoded = new ByteArrayOutputStream();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] == '%' && i + 2 < bytes.length) {
                int high = Character.digit(bytes[i + 1], HEX);
                int low = Character.digit(bytes[i + 2], HEX);
                if (high >= 0 && low >= 0) {
                    decoded.write(high * HEX + low);
                    i += 2;
                    continue;
                }
            }
            decoded.write(bytes[i]);
        }
        return decoded.toString(StandardCharsets.UTF_8);
    }
}
