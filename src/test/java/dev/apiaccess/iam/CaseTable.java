// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.iam;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;

/** A table of {@code src/test/resources/iam/cases}; "A:" at the start of a text stands for the ARN prefix of the sample account. */
record CaseTable(JsonNode root) {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final String PREFIX = "\"arn:aws:execute-api:eu-west-1:111111111111:";

    static CaseTable load(String name) {
        try (InputStream in =
                Objects.requireNonNull(CaseTable.class.getResourceAsStream("/iam/cases/" + name + ".json"), name)) {
            String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
            return new CaseTable(JSON.readTree(text.replace("\"A:", PREFIX)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Stream<DynamicTest> tests(Consumer<JsonNode> check) {
        List<DynamicTest> tests = new ArrayList<>();
        int number = 0;
        for (JsonNode row : root.path("rows")) {
            number++;
            String name = number + ": "
                    + (row.has("why")
                            ? row.path("why").asText()
                            : row.path("text").asText());
            tests.add(DynamicTest.dynamicTest(name, () -> check.accept(row)));
        }
        return tests.stream();
    }

    static Map<String, List<String>> context(JsonNode row) {
        Map<String, List<String>> context = new LinkedHashMap<>();
        row.path("context").properties().forEach(entry -> context.put(entry.getKey(), texts(entry.getValue())));
        return context;
    }

    static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isArray()) {
            node.forEach(value -> texts.add(value.asText()));
        } else {
            texts.add(node.asText());
        }
        return texts;
    }
}
