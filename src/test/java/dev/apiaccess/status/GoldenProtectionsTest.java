// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.status;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.apiaccess.testing.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * Protections for people to review: a folder of {@code src/test/resources/golden-protections} has {@code manifests.yaml}, the object as
 * it is written first and as it is changed then, {@code account.yaml}, the API as its owner made it, and {@code expected.json}: the writes in
 * their order, what the API is in the end, and what the object says. {@code -Dgolden.write=true} writes the expectations anew.
 */
class GoldenProtectionsTest {

    private static final Path CASES = Yaml.resource("golden-protections");
    private static final Path SEEN = Path.of(System.getProperty("apiaccess.basedir", ""), "target/golden-protections");
    private static final ObjectMapper JSON = new ObjectMapper();

    @TestFactory
    Stream<DynamicTest> cases() throws IOException {
        try (var folders = Files.list(CASES)) {
            return folders.filter(Files::isDirectory).sorted().toList().stream()
                    .map(folder -> DynamicTest.dynamicTest(String.valueOf(folder.getFileName()), () -> check(folder)));
        }
    }

    private static void check(Path folder) throws IOException {
        var seen = SEEN.resolve(folder.getFileName()).resolve("expected.json");
        var expected = folder.resolve("expected.json");
        var account = Yaml.read(folder.resolve("account.yaml")).getFirst();
        Files.createDirectories(SEEN.resolve(folder.getFileName()));
        try (var life = new ProtectionLife(account)) {
            var all = JSON.createArrayNode();
            for (var manifest : Yaml.read(folder.resolve("manifests.yaml"))) {
                all.add(life.applied(manifest));
            }
            Files.writeString(seen, text(all));
        }

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
