// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.testing;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** YAML of the test resources as trees. */
public final class Yaml {

    private static final YAMLMapper MAPPER = new YAMLMapper(new YAMLFactory());
    private static final Path RESOURCES = Path.of(System.getProperty("apiaccess.basedir", ""), "src/test/resources");

    private Yaml() {}

    /** A file or folder below {@code src/test/resources}. */
    public static Path resource(String name) {
        return RESOURCES.resolve(name);
    }

    /** The documents of a file. */
    public static List<JsonNode> read(Path file) {
        try {
            return documents(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static List<JsonNode> documents(String text) {
        try (var documents = MAPPER.readerFor(JsonNode.class).<JsonNode>readValues(text)) {
            return documents.readAll();
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    /**
     * A copy of a tree with a patch laid over it, as JSON merge patch (RFC 7386): objects are merged, {@code null} removes,
     * everything else replaces. An object over a list changes the entries whose positions are its keys.
     */
    public static JsonNode patched(JsonNode tree, JsonNode patch) {
        if (!patch.isObject()) {
            return patch.deepCopy();
        }
        if (tree instanceof ArrayNode list) {
            var copy = list.deepCopy();
            patch.properties().forEach(entry -> {
                var position = Integer.parseInt(entry.getKey());
                copy.set(position, patched(list.path(position), entry.getValue()));
            });
            return copy;
        }
        var copy = tree instanceof ObjectNode object ? object.deepCopy() : MAPPER.createObjectNode();
        patch.properties().forEach(entry -> {
            if (entry.getValue().isNull()) {
                copy.remove(entry.getKey());
            } else {
                var before = copy.get(entry.getKey());
                copy.set(
                        entry.getKey(), patched(before == null ? MissingNode.getInstance() : before, entry.getValue()));
            }
        });
        return copy;
    }
}
