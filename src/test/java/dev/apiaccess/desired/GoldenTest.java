// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.desired;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import dev.apiaccess.testing.Cluster;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Whole cases for people to review: a folder of {@code src/test/resources/golden} has {@code manifests.yaml}, {@code facts.yaml}
 * (which APIs, stages and principals exist) and {@code expected.json}, what AWS shall hold as the operator decides it. {@code connection.yaml} is part of
 * every case. {@code -Dgolden.write=true} writes the expectations anew.
 */
class GoldenTest {

    private static final Path CASES = Yaml.resource("golden");
    private static final Path SEEN = Path.of(System.getProperty("apiaccess.basedir", ""), "target/golden");
    private static final ObjectMapper JSON = new ObjectMapper().enable(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS);

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (var folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(String.valueOf(folder.getFileName()), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        var manifests = new ArrayList<JsonNode>(Yaml.read(CASES.resolve("connection.yaml")));
        manifests.addAll(Yaml.read(folder.resolve("manifests.yaml")));
        var facts = Yaml.read(folder.resolve("facts.yaml")).getFirst();
        var expected = folder.resolve("expected.json");

        var seen = SEEN.resolve(folder.getFileName()).resolve("expected.json");
        Files.createDirectories(SEEN.resolve(folder.getFileName()));
        Files.writeString(seen, text(GoldenTree.of(Cluster.of(manifests, facts))));

        if (Boolean.getBoolean("golden.write")) {
            Files.writeString(expected, Files.readString(seen));
        }
        assertThat(expected).as("run with -Dgolden.write=true to write it").exists();
        assertThat(seen)
                .as("%s; review, and run with -Dgolden.write=true when it is right", folder.getFileName())
                .hasSameTextualContentAs(expected);
    }

    private static String text(JsonNode tree) throws IOException {
        var lines = new DefaultIndenter("  ", "\n");
        var printer = new DefaultPrettyPrinter().withArrayIndenter(lines).withObjectIndenter(lines);
        return JSON.writer(printer).writeValueAsString(tree).replace("\" : ", "\": ") + "\n";
    }
}
