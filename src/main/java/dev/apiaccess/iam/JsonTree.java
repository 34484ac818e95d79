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
import org.jspecify.annotations.Nullable;

/** JSON as read, each value with the place it was read from. Refuses what JSON readers usually let pass: names given twice, text after the end. */
final class JsonTree {

    /**
     * Where something stands: line and column in the text, both from 1. The JSON path is put together only when it is told, since names may
     * be as long as the document.
     *
     * @param within what holds it; null for the document
     * @param step the last part of the JSON path
     */
    record Place(@Nullable Place within, String step, int line, int column) {

        PolicyFormatException error(String problem) {
            return new PolicyFormatException(path() + " (line " + line + ", column " + column + "): " + problem);
        }

        private String path() {
            var path = new StringBuilder(step);
            for (var at = within; at != null; at = at.within) {
                path.insert(0, at.step);
            }
            return path.toString();
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
                throw tree.here(null, "$").error("the text is empty");
            }
            Node root = tree.node(null, "$");
            if (parser.nextToken() != null) {
                throw tree.here(null, "$").error("text after the end of the document");
            }
            return root;
        } catch (JsonProcessingException notJson) {
            JsonLocation at = notJson.getLocation();
            Place place = new Place(null, "$", at == null ? 1 : at.getLineNr(), at == null ? 1 : at.getColumnNr());
            throw place.error("not JSON: " + notJson.getOriginalMessage());
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    private Node node(@Nullable Place within, String step) throws IOException {
        Place place = here(within, step);
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
            String step = "." + name;
            Place nameAt = here(place, step);
            parser.nextToken();
            if (byName.putIfAbsent(name, node(place, step)) != null) {
                throw nameAt.error("\"" + name + "\" is given twice");
            }
        }
        return new Members(place, Collections.unmodifiableMap(byName));
    }

    private Elements elements(Place place) throws IOException {
        List<Node> values = new ArrayList<>();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            values.add(node(place, "[" + values.size() + "]"));
        }
        return new Elements(place, Collections.unmodifiableList(values));
    }

    private Place here(@Nullable Place within, String step) {
        JsonLocation at = parser.currentTokenLocation();
        return new Place(within, step, at.getLineNr(), at.getColumnNr());
    }
}
