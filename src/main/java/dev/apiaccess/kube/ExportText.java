// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.kube;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.model.Authorizer;
import dev.apiaccess.model.DeployedApi;
import dev.apiaccess.model.DeployedAuthorizer;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.model.ServedMethod;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * What a deployment has as compressed JSON, the same bytes for the same content: its methods with what they ask for, its resource policy and its
 * authorizers. Values of keys are in none of them.
 */
final class ExportText {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int VERSION = 1;

    /** Characters of what is unpacked at most; it is packed by whoever may write Secrets here. */
    private static final int MOST = 8 * 1024 * 1024;

    private ExportText() {}

    static byte[] write(DeployedApi deployed) {
        var root = JSON.createObjectNode();
        root.put("version", VERSION);
        deployed.policy().ifPresent(policy -> root.put("policy", policy));
        var methods = root.putArray("methods");
        new TreeMap<>(deployed.methods()).forEach((key, method) -> {
            var one = named(methods.addObject(), key);
            one.put("authorization", method.authorization());
            one.put("keyRequired", method.keyRequired());
        });
        var authorizers = root.putArray("authorizers");
        new TreeMap<>(deployed.authorizers()).forEach((key, authorizer) -> {
            var one = named(authorizers.addObject(), key);
            var definition = authorizer.definition();
            one.put("name", definition.name());
            one.put("type", definition.type());
            one.put("uri", definition.uri());
            one.put("credentials", definition.credentials());
            one.put("ttlSeconds", definition.ttlSeconds());
            one.put("validation", definition.validation());
            put(one, "identitySources", definition.identitySources());
            put(one, "providers", definition.providers());
            put(one, "scopes", authorizer.scopes());
        });
        try {
            return packed(JSON.writeValueAsBytes(root));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static ObjectNode named(ObjectNode node, MethodKey key) {
        return node.put("path", key.path()).put("verb", key.verb());
    }

    private static void put(ObjectNode node, String field, SortedSet<String> values) {
        var array = node.putArray(field);
        values.forEach(array::add);
    }

    private static byte[] packed(byte[] text) {
        var bytes = new ByteArrayOutputStream();
        try (var out = new GZIPOutputStream(bytes)) {
            out.write(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /** What was written; empty where it is anything else, so that a deployment of which only a part is there is not taken for a whole one. */
    static Optional<DeployedApi> read(byte[] packed) {
        try (var in = new GZIPInputStream(new ByteArrayInputStream(packed))) {
            var text = in.readNBytes(MOST + 1);
            return text.length > MOST ? Optional.empty() : read(JSON.readTree(text));
        } catch (IOException | IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    private static Optional<DeployedApi> read(JsonNode root) {
        if (root.path("version").asInt() != VERSION || !root.path("methods").isArray()) {
            return Optional.empty();
        }
        Map<MethodKey, ServedMethod> methods = new HashMap<>();
        for (var one : root.path("methods")) {
            methods.put(key(one), new ServedMethod(text(one, "authorization"), bool(one, "keyRequired")));
        }
        Map<MethodKey, DeployedAuthorizer> authorizers = new HashMap<>();
        for (var one : root.path("authorizers")) {
            authorizers.put(
                    key(one),
                    new DeployedAuthorizer(
                            new Authorizer(
                                    text(one, "name"),
                                    text(one, "type"),
                                    text(one, "uri"),
                                    text(one, "credentials"),
                                    texts(one, "identitySources"),
                                    required(one, "ttlSeconds").asInt(),
                                    texts(one, "providers"),
                                    text(one, "validation")),
                            texts(one, "scopes")));
        }
        var policy = root.path("policy");
        return Optional.of(new DeployedApi(
                methods, policy.isMissingNode() ? Optional.empty() : Optional.of(text(root, "policy")), authorizers));
    }

    private static MethodKey key(JsonNode one) {
        return new MethodKey(text(one, "path"), text(one, "verb"));
    }

    private static JsonNode required(JsonNode one, String field) {
        var value = one.get(field);
        if (value == null || value.isNull()) {
            throw new IllegalArgumentException("no " + field);
        }
        return value;
    }

    private static String text(JsonNode one, String field) {
        var value = required(one, field);
        if (!value.isTextual()) {
            throw new IllegalArgumentException(field + " is no text");
        }
        return value.textValue();
    }

    private static boolean bool(JsonNode one, String field) {
        var value = required(one, field);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException(field + " is neither true nor false");
        }
        return value.booleanValue();
    }

    private static SortedSet<String> texts(JsonNode one, String field) {
        var texts = new TreeSet<String>();
        for (var value : required(one, field)) {
            if (!value.isTextual()) {
                throw new IllegalArgumentException(field + " holds something else than texts");
            }
            texts.add(value.textValue());
        }
        return texts;
    }
}
