// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.acceptance;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.testing.Scene;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * An object as it was found in a state, kept in {@code src/test/resources/states/<state>/<kind>-<reason>.json} for people to read
 * and for tests without a cluster. Whatever differs from run to run is masked.
 */
final class Specimen {

    static final ObjectMapper JSON = new ObjectMapper();
    private static final Path ROOT = Yaml.resource("states");
    private static final String TIME = "2026-01-01T00:00:00Z";
    private static final Set<String> KEPT =
            Set.of("name", "namespace", "generation", "annotations", "finalizers", "deletionTimestamp");

    /** Says more of a state without being part of it, and comes when something else was read of AWS. */
    private static final Set<String> ADVICE = Set.of("Effective", "QuotaLow");

    private static final Set<String> IDS =
            Set.of("usagePlanId", "apiKeyId", "restApiId", "id", "digest", "deploymentId");

    private Specimen() {}

    /** All that are kept, by the name of their file below {@code states}. */
    static List<Path> all() {
        try (var files = Files.walk(ROOT)) {
            return files.filter(file -> file.toString().endsWith(".json"))
                    .map(ROOT::relativize)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode read(Path name) {
        try {
            return JSON.readTree(ROOT.resolve(name).toFile());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Where an object in a state is kept. */
    static Path name(String state, JsonNode object) {
        var reason = condition(object, "Ready").path("reason").asText("unseen");
        return Path.of(state, object.path("kind").asText() + "-" + reason + ".json");
    }

    static boolean kept(Path name) {
        return Files.exists(ROOT.resolve(name));
    }

    static void keep(Path name, JsonNode object, Scene scene) {
        try {
            Files.createDirectories(ROOT.resolve(name).getParent());
            Files.writeString(
                    ROOT.resolve(name),
                    JSON.writerWithDefaultPrettyPrinter().writeValueAsString(masked(object, scene)) + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What must be the same whenever an object is found in a state. */
    static List<String> shape(JsonNode object) {
        var shape = new ArrayList<String>();
        var generation = object.path("metadata").path("generation").asLong();
        shape.add(
                object.path("status").path("observedGeneration").asLong() == generation ? "observed" : "not observed");
        if (object.path("metadata").has("deletionTimestamp")) {
            shape.add("deleting");
        }
        for (var one : object.path("status").path("conditions")) {
            if (ADVICE.contains(one.path("type").asText())) {
                continue;
            }
            shape.add(one.path("type").asText() + "=" + one.path("status").asText() + "/"
                    + one.path("reason").asText()
                    + (one.path("observedGeneration").asLong() == generation ? "" : " old"));
        }
        return shape;
    }

    static JsonNode condition(JsonNode object, String type) {
        for (var one : object.path("status").path("conditions")) {
            if (type.equals(one.path("type").asText())) {
                return one;
            }
        }
        return JsonNodeFactory.instance.missingNode();
    }

    private static JsonNode masked(JsonNode object, Scene scene) throws JsonProcessingException {
        ObjectNode copy = object.deepCopy();
        var metadata = (ObjectNode) copy.path("metadata");
        metadata.retain(KEPT);
        var text = JSON.writeValueAsString(copy);
        var ids = new HashSet<String>();
        ids(copy.path("status"), ids);
        for (var id : ids) {
            text = text.replace(id, "abc123");
        }
        return JSON.readTree(text.replace(scene.namespace(), "team")
                .replace(scene.account().id(), "111122223333")
                .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", TIME)
                .replaceAll("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f-]{22,}", "00000000-0000-0000-0000-000000000000")
                .replaceAll("(aa-[a-z0-9-]*)-[0-9a-v]{16}", "$1-hash")
                .replaceAll("about \\d+ s", "about 2 s"));
    }

    private static void ids(JsonNode node, Set<String> ids) {
        node.properties().forEach(entry -> {
            if (IDS.contains(entry.getKey()) && entry.getValue().isTextual()) {
                ids.add(entry.getValue().asText());
            }
        });
        node.forEach(child -> ids(child, ids));
    }
}
