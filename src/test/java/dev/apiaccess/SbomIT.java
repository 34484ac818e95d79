// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** The bill of materials is that of what is shipped: each library of the application, with its licence. */
class SbomIT {
    private static final Path TARGET = Path.of(System.getProperty("apiaccess.basedir", ""), "target");

    /** What has to be of one version throughout: the beginning of the files' names, and the property with the version. */
    private static final Map<String, String> FAMILIES = Map.of(
            "io.netty.netty-", "netty.version",
            "io.vertx.vertx-", "vertx.version",
            "io.micrometer.micrometer-", "micrometer.version",
            "software.amazon.awssdk.", "aws.version");

    @Test
    void everyLibraryThatShipsIsListedWithItsLicence() throws IOException {
        var bom = new ObjectMapper()
                .readTree(TARGET.resolve("sbom/apiaccess.cdx.json").toFile());
        var listed = new TreeMap<String, JsonNode>();
        bom.path("components").forEach(component -> listed.put(jar(component), component));
        var shipped = shipped();

        assertThat(shipped).as("libraries in target/quarkus-app/lib").hasSizeGreaterThan(100);
        assertThat(listed.keySet()).as("components of the bill").containsAll(shipped);
        var unlicensed = new ArrayList<String>();
        listed.forEach((name, component) -> {
            if (component.path("licenses").isEmpty()) {
                unlicensed.add(name);
            }
        });
        assertThat(unlicensed).as("components without a licence").isEmpty();
        assertThat(listed.keySet())
                .as("what only tests need is not part of it")
                .noneMatch(name -> name.startsWith("org.testcontainers.") || name.startsWith("org.junit."));
    }

    private static SortedSet<String> shipped() throws IOException {
        try (var files = Files.walk(TARGET.resolve("quarkus-app/lib"))) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(".jar"))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void whatThePomForcesIsWhatShips() throws Exception {
        var pom = Pom.read(TARGET.resolveSibling("pom.xml"));
        var shipped = shipped();

        var missing =
                pom.forced().stream().filter(jar -> !shipped.contains(jar)).toList();

        assertThat(pom.forced()).as("libraries that the pom forces").hasSizeGreaterThan(20);
        assertThat(missing).as("forced and not shipped, of %s", shipped).isEmpty();
        for (var family : FAMILIES.entrySet()) {
            assertThat(shipped.stream()
                            .filter(jar -> jar.startsWith(family.getKey()))
                            // BoringSSL, which has versions of its own.
                            .filter(jar -> !jar.contains("netty-tcnative")))
                    .as("all of %s in one version", family.getKey())
                    .isNotEmpty()
                    .allMatch(jar -> jar.endsWith("-" + pom.property(family.getValue()) + ".jar"));
        }
    }

    /** The name that Quarkus gives to the library's file. */
    private static String jar(JsonNode component) {
        return component.path("group").asText() + "." + component.path("name").asText() + "-"
                + component.path("version").asText() + ".jar";
    }
}
