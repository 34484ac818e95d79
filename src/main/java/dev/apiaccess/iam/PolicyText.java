// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * A document of many owners as text: statements that stay do so byte for byte, since whoever wrote them compares them with what they wrote.
 *
 * @param before the text before the statements
 * @param statements each as it stands there, in order
 * @param after the text behind them
 */
public record PolicyText(String before, List<String> statements, String after) {

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(PolicyLimits.NESTING_DEPTH)
                    .maxStringLength(PolicyLimits.DOCUMENT_LENGTH)
                    .maxNameLength(PolicyLimits.DOCUMENT_LENGTH)
                    .build())
            .build();

    public PolicyText {
        statements = List.copyOf(statements);
    }

    /**
     * The text of a document.
     *
     * @throws PolicyFormatException when it is none that {@link PolicyReader#readForeign} reads
     */
    public static PolicyText of(String json) {
        PolicyReader.readForeign(json, PolicyKind.ANY);
        try (JsonParser parser = FACTORY.createParser(json)) {
            parser.nextToken();
            while (parser.nextToken() != JsonToken.END_OBJECT) {
                String name = parser.currentName();
                parser.nextToken();
                if (name.equals("Statement")) {
                    return statements(json, parser);
                }
                parser.skipChildren();
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
        throw new PolicyFormatException("Statement is missing");
    }

    private static PolicyText statements(String json, JsonParser parser) throws IOException {
        int start = start(parser);
        List<String> statements = new ArrayList<>();
        if (parser.currentToken() == JsonToken.START_ARRAY) {
            while (parser.nextToken() != JsonToken.END_ARRAY) {
                statements.add(value(json, parser));
            }
        } else {
            statements.add(value(json, parser));
        }
        return new PolicyText(json.substring(0, start), statements, json.substring(end(parser)));
    }

    private static String value(String json, JsonParser parser) throws IOException {
        int start = start(parser);
        parser.skipChildren();
        return json.substring(start, end(parser));
    }

    private static int start(JsonParser parser) {
        return Math.toIntExact(parser.currentTokenLocation().getCharOffset());
    }

    private static int end(JsonParser parser) {
        return Math.toIntExact(parser.currentLocation().getCharOffset());
    }

    /**
     * A document in which some statements are replaced.
     *
     * @param json the document; empty for none
     * @param replaced those that go
     * @param others those that come, after what stays
     * @return the document; empty where no statement is left
     * @throws PolicyFormatException when it cannot be read
     */
    public static Optional<String> replace(
            Optional<String> json, Predicate<Statement> replaced, List<Statement> others) {
        List<String> added = others.isEmpty()
                ? List.of()
                : of(PolicyWriter.write(PolicyDocument.of(others))).statements();
        if (json.isEmpty()) {
            return added.isEmpty() ? Optional.empty() : Optional.of(PolicyWriter.write(PolicyDocument.of(others)));
        }
        PolicyText text = of(json.get());
        List<Statement> read =
                PolicyReader.readForeign(json.get(), PolicyKind.ANY).statements();
        List<String> all = new ArrayList<>();
        for (int index = 0; index < read.size(); index++) {
            if (!replaced.test(read.get(index))) {
                all.add(text.statements().get(index));
            }
        }
        all.addAll(added);
        return all.isEmpty()
                ? Optional.empty()
                : Optional.of(text.before() + "[" + String.join(",", all) + "]" + text.after());
    }

    /**
     * Statements of a document that another one has not, in whatever form and place.
     *
     * @param about which statements are asked for
     * @return each as it stands in the document
     * @throws PolicyFormatException when the document cannot be read; of another one that cannot, all are missing
     */
    public static List<String> missing(Optional<String> json, Optional<String> other, Predicate<Statement> about) {
        if (json.isEmpty()) {
            return List.of();
        }
        List<String> texts = of(json.get()).statements();
        List<Statement> read =
                PolicyReader.readForeign(json.get(), PolicyKind.ANY).statements();
        List<Statement> still = other.map(PolicyText::readable).orElse(List.of());
        List<String> missing = new ArrayList<>();
        for (int index = 0; index < read.size(); index++) {
            Statement one = read.get(index);
            if (about.test(one) && still.stream().noneMatch(there -> isSame(one, there))) {
                missing.add(texts.get(index));
            }
        }
        return missing;
    }

    /**
     * Whether a document lacks a statement, in whatever form and place.
     *
     * @param statement as it stood in another document; one that cannot be read is found nowhere
     */
    public static boolean lacks(Optional<String> json, String statement) {
        String alone = "{\"Version\":\"2012-10-17\",\"Statement\":[" + statement + "]}";
        try {
            return !missing(Optional.of(alone), json, one -> true).isEmpty();
        } catch (PolicyFormatException _) {
            return true;
        }
    }

    private static boolean isSame(Statement one, Statement other) {
        return Objects.equals(one.unclear(), other.unclear()) && Canonical.sameMeaning(one, other);
    }

    private static List<Statement> readable(String json) {
        try {
            return PolicyReader.readForeign(json, PolicyKind.ANY).statements();
        } catch (PolicyFormatException _) {
            return List.of();
        }
    }
}
