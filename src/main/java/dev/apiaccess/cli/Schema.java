// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** The JSON Schemas (draft 2020-12) of what is printed and read; they are closed, and each stands alone. */
enum Schema {
    CAN_I,
    EXPLAIN,
    WHO_CAN,
    MATRIX,
    SINCE,
    TEST,
    ERROR,
    ACCOUNT_FILE,
    TESTS_FILE;

    private static final JsonMapper JSON = new JsonMapper();
    private static final String DEFINITION = "#/$defs/";

    /** As the command line names it: {@code can-i}. */
    String text() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    static List<String> names() {
        return Arrays.stream(values()).map(Schema::text).toList();
    }

    /** The schema with the definitions that it needs. */
    ObjectNode schema() {
        var schema = read(text());
        var all = read("definitions");
        var needed = new TreeSet<String>();
        collect(schema, all, needed);
        if (!needed.isEmpty()) {
            var definitions = schema.putObject("$defs");
            needed.forEach(name -> definitions.set(name, all.path(name)));
        }
        return schema;
    }

    private static void collect(JsonNode node, JsonNode all, Set<String> needed) {
        var reference = node.path("$ref").asText();
        if (reference.startsWith(DEFINITION)) {
            var name = reference.substring(DEFINITION.length());
            if (needed.add(name)) {
                collect(all.path(name), all, needed);
            }
        }
        node.forEach(part -> collect(part, all, needed));
    }

    private static ObjectNode read(String name) {
        try (var stream = Schema.class.getResourceAsStream("schema/" + name + ".json")) {
            if (stream != null && JSON.readTree(stream) instanceof ObjectNode object) {
                return object;
            }
            throw new IllegalStateException("no schema " + name);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String told() {
        return names().stream().collect(Collectors.joining(", "));
    }
}
