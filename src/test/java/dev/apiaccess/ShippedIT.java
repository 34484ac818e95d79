// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Test;

/** What goes into the image, file by file: target/quarkus-app, which the Containerfile and Jib copy whole. */
class ShippedIT {

    private static final Path TARGET = Path.of(System.getProperty("apiaccess.basedir", ""), "target");
    private static final String EMULATOR = "dev/apiaccess/emulator/";
    private static final String JDK_SERVER = "com/sun/net/httpserver/";

    @Test
    void theApplicationHasNeitherTheEmulatorNorUseForTheJdksHttpServer() throws IOException {
        var jars = jars(TARGET.resolve("quarkus-app"));
        var emulator = new ArrayList<String>();
        var server = new ArrayList<String>();
        var ours = 0;
        for (var jar : jars) {
            try (var zip = new ZipFile(jar.toFile())) {
                for (var entry : zip.stream().filter(one -> !one.isDirectory()).toList()) {
                    var content = entry.getName().endsWith(".class")
                                    || entry.getName().startsWith("META-INF/services/")
                            ? new String(zip.getInputStream(entry).readAllBytes(), ISO_8859_1)
                            : "";
                    ours += entry.getName().startsWith("dev/apiaccess/") ? 1 : 0;
                    if (entry.getName().startsWith(EMULATOR)
                            || content.contains(EMULATOR)
                            || content.contains(EMULATOR.replace('/', '.'))) {
                        emulator.add(jar.getFileName() + "!" + entry.getName());
                    }
                    if (content.contains(JDK_SERVER)) {
                        server.add(jar.getFileName() + "!" + entry.getName());
                    }
                }
            }
        }

        assertThat(jars).as("jars that were read").hasSizeGreaterThan(100);
        assertThat(ours).as("classes of ours that were read").isGreaterThan(200);
        assertThat(emulator).as("what belongs to the emulator or names it").isEmpty();
        assertThat(server).as("what needs the module jdk.httpserver").isEmpty();
    }

    @Test
    void theEmulatorLiesBesideItInAJarOfItsOwn() throws IOException {
        var jars = jars(TARGET.resolve("emulator"));

        assertThat(jars).singleElement().asString().endsWith("-emulator.jar");
        try (var zip = new ZipFile(jars.getFirst().toFile())) {
            var classes = zip.stream()
                    .map(Object::toString)
                    .filter(name -> name.endsWith(".class"))
                    .toList();
            assertThat(classes)
                    .contains(EMULATOR + "EmulatorCommand.class")
                    .allMatch(name -> name.startsWith(EMULATOR));
        }
    }

    private static List<Path> jars(Path directory) throws IOException {
        try (var files = Files.walk(directory)) {
            return files.filter(file -> file.toString().endsWith(".jar")).toList();
        }
    }
}
