// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.api;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.client.utils.Serialization;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/** Manifests in {@code src/test/resources/crds/{valid,invalid}/<kind>/}. */
final class Corpus {
    private static final Path ROOT = Path.of(System.getProperty("apiaccess.basedir", ""), "src/test/resources/crds");
    private static final String EXPECT = "# expect: ";

    private Corpus() {}

    /**
     * One file.
     *
     * @param name kind and file name
     * @param expect text that the API server's refusal contains; empty in the valid corpus
     * @param documents one manifest, or the same object before and after an edit
     */
    record Manifest(String name, String expect, List<String> documents) {
        GenericKubernetesResource before() {
            return Serialization.unmarshal(documents.getFirst(), GenericKubernetesResource.class);
        }

        GenericKubernetesResource after() {
            return Serialization.unmarshal(documents.getLast(), GenericKubernetesResource.class);
        }

        String kind() {
            return before().getKind();
        }

        boolean isEdit() {
            return documents.size() == 2;
        }
    }

    /** All files of {@code valid} or {@code invalid}, by name. */
    static List<Manifest> manifests(String part) {
        try (Stream<Path> files = Files.walk(ROOT.resolve(part))) {
            return files.filter(file -> file.toString().endsWith(".yaml"))
                    .sorted()
                    .map(Corpus::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Manifest read(Path file) {
        try {
            String text = Files.readString(file);
            String expect = text.lines()
                    .filter(line -> line.startsWith(EXPECT))
                    .map(line -> line.substring(EXPECT.length()))
                    .findFirst()
                    .orElse("");
            var documents = Arrays.stream(text.split("(?m)^---$", -1))
                    .filter(document -> !document.isBlank())
                    .toList();
            String name = file.getName(file.getNameCount() - 2) + "/" + file.getFileName();
            return new Manifest(name, expect, documents);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
