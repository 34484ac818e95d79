// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** JSON as read, each value with the place it was read from. Refuses what JSON readers usually let pass: names given twice, text after the end. */
final class JsonTree {

    /** JSON path, and line and column in the text, both from 1. */
    record Place(String path, int line, int column) {

        PolicyFormatException error(String problem) {
            return new PolicyFormatException(path + " (line " + line + ", column " + column + "): " + problem);
        }
    }

    sealed interface Node {
        Place place();
    }

    record Members(Place place, Map<String, Node> byName) implements Node {}

    record Elements(Place place, List<Node> values) implements Node {}

    /** A string, number or boolean; {@code text} is the number as it was written. */
    record Scalar(Place place, Kind kind, String text) implements Node {}

    record Null(Place place) implements Node {}

    enum Kind {
        STRING,
        NUMBER,
        BOOLEAN
    }

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PolicyLimits.NESTING_DEPTH)
                    .maxStringLength(PolicyLimits.DOCUMENT_LENGTH)
                    .maxNameLength(PolicyLimits.DOCUMENT_LENGTH)
                    .build())
            .build();

    private final JsonParser parser;

    private JsonTree(JsonParser parser) {
        this.parser = parser;
    }

    static Node read(String json) {
        try (JsonParser parser = FACTORY.createParser(json)) {
            JsonTree tree = new JsonTree(parser);
            if (parser.nextToken() == null) {
                throw tree.here("$").error("the text is empty");
            }
            Node root = tree.node("$");
            if (parser.nextToken() != null) {
                throw tree.here("$").error("text after the end of the document");
            }
            return root;
        } catch (JsonProcessingException notJson) {
            JsonLocation at = notJson.getLocation();
            Place place = new Place("$", at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr());
            throw place.error("not JSON: " + notJson.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Node node(String path) throws IOException {
        Place place = here(path);
        return switch (parser.currentToken()) {
            case START_OBJECT -> members(place);
            case START_ARRAY -> elements(place);
            case VALUE_STRING -> new Scalar(place, Kind.STRING, parser.getText());
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> new Scalar(place, Kind.NUMBER, parser.getText());
            case VALUE_TRUE, VALUE_FALSE -> new Scalar(place, Kind.BOOLEAN, parser.getText());
            case VALUE_NULL -> new Null(place);
            default -> throw place.error("a value is missing");
        };
    }

    private Members members(Place place) throws IOException {
        Map<String, Node> byName = new LinkedHashMap<>();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            String path = place.path() + "." + name;
            Place nameAt = here(path);
            parser.nextToken();
            if (byName.putIfAbsent(name, node(path)) != null) {
                throw nameAt.error("\"" + name + "\" is given twice");
            }
        }
        return new Members(place, Collections.unmodifiableMap(byName));
    }

    private Elements elements(Place place) throws IOException {
        List<Node> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(node(place.path() + "[" + values.size() + "]"));
        }
        return new Elements(place, Collections.unmodifiableList(values));
    }

    private Place here(String path) {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(path, at.getLineNr(), at.getColumnNr());
    }
}
