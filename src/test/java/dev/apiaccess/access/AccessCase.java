// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.apiaccess.iam.Arn;
import dev.apiaccess.iam.Attached;
import dev.apiaccess.iam.ExecuteApi;
import dev.apiaccess.iam.Policies;
import dev.apiaccess.iam.PolicyDocument;
import dev.apiaccess.iam.PolicyFormatException;
import dev.apiaccess.iam.PolicyKind;
import dev.apiaccess.iam.PolicyReader;
import dev.apiaccess.iam.Principal;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;

/**
 * A case of {@code src/test/resources/access-cases}, put to the engine. The README there says what a case looks like.
 *
 * @param node with all names of statements resolved
 */
record AccessCase(JsonNode node) {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String ACCOUNT = "111111111111";
    private static final String REGION = "eu-west-1";
    private static final String API = "abc123def4";
    private static final String STAGE = "prod";
    private static final String PREFIX = "\"arn:aws:execute-api:" + REGION + ":" + ACCOUNT + ":";
    private static final List<String> DOCUMENTS =
            List.of("identity", "boundary", "session", "scps", "resource", "endpointPolicy");

    /** All cases of all files. */
    static List<AccessCase> all() {
        try (var files = Files.list(Yaml.resource("access-cases"))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .flatMap(file -> of(Yaml.read(file).getFirst()))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<AccessCase> of(JsonNode written) {
        try {
            var file = JSON.readTree(written.toString().replace("\"A:", PREFIX));
            return stream(file.path("cases")).map(one -> new AccessCase(resolved(one, file.path("statements"))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode resolved(JsonNode one, JsonNode statements) {
        ObjectNode copy = one.deepCopy();
        DOCUMENTS.stream()
                .filter(copy::has)
                .forEach(name -> copy.set(name, resolvedPart(Objects.requireNonNull(copy.get(name)), statements)));
        return copy;
    }

    private static JsonNode resolvedPart(JsonNode part, JsonNode statements) {
        if (part.isTextual() && statements.has(part.asText())) {
            return Objects.requireNonNull(statements.get(part.asText()));
        }
        if (part.isArray()) {
            var list = JsonNodeFactory.instance.arrayNode();
            part.forEach(one -> list.add(resolvedPart(one, statements)));
            return list;
        }
        if (part.has("Statement")) {
            ObjectNode copy = part.deepCopy();
            copy.set("Statement", resolvedPart(Objects.requireNonNull(part.get("Statement")), statements));
            return copy;
        }
        return part;
    }

    String name() {
        return node.path("case").asText();
    }

    private String text(String field, String absent) {
        return node.path(field).asText(absent);
    }

    /** The engine's answer. */
    Answer answer() {
        return new Access(api()).decide(question(), policies());
    }

    Question question() {
        var call = text("call", "GET /orders").split(" ", 2);
        return new Question(
                caller(text("caller", "user/ann")),
                new Call(call[0], call[1]),
                keys(),
                node.path("partial").asBoolean(),
                switch (text("key", "")) {
                    case "" -> Question.Key.NOT_SAID;
                    case "works" -> Question.Key.WORKS;
                    default -> Question.Key.DOES_NOT_WORK;
                });
    }

    DeployedApi api() {
        var methods = new ArrayList<DeployedMethod>();
        if (node.has("methods")) {
            node.path("methods").properties().forEach(entry -> {
                var at = entry.getKey().split(" ", 2);
                var method = entry.getValue();
                methods.add(new DeployedMethod(
                        at[1],
                        at[0],
                        method.isObject() ? method.path("authorization").asText() : method.asText(),
                        method.path("apiKey").asBoolean()));
            });
        } else {
            methods.add(new DeployedMethod("/orders", "GET", DeployedMethod.AWS_IAM, false));
        }
        return new DeployedApi(
                "aws",
                REGION,
                ACCOUNT,
                API,
                STAGE,
                methods,
                node.has("resource")
                        ? expanded(document("resource policy", node.path("resource"), PolicyKind.ANY))
                        : null,
                node.has("endpointPolicy")
                        ? document("endpoint policy", node.path("endpointPolicy"), PolicyKind.ANY)
                        : null);
    }

    private static Attached expanded(Attached attached) {
        return attached instanceof Attached.Parsed parsed
                ? Attached.of(parsed.name(), ExecuteApi.expand(parsed.document(), "aws", REGION, ACCOUNT, API))
                : attached;
    }

    Policies policies() {
        var scps = node.path("scps");
        return Policies.none()
                .withIdentity(documents("identity policy", node.path("identity")))
                .withBoundary(node.has("boundary") ? document("boundary", node.path("boundary"), PolicyKind.ANY) : null)
                .withSession(node.has("session") ? documents("session policy", node.path("session")) : null)
                .withScps(
                        scps.isArray()
                                ? stream(scps)
                                        .map(level -> documents("service control policy", level))
                                        .toList()
                                : null);
    }

    /** One document of statements, or several documents. */
    private List<Attached> documents(String name, JsonNode part) {
        if (part.isMissingNode() || (part.isArray() && part.isEmpty())) {
            return List.of();
        }
        var isOne = part.isArray() && stream(part).allMatch(one -> one.has("Effect"));
        return isOne
                ? List.of(document(name, part, PolicyKind.ANY))
                : stream(part).map(one -> document(name, one, PolicyKind.ANY)).toList();
    }

    private Attached document(String name, JsonNode part, PolicyKind kind) {
        if (part.isTextual()) {
            return new Attached.Unreadable(name, part.asText());
        }
        if (part.isArray() && part.isEmpty()) {
            return Attached.of(name, PolicyDocument.of());
        }
        try {
            return Attached.of(name, PolicyReader.readForeign(whole(part).toString(), kind));
        } catch (PolicyFormatException e) {
            return new Attached.Unreadable(name, String.valueOf(e.getMessage()));
        }
    }

    private JsonNode whole(JsonNode part) {
        if (part.has("Statement")) {
            return part;
        }
        var document = JsonNodeFactory.instance.objectNode();
        var version = text("version", PolicyDocument.CURRENT);
        if (!version.equals("none")) {
            document.put("Version", version);
        }
        ArrayNode statements = document.putArray("Statement");
        part.forEach(statements::add);
        return document;
    }

    private Map<String, List<String>> keys() {
        var keys = new LinkedHashMap<String, List<String>>();
        node.path("with")
                .properties()
                .forEach(entry -> keys.put(
                        entry.getKey(),
                        entry.getValue().isArray()
                                ? stream(entry.getValue()).map(JsonNode::asText).toList()
                                : List.of(entry.getValue().asText())));
        return keys;
    }

    private static Principal caller(String text) {
        var far = text.matches("\\d{12}:.*");
        var account = far ? text.substring(0, 12) : ACCOUNT;
        var who = (far ? text.substring(13) : text).split(" as ", 2);
        var session = who.length > 1 ? who[1] : "s1";
        var name = who[0].substring(who[0].lastIndexOf('/') + 1);
        return switch (who[0].substring(0, Math.min(4, who[0].length()))) {
            case "anon" -> new Principal.Anonymous();
            case "root" -> new Principal.Root(account);
            case "user" -> new Principal.User(Arn.parse("arn:aws:iam::" + account + ":" + who[0]));
            case "role" ->
                new Principal.AssumedRole(
                        Arn.parse("arn:aws:sts::" + account + ":assumed-role/" + name + "/" + session),
                        Arn.parse("arn:aws:iam::" + account + ":" + who[0]));
            default -> throw new IllegalArgumentException("no such caller: " + text);
        };
    }

    /** The expected text of a field, null where the case does not say. */
    @Nullable
    String expected(String field) {
        if (!node.has(field)) {
            return null;
        }
        // YAML 1.1 reads yes and no as booleans.
        return switch (node.path(field).asText()) {
            case "true" -> "yes";
            case "false" -> "no";
            case String text -> text;
        };
    }

    static Stream<JsonNode> stream(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }
}
